"""From the catalog's head to the merged document, in one edit that the rules of labelling and review allow."""

from dataclasses import replace

from models.errors import RefusedEditError
from models.labelling.apply import Applied, apply
from models.labelling.changes import Change, diff
from models.labelling.checks import missing
from models.labelling.commands import Restore
from models.labelling.document import Document
from models.review import EDITABLE, MOVES, Role, State, may_correct, move
from models.taxonomy import Taxonomy

_REVIEW_FIELDS = frozenset({"state", "annotator", "reviewer", "review_reasons"})
_UNREVIEWED = frozenset({State.NEW, State.DRAFT})


def settle(theirs: Document, result: Document, *, taxonomy: Taxonomy, role: Role) -> Applied:
    """What leads from ``theirs`` to ``result``; without changes where these are equal, which settles a conflict too.

    Raises:
        RefusedEditError: the episode is closed to ``role``, or a step of the review is no longer allowed.
    """
    _refuse_closed(theirs, result, role)
    moves = _moves(theirs, result)
    edits = [change for change in diff(theirs, result) if not (moves and _is_review(change))]
    document = theirs
    if moves and result.state in EDITABLE:
        document = _moved(document, result, taxonomy, role)
    for part in (
        [change for change in edits if change.body.get("field") != "privacy"],
        [change for change in edits if change.body.get("field") == "privacy"],
    ):
        if part:
            document = apply(document, Restore(tuple(part)), taxonomy=taxonomy, role=role).document
    if moves and result.state not in EDITABLE:
        document = _moved(document, result, taxonomy, role)
    return Applied(
        document=document,
        inverse=Restore(diff(document, theirs)),
        changes=diff(theirs, document),
        undoable=not moves,
    )


def _moves(theirs: Document, result: Document) -> bool:
    """Whether the review goes on: that a new document becomes a draft is no step of it."""
    return theirs.state is not result.state and not {theirs.state, result.state} <= _UNREVIEWED


def _moved(document: Document, result: Document, taxonomy: Taxonomy, role: Role) -> Document:
    """The step of the review that leads there.

    Raises:
        RefusedEditError: none does for ``role``, or something is missing before labels can be submitted.
    """
    step = next(
        (one.name for one in MOVES.values() if document.state in one.sources and one.target is result.state),
        None,
    )
    if step is None:
        raise RefusedEditError("The labels changed meanwhile; this can no longer be restored")
    move(document.state, step, role)
    if result.state is State.SUBMITTED:
        for item in missing(document, taxonomy):
            if item.blocking:
                raise RefusedEditError(item.template, **item.values)
    return replace(
        document,
        state=result.state,
        annotator=result.annotator,
        reviewer=result.reviewer,
        review_reasons=result.review_reasons,
    )


def _refuse_closed(theirs: Document, result: Document, role: Role) -> None:
    """The catalog takes no edit of a closed episode, not even one that only says that a conflict is settled."""
    reopened = _moves(theirs, result)
    if not reopened and theirs.state not in EDITABLE and not may_correct(theirs.state, role):
        raise RefusedEditError("The episode is {state}; its labels cannot be edited", state=theirs.state)


def _is_review(change: Change) -> bool:
    return change.body.get("field") in _REVIEW_FIELDS
