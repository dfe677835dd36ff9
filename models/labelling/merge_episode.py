"""What three documents of one episode say of it as a whole, laid together."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.labelling.differences import (
    Difference,
    Instruction,
    Kind,
    Outcome,
    Rating,
    Review,
    Value,
    status_of,
)
from models.labelling.document import Document
from models.labelling.merge_phases import Side, Status
from models.privacy import Privacy
from models.review import MOVES, Role, State

_READERS: dict[Kind, Callable[[Document], Value]] = {
    Kind.OUTCOME: lambda document: Outcome(document.grade, document.reasons, document.unusable),
    Kind.RATING: lambda document: Rating(document.score, document.rubric),
    Kind.INSTRUCTION: lambda document: Instruction(document.instruction, document.instruction_zh),
    Kind.NOTE: lambda document: document.note,
    Kind.PRIVACY: lambda document: document.privacy,
}


def differing(sides: Mapping[Side, Document], role: Role) -> Iterator[Difference]:
    """What at least one side changed; ``role`` decides which moves of the review may still be taken."""
    for kind, read in _READERS.items():
        values: dict[Side, Value] = {side: read(document) for side, document in sides.items()}
        status = status_of(values)
        if status is not None:
            yield Difference.of(kind.value, kind, status, values=values)
    yield from _review_difference(sides, role)


def with_value(document: Document, value: Value) -> Document:
    """With what a side says about the whole episode; anything else leaves it as it is."""
    said: dict[str, Any] = {}
    match value:
        case Outcome(grade, reasons, unusable):
            said = {"grade": grade, "reasons": reasons, "unusable": unusable}
        case Rating(score, rubric):
            said = {"score": score, "rubric": rubric}
        case Instruction(text, text_zh):
            said = {"instruction": text, "instruction_zh": text_zh}
        case Privacy():
            said = {"privacy": value}
        case Review(state, annotator, reviewer, reasons) if value != _review(document):
            said = {"state": state, "annotator": annotator, "reviewer": reviewer, "review_reasons": reasons}
        case str():
            said = {"note": value}
    return replace(document, **said) if said else document


def _review_difference(sides: Mapping[Side, Document], role: Role) -> Iterator[Difference]:
    """Theirs stands unless the review's own rules still lead from it to mine.

    A verdict was given on other labels than those that stand now: it is never proposed, only offered.
    """
    mine, theirs = _review(sides[Side.MINE]), _review(sides[Side.THEIRS])
    values: dict[Side, Value] = {Side.BASE: _review(sides[Side.BASE]), Side.MINE: mine, Side.THEIRS: theirs}
    status = status_of(values)
    if status is None or status is Status.SAME:
        return
    offered = status is not Status.THEIRS and _still_leads(theirs, mine, role)
    if not offered:
        yield Difference(Kind.REVIEW.value, Kind.REVIEW, Status.THEIRS, values, (Side.THEIRS,), Side.THEIRS)
        return
    verdict = mine.state in {State.APPROVED, State.RETURNED}
    status = Status.OPEN if verdict else status
    options = (Side.MINE, Side.THEIRS)
    yield Difference.of(Kind.REVIEW.value, Kind.REVIEW, status, values=values, options=options)


def _still_leads(theirs: Review, mine: Review, role: Role) -> bool:
    moves = (move for move in MOVES.values() if theirs.state in move.sources and move.target is mine.state)
    own_verdict = mine.state in {State.APPROVED, State.RETURNED} and mine.reviewer == theirs.annotator
    return not own_verdict and any(role in move.roles for move in moves)


def _review(document: Document) -> Review:
    """NEW counts as a draft: the first edit makes it one, and nobody decides that."""
    state = State.DRAFT if document.state is State.NEW else document.state
    return Review(state, document.annotator, document.reviewer, document.review_reasons)
