"""Two sensors that saw the same world agree about it, once both are in one frame."""

import numpy as np
import pytest

from models.geometry.poses import moved
from models.readers import open_episode
from models.readers.scene import scene_of
from models.streams import sample_at
from tests.support.data import DEMO, shared

DEPTH, LIDAR = "/camera/head/depth", "/lidar/points"


@pytest.mark.parametrize("name", ["pick_can_success", "sim/ep_101", "sim/ep_108"])
@pytest.mark.parametrize("share", [0.2, 0.7])
def test_lidar_points_lie_at_the_depth_of_their_pixels(name: str, share: float) -> None:
    path = shared(f"{name}.mcap") if "/" in name else DEMO / f"{name}.mcap"
    with open_episode(path) as episode:
        scene = scene_of(episode)
        cloud = episode.streams[LIDAR].sample(int(episode.streams[LIDAR].info.count * share))
        depth = sample_at(episode.streams[DEPTH], cloud.t_ns)
        camera_from_lidar = scene.between(DEPTH, depth.t_ns, LIDAR, cloud.t_ns)
    height, width = depth.depth_m.shape
    points_m = moved(camera_from_lidar, cloud.xyz())
    pixels, inside = scene.cameras[DEPTH].of_size(width, height).project(points_m)
    assert inside.sum() > 1000
    columns, rows = np.rint(pixels[inside]).astype(int).T
    off_m = np.abs(depth.depth_m[rows, columns] - points_m[inside, 2])
    assert np.nanmedian(off_m) < 0.02
    assert (off_m < 0.05).mean() > 0.9
