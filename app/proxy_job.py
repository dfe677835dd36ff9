"""Making the quick copies of an episode: a job for a process of its own, without the window's toolkit."""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.episode import StreamKind
from models.errors import KnownError
from models.readers import Episode, open_episode
from models.readers.place import is_remote, place
from models.readers.video_proxy import has_long_groups, proxy_key, write_proxy
from models.storage.proxy_store import DEFAULT_NBYTES, ProxyStore
from models.streams import HoldingStream, Stream

PATIENCE_S = 3600.0
_NICE = 15
_HELD_NBYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class ProxyJob:
    """An episode by path and id within it, and where its quick copies are kept under which bound."""

    path: str
    inner_id: str
    fingerprint: str
    folder: Path
    max_nbytes: int = DEFAULT_NBYTES


@dataclass(frozen=True, slots=True)
class Made:
    """Streams that have a quick copy, and why others that need one have none."""

    streams: tuple[str, ...]
    refused: tuple[KnownError, ...] = ()


def make_proxies(job: ProxyJob) -> Made:
    """Make what is missing, at the lowest priority that the system gives."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICE)
    store = ProxyStore(job.folder, job.max_nbytes)
    mark = source_mark(job.fingerprint, job.path)
    made: list[str] = []
    refused: list[KnownError] = []
    try:
        with open_episode(place(job.path), job.inner_id or None) as episode:
            for stream in videos_of(episode):
                try:
                    if make_proxy(store, mark, stream):
                        made.append(stream.info.name)
                except KnownError as error:
                    refused.append(error)
    except KnownError as error:
        refused.append(error)
    return Made(tuple(made), tuple(refused))


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
