"""An episode as values: what streams it has, what is wrong with it, how long it is."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.timebase import TimeRange


class StreamKind(StrEnum):
    """What a stream shows; decides which view draws it."""

    VIDEO = "video"
    DEPTH = "depth"
    POINTS = "points"
    SIGNAL = "signal"
    TRANSFORM = "transform"
    TEXT = "text"
    OTHER = "other"


class Severity(StrEnum):
    """How bad a problem is for the one who works with the recording."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the recording that a person should know.

    ``message`` is one English sentence; ``stream`` and ``t_ns`` say where, if that is known.
    """

    code: str
    severity: Severity
    message: str
    stream: str | None = None
    t_ns: int | None = None


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """One topic or feature of a recording.

    ``start_ns`` and ``end_ns`` are the stamps of the first and the last sample, both inclusive, None
    without samples. ``rate_hz`` is (count - 1) / duration. ``encoding`` names the coding of the samples
    (h264, jpeg, 16UC1, cdr, float32 ...). ``shape`` is that of one sample: (height, width, 3) for video,
    (height, width) for depth, (points, fields) for clouds, (channels,) for signals. ``channels`` names a signal's
    channels or a cloud's fields. ``units`` has one unit a channel ("N·m", "rad", "" where unknown).
    ``shape``, ``channels`` and ``units`` may be empty until the stream is described, see ``Stream.describe``.
    """

    name: str
    kind: StreamKind
    count: int
    start_ns: int | None
    end_ns: int | None
    rate_hz: float | None
    encoding: str
    shape: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    frame_id: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeSummary:
    """What the index of a recording tells about one episode, without any payload.

    ``start_ns`` and ``end_ns`` are the least and the greatest stamp over its streams, both inclusive.
    """

    id: str
    format: str
    start_ns: int
    end_ns: int
    streams: tuple[StreamInfo, ...]
    problems: tuple[Problem, ...] = ()
    task: str = ""
    robot: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def range(self) -> TimeRange:
        """Half-open range that holds every sample."""
        return TimeRange(self.start_ns, self.end_ns + 1)


@dataclass(frozen=True, slots=True)
class EpisodeRecord:
    """An episode as ingest found it.

    ``id`` is a uuid5 of its content's fingerprint, the same for everybody who has the same files; ``path`` and
    ``inner_id`` open it again; ``name`` is shown. ``start_ns`` and ``end_ns`` are inclusive, in log time.
    ``site`` is the code of the site that it belongs to, "" while nobody has said.
    """

    id: str
    path: str
    inner_id: str
    name: str
    format: str
    start_ns: int
    end_ns: int
    task: str = ""
    robot: str = ""
    streams: tuple[str, ...] = ()
    problems: int = 0
    fingerprint: str = ""
    site: str = ""

    @property
    def range(self) -> TimeRange:
        """Half-open."""
        return TimeRange(self.start_ns, self.end_ns + 1)
