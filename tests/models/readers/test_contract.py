"""What every reader promises, whatever its format. A new format is a new row in ``CASES``."""

import threading
from pathlib import Path

import numpy as np
import pytest

from models.episode import StreamKind
from models.errors import NoHeaderStampError, NoSampleError, UnknownNameError, UnreadableRecordingError
from models.readers import open_episode, open_recording
from models.readers.base import Episode
from models.streams import SignalStream, Stream, index_at, sample_at
from models.timebase import Clock, TimeRange
from tests.support.reader_cases import CASES, Case, Expected, case, expected

__all__ = ["case", "expected"]


@pytest.fixture
def episode(case: Case):
    with open_episode(case.path(), case.episode_id) as opened:
        yield opened


def filled(episode: Episode) -> dict[str, Stream]:
    return {name: stream for name, stream in episode.streams.items() if stream.info.count}


def some_indexes(count: int, wanted: int = 7) -> list[int]:
    return sorted(set(np.linspace(0, count - 1, wanted).round().astype(int).tolist()))


def test_streams_are_those_of_the_recording(episode: Episode, expected: Expected) -> None:
    assert set(filled(episode)) == set(expected.stamps())


def test_stamps_are_those_of_the_recording(episode: Episode, expected: Expected) -> None:
    for name, stamps_ns in expected.stamps().items():
        found = episode.streams[name].stamps()
        assert found.dtype == np.int64
        assert (np.diff(found) >= 0).all()
        np.testing.assert_array_equal(found, stamps_ns)


def test_info_tells_count_first_and_last_before_stamps_are_read(episode: Episode, expected: Expected) -> None:
    for name, stamps_ns in expected.stamps().items():
        info = episode.streams[name].info
        assert (info.count, info.start_ns, info.end_ns) == (len(stamps_ns), stamps_ns[0], stamps_ns[-1])


def test_episode_spans_all_its_streams(episode: Episode, expected: Expected) -> None:
    stamps = expected.stamps().values()
    summary = episode.summary
    assert summary.start_ns == min(s[0] for s in stamps)
    assert summary.end_ns == max(s[-1] for s in stamps)
    assert summary.range == episode.range == TimeRange(summary.start_ns, summary.end_ns + 1)
    assert [info.name for info in summary.streams] == list(episode.streams)


def test_samples_are_those_of_the_recording(episode: Episode, expected: Expected) -> None:
    for stream in filled(episode).values():
        for index in some_indexes(stream.info.count):
            sample = stream.sample(index)
            assert (sample.index, sample.t_ns) == (index, stream.stamps()[index])
            expected.check(stream, index)


def test_any_order_of_access_gives_the_same_samples(episode: Episode, expected: Expected) -> None:
    for stream in filled(episode).values():
        for index in reversed(some_indexes(stream.info.count, 4)):
            expected.check(stream, index)


def test_no_sample_out_of_range(episode: Episode) -> None:
    for stream in episode.streams.values():
        for index in (-1, stream.info.count, 10**12):
            with pytest.raises(NoSampleError):
                stream.sample(index)
            with pytest.raises(NoSampleError):
                stream.message(index)


def test_sample_at_holds_the_last_one(episode: Episode) -> None:
    for stream in filled(episode).values():
        stamps_ns = stream.stamps()
        middle = int(stamps_ns[len(stamps_ns) // 2])
        assert sample_at(stream, middle).index == np.flatnonzero(stamps_ns == middle)[-1]
        assert index_at(stamps_ns, int(stamps_ns[0]) - 1) == -1
        with pytest.raises(NoSampleError):
            sample_at(stream, int(stamps_ns[0]) - 1)


def test_blocks_equal_samples(episode: Episode) -> None:
    for stream in filled(episode).values():
        if stream.info.kind is not StreamKind.SIGNAL:
            continue
        assert isinstance(stream, SignalStream)
        block = stream.block()
        np.testing.assert_array_equal(block.stamps_ns, stream.stamps())
        assert block.values.shape == (stream.info.count, len(stream.describe().channels))
        for index in some_indexes(stream.info.count):
            np.testing.assert_array_equal(block.values[index], stream.sample(index).values)


def test_a_block_of_a_range_is_half_open(episode: Episode) -> None:
    for stream in filled(episode).values():
        if not isinstance(stream, SignalStream):
            continue
        stamps_ns = stream.stamps()
        part = TimeRange(int(stamps_ns[len(stamps_ns) // 3]), int(stamps_ns[-1]))
        inside = (stamps_ns >= part.start_ns) & (stamps_ns < part.end_ns)
        block = stream.block(part)
        np.testing.assert_array_equal(block.stamps_ns, stamps_ns[inside])
        np.testing.assert_array_equal(block.values, stream.block().values[inside])


def test_description_fits_the_samples(episode: Episode) -> None:
    for stream in filled(episode).values():
        info = stream.describe()
        assert (info.name, info.count) == (stream.info.name, stream.info.count)
        sample = stream.sample(0)
        if info.kind is StreamKind.VIDEO:
            assert info.shape == sample.rgb.shape
            assert sample.rgb.dtype == np.uint8
            assert sample.rgb.flags.c_contiguous
        elif info.kind is StreamKind.DEPTH:
            assert info.shape == sample.depth_m.shape
            assert sample.depth_m.dtype == np.float32
        elif info.kind is StreamKind.POINTS:
            assert info.channels == sample.points.dtype.names
        elif info.kind is StreamKind.SIGNAL:
            assert info.shape == (len(info.channels),) == sample.values.shape
            assert len(info.units) in (0, len(info.channels))


def test_two_streams_can_be_read_on_two_threads(case: Case, expected: Expected) -> None:
    failures: list[BaseException] = []
    with open_episode(case.path(), case.episode_id) as episode:
        threads = [
            threading.Thread(target=_read_all, args=(stream, expected, failures))
            for stream in filled(episode).values()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures


def _read_all(stream: Stream, expected: Expected, failures: list[BaseException]) -> None:
    try:
        for index in some_indexes(stream.info.count, 3):
            expected.check(stream, index)
    except BaseException as error:
        failures.append(error)


def test_header_clock_orders_by_header_stamps(case: Case) -> None:
    try:
        opened = open_episode(case.path(), case.episode_id, clock=Clock.HEADER)
    except UnreadableRecordingError as refusal:
        # A recording in which no stream at all has header stamps has no episode on that clock.
        assert "header stamp" in refusal.template  # noqa: PT017
        return
    with opened as episode:
        assert episode.clock is Clock.HEADER
        for stream in filled(episode).values():
            if stream.info.start_ns is None:
                with pytest.raises(NoHeaderStampError):
                    stream.stamps()
                continue
            stamps_ns = stream.stamps()
            assert (np.diff(stamps_ns) >= 0).all()
            assert (stream.info.start_ns, stream.info.end_ns) == (stamps_ns[0], stamps_ns[-1])
            assert stream.sample(len(stamps_ns) - 1).t_ns == stamps_ns[-1]


def test_unknown_episode_is_refused(case: Case) -> None:
    with pytest.raises(UnknownNameError):
        open_recording(case.path()).episode("no such episode")


def test_closing_twice_is_harmless(case: Case) -> None:
    episode = open_episode(case.path(), case.episode_id)
    episode.close()
    episode.close()


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs Linux's count of bytes read")
@pytest.mark.parametrize(
    "large", [c for c in CASES if c.name.startswith(("demo", "real"))], ids=lambda c: c.name
)
def test_opening_reads_a_small_part_of_the_file(large: Case) -> None:
    path = large.path()
    open_episode(path, large.episode_id).close()
    before = _bytes_read()
    with open_episode(path, large.episode_id) as episode:
        assert episode.summary.streams
    assert _bytes_read() - before < path.stat().st_size / 4


def _bytes_read() -> int:
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(lines[0].removeprefix("rchar: "))
