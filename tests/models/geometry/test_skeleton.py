"""A tree of frames as lines: within the robot, in the frame of whoever looks."""

import numpy as np

from models.geometry.frames import FrameHistory
from models.geometry.poses import Link, Matrix
from models.geometry.skeleton import robot_pose
from models.geometry.transforms import TransformTable

STILL = (0.0, 0.0, 0.0, 1.0)


def at(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Matrix:
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return matrix


LINKS = {
    "hand": ("arm", at(x=0.5)),
    "arm": ("base", at(z=1.0)),
    "base": ("odom", at(x=10.0)),
    "odom": ("map", at(y=5.0)),
}


def test_lines_lead_from_parent_to_child_within_the_robot_only() -> None:
    pose = robot_pose(LINKS)
    assert set(pose.bones) == {("arm", "hand"), ("base", "arm")}
    skeleton = pose.seen_from("map")
    assert skeleton is not None
    found = dict(zip(skeleton.names, skeleton.points_m.tolist(), strict=True))
    assert found == {"arm": [10, 5, 1], "hand": [10.5, 5, 1], "base": [10, 5, 0]}
    ends = {tuple(skeleton.names[row] for row in bone) for bone in skeleton.bones}
    assert ends == set(pose.bones)


def test_a_view_in_a_frame_of_the_robot_has_it_around_itself() -> None:
    skeleton = robot_pose(LINKS).seen_from("/arm")
    assert skeleton is not None
    places = dict(zip(skeleton.names, skeleton.points_m.tolist(), strict=True))
    assert places["arm"] == [0, 0, 0]
    assert places["base"] == [0, 0, -1]


def test_in_another_tree_of_frames_there_is_nothing_to_draw() -> None:
    assert robot_pose(LINKS).seen_from("lidar") is None


def test_a_robot_without_surroundings_stands_at_its_own_root() -> None:
    skeleton = robot_pose({"arm": ("base", at(z=1.0))}).seen_from("base")
    assert skeleton is not None
    assert dict(zip(skeleton.names, skeleton.points_m.tolist(), strict=True)) == {
        "base": [0, 0, 0],
        "arm": [0, 0, 1],
    }


def test_frames_in_a_circle_are_left_out_and_the_others_stay() -> None:
    circle = {"a": ("b", at()), "b": ("a", at()), "c": ("a", at())}
    pose = robot_pose({**circle, **LINKS})
    assert set(pose.frames) == set(LINKS)


def test_every_frame_of_a_time_is_asked_for_at_once() -> None:
    frames = FrameHistory(
        [
            TransformTable(
                [(10, Link("base", "arm", (1, 0, 0), STILL)), (20, Link("base", "arm", (2, 0, 0), STILL))]
            ),
            TransformTable([(15, Link("arm", "hand", (3, 0, 0), STILL))]),
            TransformTable([(0, Link("base", "camera", (4, 0, 0), STILL))], static=True),
        ]
    )
    found = {child: (parent, pose[0, 3]) for child, (parent, pose) in frames.links_at(12).items()}
    assert found == {"arm": ("base", 1), "camera": ("base", 4)}
    assert frames.links_at(20)["arm"][1][0, 3] == 2
    assert set(frames.links_at(20)) == {"arm", "hand", "camera"}
