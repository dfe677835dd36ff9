"""A camera that orbits a point, z up, as values; shared by every way of drawing a cloud."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FIELD_OF_VIEW_DEG = 60.0
NEAR_M = 0.02
_FAR_RADII = 3.0
_FARTHEST_M = 500.0
_ELEVATION_LIMIT_DEG = 89.0
_ORBIT_DEG_PER_PIXEL = 0.4

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Turntable:
    """Looks at ``centre_m`` from ``distance_m``; azimuth 0 looks along +x, elevation is that of the eye above it."""

    centre_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    azimuth_deg: float = 0.0
    elevation_deg: float = 25.0
    distance_m: float = 4.0

    def axes(self) -> Matrix:
        """Rows right, up and forward in world coordinates, float32 (3, 3)."""
        azimuth, elevation = math.radians(self.azimuth_deg), math.radians(self.elevation_deg)
        forward = (
            math.cos(elevation) * math.cos(azimuth),
            math.cos(elevation) * math.sin(azimuth),
            -math.sin(elevation),
        )
        right = (math.sin(azimuth), -math.cos(azimuth), 0.0)
        return np.array((right, np.cross(right, forward), forward), np.float32)

    def eye_m(self) -> Matrix:
        """Where it looks from, float32 (3,)."""
        eye_m: Matrix = np.asarray(self.centre_m, np.float32) - np.float32(self.distance_m) * self.axes()[2]
        return eye_m

    def focal_px(self, height_px: int) -> float:
        """Pixels a unit of slope."""
        return height_px / 2 / math.tan(math.radians(FIELD_OF_VIEW_DEG / 2))

    def camera_from_world(self) -> Matrix:
        """Float32 (4, 4): x right, y up, z forward, metres."""
        matrix = np.eye(4, dtype=np.float32)
        matrix[:3, :3] = self.axes()
        matrix[:3, 3] = -matrix[:3, :3] @ self.eye_m()
        return matrix

    def orbited(self, dx_px: float, dy_px: float) -> "Turntable":
        """Turned by a drag."""
        elevation = self.elevation_deg + dy_px * _ORBIT_DEG_PER_PIXEL
        return replace(
            self,
            azimuth_deg=(self.azimuth_deg - dx_px * _ORBIT_DEG_PER_PIXEL) % 360,
            elevation_deg=min(max(elevation, -_ELEVATION_LIMIT_DEG), _ELEVATION_LIMIT_DEG),
        )

    def panned(self, dx_px: float, dy_px: float, height_px: int) -> "Turntable":
        """Shifted so that what lies at the centre follows the pointer."""
        metres = self.distance_m / self.focal_px(height_px)
        right, up, _forward = self.axes()
        x, y, z = np.asarray(self.centre_m) - metres * dx_px * right + metres * dy_px * up
        return replace(self, centre_m=(float(x), float(y), float(z)))

    def zoomed(self, factor: float) -> "Turntable":
        """Nearer by ``factor``."""
        farthest_m = max(_FARTHEST_M, self.distance_m)
        return replace(self, distance_m=min(max(self.distance_m / factor, 0.05), farthest_m))


def _extent(finite_m: Matrix) -> tuple[NDArray[np.float64], float]:
    """Median position and the radius that holds nine points in ten, at least a centimetre."""
    middle = np.median(finite_m, axis=0).astype(np.float64)
    radius_m = float(np.percentile(np.linalg.norm(finite_m - middle, axis=1), 90))
    return middle, max(radius_m, 0.01)


def frame_cloud(xyz_m: Matrix, world_from_sensor: NDArray[np.float64] | None = None) -> Turntable:
    """A camera that looks over the sensor's shoulder along its +x, for positions in the world, float32 (N, 3).

    What is within reach of the robot lies in the middle, the walls behind it give depth. A cloud that lies far from
    its origin, as a survey in map coordinates does, is looked at as a whole.
    """
    finite = xyz_m[np.isfinite(xyz_m).all(axis=1)]
    if not len(finite):
        return Turntable()
    pose = np.eye(4) if world_from_sensor is None else world_from_sensor
    origin, heading = pose[:3, 3], math.degrees(math.atan2(pose[1, 0], pose[0, 0]))
    middle, radius_m = _extent(finite)
    if float(np.linalg.norm(middle - origin)) > _FAR_RADII * radius_m:
        x, y, z = (float(each) for each in middle)
        return Turntable(centre_m=(x, y, z), azimuth_deg=28.0, elevation_deg=35.0, distance_m=2.0 * radius_m)
    reach_m = float(np.median(np.linalg.norm(finite[:, :2] - origin[:2].astype(np.float32), axis=1)))
    floor_m, middle_m = np.percentile(finite[:, 2], (2, 50))
    ahead = 0.3 * reach_m * pose[:2, 0]
    centre = (float(origin[0] + ahead[0]), float(origin[1] + ahead[1]), float(floor_m + middle_m) / 2)
    return Turntable(
        centre_m=centre,
        azimuth_deg=(heading + 28) % 360,
        elevation_deg=30.0,
        distance_m=max(1.0 * reach_m, 0.3),
    )
