"""What two documents that grew from one base may differ in, with what each side says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.labelling.document import Mark, Remark
from models.labelling.merge_phases import Side, Status
from models.phases import Phase
from models.privacy import Privacy
from models.review import State
from models.timebase import TimeRange


class Kind(StrEnum):
    """What a difference is about.

    OUTCOME is the grade, or that the episode cannot be used, with reasons; RATING is score and criteria; REVIEW is the
    state with who submitted and decided.
    """

    PHASES = "phases"
    REMARK = "remark"
    MARK = "mark"
    OUTCOME = "outcome"
    RATING = "rating"
    INSTRUCTION = "instruction"
    NOTE = "note"
    REVIEW = "review"
    PRIVACY = "privacy"


@dataclass(frozen=True, slots=True)
class Review:
    """Where a document stands in the review."""

    state: State
    annotator: str
    reviewer: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Grade code and reasons, or why it cannot be used."""

    grade: str
    reasons: tuple[str, ...]
    unusable: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """Score and levels of criteria."""

    score: int
    rubric: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Instruction:
    """What the robot was told, in English and in Chinese."""

    text: str
    text_zh: str


Value = tuple[Phase, ...] | Remark | Mark | Outcome | Rating | Instruction | str | Review | Privacy | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that at least one side changed.

    ``values`` holds what each side says: the phases of ``tier`` that touch ``range`` in whole, a remark or mark or
    None, or what is said of the whole episode, where ``range`` is None. ``options`` are the sides that may be taken,
    ``proposed`` is one of them, None where a person has to choose.
    """

    id: str
    kind: Kind
    status: Status
    values: Mapping[Side, Value]
    options: tuple[Side, ...]
    proposed: Side | None
    range: TimeRange | None = None
    tier: str = ""

    @classmethod
    def of(
        cls,
        difference_id: str,
        kind: Kind,
        status: Status,
        *,
        values: Mapping[Side, Value],
        options: tuple[Side, ...] = (),
        at: TimeRange | None = None,
    ) -> "Difference":
        """With the side that is proposed; without ``options`` every side that says something else."""
        proposed = {Status.MINE: Side.MINE, Status.OPEN: None}.get(status, Side.THEIRS)
        options = (Side.THEIRS,) if status is Status.SAME else options or _distinct(values)
        return cls(difference_id, kind, status, values, options, proposed, at)


def status_of(values: Mapping[Side, Value]) -> Status | None:
    """Who changed it, None where nobody did."""
    base, mine, theirs = values[Side.BASE], values[Side.MINE], values[Side.THEIRS]
    if mine == theirs:
        return None if mine == base else Status.SAME
    if theirs == base:
        return Status.MINE
    return Status.THEIRS if mine == base else Status.OPEN


def _distinct(values: Mapping[Side, Value]) -> tuple[Side, ...]:
    """The base is worth offering only where both went away from it."""
    back = values[Side.BASE] not in (values[Side.MINE], values[Side.THEIRS])
    return tuple(Side) if back else (Side.MINE, Side.THEIRS)
