"""What two documents that grew from one base may differ in, with what each side says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.labelling.document import Remark
from models.labelling.merge_phases import Side, Status
from models.phases import Phase
from models.privacy import Privacy
from models.review import State
from models.timebase import TimeRange


class Kind(StrEnum):
    """What a difference is about. OUTCOME is grade and reasons, REVIEW the state with who submitted and decided."""

    PHASES = "phases"
    REMARK = "remark"
    OUTCOME = "outcome"
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
    """Grade code and failure reasons."""

    grade: str
    reasons: tuple[str, ...]


Value = tuple[Phase, ...] | Remark | Outcome | str | Review | Privacy | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that at least one side changed.

    ``values`` holds what each side says: the phases that touch ``range`` in whole, a remark or None, an outcome, a
    note, a review, a privacy. ``options`` are the sides that may be taken, ``proposed`` is one of them, None where a
    person has to choose. ``range`` is None where it is about the whole episode.
    """

    id: str
    kind: Kind
    status: Status
    values: Mapping[Side, Value]
    options: tuple[Side, ...]
    proposed: Side | None
    range: TimeRange | None = None
