"""Recently decoded pictures of one video, bounded in bytes."""

from bisect import bisect_left, insort

import av

DEFAULT_RING_NBYTES = 64 << 20
PASSED_WEIGHT = 4


def frame_nbytes(frame: av.VideoFrame) -> int:
    """Memory that the planes of a decoded picture hold."""
    return sum(plane.buffer_size for plane in frame.planes)


class FrameRing:
    """Pictures by index, as the decoder gave them: YUV takes half the room of RGB, and most are never asked for.

    When room is short, the picture farthest from the one asked for goes first, whichever side it lies on: a
    decode from a keyframe up to that picture leaves its nearest predecessors, which are the next ones asked for
    when stepping back. Pictures on the side that the asking comes from count as farther than they are. The one
    asked for stays even where it alone exceeds the bound.
    """

    def __init__(self, max_nbytes: int = DEFAULT_RING_NBYTES) -> None:
        self.max_nbytes = max_nbytes
        self.used_nbytes = 0
        self._centre = 0
        self._backward = False
        self._frames: dict[int, av.VideoFrame] = {}
        self._nbytes: dict[int, int] = {}
        self._order: list[int] = []

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, index: object) -> bool:
        return index in self._frames

    def aim(self, index: int) -> None:
        """Picture ``index`` is asked for now."""
        if index != self._centre:
            self._backward = index < self._centre
        self._centre = index

    def get(self, index: int) -> av.VideoFrame | None:
        """The picture, None where it is not held."""
        return self._frames.get(index)

    def put(self, index: int, frame: av.VideoFrame) -> None:
        """Hold a picture; the farthest go until the bound is kept."""
        self.drop(index)
        self._frames[index] = frame
        insort(self._order, index)
        self._nbytes[index] = frame_nbytes(frame)
        self.used_nbytes += self._nbytes[index]
        self._shrink()

    def hold_at_most(self, nbytes: int) -> None:
        """Another bound."""
        self.max_nbytes = nbytes
        self._shrink()

    def clear(self) -> None:
        """Forget everything."""
        self._frames.clear()
        self._nbytes.clear()
        self._order.clear()
        self.used_nbytes = 0

    def _shrink(self) -> None:
        while self.used_nbytes > self.max_nbytes and len(self._order) > 1:
            self.drop(self._farthest())

    def _farthest(self) -> int:
        first, last = self._order[0], self._order[-1]
        behind, ahead = self._centre - first, last - self._centre
        if self._backward:
            ahead *= PASSED_WEIGHT
        else:
            behind *= PASSED_WEIGHT
        return first if behind >= ahead else last

    def drop(self, index: int) -> None:
        """Let go of one picture, if it is held."""
        if index not in self._frames:
            return
        del self._frames[index]
        self.used_nbytes -= self._nbytes.pop(index)
        del self._order[bisect_left(self._order, index)]
