"""Making the quick copies of an episode's videos, and finding them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from models.episode import EpisodeRecord, StreamKind
from models.errors import KnownError
from models.readers import Episode, open_episode
from models.readers.place import is_remote, place
from models.readers.video_proxy import ProxyVideo, has_long_groups, proxy_key, write_proxy
from models.storage.proxy_store import ProxyStore
from models.streams import HoldingStream, Stream

_HELD_NBYTES = 64 << 20
_KINDNESS = 15


@dataclass(frozen=True, slots=True)
class CopyJob:
    """A quick copy to be made in a process of its own: of which stream, and into which folder."""

    record: EpisodeRecord
    stream: str
    folder: Path


def run_copy_job(job: CopyJob) -> str:
    """Make the copy behind everything else that this machine does; "" or why there is none."""
    with suppress(psutil.Error):
        own = psutil.Process()
        own.nice(psutil.IDLE_PRIORITY_CLASS if psutil.WINDOWS else _KINDNESS)
    try:
        with open_episode(job.record.path, job.record.inner_id) as episode:
            mark = source_mark(job.record.fingerprint, job.record.path)
            make_proxy(ProxyStore(job.folder), mark, episode.streams[job.stream])
    except KnownError as error:
        return str(error)
    return ""


def find_copy(job: CopyJob) -> ProxyVideo | bool:
    """The copy of a stream; without one, whether it would be of use.

    Raises:
        KnownError: the recording cannot be read, or the copy is damaged.
    """
    with open_episode(job.record.path, job.record.inner_id) as episode:
        stream = episode.streams[job.stream]
        if isinstance(stream, HoldingStream):
            stream.hold_at_most(_HELD_NBYTES // 4)
        if not has_long_groups(stream):
            return False
        key = proxy_key(source_mark(job.record.fingerprint, job.record.path), stream)
        path = ProxyStore(job.folder).find(key)
        return True if path is None else ProxyVideo(path, stream)


def make_proxy(
    store: ProxyStore,
    mark: str,
    stream: Stream,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> bool:
    """Whether the stream has a quick copy afterwards: it is made where the stream needs one and has none.

    Raises:
        KnownError: it cannot be made.
    """
    if not has_long_groups(stream):
        return False
    if isinstance(stream, HoldingStream):
        stream.hold_at_most(_HELD_NBYTES)
    store.put(proxy_key(mark, stream), lambda path: write_proxy(stream, path, tell=tell))
    return True


def videos_of(episode: Episode) -> Iterator[Stream]:
    """The streams that a quick copy could be made of."""
    for stream in episode.streams.values():
        if stream.info.kind is StreamKind.VIDEO and stream.info.count:
            yield stream


def source_mark(fingerprint: str, path: str) -> str:
    """The fingerprint, and for a local file when it changed last: a fingerprint looks at the ends of a file only."""
    where = place(path)
    if is_remote(where) or not where.is_file():
        return fingerprint
    status = where.stat()
    return f"{fingerprint} {status.st_size} {status.st_mtime_ns}"
