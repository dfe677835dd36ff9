"""Remarks, questions, events and mistakes: what is pinned to a moment of an episode."""

from collections.abc import Iterable
from dataclasses import replace

from models.errors import RefusedEditError
from models.labelling.document import Document, Mark, Remark
from models.labelling.known import clean, refuse_unknown_mark, refuse_unknown_reasons
from models.review import ANSWERING, Role, State
from models.search import Concern
from models.taxonomy import Taxonomy

QUESTION = "question"
ASKED = (Role.LEAD.value, Role.ENGINEER.value)


def remarked(document: Document, remark: Remark, taxonomy: Taxonomy) -> Document:
    """With a remark, in the place of one of that id."""
    if not document.range.start_ns <= remark.t_ns <= document.range.end_ns:
        raise RefusedEditError("A remark must lie inside the episode")
    cleaned = replace(remark, text=clean(remark.text).strip(), value=clean(remark.value).strip())
    if not cleaned.text and not cleaned.reason:
        raise RefusedEditError("A remark needs a sentence or a reason")
    if cleaned.reason:
        refuse_unknown_reasons((cleaned.reason,), (*taxonomy.return_reasons, *taxonomy.failure_reasons))
    return _with_remark(document, cleaned)


def without_remark(document: Document, remark_id: str) -> Document:
    """Without it."""
    _remark(document, remark_id)
    return replace(document, remarks=tuple(other for other in document.remarks if other.id != remark_id))


def asked(document: Document, remark: Remark, whom: str, taxonomy: Taxonomy) -> Document:
    """With a question to a lead or an engineer."""
    if whom not in ASKED:
        raise RefusedEditError("A question goes to a lead or to an engineer")
    if not clean(remark.text).strip():
        raise RefusedEditError("A question needs a sentence")
    question = replace(remark, kind=QUESTION, asked=whom, answer="", answered_by="")
    return remarked(document, question, taxonomy)


def answered(document: Document, remark_id: str, answer: str, *, author: str, role: Role) -> Document:
    """With an answer to a question, or without one for ""."""
    refuse_answer(document, role)
    question = _remark(document, remark_id)
    if question.kind != QUESTION:
        raise RefusedEditError("This remark is no question")
    cleaned = clean(answer).strip()
    return _with_remark(document, replace(question, answer=cleaned, answered_by=author if cleaned else ""))


def concern_of(remarks: Iterable[Remark], user: str) -> Concern:
    """Why the questions of an episode concern somebody."""
    found = Concern.NONE
    for one in remarks:
        if one.kind != QUESTION:
            continue
        if not one.answer:
            found |= Concern.LEAD if one.asked == Role.LEAD.value else Concern.ENGINEER
        if one.author == user:
            found |= Concern.ANSWERED if one.answer else Concern.ASKED
    return found


def refuse_answer(document: Document, role: Role) -> None:
    """Refuse one by an annotator, or of labels that are approved."""
    if role not in ANSWERING:
        raise RefusedEditError("Questions are answered by a lead or an engineer")
    if document.state is State.APPROVED:
        raise RefusedEditError("The episode is {state}; its labels cannot be edited", state=document.state)


def only_answers(before: Document, after: Document) -> bool:
    """Whether nothing but the answers to questions differs."""
    bare = [
        replace(one, remarks=tuple(_unanswered(remark) for remark in one.remarks)) for one in (before, after)
    ]
    return before != after and bare[0] == bare[1]


def marked(document: Document, mark: Mark, taxonomy: Taxonomy) -> Document:
    """With an event or a mistake, in the place of one of that id."""
    refuse_unknown_mark(mark, taxonomy)
    if not document.range.start_ns <= mark.start_ns <= mark.end_ns <= document.range.end_ns:
        raise RefusedEditError("A mark must lie inside the episode")
    return _with_mark(document, replace(mark, text=clean(mark.text).strip()))


def mark_moved(document: Document, mark_id: str, start_ns: int, end_ns: int) -> Document:
    """With a mark elsewhere, as far as the episode reaches."""
    low_ns, high_ns = document.range.start_ns, document.range.end_ns
    start_ns = min(max(start_ns, low_ns), high_ns)
    moved = replace(_mark(document, mark_id), start_ns=start_ns, end_ns=min(max(end_ns, start_ns), high_ns))
    return _with_mark(document, moved)


def without_mark(document: Document, mark_id: str) -> Document:
    """Without it."""
    _mark(document, mark_id)
    return replace(document, marks=tuple(other for other in document.marks if other.id != mark_id))


def _unanswered(remark: Remark) -> Remark:
    return replace(remark, answer="", answered_by="") if remark.kind == QUESTION else remark


def _with_remark(document: Document, remark: Remark) -> Document:
    others = tuple(other for other in document.remarks if other.id != remark.id)
    return replace(document, remarks=(*others, remark))


def _with_mark(document: Document, mark: Mark) -> Document:
    others = tuple(other for other in document.marks if other.id != mark.id)
    return replace(document, marks=(*others, mark))


def _remark(document: Document, remark_id: str) -> Remark:
    remark = document.remark(remark_id)
    if remark is None:
        raise RefusedEditError("This remark is no longer there")
    return remark


def _mark(document: Document, mark_id: str) -> Mark:
    mark = document.mark(mark_id)
    if mark is None:
        raise RefusedEditError("This mark is no longer there")
    return mark
