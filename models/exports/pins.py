"""Marks and remarks of a file beside those that are there: which are the same, which are new, which cannot be taken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from models.exports.labelset import LabelSet
from models.exports.labelset import Mark as FoundMark
from models.exports.losses import Loss, Losses, losses_of
from models.labelling.document import Document, Mark, Remark
from models.labelling.known import clean
from models.labelling.pinned import QUESTION
from models.review import ANSWERING, Role
from models.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Way:
    """How what was read comes into a document: new ids, what the format makes of a time, and who imports."""

    new_id: Callable[[], str]
    rounded: Callable[[int], int]
    role: Role


def marks_in(labels: LabelSet, document: Document, taxonomy: Taxonomy, way: Way) -> tuple[list[Mark], Losses]:
    """All marks after the import: of a lane that the file names those of the file, of others those that are there.

    A mark that is the same but for what the format rounds or has no place for stays as it is.
    """
    told: list[Loss] = []
    taken: list[Mark] = []
    lanes: set[str] = set()
    free = list(document.marks)
    for found in labels.marks:
        lane = lane_of(found, taxonomy)
        if lane is None:
            told.append(
                Loss("Events that the taxonomy does not have, left out: {n} times {what}", what=found.code)
            )
            continue
        lanes.add(lane[0])
        mark = _inside(replace(found, tier=lane[0], code=lane[1]), document)
        if mark is None:
            told.append(Loss("Events outside of the episode, left out: {n}"))
            continue
        told.append(Loss("Events that reach out of the episode, cut: {n}", int(mark.end_ns != found.end_ns)))
        taken.append(_mark(mark, _same_mark(mark, free, way), way))
    kept = [mark for mark in document.marks if mark.tier not in lanes]
    return [*kept, *taken], losses_of(told)


def lane_of(mark: FoundMark, taxonomy: Taxonomy) -> tuple[str, str] | None:
    """Lane and code of what a file calls a mark: by its code, else by a name in any language, if only one fits."""
    if taxonomy.mark_label(mark.tier, mark.code) is not None:
        return mark.tier, mark.code
    said = mark.code.casefold()
    for exact in (True, False):
        fits = [
            (tier.code, label.code)
            for tier, label in taxonomy.marks()
            if (label.code == mark.code if exact else said in _names(label.code, label.names))
        ]
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _names(code: str, names: dict[str, str]) -> set[str]:
    return {name.casefold() for name in (code, *names.values())}


def _inside(mark: FoundMark, document: Document) -> FoundMark | None:
    low_ns, high_ns = document.range.start_ns, document.range.end_ns
    if mark.end_ns < mark.start_ns or mark.end_ns < low_ns or mark.start_ns > high_ns:
        return None
    return replace(
        mark,
        start_ns=max(mark.start_ns, low_ns),
        end_ns=min(mark.end_ns, high_ns),
        text=clean(mark.text).strip(),
    )


def _same_mark(mark: FoundMark, free: list[Mark], way: Way) -> Mark | None:
    """The one that is there already, which is no other's any more; rather one that says the very same."""
    said = (mark.text, mark.stream, mark.source, mark.confidence_pm)
    fits = [
        one
        for one in free
        if (one.tier, one.label) == (mark.tier, mark.code)
        and mark.start_ns in {one.start_ns, way.rounded(one.start_ns)}
        and mark.end_ns in {one.end_ns, way.rounded(one.end_ns)}
    ]
    if not fits:
        return None
    same = min(
        fits,
        key=lambda one: (
            (one.text, one.stream, one.source, one.confidence_pm) != said,
            one.text != mark.text,
        ),
    )
    free.remove(same)
    return same


def _mark(mark: FoundMark, same: Mark | None, way: Way) -> Mark:
    if same is None:
        same = Mark(way.new_id(), mark.tier, mark.code, mark.start_ns, mark.end_ns)
    return replace(
        same,
        text=mark.text or same.text,
        stream=mark.stream or same.stream,
        source=mark.source or same.source,
        confidence_pm=same.confidence_pm if mark.confidence_pm is None else mark.confidence_pm,
    )


def remarks_in(
    labels: LabelSet, document: Document, taxonomy: Taxonomy, way: Way
) -> tuple[list[Remark], Losses]:
    """Those of the file that nobody made here yet; none is taken away, since it belongs to who said it."""
    told: list[Loss] = []
    new: list[Remark] = []
    free = list(document.remarks)
    for read in labels.remarks:
        found = _known(read, taxonomy)
        same = _same_remark(found, free, way)
        if same is not None:
            free.remove(same)
        elif not document.range.start_ns <= found.t_ns <= document.range.end_ns:
            told.append(Loss("Remarks outside of the episode, left out: {n}"))
        elif not found.text and not found.reason:
            told.append(Loss("Remarks without a sentence or a known reason, left out: {n}"))
        else:
            told.extend(_reduced(read, found, way.role))
            new.append(replace(_answerable(found, way.role), id=way.new_id()))
    return new, losses_of(told)


def _known(remark: Remark, taxonomy: Taxonomy) -> Remark:
    """Its texts as they are stored, and no reason that the taxonomy lacks."""
    reasons = {one.code for one in (*taxonomy.return_reasons, *taxonomy.failure_reasons)}
    return replace(
        remark,
        text=clean(remark.text).strip(),
        value=clean(remark.value).strip(),
        reason=remark.reason if remark.reason in reasons else "",
    )


def _same_remark(remark: Remark, free: list[Remark], way: Way) -> Remark | None:
    said = (remark.author, remark.text or remark.reason)
    fits = (
        one
        for one in free
        if remark.t_ns in {one.t_ns, way.rounded(one.t_ns)} and said == (one.author, one.text or one.reason)
    )
    return next(fits, None)


def _reduced(read: Remark, found: Remark, role: Role) -> Iterator[Loss]:
    yield Loss("Remarks whose reason the taxonomy does not have: {n}", int(read.reason != found.reason))
    yield Loss(
        "Answers are given by a lead or an engineer; left out: {n}",
        int(_answerable(found, role) != found),
    )


def _answerable(remark: Remark, role: Role) -> Remark:
    if remark.kind == QUESTION and role not in ANSWERING:
        return replace(remark, answer="", answered_by="")
    return remark
