"""What a person may want. A command is a value; ``apply`` answers it."""

from dataclasses import dataclass

from models.labelling.changes import Change
from models.labelling.document import Remark
from models.privacy import Privacy


@dataclass(frozen=True, slots=True)
class CutPhase:
    """The phase ``label`` begins at ``t_ns`` and lasts until the next cut (or the end).

    On an empty track the time before becomes the taxonomy's idle phase. On an existing boundary it renames
    the phase that begins there. ``new_id`` and ``idle_id`` name the phases that come to be.
    """

    t_ns: int
    label: str
    new_id: str
    idle_id: str


@dataclass(frozen=True, slots=True)
class SplitPhase:
    """Cut at ``t_ns``, both halves keep the label."""

    t_ns: int
    new_id: str


@dataclass(frozen=True, slots=True)
class MoveBoundary:
    """The start of the phase ``phase_id`` goes to ``t_ns``, clamped so that both neighbours keep ``min_ns``."""

    phase_id: str
    t_ns: int
    min_ns: int = 1_000_000


@dataclass(frozen=True, slots=True)
class RenamePhase:
    """Another label for a phase."""

    phase_id: str
    label: str


@dataclass(frozen=True, slots=True)
class DeletePhase:
    """The phase goes; its time falls to the one before, of the first to the one after; of the only one to nobody."""

    phase_id: str


@dataclass(frozen=True, slots=True)
class MergePhase:
    """The phase swallows the next one and keeps its own label."""

    phase_id: str


@dataclass(frozen=True, slots=True)
class SetGrade:
    """Grade code ("" clears) with failure reasons."""

    grade: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetNote:
    """Free text for the reviewer."""

    text: str


@dataclass(frozen=True, slots=True)
class SetPrivacy:
    """What may be seen of the episode, and by whom; allowed in every state of the review."""

    privacy: Privacy


@dataclass(frozen=True, slots=True)
class AddRemark:
    """Pin a remark."""

    remark: Remark


@dataclass(frozen=True, slots=True)
class RemoveRemark:
    """Take a remark away."""

    remark_id: str


@dataclass(frozen=True, slots=True)
class MigrateLabels:
    """Bring the labels to the version of the taxonomy that is known here."""


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand the labels over for review; ``author`` becomes the annotator."""

    author: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a submitted episode back to draft."""


@dataclass(frozen=True, slots=True)
class Approve:
    """A lead takes the labels as they are."""

    reviewer: str


@dataclass(frozen=True, slots=True)
class SendBack:
    """A lead returns the labels: at least one reason code or one remark pinned to a moment."""

    reviewer: str
    reasons: tuple[str, ...] = ()
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """A lead takes the last decision back: APPROVED or RETURNED becomes SUBMITTED again."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Apply recorded changes; the inverse of every other command."""

    changes: tuple[Change, ...]


Command = (
    CutPhase
    | SplitPhase
    | MoveBoundary
    | RenamePhase
    | DeletePhase
    | MergePhase
    | SetGrade
    | SetNote
    | SetPrivacy
    | AddRemark
    | RemoveRemark
    | MigrateLabels
    | Submit
    | Withdraw
    | Approve
    | SendBack
    | Reopen
    | Restore
)
