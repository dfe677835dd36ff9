"""Coded pictures taken out of the segments that held them, bounded in bytes.

A segment of a recording with depth and clouds is mostly those: a hundred bytes are decompressed for each that a video
needs. So what one visit brings to light is kept, and the way back to a keyframe costs no second one.
"""

from collections import OrderedDict
from collections.abc import Mapping

DEFAULT_NBYTES = 8 << 20
# Beside its bytes: their header, the key and its place in the table.
_EACH_NBYTES = 200


class KeptPackets:
    """By the number of the picture; the ones not used for longest go first."""

    def __init__(self, max_nbytes: int = DEFAULT_NBYTES) -> None:
        self._max_nbytes = max_nbytes
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self.used_nbytes = 0

    def __contains__(self, number: object) -> bool:
        return number in self._kept

    def get(self, number: int) -> bytes | None:
        """The coded picture, None where it is not kept."""
        found = self._kept.get(number)
        if found is not None:
            self._kept.move_to_end(number)
        return found

    def put(self, packets: Mapping[int, bytes]) -> None:
        """Keep some; the last of them count as used last."""
        for number, data in packets.items():
            self._drop(number)
            self._kept[number] = data
            self.used_nbytes += len(data) + _EACH_NBYTES
        self._shrink()

    def hold_at_most(self, nbytes: int) -> None:
        """Another bound."""
        self._max_nbytes = nbytes
        self._shrink()

    def _drop(self, number: int) -> None:
        data = self._kept.pop(number, None)
        if data is not None:
            self.used_nbytes -= len(data) + _EACH_NBYTES

    def _shrink(self) -> None:
        while self._kept and self.used_nbytes > self._max_nbytes:
            self._drop(next(iter(self._kept)))
