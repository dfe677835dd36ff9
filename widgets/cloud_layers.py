"""What a view of points draws together: the scan, the scans before it, and depth, all in one frame."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.geometry.point_fields import point_fields
from models.geometry.poses import Matrix, frame_name, inverse
from models.geometry.values import DepthCloud, Pose, ScanColours, Skeleton, Spot
from models.streams import PointCloud
from widgets.cloud_layer import DepthLayer
from widgets.cloud_past import PastLayer, joined
from widgets.cloud_pick import Hit
from widgets.cloud_scene import DEPTH, HEIGHT, PICTURE, RANGE, CloudBuffer, colour_fields, make_buffer, row_of
from widgets.spot_mark import SpotMark
from widgets.theme import qcolour

UPSIDE_DOWN: Matrix = np.diag([1.0, -1.0, -1.0, 1.0])
_NO_POINTS = np.empty(0, [("x", "f4"), ("y", "f4"), ("z", "f4")])
_OPAQUE = 0xFF000000


class CloudLayers:
    """``pose`` float64 (4, 4) is where the sensor is in its root, None where nothing tells; ``upside_down`` turns it by
    hand. ``pictured`` while a camera can give the scans its colours."""

    def __init__(self) -> None:
        self.cloud: PointCloud | None = None
        self.pose: Matrix | None = None
        self.upside_down = False
        self.pictured = False
        self.colours: ScanColours | None = None
        self.depth = DepthLayer()
        self.past = PastLayer()
        self.skeleton: Skeleton | None = None
        self.skeleton_named = False
        self._root = ""
        self._parts: list[tuple[PointCloud, int, int]] = []

    def forget(self) -> None:
        """Another stream; what is wanted stays."""
        self.cloud, self.pose, self._root, self.colours = None, None, "", None
        self.depth.cloud, self.past.scans, self.pictured, self.skeleton = None, (), False, None
        self._parts = []

    def place(self, pose: Pose | None) -> None:
        """Where the scan's sensor is, and in which tree of frames."""
        self._root = pose.root if pose is not None else ""
        self.pose = pose.root_from_sensor if pose is not None else None

    def take_depth_alone(self, depth: DepthCloud, index: int) -> None:
        """Depth without a scan."""
        self.depth.take_alone(depth)
        self.place(depth.pose)
        self.cloud = PointCloud(depth.t_ns, index, _NO_POINTS, depth.pose.root)

    @property
    def root(self) -> str:
        """Frame of the positions that are picked and marked."""
        return self._root or (frame_name(self.cloud.frame_id) if self.cloud is not None else "")

    @property
    def drawn_from_root(self) -> Matrix:
        """What brings the root upright for the eye, float64 (4, 4)."""
        if self.pose is None and self.upside_down:
            return UPSIDE_DOWN
        return self.depth.drawn_from_root

    def drawn_skeleton(self) -> Skeleton | None:
        """The robot's links as they stand for the eye."""
        if self.skeleton is None:
            return None
        turn = self.drawn_from_root
        if np.array_equal(turn, np.eye(4)):
            return self.skeleton
        return replace(self.skeleton, points_m=self.skeleton.points_m @ turn[:3, :3].T + turn[:3, 3])

    def world(self) -> Matrix | None:
        """Pose of the sensor as it is drawn, float64 (4, 4); None draws in the sensor's own frame."""
        if self.pose is None:
            return UPSIDE_DOWN if self.upside_down else None
        pose = self._world_from_root @ self.pose
        return np.asarray(pose @ UPSIDE_DOWN if self.upside_down else pose)

    @property
    def _world_from_root(self) -> Matrix:
        return np.eye(4) if self.pose is None else self.depth.drawn_from_root

    @property
    def fields(self) -> tuple[str, ...]:
        """What the points can be coloured by."""
        own = colour_fields(self.cloud) if self.cloud is not None else (HEIGHT, RANGE)
        depth = (DEPTH,) if self.depth.drawn(self.root) is not None else ()
        picture = (PICTURE,) if self.pictured else ()
        return (*own[:2], *depth, *picture, *own[2:])

    def waits_for_colours(self, colour_by: str) -> bool:
        """Whether the camera's colours of this scan are under way."""
        if colour_by != PICTURE or not self.pictured or self.cloud is None or self.depth.alone:
            return False
        return self.colours is None or self.colours.index != self.cloud.index

    def buffer(self, cloud: PointCloud, *, colour_by: str, most: int) -> CloudBuffer:
        """All of it; of the present scan at most ``most`` points."""
        scan = make_buffer(
            cloud,
            colour_by=colour_by,
            most=most,
            world_from_sensor=self.world(),
            own=self._own(cloud, colour_by),
        )
        before = self.past.buffers(
            scan,
            self._root,
            colour_by=colour_by,
            world_from_root=self._world_from_root,
            turned=UPSIDE_DOWN if self.upside_down else np.eye(4),
            own_of=lambda each: self._own(each, colour_by),
        )
        clouds = (cloud, *(each.cloud for each in self.past.drawn(self._root)))
        parts = (scan, *before)
        self._parts = [
            (each, part.stride, part.planes.shape[1]) for each, part in zip(clouds, parts, strict=True)
        ]
        return self.depth.onto(joined(parts), self.root, colour_by=colour_by)

    def _own(self, cloud: PointCloud, colour_by: str) -> NDArray[np.uint32] | None:
        """The camera's colours, neutral for points that its picture does not show."""
        if colour_by != PICTURE:
            return None
        neutral = np.uint32(_OPAQUE | qcolour("dis").rgb() & 0xFFFFFF)
        words = self.colours.words.get(cloud.index) if self.colours is not None else None
        if words is None or len(words) != len(cloud.points):
            return np.full(len(cloud.points), neutral)
        return np.where(words == 0, neutral, words)

    def spot(self, hit: Hit) -> Spot:
        """A point of the buffer in the root frame, with the fields of the scan's point that it is."""
        root_from_drawn = inverse(self.drawn_from_root)
        at_m = (root_from_drawn @ np.append(hit.point_m, 1.0))[:3].astype(np.float32)
        index = hit.index
        for cloud, stride, count in self._parts:
            if index < count:
                fields = point_fields(cloud, row_of(cloud, stride, index))
                return Spot(self.root, at_m, frame_name(cloud.frame_id), fields)
            index -= count
        return Spot(self.root, at_m)

    def drawn_spot(self, spot: SpotMark) -> SpotMark:
        """A mark in the root frame where the eye has it."""
        return replace(
            spot,
            point_m=self._drawn(spot.point_m),
            joined_m=None if spot.joined_m is None else self._drawn(spot.joined_m),
        )

    def _drawn(self, point_m: NDArray[np.floating[Any]]) -> Matrix:
        return np.asarray((self.drawn_from_root @ np.append(point_m, 1.0))[:3])

    def scalar(self, buffer: CloudBuffer, colour_by: str) -> NDArray[np.float32]:
        """Of those points whose range is that of the colours, float32 (n,)."""
        return buffer.planes[3, self.depth.first(buffer, colour_by) :]

    @property
    def can_picture_depth(self) -> bool:
        """Whether a camera gives the depth its colours."""
        return self.depth.cloud is not None and self.depth.cloud.rgb is not None

    @property
    def count(self) -> int:
        """How many points there are, drawn or not."""
        depth = self.depth.cloud
        alone = depth.total if self.depth.alone and depth is not None else 0
        past = sum(scan.total for scan in self.past.drawn(self._root))
        return alone + past + (len(self.cloud.points) if self.cloud is not None else 0)

    def stride(self, buffer: CloudBuffer | None) -> int:
        """Of the points of the sparsest layer every so manieth is in the buffer."""
        depth = self.depth.drawn(self.root)
        return max(
            buffer.stride if buffer is not None else 1,
            self.past.stride(self._root),
            depth.stride if depth is not None else 1,
        )

    def words(self) -> tuple[str, str]:
        """What the header says of scans before this one, and of depth."""
        return self.past.words(self._root), self.depth.words(self.root)
