"""Where a sensor is, from transforms as they were recorded."""

import numpy as np
import pytest

from models.playback.frames import FrameTree, frames_at_start, rotation, transforms_in
from models.readers.base import open_episode
from tests.support.data import DEMO


def transform(
    parent: str, child: str, xyz: tuple[float, float, float], quaternion: tuple[float, ...]
) -> dict[str, object]:
    return {
        "header": {"frame_id": parent},
        "child_frame_id": child,
        "transform": {
            "translation": dict(zip("xyz", xyz, strict=True)),
            "rotation": dict(zip("xyzw", quaternion, strict=True)),
        },
    }


def test_a_chain_of_transforms_is_multiplied_up_to_its_root() -> None:
    tree = FrameTree()
    half = np.sqrt(0.5)
    tree.add(transforms_in({"transforms": [transform("world", "body", (1, 0, 0), (0, 0, half, half))]}))
    tree.add(transforms_in({"transforms": [transform("/body", "eye", (2, 0, 0), (0, 0, 0, 1))]}))
    pose = tree.root_from("eye")
    assert pose is not None
    np.testing.assert_allclose(pose[:3, 3], (1, 2, 0), atol=1e-12)
    assert tree.root_from("elsewhere") is None


def test_a_circle_of_frames_ends() -> None:
    tree = FrameTree()
    still = (0.0, 0.0, 0.0, 1.0)
    tree.add(
        transforms_in(
            {"transforms": [transform("a", "b", (0, 0, 1), still), transform("b", "a", (0, 0, 1), still)]}
        )
    )
    assert tree.root_from("a") is not None


def test_half_understood_transforms_are_left_out() -> None:
    assert (
        transforms_in({"transforms": [{}, {"header": None}, transform("a", "b", (0, 0, 0), (0, 0, 0, 0))]})
        == ()
    )
    assert transforms_in({"other": 1}) == ()


def test_a_quaternion_need_not_be_of_length_one() -> None:
    np.testing.assert_allclose(rotation(0, 0, 2, 2), rotation(0, 0, 1, 1))
    with pytest.raises(ValueError, match="length"):
        rotation(0, 0, 0, 0)


def test_the_lidar_of_the_demo_hangs_head_down_above_the_floor() -> None:
    with open_episode(DEMO / "pick_can_success.mcap") as episode:
        pose = frames_at_start(episode.streams.values()).root_from("mid360_link")
    assert pose is not None
    assert 1.1 < pose[2, 3] < 1.4
    assert pose[2, 2] < -0.9
