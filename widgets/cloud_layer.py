"""The depth image that a view of points shows beside its scan, or alone: what is drawn of it, and what is told."""

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import Matrix
from models.geometry.values import DepthCloud
from widgets.age import age_text
from widgets.cloud_depth import with_depth
from widgets.cloud_scene import DEPTH, CloudBuffer
from widgets.i18n import tr
from widgets.theme import qcolour

# From an optical frame (x right, y down, z forward) to one that stands: x forward, y left, z up; ROS REP 103.
STANDING: Matrix = np.array([[0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 0, 1]], np.float64)
_LOOKS_UP = 0.7


class DepthLayer:
    """``on`` while depth is wanted, ``pictured`` while it shows the camera's colours, ``alone`` without a scan."""

    def __init__(self) -> None:
        self.cloud: DepthCloud | None = None
        self.on = False
        self.pictured = True
        self.alone = False
        self.age_ns: int | None = None
        self._lies = False

    def take_alone(self, cloud: DepthCloud) -> None:
        """Draw depth without a scan. A root that seems to be a camera's frame is drawn standing."""
        if self.cloud is None:
            # Nobody hangs a camera to look up: such a root is a camera's frame, of its first picture or its own.
            self._lies = bool(cloud.pose.root_from_sensor[2, 2] > _LOOKS_UP)
        self.cloud, self.alone = cloud, True

    def drawn(self, root: str) -> DepthCloud | None:
        """The depth, where it has a place in the view's root."""
        return self.cloud if self.cloud is not None and self.cloud.pose.root == root else None

    @property
    def drawn_from_root(self) -> Matrix:
        """What brings the root upright for the eye, float64 (4, 4)."""
        return STANDING if self._lies else np.eye(4)

    def heading(self, world_from_sensor: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
        """The sensor's pose with x ahead, as a lidar has it; a camera has z ahead."""
        if world_from_sensor is None or not self.alone:
            return world_from_sensor
        return np.asarray(world_from_sensor @ STANDING.T)

    def onto(self, buffer: CloudBuffer, root: str, *, colour_by: str) -> CloudBuffer:
        """The scan with the depth that has a place beside it."""
        depth = self.drawn(root)
        if depth is None:
            return buffer
        return with_depth(
            buffer,
            depth,
            drawn_from_root=self.drawn_from_root,
            colour_by=colour_by,
            pictured=self.pictured,
            plain=qcolour("mid").rgb() & 0xFFFFFF,
        )

    def first(self, buffer: CloudBuffer, colour_by: str) -> int:
        """From which point on the range of colours is found: by depth, what the camera sees, which is last."""
        return buffer.planes.shape[1] - self.cloud.planes.shape[1] if colour_by == DEPTH and self.cloud else 0

    def words(self, root: str) -> str:
        """How old the depth beside the scan is, or why it is not there."""
        if not self.on or self.alone or self.age_ns is None or self.cloud is None:
            return ""
        if self.drawn(root) is None:
            return tr("depth in another frame")
        return tr("depth {age}", age=age_text(self.age_ns))
