"""Scans before the present one, drawn with it in one buffer; each lies where its sensor was at its own stamp."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import Matrix, inverse
from models.geometry.values import PlacedScan
from models.streams import PointCloud
from widgets.cloud_scene import CloudBuffer, along, make_buffer
from widgets.i18n import tr


class PastLayer:
    """``count`` scans are wanted with the present one, ``due`` of them are in the recording; ``scans`` are those that
    are there, the latest first."""

    def __init__(self) -> None:
        self.scans: tuple[PlacedScan, ...] = ()
        self.count = 1
        self.due = 1

    def drawn(self, root: str) -> tuple[PlacedScan, ...]:
        """Those that have a place in the view's root; "" for a sensor that nothing places."""
        return tuple(scan for scan in self.scans if (scan.pose.root if scan.pose is not None else "") == root)

    def buffers(
        self,
        present: CloudBuffer,
        root: str,
        *,
        colour_by: str,
        world_from_root: Matrix,
        turned: Matrix,
        own_of: Callable[[PointCloud], NDArray[np.uint32] | None],
    ) -> list[CloudBuffer]:
        """One for each scan that is drawn, in the sensor's frame of the present one.

        Args:
            present: the present scan.
            root: frame that the present scan is placed in, "" where nothing places it.
            colour_by: height, range or a field, of each scan by its own sensor.
            world_from_root: float64 (4, 4), into the world of the buffer.
            turned: float64 (4, 4), what turns every sensor by hand.
            own_of: colours of a scan's points, None where they follow the scale; for all scans alike.
        """
        made = []
        for scan in self.drawn(root):
            pose = scan.pose.root_from_sensor if scan.pose is not None else np.eye(4)
            own = make_buffer(
                scan.cloud,
                colour_by=colour_by,
                most=max(len(scan.cloud.points), 1),
                world_from_sensor=np.asarray(world_from_root @ pose @ turned),
                own=own_of(scan.cloud),
            )
            made.append(_in_frame_of(present, replace(own, total=scan.total)))
        return made

    def stride(self, root: str) -> int:
        """Of the points of the sparsest scan that is drawn every so manieth is there."""
        return max((scan.stride for scan in self.drawn(root)), default=1)

    def arriving(self) -> str:
        """How many scans are there while others are still read, "" when all are."""
        there = 1 + len(self.scans)
        return tr("{n} of {m} scans", n=there, m=self.due) if there < self.due else ""

    def words(self, root: str) -> str:
        """How many scans are drawn, and of how many while some are still read; "" for the present one alone."""
        if self.count <= 1:
            return ""
        there = 1 + len(self.drawn(root))
        return tr("{n} of {m} scans", n=there, m=self.due) if there < self.due else tr("scans: {n}", n=there)


def joined(parts: Sequence[CloudBuffer]) -> CloudBuffer:
    """Buffers in the frame of the first, all of them with colours of their own or none, as one."""
    if len(parts) == 1:
        return parts[0]
    own = [part.own for part in parts if part.own is not None]
    return replace(
        parts[0],
        planes=np.concatenate([part.planes for part in parts], axis=1),
        total=sum(part.total for part in parts),
        own=np.concatenate(own) if own else None,
    )


def _in_frame_of(present: CloudBuffer, scan: CloudBuffer) -> CloudBuffer:
    # Both origins go into the matrix in double precision: the planes hold small numbers only.
    there_from_here = inverse(present.world_from_sensor) @ scan.world_from_sensor
    there_from_here[:3, 3] += there_from_here[:3, :3] @ np.array(scan.origin_m) - np.array(present.origin_m)
    planes = np.empty_like(scan.planes)
    for row in range(3):
        planes[row] = along(there_from_here[row], scan.planes)
    planes[3] = scan.planes[3]
    return replace(scan, planes=planes)
