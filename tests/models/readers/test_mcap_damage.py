"""Damaged MCAP files: what is whole is read, the rest is told, and nothing else ever comes out."""

import random
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from models.errors import KnownError, NoSampleError
from models.readers import open_episode
from models.readers.base import Episode
from models.readers.byte_source import LocalFile
from models.readers.mcap_segments import BadSegmentError, Segment, load_segment
from models.timebase import Clock
from tests.support.data import DEMO
from tests.support.mcap_reference import read_reference
from tests.support.ros_mcap import CompressionType, IndexType, RosWriter

FLOAT = "std_msgs/msg/Float64"
DEMO_FILE = DEMO / "pick_missed_grasp.mcap"


def write(path: Path, **options: object) -> Path:
    """One number and one text, ten messages a chunk or so."""
    with RosWriter(path, chunk_size=600, **options) as writer:
        for i in range(100):
            writer.add("/v", FLOAT, {"data": float(i)}, 1000 + i)
            writer.add("/text", "std_msgs/msg/String", {"data": f"text {i}"}, 1000 + i)
    return path


def codes(episode: Episode) -> list[str]:
    return [problem.code for problem in episode.summary.problems]


def use_everything(path: Path, clock: Clock = Clock.LOG) -> None:
    """Open, describe, and read from each stream the first, a middle and the last sample and a block."""
    with suppress(KnownError), open_episode(path, clock=clock) as episode:
        for stream in episode.streams.values():
            _use(stream)
        assert all(str(problem.message) for problem in episode.summary.problems)


def _use(stream: object) -> None:
    for step in (
        stream.describe,
        stream.stamps,
        lambda: stream.block() if hasattr(stream, "block") else None,
        *(lambda i=i: stream.sample(i) for i in (0, stream.info.count // 2, stream.info.count - 1)),
        lambda: stream.message(0),
    ):
        with suppress(KnownError):
            step()


@pytest.mark.parametrize("compression", [CompressionType.ZSTD, CompressionType.LZ4, CompressionType.NONE])
def test_a_truncated_file_is_read_up_to_the_damage(tmp_path: Path, compression: CompressionType) -> None:
    whole = write(tmp_path / "whole.mcap", compression=compression)
    data = whole.read_bytes()
    expected = read_reference(whole)["/v"].stamps_ns
    lengths = []
    for end in range(len(data) - 1, 600, -len(data) // 29):
        path = tmp_path / "cut.mcap"
        path.write_bytes(data[:end])
        with open_episode(path) as episode:
            stamps_ns = episode.streams["/v"].stamps()
            np.testing.assert_array_equal(stamps_ns, expected[: len(stamps_ns)])
            lengths.append(len(stamps_ns))
            assert stamps_ns.size == episode.streams["/v"].info.count
            assert episode.streams["/v"].block().values[:, 0].tolist() == list(range(len(stamps_ns)))
            assert codes(episode) == ["truncated"]
    assert lengths[0] == 100
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) > 12


def test_a_chunk_cut_in_the_middle_gives_its_first_messages(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "one.mcap", compression=CompressionType.ZSTD) as writer:
        noise = random.Random(5)
        for i in range(300):
            text = "".join(noise.choices("abcdefghijklmnop", k=2000))
            writer.add("/text", "std_msgs/msg/String", {"data": text}, i)
    data = (tmp_path / "one.mcap").read_bytes()
    (tmp_path / "cut.mcap").write_bytes(data[: len(data) // 2])
    with open_episode(tmp_path / "cut.mcap") as episode:
        stream = episode.streams["/text"]
        assert 0 < stream.info.count < 300
        assert len(stream.message(stream.info.count - 1)["data"]) == 2000


def test_a_bad_chunk_is_told_with_its_times_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mcap", compression=CompressionType.NONE)
    data = bytearray(path.read_bytes())
    at = data.index(struct.pack("<d", 37.0))
    data[at] ^= 0x40
    path.write_bytes(data)
    with open_episode(path) as episode:
        stream = episode.streams["/v"]
        assert codes(episode) == []
        values = stream.block().values[:, 0]
        lost = np.flatnonzero(np.isnan(values))
        assert 37 in lost
        assert 2 < len(lost) < 20
        assert values[~np.isnan(values)].tolist() == [i for i in range(100) if i not in lost]
        with pytest.raises(NoSampleError, match="checksum"):
            stream.sample(37)
        (problem,) = episode.summary.problems
        assert (problem.code, problem.stream, problem.t_ns) == ("bad_chunk", "/v", 1000 + lost[0])
        assert [p.code for p in episode.verify() if p] == ["bad_chunk"]


def test_channels_are_known_though_the_first_chunk_is_lost(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mcap", compression=CompressionType.NONE)
    data = bytearray(path.read_bytes())
    data[data.index(struct.pack("<d", 1.0))] ^= 0x40
    path.write_bytes(data)
    with open_episode(path) as episode:
        stream = episode.streams["/v"]
        assert stream.describe().channels == ("data",)
        assert stream.block().values[-1].tolist() == [99.0]


def test_a_damaged_summary_is_replaced_by_reading_through(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mcap")
    data = bytearray(path.read_bytes())
    data[-60] ^= 0xFF
    path.write_bytes(data)
    with open_episode(path) as episode:
        assert codes(episode) == ["no_summary"]
        assert episode.streams["/v"].info.count == 100


def test_an_index_that_points_nowhere_is_replaced_by_reading_through(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mcap", enable_crcs=False)
    data = bytearray(path.read_bytes())
    first_index = data.index(b"\x07", data.index(b"\x28\xb5\x2f\xfd"))
    while data[first_index + 1 : first_index + 9] != struct.pack("<Q", (data[first_index + 1])):
        first_index = data.index(b"\x07", first_index + 1)
    data[first_index] = 0x7F
    path.write_bytes(data)
    with open_episode(path) as episode:
        assert episode.streams["/v"].info.count == 100
        assert episode.streams["/v"].block().values[:, 0].tolist() == list(range(100))


@pytest.mark.parametrize(
    ("size", "stored", "compression"),
    [(1 << 40, 100, "zstd"), (1 << 29, 100, "zstd"), (100, 1 << 40, ""), (100, 100, "brotli")],
)
def test_absurd_chunks_are_refused_before_anything_is_allocated(
    size: int, stored: int, compression: str, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(bytes(1000))
    segment = Segment(
        position=0, length=200, size=size, compression=compression, stored_size=stored, start_ns=0, end_ns=1
    )
    with LocalFile(tmp_path / "a") as source, pytest.raises(BadSegmentError):
        load_segment(source, segment)


def mutated(data: bytes, random_: random.Random) -> bytes:
    """A copy with one kind of damage: cut, flipped bytes, a run of zeros, a number made huge, or a doubled part."""
    changed = bytearray(data)
    # Half of the damage goes where the index is.
    low = 0 if random_.random() < 0.5 else max(0, len(data) - 4000)
    at = random_.randrange(low, len(data) - 16)
    kind = random_.randrange(5)
    if kind == 0:
        return bytes(changed[:at])
    if kind == 1:
        for _ in range(random_.randrange(1, 20)):
            changed[random_.randrange(low, len(data))] ^= 1 << random_.randrange(8)
    elif kind == 2:
        changed[at : at + random_.randrange(1, 200)] = bytes(random_.randrange(1, 200))
    elif kind == 3:
        changed[at : at + 8] = struct.pack("<Q", random_.choice([2**64 - 1, 2**63, 2**40, 2**31]))
    else:
        changed[at:at] = changed[at : at + random_.randrange(1, 500)]
    return bytes(changed)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("make", [{}, {"enable_crcs": False}, {"use_chunking": False}], ids=str)
def test_no_damage_gives_anything_but_known_errors(make: dict, tmp_path: Path) -> None:
    data = write(tmp_path / "a.mcap", **make).read_bytes()
    random_ = random.Random(20260103)
    for number in range(150):
        path = tmp_path / "b.mcap"
        path.write_bytes(mutated(data, random_))
        use_everything(path, Clock.HEADER if number % 10 == 0 else Clock.LOG)


@pytest.mark.timeout(120)
def test_a_damaged_demo_gives_nothing_but_known_errors(tmp_path: Path) -> None:
    data = DEMO_FILE.read_bytes()
    random_ = random.Random(4)
    for _ in range(12):
        path = tmp_path / "b.mcap"
        path.write_bytes(mutated(data, random_))
        use_everything(path)


def test_damaged_messages_give_nothing_but_known_errors(tmp_path: Path) -> None:
    """Whole files around broken messages: the decoders themselves are tried."""
    sound = {
        topic: (reference.schema, [m.data for m in reference.messages[:3]])
        for topic, reference in read_reference(DEMO_FILE).items()
    }
    random_ = random.Random(8)
    with RosWriter(tmp_path / "a.mcap") as writer:
        for topic, (schema, messages) in sound.items():
            schema_id = writer.mcap.register_schema(schema.name, schema.encoding, schema.data)
            channel = writer.mcap.register_channel(topic, "cdr", schema_id)
            for number in range(25):
                data = random_.choice(messages)
                head = data[:400] if len(data) > 400 else data
                broken = mutated(head + bytes(32), random_) + data[len(head) :]
                writer.add_raw(channel, broken, number)
    with open_episode(tmp_path / "a.mcap") as episode:
        for stream in episode.streams.values():
            _use(stream)
            for index in range(stream.info.count):
                for read in (stream.sample, stream.message):
                    with suppress(KnownError):
                        read(index)


@pytest.mark.parametrize("end", [None, -200])
def test_without_summary_chunks_are_not_decompressed_where_indexes_lie_behind_them(
    tmp_path: Path, end: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(
        tmp_path / "a.mcap", index_types=IndexType.MESSAGE, use_statistics=False, repeat_channels=False
    )
    expected = read_reference(path)["/v"].stamps_ns
    path.write_bytes(path.read_bytes()[:end])
    loaded: list[Segment] = []

    def counted(source: LocalFile, segment: Segment, **options: object) -> bytes:
        loaded.append(segment)
        return load_segment(source, segment, **options)

    monkeypatch.setattr("models.readers.mcap_scan.load_segment", counted)
    with open_episode(path) as episode:
        stream = episode.streams["/v"]
        count = stream.info.count
        assert count >= 80
        np.testing.assert_array_equal(stream.stamps(), expected[:count])
        assert stream.block().values[:, 0].tolist() == list(range(count))
        assert len(loaded) <= 2
