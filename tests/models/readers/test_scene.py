"""What formats without CameraInfo say about cameras and frames, and what messages of every encoding say."""

import base64
import json
import shutil
from pathlib import Path

import cv2
import h5py
import numpy as np
import pytest
from mcap.writer import Writer

from models.errors import UnreadableRecordingError
from models.geometry.camera import LensModel
from models.geometry.depth import back_project
from models.geometry.frames import FrameHistory
from models.geometry.poses import moved
from models.geometry.transforms import usable
from models.readers import open_episode
from models.readers.scene import depth_points, scene_of
from tests.support.agibot_factory import EPISODES, FRAMES, TASK, episode_folder, write_agibot
from tests.support.data import shared
from tests.support.folder_cases import save
from tests.support.hdf5_factory import depths_mm, pictures
from tests.support.ros_mcap import RosWriter, serialize, stamp

RGBD = """
[[streams]]
name = "color"
path = "color/*.png"
kind = "video"
frame = "camera"
intrinsics = { fx = 518.0, fy = 519.0, cx = 325.5, cy = 253.5 }
poses = "pose.txt"

[[streams]]
name = "depth"
path = "depth/*.pgm"
kind = "depth"
frame = "camera"
intrinsics = { fx = 518.0, fy = 519.0, cx = 325.5, cy = 253.5 }
"""


def test_the_clouds_of_a_camera_that_was_moved_by_hand_overlap(tmp_path: Path) -> None:
    """Each cloud, seen by the camera of the picture before, lies at the depth that was measured there."""
    root = tmp_path / "rgbd"
    shutil.copytree(shared("rgbd"), root)
    (root / "episode.toml").write_text(RGBD)
    with open_episode(root) as episode:
        scene = scene_of(episode)
        stream = episode.streams["depth"]
        images = [stream.sample(index) for index in range(stream.info.count)]
    camera = scene.camera("depth").of_size(640, 480)
    poses = [scene.pose("depth", image.t_ns) for image in images]
    assert {pose.root for pose in poses} == {"world"}
    for before, after in zip(range(4), range(1, 5), strict=True):
        points = back_project(images[after].depth_m, camera.rays(), stride=7).points_m
        seen = scene.between("depth", images[before].t_ns, "depth", images[after].t_ns)
        there = moved(seen, points)
        pixels, inside = camera.project(there)
        columns, rows = np.rint(pixels[inside]).astype(int).T
        off_m = np.abs(images[before].depth_m[rows, columns] - there[inside, 2])
        assert inside.mean() > 0.4
        assert np.nanmedian(off_m / there[inside, 2]) < 0.035, "the clouds do not overlap"


MANIFEST = """
[[streams]]
name = "range"
path = "range/*.png"
kind = "depth"
rate_hz = 10
{more}
"""


def described(root: Path, more: str) -> Path:
    for place in range(3):
        save(root / "range" / f"{place}.png", np.full((4, 6), 2000, np.uint16))
    (root / "episode.toml").write_text(MANIFEST.replace("{more}", more))
    return root


def test_a_manifest_may_place_a_camera_for_all_times(tmp_path: Path) -> None:
    more = """
    intrinsics = { fx = 10, fy = 10, cx = 2, cy = 1, width = 12, height = 8, d = [0.1, 0, 0, 0, 0] }
    pose = [1, 2, 3, 0, 0, 0, 1]
    parent = "base"
    """
    with open_episode(described(tmp_path, more)) as episode:
        scene = scene_of(episode)
        camera = scene.camera("range")
        assert (camera.source, camera.frame_id, camera.lens) == (
            "episode.toml",
            "range",
            LensModel.POLYNOMIAL,
        )
        assert camera.of_size(6, 4).k[0].tolist() == [5, 0, 1]
        pose = scene.pose("range", -1)
        assert (pose.root, pose.root_from_sensor[:3, 3].tolist()) == ("base", [1, 2, 3])
        assert depth_points(episode, "range", episode.streams["range"].sample(1)).shape == (24, 3)


def test_poses_may_carry_stamps_and_bad_rows_are_left_out(tmp_path: Path) -> None:
    more = 'intrinsics = { fx = 10, fy = 10, cx = 2, cy = 1 }\nposes = "when.txt"'
    rows = ["0.0 1 0 0 0 0 0 1", "0.1 2 0 0 0 0 0 0", "0.2 3 0 0 0 0 0 1"]
    (tmp_path / "when.txt").write_text("\n".join(rows))
    with open_episode(described(tmp_path, more)) as episode:
        scene = scene_of(episode)
        stamps_ns = episode.streams["range"].stamps().tolist()
        assert [scene.pose("range", t_ns).root_from_sensor[0, 3] for t_ns in stamps_ns] == [1, 1, 3]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("intrinsics = 5", "intrinsics is no table"),
        ("intrinsics = { fx = 1, fy = 1, cx = 1 }", "cy of the intrinsics is no number"),
        ("intrinsics = { fx = 0, fy = 1, cx = 1, cy = 1 }", "no focal length"),
        (
            "intrinsics = { fx = 1, fy = 1, cx = 1, cy = 1, model = 'own', d = [1] }",
            "own, which is not known",
        ),
        ("pose = [1, 2, 3]", "pose has not seven numbers"),
        ("pose = [1, 2, 3, 0, 0, 0, 0]", "quaternion without length"),
        ("poses = '../other.txt'", "leads out of the folder"),
    ],
)
def test_a_manifest_that_cannot_be_understood_says_why(tmp_path: Path, more: str, why: str) -> None:
    with pytest.raises(UnreadableRecordingError, match=why):
        open_episode(described(tmp_path, more))


def test_missing_poses_cost_the_poses_only(tmp_path: Path) -> None:
    more = 'intrinsics = { fx = 10, fy = 10, cx = 2, cy = 1 }\nposes = "none.txt"'
    with open_episode(described(tmp_path, more)) as episode:
        assert scene_of(episode).pose("range", 0).root == "range"
        assert "poses_missing" in {problem.code for problem in episode.summary.problems}


def turned(frame: int) -> np.ndarray:
    return cv2.Rodrigues(np.array([0.1 * frame, 2.0, -0.3]))[0]


@pytest.mark.parametrize("place", [f"parameters/{TASK}/{EPISODES[0]}/parameters/camera", ""])
def test_agibot_has_parameters_beside_its_pictures(tmp_path: Path, place: str) -> None:
    root = write_agibot(tmp_path)
    folder = root / place if place else episode_folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    told = {"fx": 400.0, "fy": 410.0, "ppx": 90.0, "ppy": 50.0, "k1": 0.1, "k2": 0, "p1": 0, "p2": 0, "k3": 0}
    (folder / "head_intrinsic_params.json").write_text(json.dumps({"intrinsic": told}))
    rows = [
        {"extrinsic": {"rotation_matrix": turned(i).tolist(), "translation_vector": [i, 0, 1]}}
        for i in range(FRAMES)
    ]
    rows[3] = {"extrinsic": {"rotation_matrix": np.zeros((3, 3)).tolist(), "translation_vector": [9, 9, 9]}}
    (folder / "head_extrinsic_params_aligned.json").write_text(json.dumps(rows))
    (folder / "hand_left_intrinsic_params.json").write_text("{")
    with open_episode(root, str(EPISODES[0])) as episode:
        scene = scene_of(episode)
        assert set(scene.cameras) == {"videos/head_color", "depth/head_depth"}
        assert scene.camera("videos/head_color").k[1].tolist() == [0, 410, 50]
        stamps_ns = episode.streams["videos/head_color"].stamps()
        pose = scene.pose("depth/head_depth", int(stamps_ns[7])).root_from_sensor
        np.testing.assert_allclose(pose[:3, :3], turned(7), atol=1e-9)
        assert pose[:3, 3].tolist() == [7, 0, 1]
        assert scene.pose("depth/head_depth", int(stamps_ns[3])).root_from_sensor[0, 3] == 2
        problems = {(problem.code, problem.stream) for problem in episode.summary.problems}
        assert ("parameters_unreadable", "videos/hand_left_color") in problems


def test_hdf5_arrays_named_intrinsics_belong_to_the_pictures_of_their_name(tmp_path: Path) -> None:
    path = tmp_path / "e.hdf5"
    with h5py.File(path, "w") as file:
        for place, name in enumerate(("head", "wrist")):
            file[f"observations/images/{name}"] = pictures()
            k = np.array([[100 + place, 0, 9], [0, 100, 8], [0, 0, 1]], np.float32)
            file[f"observations/{name}_camera/intrinsic_cv"] = np.stack([k] * len(pictures())) if place else k
        file["observations/depth/head"] = depths_mm()
    with open_episode(path) as episode:
        cameras = scene_of(episode).cameras
        assert {name: camera.k[0, 0] for name, camera in cameras.items()} == {
            "observations/images/head": 100,
            "observations/images/wrist": 101,
            "observations/depth/head": 100,
        }
        told = [name for name in episode.streams if "intrinsic" in name]
        assert told == ["observations/wrist_camera/intrinsic_cv"], "those of every row are numbers, too"


def test_a_bag_of_ros_messages_with_a_camera_that_is_not_calibrated(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        header = {"stamp": stamp(5), "frame_id": "eye"}
        raw = {"height": 2, "width": 2, "step": 4, "encoding": "16UC1", "data": np.full(8, 1, np.uint8)}
        writer.add("/cam/depth", "sensor_msgs/msg/Image", {"header": header, **raw}, 5)
        writer.add("/cam/camera_info", "sensor_msgs/msg/CameraInfo", {"header": header}, 5)
    with open_episode(tmp_path / "a.mcap") as episode:
        scene = scene_of(episode)
    assert scene.cameras == {}
    assert "/cam/camera_info is not calibrated" in str(scene.missing["/cam/depth"])


def test_damaged_transforms_cost_themselves_only(tmp_path: Path) -> None:
    """Bytes of every second message are changed at random, in ever more places."""
    rng = np.random.default_rng(11)
    kind = "tf2_msgs/msg/TFMessage"
    links = [
        {
            "header": {"stamp": stamp(1), "frame_id": f"link{i}"},
            "child_frame_id": f"link{i + 1}",
            "transform": {"translation": dict.fromkeys("xyz", float(i)), "rotation": {"w": 1.0}},
        }
        for i in range(3)
    ]
    whole = serialize(kind, {"transforms": links})
    with RosWriter(tmp_path / "tf.mcap") as writer:
        channel = writer.channel("/tf", kind)
        for number in range(4000):
            data = bytearray(whole)
            if number % 2:
                for place in rng.integers(0, len(data), 1 + number // 400):
                    data[place] = rng.integers(256)
            writer.add_raw(channel, bytes(data[: len(data) - (number % 2) * int(rng.integers(40))]), number)
    with open_episode(tmp_path / "tf.mcap") as episode:
        block = usable(episode.streams["/tf"].transforms(0, 4000))
        assert np.isfinite(block.poses).all()
        intact = [block.names.index((f"link{i}", f"link{i + 1}")) for i in range(3)]
        for link, name in zip(intact, range(3), strict=True):
            stamps_ns = block.stamps_ns[block.links == link]
            assert set(range(0, 4000, 2)) <= set(stamps_ns.tolist()), name
        root, pose = FrameHistory([episode.streams["/tf"]]).root_from("link3", 3998)
        assert (root, pose[0, 3]) == ("link0", 3)


def test_foxglove_calibration_in_json(tmp_path: Path) -> None:
    fields = {
        "timestamp": {"sec": 0, "nsec": 5},
        "frame_id": "eye",
        "width": 4,
        "height": 4,
        "distortion_model": "plumb_bob",
        "D": [0.1, 0, 0, 0, 0],
        "K": [5, 0, 2, 0, 5, 2, 0, 0, 1],
        "R": [],
        "P": [],
    }
    picture = cv2.imencode(".png", np.full((4, 4), 700, np.uint16))[1].tobytes()
    image = {"timestamp": fields["timestamp"], "frame_id": "eye", "format": "png"}
    with (tmp_path / "a.mcap").open("wb") as file:
        writer = Writer(file)
        writer.start()
        for name, topic, message in (
            ("foxglove.CameraCalibration", "/cam/calibration", fields),
            (
                "foxglove.CompressedImage",
                "/cam/depth",
                image | {"data": base64.b64encode(picture).decode()},
            ),
        ):
            properties = {key: {} for key in message}
            schema = writer.register_schema(
                name, "jsonschema", json.dumps({"type": "object", "properties": properties}).encode()
            )
            channel = writer.register_channel(topic, "json", schema)
            writer.add_message(channel, 5, json.dumps(message).encode(), 5)
        writer.finish()
    with open_episode(tmp_path / "a.mcap") as episode:
        camera = scene_of(episode).camera("/cam/depth")
        assert (camera.frame_id, camera.lens, camera.source) == (
            "eye",
            LensModel.POLYNOMIAL,
            "/cam/calibration",
        )
        assert len(depth_points(episode, "/cam/depth", episode.streams["/cam/depth"].sample(0))) == 16


def test_of_two_calibrations_in_one_frame_that_counts_which_can_be_used() -> None:
    with open_episode(shared("mcap/lb_custom-camera-model.mcap")) as episode:
        scene = scene_of(episode)
    assert scene.camera("/image/compressed").source.startswith("/camera_calibration")
