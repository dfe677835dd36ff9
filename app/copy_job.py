"""Finding the quick copy of one stream, and making it behind everything else that this machine does.

Decoders are loaded when they are needed: the window starts without them.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from models.episode import EpisodeRecord
from models.errors import KnownError
from models.readers import open_episode
from models.storage.proxy_store import ProxyStore
from models.streams import HoldingStream

if TYPE_CHECKING:
    from models.readers.video_proxy import ProxyVideo

_HELD_NBYTES = 16 << 20
_KINDNESS = 15


@dataclass(frozen=True, slots=True)
class CopyJob:
    """A quick copy: of which stream, and in which folder."""

    record: EpisodeRecord
    stream: str
    folder: Path


def run_copy_job(job: CopyJob) -> str:
    """Make the copy; runs in a process of its own. "" or why there is none."""
    from app.proxy_job import make_proxy, source_mark  # noqa: PLC0415 - see above

    with suppress(psutil.Error):
        psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS if psutil.WINDOWS else _KINDNESS)
    try:
        with open_episode(job.record.path, job.record.inner_id) as episode:
            mark = source_mark(job.record.fingerprint, job.record.path)
            make_proxy(job.folder, mark, episode.streams[job.stream])
    except KnownError as error:
        return str(error)
    return ""


def find_copy(job: CopyJob) -> "ProxyVideo | bool":
    """The copy of a stream; without one, whether it would be of use.

    Raises:
        KnownError: the recording cannot be read, or the copy is damaged.
    """
    from app.proxy_job import source_mark  # noqa: PLC0415 - see above
    from models.readers.video_proxy import ProxyVideo, has_long_groups, proxy_key  # noqa: PLC0415 - see above

    with open_episode(job.record.path, job.record.inner_id) as episode:
        stream = episode.streams[job.stream]
        if isinstance(stream, HoldingStream):
            stream.hold_at_most(_HELD_NBYTES)
        if not has_long_groups(stream):
            return False
        key = proxy_key(source_mark(job.record.fingerprint, job.record.path), stream)
        path = ProxyStore(job.folder).find(key)
        return True if path is None else ProxyVideo(path, stream)
