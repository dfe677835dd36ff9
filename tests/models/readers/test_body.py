"""The robot of an episode: by transforms, by its description where those are silent, or by both."""

import numpy as np
import pytest

from models.geometry.frames import FrameHistory
from models.geometry.poses import Link
from models.geometry.transforms import TransformTable
from models.readers import open_episode
from models.readers.body import Body
from models.readers.scene import scene_of
from tests.support.data import shared

STILL = (0.0, 0.0, 0.0, 1.0)


def test_transforms_and_description_give_the_same_robot() -> None:
    with open_episode(shared("sim/ep_101.mcap")) as episode:
        middle_ns = episode.range.start_ns + episode.range.duration_ns // 2
        by_tf = Body(scene_of(episode).frames, episode.streams).at(middle_ns)
        by_urdf = Body(FrameHistory([]), episode.streams).at(middle_ns)
        assert by_tf is not None
        assert by_urdf is not None
        common = by_tf.frames.keys() & by_urdf.frames.keys()
        assert len(common) > 40
        # Up to 50 ms lie between the last transform and the last joint state.
        for name in common:
            one, other = (pose.frames[name].root_from_sensor for pose in (by_tf, by_urdf))
            np.testing.assert_allclose(one[:3, 3], other[:3, 3], atol=0.05)


def test_a_link_that_transforms_place_is_where_they_say() -> None:
    placed = TransformTable([(0, Link("map", "pelvis", (3, 2, 1), STILL))], static=True)
    with open_episode(shared("sim/ep_101.mcap")) as episode:
        pose = Body(FrameHistory([placed]), episode.streams).at(episode.range.start_ns)
    assert pose is not None
    np.testing.assert_allclose(pose.frames["pelvis"].root_from_sensor[:3, 3], (3, 2, 1))
    assert pose.frames["head_link"].root == "map"
    assert pose.frames["mid360_link"].root_from_sensor[2, 3] > 1.3


PAIRS = (("base", "arm"), ("arm", "hand"))


def test_before_the_first_transforms_these_count() -> None:
    moving = TransformTable(
        [(t, Link(parent, child, (t / 100, 0, 0), STILL)) for t in (100, 200) for parent, child in PAIRS]
    )
    pose = Body(FrameHistory([moving])).at(0)
    assert pose is not None
    assert pose.frames["hand"].root_from_sensor[0, 3] == pytest.approx(2.0)


def test_where_one_stream_has_begun_it_counts_and_of_the_other_its_first() -> None:
    early = TransformTable(
        [(0, Link("base", "arm", (1, 0, 0), STILL)), (90, Link("base", "arm", (5, 0, 0), STILL))]
    )
    late = TransformTable([(100, Link("arm", "hand", (1, 0, 0), STILL))])
    pose = Body(FrameHistory([early, late])).at(50)
    assert pose is not None
    assert pose.frames["hand"].root_from_sensor[0, 3] == pytest.approx(2.0)


def test_a_base_with_one_sensor_is_no_robot() -> None:
    alone = TransformTable([(0, Link("base", "lidar", (0, 0, 1), STILL))], static=True)
    assert Body(FrameHistory([alone])).at(0) is None
    assert Body(FrameHistory([])).at(0) is None
