"""Where the ends of a robot's limbs are, step by step, from whatever transforms it sends."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.geometry.transforms import TransformSource
from models.proposals.strokes import STROKES, busy_share, smoothed
from models.timebase import NS_PER_S, TimeRange

Numbers = NDArray[np.float64]

_LEAST_SHARE = 0.3
"""Frames whose way is shorter than this share of the longest are no tips of the limb that works."""
_MOST_FRAMES = 512
_LEAST_LOCAL = 1e-3
"""Way in metres, and turn, below which a frame is fixed to its parent but for rounding."""


def tips(sources: Iterable[TransformSource], whole: TimeRange, rate_hz: float) -> dict[str, Numbers]:
    """Positions in metres, float64 (steps, 3), of the last frame of each limb that travels, fingers left out.

    The one that travels farthest comes first.
    """
    steps = max(2, int(whole.duration_ns / NS_PER_S * rate_hz))
    links: dict[str, tuple[str, Numbers]] = {}
    for source in sources:
        block = source.transforms(0, len(source.stamps()))
        for number, (parent, child) in enumerate(block.names[:_MOST_FRAMES]):
            rows = block.links == number
            places = (block.stamps_ns[rows] - whole.start_ns) / NS_PER_S * rate_hz
            links[child] = parent, _matrices(places - 0.5, block.poses[rows], steps)
    placed = {child: path for child in links if (path := _in_root(child, links)) is not None}
    lengths = {child: _way_m(path) for child, path in placed.items()}
    least_m = _LEAST_SHARE * max(lengths.values(), default=0.0)
    arms = [child for child, way_m in lengths.items() if way_m > 0 and way_m >= least_m]
    arms = [child for child in arms if not _is_finger(links[child][1])]
    parents = {links[child][0] for child in arms}
    ends = [child for child in arms if child not in parents]
    return {child: placed[child] for child in sorted(ends, key=lambda child: -lengths[child])}


def _is_finger(matrices: Numbers) -> bool:
    """Whether a frame moves in its parent in few short strokes, as what opens and closes does."""
    changes = np.abs(np.diff(smoothed(matrices[:, :3].reshape(len(matrices), 12), 9), axis=0)).sum(axis=1)
    return float(changes.sum()) > _LEAST_LOCAL and busy_share(changes) < STROKES


def _matrices(places: Numbers, poses: Numbers, steps: int) -> Numbers:
    """Poses float64 (n, 7) at ``places`` of the grid as float64 (steps, 4, 4)."""
    turns = poses[:, 3:].copy()
    flips = np.cumprod(np.r_[1.0, np.where((turns[1:] * turns[:-1]).sum(axis=1) < 0, -1.0, 1.0)])
    turns *= flips[:, None]
    even = np.stack(
        [np.interp(np.arange(steps), places, column) for column in np.c_[poses[:, :3], turns].T], axis=1
    )
    x, y, z, w = (even[:, 3:] / np.maximum(np.linalg.norm(even[:, 3:], axis=1, keepdims=True), 1e-9)).T
    found = np.zeros((steps, 4, 4))
    found[:, 0, :3] = np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)], axis=1)
    found[:, 1, :3] = np.stack([2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)], axis=1)
    found[:, 2, :3] = np.stack([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)], axis=1)
    found[:, :3, 3] = even[:, :3]
    found[:, 3, 3] = 1.0
    return found


def _in_root(child: str, links: dict[str, tuple[str, Numbers]]) -> Numbers | None:
    """Positions in the root, None where frames form a circle."""
    passed = {child}
    parent, matrices = links[child]
    points = matrices[:, :3, 3]
    while parent in links:
        if parent in passed:
            return None
        passed.add(parent)
        parent, matrices = links[parent]
        points = np.einsum("nij,nj->ni", matrices[:, :3, :3], points) + matrices[:, :3, 3]
    return points


def _way_m(path: Numbers) -> float:
    return float(np.linalg.norm(np.diff(path[::5], axis=0), axis=1).sum())
