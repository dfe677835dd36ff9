"""Memory of segments that nobody looks into any more, used again for the next ones.

Measured on a chunk of 6 MB: two thirds of the time to decompress it go into pages that the system hands out anew.
"""

_STEPS_BITS = 6
_LEAST_STEP = 1 << 12


class SegmentBuffers:
    """Lends buffers and takes them back; belongs to one thread at a time. It keeps one at most."""

    def __init__(self) -> None:
        self._spare = bytearray()

    @property
    def held_nbytes(self) -> int:
        """Bytes of the one that waits for use."""
        return len(self._spare)

    def take(self, nbytes: int) -> bytearray:
        """At least ``nbytes``, of any content."""
        spare, self._spare = self._spare, bytearray()
        return spare if len(spare) >= nbytes else bytearray(_rounded(nbytes))

    def give(self, view: memoryview) -> None:
        """Take back what ``take`` gave, unless somebody still looks into it; ``view`` is released."""
        buffer = view.obj
        try:
            view.release()
            if isinstance(buffer, bytearray) and len(buffer) > len(self._spare):
                # Refused as long as a view of it is alive anywhere: an array, a part of a message, a coded picture.
                buffer.append(0)
                buffer.pop()
                self._spare = buffer
        except BufferError:
            return

    def clear(self) -> None:
        """Let go of the one that waits."""
        self._spare = bytearray()


def _rounded(nbytes: int) -> int:
    """Up to a 64th more, so that segments of about the same size fit into each other's buffers."""
    step = max(_LEAST_STEP, 1 << max(0, nbytes.bit_length() - _STEPS_BITS - 1))
    return -(-nbytes // step) * step
