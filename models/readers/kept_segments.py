"""The last few segments of a recording, kept decompressed for one stream."""

from collections import OrderedDict
from collections.abc import Callable

from models.readers.archive import BadSegmentError


class KeptSegments:
    """Loads segments and keeps some of them.

    Args:
        load: the bytes of a segment by its number; raises ``BadSegmentError``.
        budget: bytes of decompressed segments to keep; the newest is kept in any case.
    """

    def __init__(self, load: Callable[[int], bytes], *, budget: int = 16 << 20) -> None:
        self._load = load
        self._budget = budget
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._held = 0
        self._bad: dict[int, str] = {}

    @property
    def held_nbytes(self) -> int:
        """Bytes of the segments that are kept."""
        return self._held

    def hold_at_most(self, nbytes: int) -> None:
        """Another budget."""
        self._budget = nbytes
        self._shrink()

    @property
    def bad(self) -> dict[int, str]:
        """Why a segment, by its number, could not be used; found so far."""
        return dict(self._bad)

    def load(self, number: int) -> bytes:
        """The records of a segment.

        Raises:
            BadSegmentError: it is damaged; asked again, it is not read again.
        """
        if number in self._bad:
            raise BadSegmentError(self._bad[number])
        if number not in self._kept:
            self._keep(number)
        self._kept.move_to_end(number)
        return self._kept[number]

    def _keep(self, number: int) -> None:
        try:
            records = self._load(number)
        except BadSegmentError as error:
            self._bad[number] = str(error)
            raise
        self._kept[number] = records
        self._held += len(records)
        self._shrink()

    def _shrink(self) -> None:
        while len(self._kept) > 1 and self._held > self._budget:
            _, records = self._kept.popitem(last=False)
            self._held -= len(records)
