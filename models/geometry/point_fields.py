"""What a recording says of one point of a scan: its fields with their units where a driver's name for one is known.

``time`` in seconds as float: velodyne_pointcloud; ``t`` in nanoseconds and ``range`` in millimetres as uint32:
ouster_ros; ``offset_time`` in nanoseconds as uint32: livox_ros_driver2. A ``timestamp`` is seconds in one driver and
nanoseconds in the next, so that it has no unit here.
"""

import numpy as np

from models.geometry.values import PointField
from models.streams import PointCloud

_UNITS = {
    ("x", "f"): "m",
    ("y", "f"): "m",
    ("z", "f"): "m",
    ("time", "f"): "s",
    ("t", "u"): "ns",
    ("offset_time", "u"): "ns",
    ("range", "u"): "mm",
}


def point_fields(cloud: PointCloud, row: int) -> tuple[PointField, ...]:
    """Every field of one point in the order of the message; those that hold several numbers give one each, as
    ``normal[0]``."""
    found: list[PointField] = []
    for name in cloud.points.dtype.names or ():
        value = np.asarray(cloud.points[name][row])
        if value.dtype.kind not in "fiub":
            continue
        unit = _UNITS.get((name, value.dtype.kind), "")
        if value.ndim == 0:
            found.append(PointField(name, value.item(), unit))
        else:
            each = enumerate(value.ravel().tolist())
            found.extend(PointField(f"{name}[{place}]", part, unit) for place, part in each)
    return tuple(found)
