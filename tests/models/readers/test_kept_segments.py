"""Segments that are kept for a stream, and the memory that goes from one to the next."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.readers.archive import BadSegmentError
from models.readers.kept_segments import KeptSegments, Load
from models.readers.segment_buffers import SegmentBuffers

SIZE = 5000


def content(number: int) -> bytes:
    return bytes([number]) * (SIZE + 10 * number)


def into_buffers(made: list[int]) -> Load:
    """A loader that writes where it is told to and notes which memory that was."""

    def load(number: int, buffers: SegmentBuffers) -> memoryview:
        data = content(number)
        buffer = buffers.take(len(data))
        made.append(id(buffer))
        view = memoryview(buffer)[: len(data)]
        view[:] = data
        return view.toreadonly()

    return load


def kept(made: list[int], *, budget: int) -> KeptSegments:
    return KeptSegments(into_buffers(made), size_of=lambda number: len(content(number)), budget=budget)


def test_memory_that_nobody_looks_into_serves_the_next_segment() -> None:
    made: list[int] = []
    segments = kept(made, budget=2 * SIZE)
    for number in range(20):
        assert bytes(segments.load(number)) == content(number)
    assert len(set(made)) == 1


@pytest.mark.parametrize(
    "look",
    [
        lambda records: records[7:19],
        lambda records: np.frombuffer(records, np.uint8),
        lambda records: memoryview(records)[3:].cast("B"),
    ],
)
def test_what_somebody_looks_at_stays_as_it_was(look: Callable[[memoryview], object]) -> None:
    segments = kept([], budget=SIZE)
    seen = [look(memoryview(segments.load(number))) for number in range(12)]
    for number, part in enumerate(seen):
        assert set(bytes(part)) == {number}  # type: ignore[call-overload]


def test_records_cannot_be_written_to() -> None:
    records = np.frombuffer(kept([], budget=SIZE).load(3), np.uint8)
    assert not records.flags.writeable


@given(
    order=st.lists(st.integers(0, 15), max_size=40),
    budget=st.integers(0, 12 * SIZE),
    held=st.lists(st.booleans(), min_size=40, max_size=40),
)
def test_the_bound_holds_and_the_content_is_right_whatever_is_looked_at(
    order: list[int], budget: int, held: list[bool]
) -> None:
    segments = kept([], budget=budget)
    seen: list[tuple[int, memoryview]] = []
    for number, hold in zip(order, held, strict=False):
        records = memoryview(segments.load(number))
        assert bytes(records) == content(number)
        if hold:
            seen.append((number, records))
        # A buffer is up to an eighth larger than its segment and may serve a smaller one; the newest always stays.
        assert segments.held_nbytes <= max(budget * 9 // 8, 2 * (SIZE + 200))
    assert all(bytes(records) == content(number) for number, records in seen)


def test_another_bound_is_kept_at_once() -> None:
    segments = kept([], budget=10 * SIZE)
    for number in range(9):
        segments.load(number)
    segments.hold_at_most(2 * SIZE)
    assert segments.held_nbytes <= 2 * SIZE * 9 // 8
    assert bytes(segments.load(8)) == content(8)


def test_what_is_damaged_is_read_once_and_tells_why() -> None:
    calls: list[int] = []

    def load(number: int, _buffers: SegmentBuffers) -> bytes:
        calls.append(number)
        raise BadSegmentError("it is broken")

    segments = KeptSegments(load)
    for _ in range(3):
        with pytest.raises(BadSegmentError, match="it is broken"):
            segments.load(4)
    assert calls == [4]
    assert segments.bad == {4: "it is broken"}
