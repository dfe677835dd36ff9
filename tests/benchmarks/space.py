"""Depth as points in the world: back-projection through the lens, then the transform.

The limit is one multiplication of as many numbers with numpy, which no way of doing it can go below.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from models.geometry.camera import make_camera
from models.geometry.depth import back_project
from models.geometry.poses import matrix_of, moved
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed

_SIZE = (480, 640)
_K = np.array([[460.0, 0, 320], [0, 460, 240], [0, 0, 1]])
_POSE = np.array([0.1, 0.2, 1.3, -0.5, 0.5, -0.5, 0.5])


@contextmanager
def _contest(_stage: Stage) -> Iterator[Contest]:
    rng = np.random.default_rng(1)
    depth_m = rng.uniform(0.4, 4.0, _SIZE).astype(np.float32)
    depth_m[rng.random(_SIZE) < 0.1] = np.nan
    rays = make_camera(width=_SIZE[1], height=_SIZE[0], k=_K).rays()
    world_from_camera = matrix_of(_POSE)

    def ours(_number: int) -> None:
        assert len(moved(world_from_camera, back_project(depth_m, rays).points_m))

    def limit(_number: int) -> None:
        assert (rays * depth_m).size

    yield Contest(Side(ours), limit=Side(limit))


MEASURES = [Measure("depth 640x480 to points in the world", "ratio_to_limit <= 8", timed(_contest))]
