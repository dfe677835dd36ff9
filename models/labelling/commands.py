"""What a person may want. A command is a value; ``apply`` answers it."""

from dataclasses import dataclass

from models.labelling.changes import Change
from models.labelling.document import Mark, Remark
from models.phases import Phase
from models.privacy import Privacy


@dataclass(frozen=True, slots=True)
class CutPhase:
    """The phase ``label`` begins at ``t_ns`` and lasts until the next cut (or the end).

    On an empty track the time before becomes the taxonomy's idle phase. On an existing boundary it renames
    the phase that begins there. ``new_id`` and ``idle_id`` name the phases that come to be. ``tier``, ``raw_ns`` and
    ``source`` as in ``Phase``.
    """

    t_ns: int
    label: str
    new_id: str
    idle_id: str
    tier: str = ""
    raw_ns: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class EndPhase:
    """The phase ``label`` ends at ``t_ns``: the time back to the boundary before gets that label.

    What follows keeps its label; on an empty track it becomes the taxonomy's idle phase. On an existing boundary, or
    at the end of the episode, the phase that ends there is renamed. Members as of ``CutPhase``.
    """

    t_ns: int
    label: str
    new_id: str
    idle_id: str
    tier: str = ""
    raw_ns: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TrimIdle:
    """The time before ``start_ns`` and from ``end_ns`` on becomes the taxonomy's idle phase."""

    start_ns: int
    end_ns: int
    head_id: str
    tail_id: str
    tier: str = ""


@dataclass(frozen=True, slots=True)
class TakePhases:
    """A whole track at once, as it was proposed; the phases must tile the episode."""

    phases: tuple[Phase, ...]
    tier: str = ""


@dataclass(frozen=True, slots=True)
class TakeTracks:
    """Several tracks at once, each of another tier."""

    tracks: tuple[TakePhases, ...]


@dataclass(frozen=True, slots=True)
class SplitPhase:
    """Cut at ``t_ns``, both halves keep what is said of the phase."""

    t_ns: int
    new_id: str
    tier: str = ""


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
class SetPhaseGrade:
    """Grade code of one phase, "" clears."""

    phase_id: str
    grade: str


@dataclass(frozen=True, slots=True)
class SetInstruction:
    """What the robot was told, in English and in Chinese: in a phase, or in the whole episode for ""."""

    phase_id: str
    text: str
    text_zh: str = ""


@dataclass(frozen=True, slots=True)
class SetGrade:
    """Grade code ("" clears) with failure reasons."""

    grade: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetScore:
    """1 to 5, 0 clears."""

    score: int


@dataclass(frozen=True, slots=True)
class SetRubric:
    """Levels from 1 to 5 by code of criterion; one that is left out has none."""

    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SetUnusable:
    """Nothing can be said of the episode: one of ``document.UNUSABLE`` with reasons; "" takes that back.

    It has no grade then.
    """

    code: str
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
class AskQuestion:
    """Pin a question; ``asked`` is lead or engineer."""

    remark: Remark
    asked: str


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Answer one, "" takes the answer back; by a lead, an engineer or an admin, until the labels are approved."""

    remark_id: str
    answer: str
    author: str


@dataclass(frozen=True, slots=True)
class AddMark:
    """Note an event or a mistake; one of that id is replaced."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class MoveMark:
    """A mark goes to ``[start_ns, end_ns)``, a point where both are equal; kept inside the episode."""

    mark_id: str
    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True)
class RemoveMark:
    """Take a mark away."""

    mark_id: str


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


PhaseCommand = (
    CutPhase
    | EndPhase
    | SplitPhase
    | MoveBoundary
    | RenamePhase
    | DeletePhase
    | MergePhase
    | TrimIdle
    | TakePhases
    | TakeTracks
    | SetPhaseGrade
)
Command = (
    PhaseCommand
    | SetInstruction
    | SetGrade
    | SetScore
    | SetRubric
    | SetUnusable
    | SetNote
    | SetPrivacy
    | AddRemark
    | RemoveRemark
    | MigrateLabels
    | AskQuestion
    | AnswerQuestion
    | AddMark
    | MoveMark
    | RemoveMark
    | Submit
    | Withdraw
    | Approve
    | SendBack
    | Reopen
    | Restore
)
