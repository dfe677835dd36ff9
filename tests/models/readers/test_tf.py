import numpy as np
import pytest

from models.errors import NoSampleError, UnknownNameError
from models.readers import open_episode
from models.readers.tf import TransformTree, matrix_of
from tests.support.data import DEMO


def moved(parent: str, child: str, x: float, yaw: float = 0.0) -> dict:
    rotation = {"x": 0.0, "y": 0.0, "z": float(np.sin(yaw / 2)), "w": float(np.cos(yaw / 2))}
    return {
        "transforms": [
            {
                "header": {"frame_id": parent},
                "child_frame_id": child,
                "transform": {"translation": {"x": x, "y": 0.0, "z": 0.0}, "rotation": rotation},
            }
        ]
    }


def test_a_chain_is_multiplied_from_the_root() -> None:
    tree = TransformTree.from_messages(
        [(10, moved("base", "arm", 1.0, np.pi / 2))], [moved("arm", "hand", 2.0)]
    )
    hand = tree.lookup("base", "hand", 10) @ [0, 0, 0, 1]
    np.testing.assert_allclose(hand, [1, 2, 0, 1], atol=1e-12)
    np.testing.assert_allclose(tree.lookup("hand", "base", 10) @ hand, [0, 0, 0, 1], atol=1e-12)


def test_the_last_transform_holds_and_nothing_is_guessed_before_the_first() -> None:
    tree = TransformTree.from_messages([(10, moved("base", "arm", 1.0)), (20, moved("base", "arm", 5.0))])
    assert tree.lookup("base", "arm", 19)[0, 3] == 1.0
    assert tree.lookup("base", "arm", 20)[0, 3] == 5.0
    with pytest.raises(NoSampleError):
        tree.lookup("base", "arm", 9)


def test_unknown_unconnected_and_circular_frames_are_refused() -> None:
    tree = TransformTree.from_messages(
        [], [moved("a", "b", 1), moved("c", "d", 1), moved("x", "y", 1), moved("y", "x", 1)]
    )
    for target, source in (("a", "nowhere"), ("a", "d"), ("x", "y")):
        with pytest.raises(UnknownNameError):
            tree.lookup(target, source, 0)


def test_a_zero_quaternion_is_no_rotation() -> None:
    zero = {"translation": dict.fromkeys("xyz", 1.0), "rotation": dict.fromkeys("xyzw", 0.0)}
    np.testing.assert_array_equal(matrix_of(zero)[:3, :3], np.eye(3))


def test_the_camera_of_the_demo_sits_above_the_pelvis() -> None:
    with open_episode(DEMO / "pick_can_success.mcap") as episode:
        tf, static = episode.streams["/tf"], episode.streams["/tf_static"]
        stamps = tf.stamps()
        tree = TransformTree.from_messages(
            ((int(stamps[i]), tf.message(i)) for i in range(3)), [static.message(0)]
        )
    camera = next(frame for frame in tree.frames if "camera_color_optical" in frame)
    world_from_camera = tree.lookup("world", camera, int(stamps[2]))
    assert 1.0 < world_from_camera[2, 3] < 1.6
    np.testing.assert_allclose(world_from_camera[:3, :3] @ world_from_camera[:3, :3].T, np.eye(3), atol=1e-9)
