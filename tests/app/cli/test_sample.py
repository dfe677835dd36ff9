"""``sample`` writes exactly that message, checked against other decoders than ours."""

import json
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pyarrow.parquet as pq
import pytest
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from tests.support.cli import CommandLine, strict_json
from tests.support.data import DEMO, shared

RECORDING = DEMO / "pick_can_success.mcap"


def messages(path: Path, topic: str, count: int) -> list[tuple[int, Any]]:
    """The first ``count`` messages of a topic as (log time, message), by the format's own library."""
    found = []
    with path.open("rb") as file:
        for _, _, message, decoded in make_reader(
            file, decoder_factories=[DecoderFactory()]
        ).iter_decoded_messages(topics=[topic]):
            found.append((message.log_time, decoded))
            if len(found) == count:
                break
    return found


class Taken:
    """What a ``sample`` call wrote and said."""

    def __init__(
        self, rushes: CommandLine, path: Path, stream: str, at_ns: int, out: Path, *options: str
    ) -> None:
        answer = rushes("sample", path, "--stream", stream, "--at", at_ns, "--out", out, *options)
        assert answer.code == 0, answer.err
        assert list(answer.document) == ["stamp_ns", "index", "age_ns"]
        assert sorted(out.parent.iterdir()) == [out]
        self.said = answer.document
        self.file = out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty one."""
    path = tmp_path / "out"
    path.mkdir()
    return path


@pytest.mark.parametrize("index", [0, 1, 37])
def test_video_is_the_frame_that_ffmpeg_decodes(rushes: CommandLine, folder: Path, index: int):
    sent = messages(RECORDING, "/camera/head/color", index + 3)
    codec = av.CodecContext.create("h264", "r")
    frames = [frame for _, message in sent for frame in codec.decode(av.Packet(bytes(message.data)))]
    frames += codec.decode(None)
    taken = Taken(rushes, RECORDING, "/camera/head/color", sent[index][0] + 5, folder / "frame.png")
    assert taken.said == {"stamp_ns": sent[index][0], "index": index, "age_ns": 5}
    picture = cv2.imread(str(taken.file), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(picture, frames[index].to_ndarray(format="bgr24"))


def test_jpeg_is_what_opencv_decodes(rushes: CommandLine, folder: Path):
    path = shared("sim/ep_111.mcap")
    stamp_ns, message = messages(path, "/camera/head/color", 3)[2]
    taken = Taken(rushes, path, "/camera/head/color", stamp_ns, folder / "frame.png")
    expected = cv2.imdecode(np.frombuffer(message.data, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(cv2.imread(str(taken.file), cv2.IMREAD_UNCHANGED), expected)


@pytest.mark.parametrize("index", [0, 5])
def test_depth_is_millimetres_or_metres_with_holes(rushes: CommandLine, folder: Path, index: int):
    stamp_ns, message = messages(RECORDING, "/camera/head/depth", index + 1)[index]
    png = bytes(message.data)
    sent_mm = cv2.imdecode(np.frombuffer(png[png.index(b"\x89PNG") :], np.uint8), cv2.IMREAD_UNCHANGED)
    assert sent_mm.dtype == np.uint16
    taken = Taken(rushes, RECORDING, "/camera/head/depth", stamp_ns, folder / "depth.png")
    assert np.array_equal(cv2.imread(str(taken.file), cv2.IMREAD_UNCHANGED), sent_mm)
    taken.file.unlink()
    depth_m = np.load(Taken(rushes, RECORDING, "/camera/head/depth", stamp_ns, folder / "depth.npy").file)
    assert depth_m.dtype == np.float32
    assert np.array_equal(np.isnan(depth_m), sent_mm == 0)
    assert np.allclose(np.nan_to_num(depth_m), sent_mm / 1000, atol=1e-6)


def test_points_are_the_fields_in_their_order(rushes: CommandLine, folder: Path):
    stamp_ns, message = messages(RECORDING, "/lidar/points", 2)[1]
    codes = {1: "i1", 2: "u1", 3: "<i2", 4: "<u2", 5: "<i4", 6: "<u4", 7: "<f4", 8: "<f8"}
    layout = np.dtype(
        {
            "names": [field.name for field in message.fields],
            "formats": [codes[field.datatype] for field in message.fields],
            "offsets": [field.offset for field in message.fields],
            "itemsize": message.point_step,
        }
    )
    sent = np.frombuffer(bytes(message.data), layout)
    points = np.load(Taken(rushes, RECORDING, "/lidar/points", stamp_ns, folder / "scan.npy").file)
    assert points.shape == (len(sent), len(layout.names or ()))
    for column, name in enumerate(layout.names or ()):
        assert np.array_equal(points[:, column], sent[name], equal_nan=True)


def plain(value: Any) -> Any:
    """A message of the other decoder as JSON would have it."""
    if hasattr(value, "__slots__"):
        return {name: plain(getattr(value, name)) for name in value.__slots__}
    if isinstance(value, (list, tuple, bytes, np.ndarray)):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, float) else value


@pytest.mark.parametrize(
    "topic",
    ["/joint_states", "/wrist/right/wrench", "/tf", "/tf_static", "/teleop/mode", "/camera/head/camera_info"],
)
def test_every_other_kind_is_the_decoded_message(rushes: CommandLine, folder: Path, topic: str):
    stamp_ns, message = messages(RECORDING, topic, 1)[0]
    taken = Taken(rushes, RECORDING, topic, stamp_ns, folder / "message.json")
    assert strict_json(taken.file.read_text(encoding="utf-8")) == plain(message)


def test_among_equal_stamps_the_last_wins(rushes: CommandLine, folder: Path):
    path = shared("mcap/lb_custom-camera-model.mcap")
    answer = rushes("inspect", path, "--json")
    for stream in answer.document["episodes"][0]["streams"]:
        taken = Taken(rushes, path, stream["name"], stream["end_ns"], folder / "sample.json")
        assert taken.said["index"] == stream["count"] - 1
        taken.file.unlink()


def test_a_row_of_a_data_set_is_that_of_its_parquet(rushes: CommandLine, folder: Path):
    path = shared("lerobot/g1_v21")
    table = pq.read_table(path / "data/chunk-000/episode_000001.parquet")
    stamps_ns = [round(float(np.float64(second)) * 1e9) for second in table["timestamp"].to_pylist()]
    ids = [episode["id"] for episode in rushes("inspect", path, "--json").document["episodes"]]
    taken = Taken(rushes, path, "action", stamps_ns[10], folder / "action.json", "--episode", ids[1])
    assert taken.said == {"stamp_ns": stamps_ns[10], "index": 10, "age_ns": 0}
    values = json.dumps(strict_json(taken.file.read_text(encoding="utf-8")))
    assert all(repr(float(value)) in values for value in table["action"][10].as_py())


def refused(rushes: CommandLine, folder: Path, *words: object) -> str:
    answer = rushes("sample", *words)
    assert answer.code == 2
    assert answer.out == ""
    assert list(folder.iterdir()) == []
    return answer.sentence


def test_before_the_first_sample_there_is_no_file(rushes: CommandLine, folder: Path):
    words = ("--stream", "/joint_states", "--out", folder / "x.json")
    start_ns = messages(RECORDING, "/joint_states", 1)[0][0]
    assert str(start_ns) in refused(rushes, folder, RECORDING, *words, "--at", start_ns - 1)
    assert refused(rushes, folder, RECORDING, *words, "--at", -(10**30))


def test_far_beyond_the_end_it_is_the_last_sample(rushes: CommandLine, folder: Path):
    taken = Taken(rushes, RECORDING, "/teleop/mode", 10**30, folder / "mode.json")
    assert taken.said["index"] == 1
    assert taken.said["stamp_ns"] + taken.said["age_ns"] == 10**30


def test_an_unknown_stream_is_answered_with_the_names(rushes: CommandLine, folder: Path):
    sentence = refused(rushes, folder, RECORDING, "--stream", "/none", "--at", 0, "--out", folder / "x")
    assert "/joint_states" in sentence


def test_several_episodes_need_a_choice(rushes: CommandLine, folder: Path):
    path = shared("lerobot/g1_v21")
    sentence = refused(rushes, folder, path, "--stream", "action", "--at", 0, "--out", folder / "x")
    assert all(
        episode["id"] in sentence for episode in rushes("inspect", path, "--json").document["episodes"]
    )


def test_a_stream_without_header_refuses_the_header_clock(rushes: CommandLine, folder: Path):
    words = (RECORDING, "--stream", "/teleop/mode", "--at", 2**62, "--out", folder / "x", "--clock", "header")
    assert "/teleop/mode" in refused(rushes, folder, *words)


def test_a_folder_that_is_missing_is_a_sentence(rushes: CommandLine, folder: Path):
    words = (RECORDING, "--stream", "/teleop/mode", "--at", 2**62, "--out", folder / "none" / "x.json")
    assert "cannot be written" in refused(rushes, folder, *words)


def test_depth_as_points_is_the_pinhole_formula(rushes: CommandLine, folder: Path):
    first_ns = messages(RECORDING, "/camera/head/depth", 1)[0][0]
    ((_, info),) = messages(RECORDING, "/camera/head/depth/camera_info", 1)
    taken = Taken(rushes, RECORDING, "/camera/head/depth", first_ns, folder / "d.npy")
    depth_m = np.load(taken.file)
    taken.file.unlink()
    taken = Taken(rushes, RECORDING, "/camera/head/depth", first_ns, folder / "p.npy", "--as", "points")
    points_m = np.load(taken.file)
    rows, columns = np.nonzero(depth_m > 0)
    z = depth_m[rows, columns]
    expected = np.stack(
        [(columns - info.k[2]) / info.k[0] * z, (rows - info.k[5]) / info.k[4] * z, z], axis=1
    )
    np.testing.assert_allclose(points_m, expected, atol=1e-5)


def test_what_is_no_depth_has_no_points(rushes: CommandLine, folder: Path):
    answer = rushes(
        "sample", RECORDING, "--stream", "/camera/head/color", "--at", 2**62, "--out", folder / "p.npy",
        "--as", "points",
    )  # fmt: skip
    assert answer.code == 2
    assert "/camera/head/color holds no depth" in answer.sentence
    assert not list(folder.iterdir())
