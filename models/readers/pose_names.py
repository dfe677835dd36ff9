"""Names for the columns of trajectories, which are mostly written without a header.

Source: TUM RGB-D benchmark, file formats: ``timestamp tx ty tz qx qy qz qw``.
"""

import re
from dataclasses import replace

import numpy as np

from models.readers.number_table import NumberTable

POSE = ("tx", "ty", "tz", "qx", "qy", "qz", "qw")
_TRAJECTORY = re.compile(r"pose|traj|odom|ground.?truth", re.IGNORECASE)
UNIT_TOLERANCE = 0.01


def with_pose_names(name: str, table: NumberTable) -> NumberTable:
    """The table with named columns where its name says trajectory, it has seven columns without names, and the last
    four are unit quaternions.
    """
    unnamed = all(column.isdigit() for column in table.names)
    if not unnamed or len(table.names) != len(POSE) or not _TRAJECTORY.search(name) or not len(table.values):
        return table
    lengths = np.linalg.norm(table.values[:, 3:], axis=1)
    return replace(table, names=POSE) if bool(np.all(np.abs(lengths - 1) < UNIT_TOLERANCE)) else table
