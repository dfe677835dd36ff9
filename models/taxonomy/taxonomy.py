"""A taxonomy: everything that may be said about an episode of one kind of task."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from models.phases import PhaseTrack
from models.taxonomy.labels import (
    ArmLabel,
    Criterion,
    GradeLabel,
    MarkLabel,
    MarkTier,
    PhaseLabel,
    Reason,
    ReasonGroup,
)
from models.taxonomy.migrations import MigrationStep

REQUIRABLE: Final = (
    "instruction",
    "instruction_zh",
    "score",
    "rubric",
    "note",
    "reason",
    "phase_grade",
    "phase_text",
    "phase_text_zh",
)
PHASE_REQUIRABLE: Final = ("grade", "text", "text_zh")
BLOCKABLE: Final = ("successor", "template_order", "template_phase_missing")
DEFAULT_BLOCKING: Final = frozenset({"successor"})


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What may be said about an episode; ``template`` is the expected order of phases, may be empty.

    ``arms`` is empty where one lane is enough. ``required`` names what an episode needs before it is submitted,
    ``wanted`` what is only asked for, both out of ``REQUIRABLE``. ``blocking`` names the checks that refuse a
    submission, out of ``BLOCKABLE``. ``migrations`` lead to ``version`` from the versions before.
    """

    id: str
    version: int
    phases: tuple[PhaseLabel, ...]
    grades: tuple[GradeLabel, ...]
    failure_reasons: tuple[Reason, ...]
    return_reasons: tuple[Reason, ...]
    idle: str
    template: tuple[str, ...] = ()
    arms: tuple[ArmLabel, ...] = ()
    mark_tiers: tuple[MarkTier, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    reason_groups: tuple[ReasonGroup, ...] = ()
    unusable_reasons: tuple[Reason, ...] = ()
    required: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    blocking: frozenset[str] = DEFAULT_BLOCKING
    migrations: tuple[MigrationStep, ...] = ()

    def phase(self, code: str) -> PhaseLabel | None:
        """The label of that code."""
        return next((label for label in self.phases if label.code == code), None)

    def reason(self, code: str) -> Reason | None:
        """The failure, return or unusable reason of that code."""
        reasons = (*self.failure_reasons, *self.return_reasons, *self.unusable_reasons)
        return next((r for r in reasons if r.code == code), None)

    def grade(self, code: str) -> GradeLabel | None:
        """The grade of that code."""
        return next((label for label in self.grades if label.code == code), None)

    def arm(self, code: str) -> ArmLabel | None:
        """The arm of that code."""
        return next((label for label in self.arms if label.code == code), None)

    def criterion(self, code: str) -> Criterion | None:
        """The criterion of that code."""
        return next((label for label in self.criteria if label.code == code), None)

    def mark_label(self, tier: str, code: str) -> MarkLabel | None:
        """The mark of that code in the lane ``tier``."""
        return next((mark for lane, mark in self.marks() if (lane.code, mark.code) == (tier, code)), None)

    def marks(self) -> Iterator[tuple[MarkTier, MarkLabel]]:
        """Every mark with its lane."""
        return ((tier, label) for tier in self.mark_tiers for label in tier.labels)

    def next_in_template(self, after: str | None, used: int) -> str | None:
        """Code expected after ``used`` phases of which the last is ``after``; None where the template ends."""
        if not self.template:
            return None
        if used < len(self.template) and (used == 0 or self.template[used - 1] == after):
            return self.template[used]
        if after in self.template[:-1]:
            return self.template[self.template.index(after) + 1]
        return None

    def next_at(self, track: PhaseTrack, t_ns: int) -> str | None:
        """What the template expects after the phase at ``t_ns``; on an empty track the first that is not idle.

        The first cut makes the idle time before it by itself.
        """
        index = track.index_at(t_ns)
        if index is None:
            return next((code for code in self.template if code != self.idle), None)
        return self.next_in_template(track.phases[index].label, index + 1)
