"""Memory of the window: when rubbish is collected, and what glibc does with what is freed."""

import contextlib
import ctypes
import gc

_M_MMAP_THRESHOLD = -3
_LARGE_NBYTES = 512 * 1024
_SELDOM, _RARELY = 50, 1000
YOUNG = 4


def free_large_blocks_at_once() -> None:
    """Let the C library give every picture back to the system when it is freed.

    Else freed pictures stay in the heaps of the lanes, a tenth of the budget more than is in use. Source of the
    number: malloc.h, M_MMAP_THRESHOLD.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_NBYTES)


def collect_rarely() -> None:
    """What the start has made is never looked at again; what has outlived ``_SELDOM`` rounds over the newest is, and
    the rest as a whole after ``_RARELY`` of those.

    A round over everything stops the window for up to a fifth of a second, one over the younger half for a quarter of
    a frame, and they find next to nothing: what is freed here is freed by its count of references. ``tidy`` and
    ``tidy_young`` make them when nobody waits. Another person's window at the same process begins with one.
    """
    if gc.get_freeze_count():
        gc.collect()
    gc.freeze()
    gc.set_threshold(gc.get_threshold()[0], _SELDOM, _RARELY)


def tidy() -> None:
    """A round over everything."""
    gc.collect()


def tidy_young() -> None:
    """A round over what was made lately, where some of it has come together."""
    if gc.get_count()[1] >= YOUNG:
        gc.collect(1)


def give_back() -> None:
    """Return what lies free in the heaps to the system; takes some milliseconds."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
