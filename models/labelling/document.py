"""Everything that people say about one episode, as one immutable value."""

from dataclasses import dataclass

from models.phases import PhaseTrack
from models.privacy import NOTHING_SAID, Privacy
from models.review import State
from models.timebase import TimeRange


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence pinned to a moment; ``id`` is a UUID text, ``author`` a user name, ``stream`` may be empty."""

    id: str
    t_ns: int
    author: str
    text: str
    reason: str = ""
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Labels of one episode.

    ``grade`` is a grade code or "" while not graded; ``reasons`` are failure reason codes in the order given.
    ``remarks`` stand in order of (t_ns, id), in whatever order they are given.
    ``privacy`` is what people said of it; it is no label, and goes its own way beside the review.
    ``annotator`` last submitted it; ``reviewer`` and ``review_reasons`` stand from the last decision.

    Raises:
        ValueError: two remarks share an id.
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

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.remarks, key=lambda remark: (remark.t_ns, remark.id)))
        if len({remark.id for remark in ordered}) != len(ordered):
            raise ValueError("two remarks share an id")
        object.__setattr__(self, "remarks", ordered)

    @property
    def range(self) -> TimeRange:
        """The episode's time."""
        return self.track.range

    def remark(self, remark_id: str) -> Remark | None:
        """The remark of that id."""
        return next((remark for remark in self.remarks if remark.id == remark_id), None)


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
