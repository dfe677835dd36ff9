"""What streams made of plain files share: their range of time and the check of an index."""

from dataclasses import replace

from models.episode import StreamInfo
from models.errors import NoSampleError
from models.streams import Stamps
from models.timebase import NS_PER_S


def timed_info(info: StreamInfo, stamps_ns: Stamps) -> StreamInfo:
    """``info`` with count, range and rate of these stamps."""
    count = len(stamps_ns)
    duration_ns = int(stamps_ns[-1] - stamps_ns[0]) if count else 0
    return replace(
        info,
        count=count,
        start_ns=int(stamps_ns[0]) if count else None,
        end_ns=int(stamps_ns[-1]) if count else None,
        rate_hz=(count - 1) * NS_PER_S / duration_ns if duration_ns else None,
    )


def checked(index: int, info: StreamInfo) -> int:
    """``index``.

    Raises:
        NoSampleError: the stream has no such sample.
    """
    if not 0 <= index < info.count:
        raise NoSampleError(
            "Stream {stream} has no sample {index}; it has {count}",
            stream=info.name,
            index=index,
            count=info.count,
        )
    return index
