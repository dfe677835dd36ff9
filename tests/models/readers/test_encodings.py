"""Protobuf, flatbuffers, JSON and ROS 1 messages in MCAP files."""

import base64
import json
from pathlib import Path

import cv2
import flatbuffers
import numpy as np
import pytest
from rosbags.typesys import Stores, get_typestore

from models.episode import StreamKind
from models.errors import NoHeaderStampError, NoSampleError
from models.readers import open_episode
from models.timebase import Clock
from tests.support import schema_mcap as make
from tests.support.schema_mcap import DOUBLE, OBJECT, TEXT, UINT8, UINT32, VECTOR

FOXGLOVE = {
    "Vector3": {"x": "double", "y": "double", "z": "double"},
    "Quaternion": {"x": "double", "y": "double", "z": "double", "w": "double"},
    "Pose": {"position": "Vector3", "orientation": "Quaternion"},
    "PoseInFrame": {"timestamp": "time", "frame_id": "string", "pose": "Pose"},
    "CompressedImage": {"timestamp": "time", "frame_id": "string", "data": "bytes", "format": "string"},
    "RawImage": {
        "timestamp": "time",
        "frame_id": "string",
        "width": "uint32",
        "height": "uint32",
        "encoding": "string",
        "step": "uint32",
        "data": "bytes",
    },
    "PackedElementField": {"name": "string", "offset": "uint32", "type": "uint32"},
    "PointCloud": {
        "timestamp": "time",
        "frame_id": "string",
        "point_stride": "uint32",
        "fields": "repeated PackedElementField",
        "data": "bytes",
    },
    "FrameTransform": {
        "timestamp": "time",
        "parent_frame_id": "string",
        "child_frame_id": "string",
        "translation": "Vector3",
        "rotation": "Quaternion",
    },
    "FrameTransforms": {"transforms": "repeated FrameTransform"},
    "State": {"timestamp": "time", "q": "repeated double", "gripper": "float"},
    "Note": {"text": "string", "value": "double"},
}
SCHEMA = make.descriptor_set(FOXGLOVE)
POINTS = np.array([(1, 2, 3, 7), (4, 5, 6, 8)], [("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("i", "<u2")])


def proto(name: str, **fields: object) -> bytes:
    return make.message_class(SCHEMA, f"foxglove.{name}")(**fields).SerializeToString()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    stamp = {"seconds": 5, "nanos": 6}
    png = cv2.imencode(".png", np.full((4, 6, 3), (10, 20, 30), np.uint8))[1].tobytes()
    element = [("x", 0, 7), ("y", 4, 7), ("z", 8, 7), ("i", 12, 3)]
    fields = [{"name": name, "offset": offset, "type": kind} for name, offset, kind in element]
    depth = np.arange(6, dtype="<u2").reshape(2, 3) * 1000
    raw = {"width": 3, "height": 2, "encoding": "16UC1", "step": 6, "data": depth.tobytes()}
    turn = {"x": 0, "y": 0, "z": 0, "w": 1}
    link = {"parent_frame_id": "map", "child_frame_id": "eye", "translation": {"x": 3}, "rotation": turn}
    messages = {
        "CompressedImage": [
            proto("CompressedImage", timestamp=stamp, data=png, format="png", frame_id="eye")
        ],
        "RawImage": [proto("RawImage", timestamp=stamp, **raw)],
        "PointCloud": [
            proto("PointCloud", frame_id="lidar", point_stride=14, fields=fields, data=POINTS.tobytes())
        ],
        "FrameTransforms": [proto("FrameTransforms", transforms=[{"timestamp": stamp, **link}])],
        "PoseInFrame": [proto("PoseInFrame", timestamp=stamp, frame_id="map", pose={"position": {"x": 1.5}})],
        "State": [proto("State", timestamp=stamp, q=[i, 2 * i], gripper=0.5) for i in range(20)],
        "Note": [proto("Note", text="hello", value=2)],
    }
    definition = SCHEMA.SerializeToString()
    schemas = {f"/{name}": (f"foxglove.{name}", "protobuf", definition) for name in messages}
    data = {f"/{name}": [(100 + i, m) for i, m in enumerate(found)] for name, found in messages.items()}
    return make.write(tmp_path / "proto.mcap", "protobuf", schemas, data)


def test_protobuf_messages_get_their_kinds(recording: Path) -> None:
    with open_episode(recording) as episode:
        assert episode.summary.problems == ()
        kinds = {name[1:]: stream.info.kind for name, stream in episode.streams.items()}
        assert kinds == {
            "CompressedImage": StreamKind.VIDEO,
            "RawImage": StreamKind.DEPTH,
            "PointCloud": StreamKind.POINTS,
            "FrameTransforms": StreamKind.TRANSFORM,
            "PoseInFrame": StreamKind.SIGNAL,
            "State": StreamKind.SIGNAL,
            "Note": StreamKind.OTHER,
        }


def test_protobuf_messages_are_decoded(recording: Path) -> None:
    with open_episode(recording) as episode:
        streams = episode.streams
        assert streams["/CompressedImage"].sample(0).rgb[0, 0].tolist() == [30, 20, 10]
        assert streams["/CompressedImage"].describe().frame_id == "eye"
        depth_m = streams["/RawImage"].sample(0).depth_m
        assert np.isnan(depth_m[0, 0])
        assert depth_m[1].round(4).tolist() == [3, 4, 5]
        cloud = streams["/PointCloud"].sample(0)
        assert cloud.frame_id == "lidar"
        assert cloud.table().tolist() == [list(row) for row in POINTS.tolist()]
        block = streams["/FrameTransforms"].transforms(0, 1)
        assert block.names == (("map", "eye"),)
        assert block.poses[0, 0] == 3
        state = streams["/State"]
        assert state.describe().channels == ("q.0", "q.1", "gripper")
        np.testing.assert_array_equal(state.block().values, [[i, 2 * i, 0.5] for i in range(20)])
        assert streams["/PoseInFrame"].describe().channels == (
            "pose.position.x",
            "pose.position.y",
            "pose.position.z",
        )
        assert streams["/Note"].message(0) == {"text": "hello", "value": 2.0}


def test_protobuf_stamps(recording: Path) -> None:
    with open_episode(recording, clock=Clock.HEADER) as episode:
        for name in ("/CompressedImage", "/FrameTransforms", "/State"):
            assert set(episode.streams[name].stamps().tolist()) == {5_000_000_006}
        with pytest.raises(NoHeaderStampError):
            episode.streams["/Note"].stamps()


def test_a_damaged_protobuf_message_and_schema_are_told(tmp_path: Path) -> None:
    schemas = {
        "/a": ("foxglove.Note", "protobuf", SCHEMA.SerializeToString()),
        "/b": ("no.Type", "protobuf", b"\x01"),
    }
    path = make.write(tmp_path / "a.mcap", "protobuf", schemas, {"/a": [(1, b"\xff\xff")], "/b": [(1, b"x")]})
    with open_episode(path) as episode:
        with pytest.raises(NoSampleError):
            episode.streams["/a"].sample(0)
        assert [p.code for p in episode.summary.problems] == ["unsupported_encoding"]
        assert episode.streams["/b"].message(0) == {"data_base64": "eA=="}


TIME = (True, 8, {"sec": (UINT32, 0, -1), "nsec": (UINT32, 0, -1)})
STATE = {
    "timestamp": (OBJECT, 0, 1),
    "frame_id": (TEXT, 0, -1),
    "grip": (DOUBLE, 0, -1),
    "q": (VECTOR, DOUBLE, -1),
}
IMAGE = {"timestamp": (OBJECT, 0, 1), "data": (VECTOR, UINT8, -1), "format": (TEXT, 0, -1)}
BFBS = make.bfbs(
    {"foxglove.CompressedImage": (False, 0, IMAGE), "foxglove.Time": TIME, "test.State": (False, 0, STATE)}
)


def flat_state(number: int) -> bytes:
    b = flatbuffers.Builder(64)
    frame = b.CreateString("base")
    q = b.CreateNumpyVector(np.array([number, -number], np.float64))
    b.StartObject(4)
    b.Prep(4, 8)
    b.PrependUint32(number)
    b.PrependUint32(9)
    b.PrependStructSlot(0, b.Offset(), 0)
    b.PrependUOffsetTRelativeSlot(1, frame, 0)
    b.PrependUOffsetTRelativeSlot(3, q, 0)
    b.Finish(b.EndObject())
    return bytes(b.Output())


def flat_image(png: bytes) -> bytes:
    b = flatbuffers.Builder(64)
    text, data = b.CreateString("png"), b.CreateByteVector(png)
    b.StartObject(3)
    b.PrependUOffsetTRelativeSlot(1, data, 0)
    b.PrependUOffsetTRelativeSlot(2, text, 0)
    b.Finish(b.EndObject())
    return bytes(b.Output())


def test_flatbuffers_are_decoded_by_their_schema(tmp_path: Path) -> None:
    png = cv2.imencode(".png", np.full((4, 6), 77, np.uint8))[1].tobytes()
    schemas = {
        "/state": ("test.State", "flatbuffer", BFBS),
        "/image": ("foxglove.CompressedImage", "flatbuffer", BFBS),
        "/other": ("test.Missing", "flatbuffer", BFBS),
    }
    data = {
        "/state": [(i, flat_state(i)) for i in range(9)],
        "/image": [(1, flat_image(png))],
        "/other": [(1, b"x")],
    }
    path = make.write(tmp_path / "flat.mcap", "flatbuffer", schemas, data)
    with open_episode(path) as episode:
        state = episode.streams["/state"]
        assert state.info.kind is StreamKind.SIGNAL
        assert state.message(3) == {
            "timestamp": {"sec": 9, "nsec": 3},
            "frame_id": "base",
            "grip": 0.0,
            "q": [3.0, -3.0],
        }
        np.testing.assert_array_equal(state.block().values, [[0, i, -i] for i in range(9)])
        assert episode.streams["/image"].sample(0).rgb[0, 0].tolist() == [77, 77, 77]
        assert [p.stream for p in episode.summary.problems] == ["/other"]
    with open_episode(path, clock=Clock.HEADER) as episode:
        assert episode.streams["/state"].stamps().tolist() == [9_000_000_000 + i for i in range(9)]


def test_json_of_foxglove_with_base64(tmp_path: Path) -> None:
    time = {"type": "object", "properties": {"sec": {"type": "integer"}, "nsec": {"type": "integer"}}}
    schema = json.dumps(
        {"type": "object", "properties": {"timestamp": time, "data": {"type": "string"}}}
    ).encode()
    fields = [{"name": n, "offset": 4 * i, "type": 7} for i, n in enumerate("xyz")]
    packed = POINTS[["x", "y", "z"]].astype([(n, "<f4") for n in "xyz"]).tobytes()
    cloud = {
        "timestamp": {"sec": 1, "nsec": 2},
        "frame_id": "lidar",
        "point_stride": 12,
        "fields": fields,
        "data": base64.b64encode(packed).decode(),
    }
    path = make.write(
        tmp_path / "a.mcap",
        "json",
        {"/cloud": ("foxglove.PointCloud", "jsonschema", schema)},
        {"/cloud": [(50, json.dumps(cloud).encode())]},
    )
    with open_episode(path, clock=Clock.HEADER) as episode:
        sample = episode.streams["/cloud"].sample(0)
        assert (sample.t_ns, sample.frame_id) == (1_000_000_002, "lidar")
        assert sample.xyz().tolist() == [[1, 2, 3], [4, 5, 6]]


def test_ros1_messages_in_an_mcap_file(tmp_path: Path) -> None:
    store = get_typestore(Stores.ROS1_NOETIC)
    name = "sensor_msgs/msg/JointState"
    header = store.types["std_msgs/msg/Header"]
    time = store.types["builtin_interfaces/msg/Time"]
    rows = [
        store.types[name](
            header(i, time(i, 5), "base"), ["a", "b"], np.array([i, 2.0]), np.array([]), np.array([1.0, i])
        )
        for i in range(30)
    ]
    text, _ = store.generate_msgdef(name, ros_version=1)
    data = [(100 + i, bytes(store.serialize_ros1(row, name))) for i, row in enumerate(rows)]
    schemas = {"/joints": ("sensor_msgs/JointState", "ros1msg", text.encode())}
    path = make.write(tmp_path / "a.mcap", "ros1", schemas, {"/joints": data})
    with open_episode(path) as episode:
        stream = episode.streams["/joints"]
        info = stream.describe()
        assert (info.encoding, info.frame_id) == ("ros1", "base")
        assert info.channels == ("position.a", "position.b", "effort.a", "effort.b")
        np.testing.assert_array_equal(stream.block().values, [[i, 2, 1, i] for i in range(30)])
    with open_episode(path, clock=Clock.HEADER) as episode:
        assert episode.streams["/joints"].stamps().tolist() == [i * 10**9 + 5 for i in range(30)]
