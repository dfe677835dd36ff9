"""The last few segments of a recording, kept decompressed for one stream."""

from collections import OrderedDict
from collections.abc import Callable

from models.readers.archive import BadSegmentError
from models.readers.segment_buffers import SegmentBuffers

Records = bytes | memoryview
Load = Callable[[int, SegmentBuffers], Records]


class KeptSegments:
    """Loads segments and keeps some of them.

    Args:
        load: the records of a segment by its number, in a buffer of those given where it can; raises
            ``BadSegmentError``.
        size_of: bytes that a segment will take, 0 where that is not known before it is loaded.
        budget: bytes of decompressed segments to keep; the newest is kept in any case.
    """

    def __init__(
        self, load: Load, *, size_of: Callable[[int], int] = lambda _number: 0, budget: int = 16 << 20
    ) -> None:
        self._load = load
        self._size_of = size_of
        self._budget = budget
        self._kept: OrderedDict[int, Records] = OrderedDict()
        self._buffers = SegmentBuffers()
        self._held = 0
        self._bad: dict[int, str] = {}

    @property
    def held_nbytes(self) -> int:
        """Bytes of the segments that are kept, and of memory that waits for the next one."""
        return self._held + self._buffers.held_nbytes

    def hold_at_most(self, nbytes: int) -> None:
        """Another budget."""
        self._budget = nbytes
        self._shrink(nbytes, least=1)
        self._buffers.clear()

    @property
    def bad(self) -> dict[int, str]:
        """Why a segment, by its number, could not be used; found so far."""
        return dict(self._bad)

    def keeps(self, number: int) -> bool:
        """Whether a segment is at hand, or known to be bad."""
        return number in self._kept or number in self._bad

    def load(self, number: int) -> Records:
        """The records of a segment; a view of them stays valid however long it is kept.

        Raises:
            BadSegmentError: it is damaged; asked again, it is not read again.
        """
        if number in self._bad:
            raise BadSegmentError(self._bad[number])
        if number not in self._kept:
            self._keep(number)
        self._kept.move_to_end(number)
        records = self._kept[number]
        return records[:] if isinstance(records, memoryview) else records

    def _keep(self, number: int) -> None:
        # Before loading, so that what goes makes room in memory too and its buffer serves this one.
        self._shrink(self._budget - self._size_of(number), least=0)
        try:
            records = self._load(number, self._buffers)
        except BadSegmentError as error:
            self._bad[number] = str(error)
            raise
        self._kept[number] = records
        self._held += _nbytes(records)
        self._shrink(self._budget, least=1)
        if self.held_nbytes > self._budget:
            self._buffers.clear()

    def _shrink(self, budget: int, *, least: int) -> None:
        while len(self._kept) > least and self._held > budget:
            _, records = self._kept.popitem(last=False)
            self._held -= _nbytes(records)
            if isinstance(records, memoryview):
                self._buffers.give(records)


def _nbytes(records: Records) -> int:
    """Of the memory behind it, which may be more than is used."""
    behind = records.obj if isinstance(records, memoryview) else records
    return len(behind) if isinstance(behind, bytes | bytearray) else len(records)
