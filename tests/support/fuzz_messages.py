"""Feeds mutated recordings and messages to the parsers of this project, each kind in a child with limits.

``python -m tests.support.fuzz_messages [count] [seed]`` prints one line a parser; the suite runs a few hundred.
"""

import os
import random
import resource
import signal
import struct
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
from rosbags.rosbag1 import Writer
from rosbags.typesys import Stores, get_typestore

from models.errors import KnownError
from models.readers import ros1
from models.readers.bag_archive import open_archive
from models.readers.cdr import BadMessageError, plain
from models.readers.cdr_types import UnknownTypeError, parse_type
from models.readers.cloud_messages import decode_foxglove, decode_livox, decode_velodyne
from models.readers.db3_archive import Db3Archive
from models.readers.flatbuffer_coder import FlatbufferCoder, flatbuffer_coder
from models.readers.flatbuffer_schema import parse_schema
from models.readers.json_coder import JsonCoder
from models.readers.message_episode import MessageEpisode
from models.readers.protobuf_coder import protobuf_coder
from models.readers.rosbag2_metadata import METADATA, read_metadata
from models.readers.rvl import decode_rvl
from models.timebase import Clock
from tests.support import schema_mcap as make

MEMORY = 3 << 30
ALARM_S = 5
STATE = {"timestamp": (15, 0, 0), "name": (13, 0, -1), "q": (14, 12, -1), "next": (15, 0, 1)}
BFBS = make.bfbs({"Time": (True, 8, {"sec": (8, 0, -1), "nsec": (8, 0, -1)}), "State": (False, 0, STATE)})
PROTO = make.descriptor_set({"Note": {"text": "string", "value": "repeated double", "raw": "bytes"}})
IMU = "sensor_msgs/msg/Imu"


class Bytes:
    """A file in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read_at(self, position: int, length: int) -> bytes:
        return self._data[max(position, 0) : max(position, 0) + max(length, 0)]

    def close(self) -> None:
        return


def use(episode: MessageEpisode) -> None:
    """Describe every stream and read from both of its ends."""
    for stream in episode.streams.values():
        steps = [stream.describe, stream.stamps, getattr(stream, "block", stream.describe)]
        steps += [lambda i=i, s=stream: s.sample(i) for i in (0, stream.info.count - 1)]
        for step in [*steps, lambda s=stream: s.message(0)]:
            with suppress(KnownError):
                step()
    assert all(problem.message for problem in episode.summary.problems)


def bag(data: bytes) -> None:
    with suppress(KnownError):
        archive = open_archive(Bytes(data))
        use(MessageEpisode(archive, "a", Path("a"), Clock.HEADER if len(data) % 2 else Clock.LOG))


def db3(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(KnownError):
        path = Path(folder) / "a.db3"
        path.write_bytes(data)
        archive = Db3Archive(path)
        try:
            use(MessageEpisode(archive, "a", path, Clock.LOG))
        finally:
            archive.close()


@cache
def imu_type() -> object:
    text, _ = get_typestore(Stores.ROS1_NOETIC).generate_msgdef(IMU, ros_version=1)
    return parse_type(IMU, "ros1msg", text.encode())


def ros1_message(data: bytes) -> None:
    with suppress(BadMessageError):
        plain(ros1.decode(imu_type(), data))
    with suppress(BadMessageError):
        ros1.layout_of(imu_type(), data)


def flat_schema(data: bytes) -> None:
    with suppress(UnknownTypeError):
        for found in parse_schema(data):
            FlatbufferCoder(parse_schema(data), found)


def flat_message(data: bytes) -> None:
    with suppress(BadMessageError):
        plain(flatbuffer_coder("State", BFBS).decode(data))


def proto_message(data: bytes) -> None:
    with suppress(BadMessageError):
        plain(protobuf_coder("foxglove.Note", PROTO.SerializeToString()).decode(data))


def proto_schema(data: bytes) -> None:
    with suppress(UnknownTypeError):
        protobuf_coder.__wrapped__("foxglove.Note", data)


def json_message(data: bytes) -> None:
    with suppress(BadMessageError):
        value = JsonCoder({}).decode(data)
        JsonCoder(value)
        with suppress(BadMessageError, LookupError, TypeError, ValueError, AttributeError, OverflowError):
            decode_foxglove(value)


def rvl(data: bytes) -> None:
    with suppress(BadMessageError):
        decode_rvl(data)


def velodyne(data: bytes) -> None:
    with suppress(BadMessageError):
        decode_velodyne({"packets": [{"data": data[i : i + 1206]} for i in range(0, len(data), 1206)]})


def livox(data: bytes) -> None:
    with suppress(BadMessageError):
        fields = ros1.decode(livox_type(), data)
        decode_livox(fields)


@cache
def livox_type() -> object:
    numbers = "float32 x\nfloat32 y\nfloat32 z\nuint8 reflectivity\nuint8 tag\nuint8 line\n"
    text = f"Point[] points\n{'=' * 80}\nMSG: livox/Point\nuint32 offset_time\n{numbers}"
    return parse_type("livox/CustomMsg", "ros1msg", text.encode())


def metadata(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / METADATA
        path.write_bytes(data)
        read_metadata(path)


def small_bag(compression: Writer.CompressionFormat | None) -> bytes:
    store = get_typestore(Stores.ROS1_NOETIC)
    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(Path(folder) / "a.bag")
        if compression is not None:
            writer.set_compression(compression)
        writer.chunk_threshold = 200
        with writer:
            connection = writer.add_connection("/v", "std_msgs/msg/Float64", typestore=store)
            for i in range(30):
                writer.write(connection, 10**9 + i, struct.pack("<d", i))
        # The bag header is padded to 4 KiB; most of what could be changed would be nothing.
        return (Path(folder) / "a.bag").read_bytes()


def small_db3() -> bytes:
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db3"
        db = sqlite3.connect(path)
        db.execute(
            "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT)"
        )
        db.execute(
            "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB)"
        )
        db.execute("INSERT INTO topics VALUES (1, '/v', 'std_msgs/msg/Float64', 'cdr')")
        rows = [(i, 1, i, b"\0\1\0\0" + struct.pack("<d", i)) for i in range(300)]
        db.executemany("INSERT INTO messages VALUES (?, ?, ?, ?)", rows)
        db.commit()
        db.close()
        return path.read_bytes()


def rvl_image() -> bytes:
    words = np.random.default_rng(1).integers(0, 2**32, 60, np.uint32)
    return struct.pack("<II", 20, 20) + words.tobytes()


TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], bytes]]] = {
    "bag": (bag, lambda: small_bag(None)),
    "bag-lz4": (bag, lambda: small_bag(Writer.CompressionFormat.LZ4)),
    "db3": (db3, small_db3),
    "ros1": (ros1_message, lambda: struct.pack("<IIII", 1, 2, 3, 4) + b"base" + bytes(37 * 8)),
    "livox": (livox, lambda: struct.pack("<I", 50) + bytes(range(95)) * 10),
    "flatbuffer-schema": (flat_schema, lambda: BFBS),
    "flatbuffer": (flat_message, lambda: struct.pack("<I", 16) + bytes(range(2, 120, 2)) * 2),
    "protobuf": (proto_message, lambda: b"\x0a\x03abc\x12\x10" + bytes(16) + b"\x1a\x04wxyz"),
    "protobuf-schema": (proto_schema, PROTO.SerializeToString),
    "json": (
        json_message,
        lambda: b'{"point_stride": 4, "fields": [{"name": "x", "type": 7}], "data": "AAAA"}',
    ),
    "rvl": (rvl, rvl_image),
    "velodyne": (velodyne, lambda: (b"\xff\xee" + bytes(range(98))) * 12 + bytes(4) + b"\x37\x22"),
    "metadata": (metadata, lambda: b"rosbag2_bagfile_information:\n  relative_file_paths:\n    - a.db3\n"),
}
# Reading files from a disk and through SQLite takes longer, and that parser is SQLite's.
WRAPPED = ("db3", "protobuf", "protobuf-schema", "json", "metadata")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Flipped bits, absurd numbers, cut ends, moved and doubled pieces."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        at = chance.randrange(len(found)) if found else 0
        what = chance.randrange(6)
        if what == 0 and found:
            found[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            found[at : at + 4] = struct.pack(
                "<I", chance.choice((0, 1, 2**31, 2**32 - 1, chance.randrange(2**32)))
            )
        elif what == 2:
            found[at : at + 8] = struct.pack("<Q", chance.choice((0, 2**62, 2**64 - 1)))
        elif what == 3:
            del found[at:]
        elif what == 4:
            found[at:at] = found[chance.randrange(len(found) + 1) :][: chance.randrange(64)]
        else:
            found[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(found)


def run(name: str, count: int, seed: int) -> str:
    """Empty where every input was taken, else what happened to which one."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _child(name, count, seed, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if status == 0:
        return ""
    number = int.from_bytes(told[-4:], "little") if len(told) >= 4 else -1
    return f"{name}: input {number} of seed {seed} ended with status {status}"


def _child(name: str, count: int, seed: int, pipe: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    target, seed_of = TARGETS[name]
    data, chance = seed_of(), random.Random(seed)
    for number in range(count):
        changed = mutated(data, chance)
        os.write(pipe, number.to_bytes(4, "little"))
        signal.alarm(ALARM_S)
        try:
            target(changed)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        signal.alarm(0)
    os._exit(0)


def main() -> None:
    """Print how each parser fared."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for name in sys.argv[3:] or TARGETS:
        own = min(count, 2000) if name in WRAPPED else count
        print(name, own, run(name, own, seed) or "no crash, no hang, no memory over the limit", flush=True)


if __name__ == "__main__":
    main()
