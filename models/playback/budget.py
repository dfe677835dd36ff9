"""How one number of bytes is shared among everything that keeps decoded data of the open episode."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.episode import StreamKind
from models.streams import HoldingStream, Stream

MIB = 1 << 20
DEFAULT_NBYTES = 1 << 30
LEAST_NBYTES = 256 * MIB

_PICTURES = frozenset({StreamKind.VIDEO, StreamKind.DEPTH, StreamKind.POINTS})
_PICTURE_WEIGHT = 4
_LEAST_SHARE_NBYTES = 1 * MIB


@dataclass(frozen=True, slots=True)
class Shares:
    """Bytes for samples that were shown or are shown next, for whole signals behind plots, for what readers keep
    (decoded neighbours of pictures and decompressed chunks), and for the episodes that come next.
    """

    samples_nbytes: int
    signals_nbytes: int
    readers_nbytes: int
    prepared_nbytes: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes in use, by the same parts, and the bound of their sum."""

    samples_nbytes: int
    signals_nbytes: int
    readers_nbytes: int
    budget_nbytes: int

    @property
    def total_nbytes(self) -> int:
        """All of it."""
        return self.samples_nbytes + self.signals_nbytes + self.readers_nbytes


def shares_of(budget_nbytes: int) -> Shares:
    """30 % for samples, 30 % for signals, 20 % for readers, 5 % for what comes next; the rest covers what is not
    counted one by one, such as stamps, the pictures that a decoder refers to and what geometry reads.
    """
    samples, signals, readers, prepared = (budget_nbytes * share // 100 for share in (30, 30, 20, 5))
    return Shares(samples, signals, readers, prepared)


def share_among(streams: Iterable[Stream], nbytes: int) -> None:
    """Bound what each stream keeps, so that all together stay under ``nbytes``; pictures get more than messages."""
    holding = [stream for stream in streams if isinstance(stream, HoldingStream) and stream.info.count]
    weights = [_PICTURE_WEIGHT if stream.info.kind in _PICTURES else 1 for stream in holding]
    for stream, weight in zip(holding, weights, strict=True):
        stream.hold_at_most(max(_LEAST_SHARE_NBYTES, nbytes * weight // sum(weights)))


def held_nbytes(streams: Iterable[Stream]) -> int:
    """What streams keep at the moment."""
    return sum(stream.held_nbytes for stream in streams if isinstance(stream, HoldingStream))
