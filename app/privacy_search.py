"""The search for faces in a recording: a plain function for a lane or the command line, which shows no window."""

from collections.abc import Iterator
from uuid import uuid4

from app.paths import resource
from models.episode import EpisodeRecord, StreamKind
from models.errors import KnownError
from models.faces import Face, FaceFinder, regions_of
from models.privacy import Region
from models.readers import open_episode
from models.streams import HoldingStream, Stream, VideoFrame
from models.timebase import NS_PER_S

EVERY_NS = NS_PER_S // 2
MOST_PICTURES = 2 * 60 * 60 * 2
_HELD_NBYTES = 4 << 20


def faces_in(record: EpisodeRecord) -> tuple[Region, ...]:
    """Proposals for all cameras of an episode; opens it for itself.

    Raises:
        KnownError: the recording or the model cannot be read.
    """
    finder = FaceFinder(resource("models", "centerface.onnx"))
    with open_episode(record.path, record.inner_id) as episode:
        regions: list[Region] = []
        for name, stream in episode.streams.items():
            if stream.info.kind is StreamKind.VIDEO and stream.info.count:
                regions += _faces_of(finder, name, stream, episode.range.end_ns)
        return tuple(regions)


def _faces_of(finder: FaceFinder, name: str, stream: Stream, end_ns: int) -> tuple[Region, ...]:
    found: list[tuple[int, tuple[Face, ...]]] = []
    size = (1, 1)
    for sample in _pictures(stream):
        size = (sample.rgb.shape[0], sample.rgb.shape[1])
        found.append((sample.t_ns, finder.find(sample.rgb)))
    return regions_of(found, stream=name, end_ns=end_ns, size=size, make_id=lambda: str(uuid4()))


def _pictures(stream: Stream) -> Iterator[VideoFrame]:
    """Two a second, fewer where it lasts hours, the first and the last in any case."""
    if isinstance(stream, HoldingStream):
        stream.hold_at_most(_HELD_NBYTES)
    stamps_ns = stream.stamps()
    lasts_ns = int(stamps_ns[-1] - stamps_ns[0])
    count = max(2, min(MOST_PICTURES, lasts_ns // EVERY_NS + 1))
    places = sorted({round(place * (len(stamps_ns) - 1) / (count - 1)) for place in range(count)})
    for index in places:
        try:
            sample = stream.sample(index)
        except KnownError:
            continue
        if isinstance(sample, VideoFrame):
            yield sample
