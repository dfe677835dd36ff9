"""Links by a description and positions of joints; the same as the transforms of the recordings that have both."""

import numpy as np
import pytest

from models.errors import KnownError
from models.geometry.kinematics import JointKind, joints_from_urdf, links_of, turned
from models.geometry.poses import links_in, matrix_of, rotation
from models.geometry.skeleton import robot_pose
from models.readers import open_episode
from tests.support.data import shared

URDF = """
<robot name="arm">
  <link name="base"/>
  <joint name="shoulder" type="revolute">
    <origin xyz="0 0 1" rpy="0 0 1.5707963267948966"/><axis xyz="0 0 2"/>
    <parent link="base"/><child link="upper"/>
  </joint>
  <joint name="slide" type="prismatic">
    <origin xyz="1 0 0"/><axis xyz="0 1 0"/><parent link="upper"/><child link="hand"/>
  </joint>
  <joint name="left" type="prismatic"><axis xyz="1 0 0"/><parent link="hand"/><child link="finger"/></joint>
  <joint name="right" type="prismatic">
    <axis xyz="1 0 0"/><parent link="hand"/><child link="thumb"/><mimic joint="left" multiplier="-1" offset="0.5"/>
  </joint>
  <joint name="mount" type="fixed"><parent link="hand"/><child link="camera"/></joint>
  <transmission name="t"><joint name="shoulder"><hardwareInterface/></joint></transmission>
</robot>
"""


def place(links: dict, name: str) -> np.ndarray:
    return robot_pose(links).frames[name].root_from_sensor[:3, 3]


def test_only_joints_between_links_count_and_axes_have_length_one() -> None:
    joints = {joint.name: joint for joint in joints_from_urdf(URDF)}
    assert list(joints) == ["shoulder", "slide", "left", "right", "mount"]
    assert joints["mount"].kind is JointKind.FIXED
    np.testing.assert_allclose(joints["shoulder"].axis, (0, 0, 1))


def test_links_hang_together_from_the_root() -> None:
    joints = joints_from_urdf(URDF)
    still = links_of(joints, {})
    np.testing.assert_allclose(place(still, "hand"), (0, 1, 1), atol=1e-12)
    moved = links_of(joints, {"shoulder": np.pi / 2, "slide": 0.25})
    # The shoulder has turned half around: its x is the base's -x, along which the hand lies, its y the base's -y.
    np.testing.assert_allclose(place(moved, "hand"), (-1, -0.25, 1), atol=1e-12)
    np.testing.assert_allclose(place(moved, "camera"), place(moved, "hand"))


def test_a_joint_that_mimics_follows_the_other() -> None:
    links = links_of(joints_from_urdf(URDF), {"left": 0.1, "right": 9.0})
    np.testing.assert_allclose(links["finger"][1][:3, 3], (0.1, 0, 0))
    np.testing.assert_allclose(links["thumb"][1][:3, 3], (0.4, 0, 0))


def test_a_position_that_is_no_number_moves_nothing() -> None:
    links = links_of(joints_from_urdf(URDF), {"slide": float("nan")})
    np.testing.assert_allclose(links["hand"][1][:3, 3], (1, 0, 0))


@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0), (0.6, 0, 0.8)])
def test_turning_is_that_of_quaternions(axis: tuple[float, float, float]) -> None:
    angle = 0.7
    half = np.sin(angle / 2) * np.array(axis)
    np.testing.assert_allclose(turned(np.array(axis), angle), rotation(*half, np.cos(angle / 2)), atol=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "<robot><joint name='a' type='revolute'><child link='b'/></joint></robot>",
        "<robot><joint name='a' type='bent'><parent link='a'/><child link='b'/></joint></robot>",
        "<robot><joint name='a' type='fixed'><origin xyz='1 2'/><parent link='a'/><child link='b'/></joint></robot>",
        "<robot><joint name='a' type='fixed'><parent/><child link='b'/></joint></robot>",
        "<!DOCTYPE robot><robot/>",
        "no robot",
    ],
)
def test_what_cannot_be_understood_is_the_worlds_fault(text: str) -> None:
    with pytest.raises(KnownError):
        joints_from_urdf(text)


@pytest.mark.parametrize("name", ["sim/ep_101.mcap", "sim/ep_107.mcap"])
def test_kinematics_and_transforms_of_a_recording_agree_within_a_millimetre(name: str) -> None:
    with open_episode(shared(name)) as episode:
        streams = episode.streams
        joints = joints_from_urdf(str(streams["/robot_description"].message(0)["data"]))
        transforms, states = streams["/tf"], streams["/joint_states"]
        static = streams["/tf_static"].message(0)
        count = len(transforms.stamps())
        for index in range(5, count, count // 5):
            message = transforms.message(index)
            said_ns = stamp_ns(message["transforms"][0]["header"])
            near = int(np.searchsorted(states.stamps(), transforms.stamps()[index]))
            state = min(
                (
                    states.message(row)
                    for row in range(max(near - 40, 0), min(near + 40, len(states.stamps())))
                ),
                key=lambda fields: abs(stamp_ns(fields["header"]) - said_ns),
            )
            by_urdf = robot_pose(links_of(joints, dict(zip(state["name"], state["position"], strict=True))))
            by_tf = robot_pose(
                {
                    link.child: (link.parent, matrix_of(np.array((*link.place_m, *link.turn))))
                    for each in (static, message)
                    for link in links_in(each)
                }
            )
            common = by_urdf.frames.keys() & by_tf.frames.keys()
            assert len(common) > 40
            for frame in common:
                one, other = (pose.frames[frame].root_from_sensor for pose in (by_urdf, by_tf))
                assert np.linalg.norm(one[:3, 3] - other[:3, 3]) < 1e-3
                np.testing.assert_allclose(one[:3, :3], other[:3, :3], atol=5e-3)


def stamp_ns(header: dict) -> int:
    return header["stamp"]["sec"] * 1_000_000_000 + header["stamp"]["nanosec"]
