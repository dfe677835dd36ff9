"""Opening an episode in the background: what the window needs to know before the first picture."""

from dataclasses import dataclass, replace

from models.episode import EpisodeRecord, EpisodeSummary, Problem, Severity, StreamInfo, StreamKind
from models.errors import KnownError
from models.playback.budget import DEFAULT_NBYTES, share_among, shares_of
from models.playback.coverage import Gap, find_gaps
from models.playback.frameset import Track, make_track
from models.readers import Episode, open_episode
from models.streams import Stream
from models.timebase import NS_PER_S

PICTURES = frozenset({StreamKind.VIDEO, StreamKind.DEPTH, StreamKind.POINTS})


@dataclass(frozen=True, slots=True, eq=False)
class OpenedEpisode:
    """An open episode with its streams described and their stamps read; ``summary`` lists what could not be.

    ``absent`` says why there is nothing to see: the recording cannot be read here now.
    """

    record: EpisodeRecord
    episode: Episode
    summary: EpisodeSummary
    infos: dict[str, StreamInfo]
    tracks: dict[str, Track]
    gaps: dict[str, tuple[Gap, ...]]
    absent: KnownError | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the recording."""
        return self.summary.problems


def open_described(
    record: EpisodeRecord, readers_nbytes: int = shares_of(DEFAULT_NBYTES).readers_nbytes
) -> OpenedEpisode:
    """Open, describe every stream and read its stamps; what the streams keep shares ``readers_nbytes``.

    A stream that cannot be described is left out and reported; the others go on.

    Raises:
        KnownError: nothing of the recording can be read.
    """
    episode = open_episode(record.path, record.inner_id)
    share_among(episode.streams.values(), readers_nbytes)
    infos: dict[str, StreamInfo] = {}
    tracks: dict[str, Track] = {}
    gaps: dict[str, tuple[Gap, ...]] = {}
    troubles: list[Problem] = []
    for name, stream in episode.streams.items():
        try:
            info, track = _described(stream), make_track(name, stream.stamps())
            infos[name], tracks[name], gaps[name] = info, track, find_gaps(track.stamps_ns)
        except KnownError as error:
            troubles.append(Problem(error.code, Severity.CRITICAL, str(error), stream=name))
    summary = _with_problems(episode.summary, troubles)
    return OpenedEpisode(record, episode, summary, infos, tracks, gaps)


def _described(stream: Stream) -> StreamInfo:
    """A signal without channels is empty, or its first sample says why it cannot be read."""
    info = stream.describe()
    if info.kind is StreamKind.SIGNAL and info.count and not info.channels:
        stream.sample(0)
    return info


def _with_problems(summary: EpisodeSummary, troubles: list[Problem]) -> EpisodeSummary:
    known = {(problem.code, problem.stream) for problem in summary.problems}
    new = tuple(problem for problem in troubles if (problem.code, problem.stream) not in known)
    return replace(summary, problems=summary.problems + new)


def is_sampled(info: StreamInfo) -> bool:
    """Whether a sensor stands behind the stream: pictures, clouds and vectors, but no counters and no messages."""
    return info.kind in PICTURES or (info.kind is StreamKind.SIGNAL and len(info.channels) > 1)


def first_full_ns(opened: OpenedEpisode) -> int:
    """The first moment at which every picture has a sample, if that is within a second; else the very start."""
    start_ns = opened.summary.start_ns
    firsts = (
        int(opened.tracks[name].stamps_ns[0])
        for name, info in opened.infos.items()
        if info.kind in PICTURES and len(opened.tracks[name].stamps_ns)
    )
    full_ns = max(firsts, default=start_ns)
    return full_ns if full_ns - start_ns <= NS_PER_S else start_ns


def reference_stream(infos: dict[str, StreamInfo]) -> str | None:
    """The camera by whose frames one steps: the first video, else the first depth, cloud or signal."""
    for kind in (StreamKind.VIDEO, StreamKind.DEPTH, StreamKind.POINTS, StreamKind.SIGNAL):
        for name, info in infos.items():
            if info.kind is kind and info.count > 0:
                return name
    return None
