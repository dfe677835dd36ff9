"""The only way from one document to the next: a command in; the document, its inverse and its changes out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.errors import RefusedEditError
from models.labelling import judging, pinned
from models.labelling.changes import Change, diff_in_parts, fold
from models.labelling.checks import missing
from models.labelling.commands import (
    AddMark,
    AddRemark,
    AnswerQuestion,
    Approve,
    AskQuestion,
    Command,
    MigrateLabels,
    MoveMark,
    RemoveMark,
    RemoveRemark,
    Reopen,
    Restore,
    SendBack,
    SetGrade,
    SetInstruction,
    SetNote,
    SetPrivacy,
    SetRubric,
    SetScore,
    SetUnusable,
    Submit,
    Withdraw,
)
from models.labelling.document import Document
from models.labelling.known import clean, refuse_unknown_reasons
from models.labelling.migrating import migrate, must_migrate, refuse_unknown_version
from models.labelling.tracks import on_tracks
from models.privacy import Flag, Privacy, RegionState
from models.review import DECIDING, EDITABLE, Role, State, may_correct, move
from models.taxonomy import Taxonomy

_REVIEW = (Submit, Withdraw, Approve, SendBack, Reopen)
_REVIEW_FIELDS = frozenset({"annotator", "reviewer", "review_reasons"})
_PRIVACY_FIELDS = frozenset({"privacy", "taxonomy_id", "taxonomy_version"})
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_UNREVIEWED = frozenset({State.NEW, State.DRAFT})


@dataclass(frozen=True, slots=True)
class Applied:
    """``inverse`` leads back to the document before; ``changes`` are empty where the command changed nothing.

    ``undoable`` is False for moves of the review, see ``models.labelling.history``.
    """

    document: Document
    inverse: Restore
    changes: tuple[Change, ...]
    undoable: bool = True


def apply(document: Document, command: Command, *, taxonomy: Taxonomy, role: Role) -> Applied:
    """Answer ``command``.

    Labels can be edited while the state is one of ``EDITABLE``; a lead or an admin may also correct a SUBMITTED
    episode. The first edit makes NEW a DRAFT; a RETURNED episode stays so until it is submitted again.

    Raises:
        RefusedEditError: the rules of labelling or review do not allow it, in one sentence.
    """
    *_, applied = applying(document, command, taxonomy=taxonomy, role=role)
    assert applied is not None
    return applied


def applying(
    document: Document, command: Command, *, taxonomy: Taxonomy, role: Role
) -> Iterator[Applied | None]:
    """``apply`` in steps, since thousands of changes take longer than a frame: None after each, the answer last.

    Raises:
        RefusedEditError: as ``apply``, in the first step.
    """
    after = _after(document, command, taxonomy, role)
    yield None
    inverse = yield from diff_in_parts(after, document)
    yield None
    changes = yield from diff_in_parts(document, after)
    yield Applied(
        document=after,
        inverse=Restore(inverse),
        changes=changes,
        undoable=not isinstance(command, _REVIEW),
    )


def _after(document: Document, command: Command, taxonomy: Taxonomy, role: Role) -> Document:
    if isinstance(command, _REVIEW):
        return _reviewed(document, command, taxonomy, role)
    if isinstance(command, SetPrivacy):
        return _guarded(document, command.privacy, role)
    if isinstance(command, Restore) and _only_privacy(command):
        return _guarded(document, _restored(document, command).privacy, role)
    if (reply := _answered(document, command, role)) is not None:
        return reply
    _refuse_closed(document, role)
    if isinstance(command, MigrateLabels):
        return migrate(document, taxonomy)
    _refuse_other_taxonomy(document, taxonomy, command)
    return _drafted(document, _edited(document, command, taxonomy), taxonomy, command)


def _guarded(document: Document, privacy: Privacy, role: Role) -> Document:
    """Anybody may hide more. What was restricted is opened, and what was confirmed is shown, by a lead or an admin."""
    before = document.privacy
    opens = before.flag is Flag.RESTRICTED and privacy.flag is not Flag.RESTRICTED
    if (opens or _hidden(before) - _hidden(privacy)) and role not in DECIDING:
        raise RefusedEditError("Only a lead or an admin may show again what was restricted or blurred")
    if privacy.retain_until and not _DAY.fullmatch(privacy.retain_until):
        raise RefusedEditError("{day} is no day; write it like 2027-12-31", day=privacy.retain_until)
    cleaned = replace(privacy, consent=clean(privacy.consent), retention=clean(privacy.retention))
    return replace(document, privacy=cleaned)


def _hidden(privacy: Privacy) -> set[str]:
    """Regions that a person confirmed."""
    return {region.id for region in privacy.regions if region.state is RegionState.CONFIRMED}


def _only_privacy(command: Restore) -> bool:
    fields = {change.body.get("field") for change in command.changes}
    return "privacy" in fields and fields <= _PRIVACY_FIELDS


def _refuse_closed(document: Document, role: Role) -> None:
    if document.state not in EDITABLE and not may_correct(document.state, role):
        raise RefusedEditError("The episode is {state}; its labels cannot be edited", state=document.state)


def _refuse_other_taxonomy(document: Document, taxonomy: Taxonomy, command: Command) -> None:
    """An edit states the version of the taxonomy; labels that it does not know would be lost to every migration."""
    refuse_unknown_version(document, taxonomy)
    if not isinstance(command, Restore) and must_migrate(document, taxonomy):
        raise RefusedEditError(
            "These labels were made with version {theirs} of the taxonomy: bring them to version {ours} first",
            theirs=document.taxonomy_version,
            ours=taxonomy.version,
        )


def _answered(document: Document, command: Command, role: Role) -> Document | None:
    """An answer, given, taken back or restored; who may give one need not be able to edit. None for all else."""
    if isinstance(command, AnswerQuestion):
        return pinned.answered(document, command.remark_id, command.answer, author=command.author, role=role)
    if isinstance(command, Restore) and {change.op for change in command.changes} == {"put_remark"}:
        after = _restored(document, command)
        if pinned.only_answers(document, after):
            pinned.refuse_answer(document, role)
            return after
    return None


def _edited(document: Document, command: Command, taxonomy: Taxonomy) -> Document:
    match command:
        case SetNote():
            return replace(document, note=clean(command.text))
        case Restore():
            return _restored(document, command)
        case SetGrade() | SetScore() | SetRubric() | SetUnusable() | SetInstruction():
            return _judged(document, command, taxonomy)
        case AddRemark() | RemoveRemark() | AskQuestion() | AddMark() | MoveMark() | RemoveMark():
            return _pinned(document, command, taxonomy)
        case (
            SetPrivacy()
            | MigrateLabels()
            | AnswerQuestion()
            | Submit()
            | Withdraw()
            | Approve()
            | SendBack()
            | Reopen()
        ):
            raise TypeError(f"{type(command).__name__} is no edit of labels")
        case _:
            return on_tracks(document, command, taxonomy)


def _judged(
    document: Document,
    command: SetGrade | SetScore | SetRubric | SetUnusable | SetInstruction,
    taxonomy: Taxonomy,
) -> Document:
    match command:
        case SetGrade(grade, reasons):
            return judging.graded(document, grade, reasons, taxonomy)
        case SetScore(score):
            return judging.scored(document, score)
        case SetRubric(levels):
            return judging.ruled(document, levels, taxonomy)
        case SetUnusable(code, reasons):
            return judging.unusable(document, code, reasons, taxonomy)
        case SetInstruction(phase_id, text, text_zh):
            return judging.instructed(document, phase_id, text, text_zh)


def _pinned(
    document: Document,
    command: AddRemark | RemoveRemark | AskQuestion | AddMark | MoveMark | RemoveMark,
    taxonomy: Taxonomy,
) -> Document:
    match command:
        case AddRemark(remark):
            return pinned.remarked(document, remark, taxonomy)
        case RemoveRemark(remark_id):
            return pinned.without_remark(document, remark_id)
        case AskQuestion(remark, asked):
            return pinned.asked(document, remark, asked, taxonomy)
        case AddMark(mark):
            return pinned.marked(document, mark, taxonomy)
        case MoveMark(mark_id, start_ns, end_ns):
            return pinned.mark_moved(document, mark_id, start_ns, end_ns)
        case RemoveMark(mark_id):
            return pinned.without_mark(document, mark_id)


def _drafted(before: Document, after: Document, taxonomy: Taxonomy, command: Command) -> Document:
    """Every label knows its taxonomy version; what is restored knows its own."""
    if after == before or isinstance(command, Restore):
        return after
    state = State.DRAFT if after.state is State.NEW else after.state
    return replace(after, state=state, taxonomy_id=taxonomy.id, taxonomy_version=taxonomy.version)


def _restored(document: Document, command: Restore) -> Document:
    try:
        return fold(document, (change for change in command.changes if not _reviews(document, change)))
    except ValueError as error:
        raise RefusedEditError("The labels changed meanwhile; this can no longer be restored") from error


def _reviews(document: Document, change: Change) -> bool:
    """Whether a change would move the review: that takes a command of its own, never an undo."""
    name = change.body.get("field") if change.op == "set_field" else None
    if name == "state":
        return document.state not in _UNREVIEWED or change.body["value"] not in _UNREVIEWED
    return name in _REVIEW_FIELDS


def _reviewed(
    document: Document,
    command: Submit | Withdraw | Approve | SendBack | Reopen,
    taxonomy: Taxonomy,
    role: Role,
) -> Document:
    match command:
        case Submit(author):
            return _submitted(document, author, taxonomy, role)
        case Withdraw():
            return replace(document, state=move(document.state, "withdraw", role))
        case Approve(reviewer):
            return _approved(document, reviewer, role)
        case SendBack():
            return _sent_back(document, command, taxonomy, role)
        case Reopen():
            state = move(document.state, "reopen", role)
            return replace(document, state=state, reviewer="", review_reasons=())


def _submitted(document: Document, author: str, taxonomy: Taxonomy, role: Role) -> Document:
    state = move(document.state, "submit", role)
    for item in missing(document, taxonomy):
        if item.blocking:
            raise RefusedEditError(item.template, **item.values)
    return replace(document, state=state, annotator=author, reviewer="", review_reasons=())


def _approved(document: Document, reviewer: str, role: Role) -> Document:
    state = move(document.state, "approve", role)
    _refuse_own(document, reviewer)
    return replace(document, state=state, reviewer=reviewer, review_reasons=())


def _refuse_own(document: Document, reviewer: str) -> None:
    if reviewer == document.annotator:
        raise RefusedEditError("Nobody reviews their own labels: {user} submitted these", user=reviewer)


def _sent_back(document: Document, command: SendBack, taxonomy: Taxonomy, role: Role) -> Document:
    state = move(document.state, "send_back", role)
    _refuse_own(document, command.reviewer)
    if not command.reasons and command.remark is None:
        raise RefusedEditError("To send labels back takes a reason, or a remark pinned to a moment")
    refuse_unknown_reasons(command.reasons, taxonomy.return_reasons)
    noted = document if command.remark is None else pinned.remarked(document, command.remark, taxonomy)
    reasons = tuple(dict.fromkeys(command.reasons))
    return replace(noted, state=state, reviewer=command.reviewer, review_reasons=reasons)
