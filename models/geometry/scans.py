"""Several scans of a sensor together: which ones, and how many points of each."""

from dataclasses import replace

from models.geometry.values import PlacedScan, Pose
from models.streams import PointCloud

# What scans before the present one hold, all together.
PAST_NBYTES = 64 * 1024 * 1024


def scans_before(index: int, count: int) -> tuple[int, ...]:
    """Indexes of the scans that are shown beside that of ``index``, so that they are ``count`` together where the
    stream has begun; the nearest first."""
    return tuple(range(index - 1, max(index - count, -1), -1))


def placed(cloud: PointCloud, pose: Pose | None, *, count: int, most: int) -> PlacedScan:
    """A scan as one of ``count`` that are shown together with at most ``most`` points and ``PAST_NBYTES``.

    What is thinned is a copy, so that the whole scan can be let go.
    """
    total = len(cloud.points)
    room = min(most, PAST_NBYTES // max(cloud.points.dtype.itemsize, 1)) // max(count, 1)
    stride = max(1, -(-total // max(room, 1)))
    if stride > 1:
        cloud = replace(cloud, points=cloud.points[::stride].copy())
    return PlacedScan(cloud, pose, total, stride)
