"""Where frames are: the last transform at or before a time, from as little of a recording as that takes."""

import numpy as np
import pytest

from models.errors import NoSampleError, UnknownNameError
from models.geometry.frames import BLOCK, LOOK_BACK, FrameHistory
from models.geometry.poses import Link, inverse, links_in, matrix_of, rotation
from models.geometry.scene import Scene
from models.geometry.transforms import TransformBlock, TransformTable
from models.readers import open_episode
from models.readers.scene import scene_of
from tests.support.data import DEMO

STILL = (0.0, 0.0, 0.0, 1.0)


def placed(parent: str, child: str, x: float, yaw: float = 0.0) -> Link:
    return Link(parent, child, (x, 0.0, 0.0), (0.0, 0.0, float(np.sin(yaw / 2)), float(np.cos(yaw / 2))))


class Counting(TransformTable):
    """Remembers which messages were read."""

    def __init__(self, rows: list[tuple[int, Link]]) -> None:
        super().__init__(rows)
        self.read: list[tuple[int, int]] = []

    def transforms(self, first: int, last: int) -> TransformBlock:
        self.read.append((first, last))
        return super().transforms(first, last)


def test_a_chain_is_multiplied_from_the_root() -> None:
    frames = FrameHistory(
        [
            TransformTable([(10, placed("base", "arm", 1.0, np.pi / 2))]),
            TransformTable([(99, placed("arm", "hand", 2.0))], static=True),
        ]
    )
    base_from_hand = frames.target_from_source("base", "/hand", 10)
    np.testing.assert_allclose(base_from_hand @ [0, 0, 0, 1], [1, 2, 0, 1], atol=1e-12)
    np.testing.assert_allclose(frames.target_from_source("hand", "base", 10), inverse(base_from_hand))
    assert frames.root_from("hand", 10)[0] == "base"


def test_the_last_transform_holds_and_nothing_is_guessed_before_the_first() -> None:
    frames = FrameHistory(
        [TransformTable([(10, placed("base", "arm", 1.0)), (20, placed("base", "arm", 5.0))])]
    )
    assert [frames.root_from("arm", t_ns)[1][0, 3] for t_ns in (10, 19, 20, 10**12)] == [1, 1, 5, 5]
    with pytest.raises(NoSampleError, match="arm is not placed before 9 ns"):
        frames.root_from("arm", 9)


def test_two_streams_may_place_one_frame_and_the_later_word_counts() -> None:
    frames = FrameHistory(
        [
            TransformTable([(10, placed("map", "base", 1.0)), (30, placed("map", "base", 3.0))]),
            TransformTable([(20, placed("odom", "base", 2.0))]),
        ]
    )
    assert [frames.root_from("base", t_ns)[0] for t_ns in (15, 25, 35)] == ["map", "odom", "map"]


def test_unconnected_and_circular_frames_are_refused() -> None:
    rows = [placed("a", "b", 1), placed("c", "d", 1), placed("x", "y", 1), placed("y", "x", 1)]
    frames = FrameHistory([TransformTable([(0, row) for row in rows], static=True)])
    for target, source in (("a", "nowhere"), ("a", "d"), ("x", "y")):
        with pytest.raises(UnknownNameError):
            frames.target_from_source(target, source, 0)


def test_only_the_neighbourhood_of_a_time_is_read() -> None:
    table = Counting([(t, placed("base", "arm", t)) for t in range(100 * BLOCK)])
    frames = FrameHistory([table])
    assert frames.root_from("arm", 50 * BLOCK + 7)[1][0, 3] == 50 * BLOCK + 7
    assert len(table.read) <= LOOK_BACK + 2
    before = len(table.read)
    frames.root_from("arm", 50 * BLOCK + 9)
    assert len(table.read) == before


def test_a_frame_told_once_at_the_start_is_found_from_the_end() -> None:
    rows = [(0, placed("base", "lamp", 4.0)), *((t, placed("base", "arm", t)) for t in range(1, 60 * BLOCK))]
    frames = FrameHistory([TransformTable(rows)])
    assert frames.root_from("lamp", 60 * BLOCK)[1][0, 3] == 4.0


def test_half_understood_transforms_are_left_out() -> None:
    whole = {
        "header": {"frame_id": "/a"},
        "child_frame_id": "/b",
        "transform": {
            "translation": dict.fromkeys("xyz", 1),
            "rotation": dict(zip("xyzw", STILL, strict=True)),
        },
    }
    turning_nothing = {**whole, "transform": {**whole["transform"], "rotation": dict.fromkeys("xyzw", 0.0)}}
    (link,) = links_in({"transforms": [{}, {"header": None}, turning_nothing, whole]})
    assert (link.parent, link.child) == ("a", "b")
    assert links_in({"other": 1}) == ()


def test_a_quaternion_need_not_be_of_length_one() -> None:
    np.testing.assert_allclose(rotation(0, 0, 2, 2), rotation(0, 0, 1, 1))
    with pytest.raises(ValueError, match="length"):
        rotation(0, 0, 0, 0)


def test_blocks_of_messages_say_what_the_messages_say() -> None:
    with open_episode(DEMO / "pick_can_success.mcap") as episode:
        stream = episode.streams["/tf"]
        stamps_ns = stream.stamps()
        block = stream.transforms(3, 9)
        expected = [
            (int(stamps_ns[i]), link.parent, link.child, (*link.place_m, *link.turn))
            for i in range(3, 9)
            for link in links_in(stream.message(i))
        ]
    found = [
        (t_ns, *block.names[link], tuple(pose.tolist()))
        for t_ns, link, pose in zip(block.stamps_ns.tolist(), block.links.tolist(), block.poses, strict=True)
    ]
    assert found == expected


def test_a_sensor_that_starts_before_the_transforms_hangs_where_they_first_have_it() -> None:
    frames = FrameHistory(
        [TransformTable([(10, placed("base", "eye", 1.0)), (20, placed("base", "eye", 2.0))])]
    )
    scene = Scene(frames, {}, {"/image": "eye", "/other": "nose"}, {})
    assert [scene.pose("/image", t_ns).root_from_sensor[0, 3] for t_ns in (3, 10, 25)] == [1, 1, 2]
    assert scene.pose("/other", 3).root == "nose"
    with pytest.raises(UnknownNameError, match="not connected"):
        scene.between("/image", 10, "/other", 10)


def test_the_sensors_of_the_demo_hang_in_the_head() -> None:
    with open_episode(DEMO / "pick_can_success.mcap") as episode:
        scene = scene_of(episode)
        camera = scene.pose("/camera/head/depth", episode.range.end_ns)
        lidar = scene.pose("/lidar/points", episode.range.end_ns)
    assert camera.root == lidar.root == "world"
    assert 1.1 < camera.root_from_sensor[2, 3] < 1.4
    assert 1.1 < lidar.root_from_sensor[2, 3] < 1.4
    assert lidar.root_from_sensor[2, 2] < -0.9
    turn = camera.root_from_sensor[:3, :3]
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-6)
    np.testing.assert_allclose(matrix_of(np.array([1, 2, 3, *STILL]))[:3, 3], (1, 2, 3))
