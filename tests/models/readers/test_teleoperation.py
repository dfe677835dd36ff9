"""What a headset and its controllers record: poses, axes and buttons as named channels."""

from pathlib import Path

import numpy as np
import pytest

from models.episode import StreamKind
from models.readers import open_episode
from models.streams import SignalStream
from tests.support.ros_mcap import RosWriter

START_NS = 1_700_000_000_000_000_000


def write(path: Path) -> Path:
    with RosWriter(path) as writer:
        for step in range(20):
            t_ns = START_NS + step * 10_000_000
            pose = {
                "position": {"x": 0.1 * step, "y": 1.0, "z": 1.6},
                "orientation": {"x": 0.0, "y": 0.0, "z": 0.0, "w": 1.0},
            }
            writer.add(
                "/vr/headset",
                "geometry_msgs/msg/PoseStamped",
                {"header": {"frame_id": "vr"}, "pose": pose},
                t_ns,
            )
            buttons = np.array([step >= 10, 0, 1], np.int32)
            writer.add(
                "/vr/left", "sensor_msgs/msg/Joy", {"axes": np.array([0.5, -0.25]), "buttons": buttons}, t_ns
            )
            writer.add("/vr/tracking", "std_msgs/msg/Bool", {"data": step > 2}, t_ns)
            imu = {"linear_acceleration": {"x": 0.0, "y": 0.0, "z": 9.81}}
            writer.add("/imu", "sensor_msgs/msg/Imu", imu, t_ns)
    return path


def test_poses_axes_and_buttons_have_names(tmp_path: Path):
    with open_episode(write(tmp_path / "vr.mcap")) as episode:
        assert {stream.info.kind for stream in episode.streams.values()} == {StreamKind.SIGNAL}
        headset, left, imu = (episode.streams[name] for name in ("/vr/headset", "/vr/left", "/imu"))
        assert headset.describe().channels == (
            *(f"position.{axis}" for axis in "xyz"), *(f"orientation.{axis}" for axis in "xyzw"),
        )  # fmt: skip
        assert headset.describe().units[:3] == ("m",) * 3
        assert left.describe().channels == ("axes.0", "axes.1", "buttons.0", "buttons.1", "buttons.2")
        assert isinstance(left, SignalStream)
        pressed = left.block().values[:, 2]
        assert pressed.tolist() == [0.0] * 10 + [1.0] * 10
        assert headset.sample(7).values[0] == pytest.approx(0.7)
        units = dict(zip(imu.describe().channels, imu.describe().units, strict=True))
        assert units["linear_acceleration.z"] == "m/s²"
        assert units["angular_velocity.x"] == "rad/s"
        assert not any("covariance" in channel for channel in units)
