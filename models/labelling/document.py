"""Everything that people say about one episode, as one immutable value."""

from dataclasses import dataclass, replace

from models.phases import Phase, PhaseTrack
from models.privacy import NOTHING_SAID, Privacy
from models.review import State
from models.timebase import TimeRange

UNUSABLE = ("cannot_judge", "broken_recording")
"""Why nothing can be said of an episode."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence pinned to a moment; ``id`` is a UUID text, ``author`` a user name, ``stream`` may be empty.

    ``value`` is a reading pinned with it, as text with its unit ("12.4 Nm"). ``kind`` is "question" for one that goes
    to ``asked`` (lead or engineer) and comes back with ``answer`` by ``answered_by``.
    """

    id: str
    t_ns: int
    author: str
    text: str
    reason: str = ""
    stream: str = ""
    value: str = ""
    kind: str = ""
    asked: str = ""
    answer: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event or a mistake: half-open ``[start_ns, end_ns)``, a point where both are equal; ``id`` is a UUID text.

    ``tier`` and ``label`` are codes of the taxonomy; ``source`` and ``confidence_pm`` as in ``Phase``.
    """

    id: str
    tier: str
    label: str
    start_ns: int
    end_ns: int
    text: str = ""
    stream: str = ""
    source: str = ""
    confidence_pm: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Labels of one episode.

    ``track`` is the main track; ``arms`` are those of the arms that have phases, in order of their tier.
    ``grade`` is a grade code or "" while not graded; ``reasons`` are reason codes in the order given.
    ``remarks`` stand in order of (t_ns, id), ``marks`` of (start_ns, end_ns, id), in whatever order they are given.
    ``score`` is 1 to 5, 0 for none; ``rubric`` has a level from 1 to 5 by code of criterion, in order of the codes.
    ``instruction`` is what the robot was told, in English and in Chinese. ``unusable`` is one of ``UNUSABLE`` or "".
    ``privacy`` is what people said of it; it is no label, and goes its own way beside the review.
    ``annotator`` last submitted it; ``reviewer`` and ``review_reasons`` stand from the last decision.

    Raises:
        ValueError: two remarks, marks or phases share an id, or two tracks a tier.
    """

    episode_id: str
    track: PhaseTrack
    state: State = State.NEW
    grade: str = ""
    reasons: tuple[str, ...] = ()
    note: str = ""
    remarks: tuple[Remark, ...] = ()
    annotator: str = ""
    reviewer: str = ""
    review_reasons: tuple[str, ...] = ()
    taxonomy_id: str = ""
    taxonomy_version: int = 0
    privacy: Privacy = NOTHING_SAID
    arms: tuple[PhaseTrack, ...] = ()
    marks: tuple[Mark, ...] = ()
    score: int = 0
    rubric: tuple[tuple[str, int], ...] = ()
    instruction: str = ""
    instruction_zh: str = ""
    unusable: str = ""

    def __post_init__(self) -> None:
        if self.remarks:
            remarks = tuple(sorted(self.remarks, key=lambda remark: (remark.t_ns, remark.id)))
            if len({remark.id for remark in remarks}) != len(remarks):
                raise ValueError("two remarks share an id")
            object.__setattr__(self, "remarks", remarks)
        if self.marks:
            marks = tuple(sorted(self.marks, key=lambda mark: (mark.start_ns, mark.end_ns, mark.id)))
            if len({mark.id for mark in marks}) != len(marks):
                raise ValueError("two marks share an id")
            object.__setattr__(self, "marks", marks)
        if self.rubric:
            object.__setattr__(self, "rubric", tuple(sorted(self.rubric)))
        if self.arms:
            self._order_arms()

    def _order_arms(self) -> None:
        arms = tuple(sorted((arm for arm in self.arms if arm.phases), key=lambda arm: arm.tier))
        object.__setattr__(self, "arms", arms)
        if len({arm.tier for arm in (self.track, *arms)}) != len(arms) + 1:
            raise ValueError("two tracks share a tier")
        if any(arm.range != self.range for arm in arms):
            raise ValueError("a track does not last as long as its episode")
        if len({phase.id for phase in self.phases}) != len(self.phases):
            raise ValueError("two phases share an id")

    @property
    def range(self) -> TimeRange:
        """The episode's time."""
        return self.track.range

    @property
    def tracks(self) -> tuple[PhaseTrack, ...]:
        """The main track, which may be empty, and those of the arms."""
        return (self.track, *self.arms)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Those of all tracks."""
        if not self.arms:
            return self.track.phases
        return tuple(phase for track in self.tracks for phase in track.phases)

    def track_of(self, tier: str) -> PhaseTrack:
        """The track of a tier, an empty one where nothing is cut in it."""
        found = next((track for track in self.tracks if track.tier == tier), None)
        return found or PhaseTrack(self.range, tier=tier)

    def track_with(self, phase_id: str) -> PhaseTrack | None:
        """The track that holds a phase."""
        return next((track for track in self.tracks if track.index_of(phase_id) is not None), None)

    def with_track(self, track: PhaseTrack) -> "Document":
        """The document with another track in the place of the one of that tier."""
        if track.tier == self.track.tier:
            return replace(self, track=track)
        others = (arm for arm in self.arms if arm.tier != track.tier)
        return replace(self, arms=(*others, track))

    def remark(self, remark_id: str) -> Remark | None:
        """The remark of that id."""
        return next((remark for remark in self.remarks if remark.id == remark_id), None)

    def mark(self, mark_id: str) -> Mark | None:
        """The mark of that id."""
        return next((mark for mark in self.marks if mark.id == mark_id), None)


def empty_document(
    *, episode_id: str, time_range: TimeRange, taxonomy_id: str = "", taxonomy_version: int = 0
) -> Document:
    """A document without labels."""
    return Document(
        episode_id=episode_id,
        track=PhaseTrack(time_range),
        taxonomy_id=taxonomy_id,
        taxonomy_version=taxonomy_version,
    )
