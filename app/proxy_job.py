"""Making the quick copies of an episode's videos."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from models.episode import StreamKind
from models.readers import Episode
from models.readers.place import is_remote, place
from models.readers.video_proxy import has_long_groups, proxy_key, write_proxy
from models.storage.proxy_index import note_proxy
from models.storage.proxy_store import ProxyStore
from models.streams import HoldingStream, Stream

_HELD_NBYTES = 64 << 20


def make_proxy(
    folder: Path,
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
    key = proxy_key(mark, stream)
    # First whose it is: what must be forgotten is found by that.
    with suppress(OSError):
        note_proxy(folder, mark.partition(" ")[0], key)
    ProxyStore(folder).put(key, lambda path: write_proxy(stream, path, tell=tell))
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
