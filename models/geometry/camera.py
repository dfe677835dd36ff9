"""Cameras: from points in front of the lens to pixels and back.

Pixels count from the centre of the top left one, as ROS and OpenCV do; points are in the optical frame: x right,
y down, z forward, metres. Models and the order of their coefficients are those of ROS
(sensor_msgs/distortion_models.hpp) and OpenCV.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.geometry.poses import Matrix, Points

SAME_PLACE_PX = 2.0

Pixels = NDArray[np.float32]


class LensModel(StrEnum):
    """How a lens bends straight lines."""

    NONE = "none"
    POLYNOMIAL = "polynomial"
    FISHEYE = "fisheye"


_LENSES = {
    "": LensModel.NONE,
    "none": LensModel.NONE,
    "pinhole": LensModel.NONE,
    "plumb_bob": LensModel.POLYNOMIAL,
    "rational_polynomial": LensModel.POLYNOMIAL,
    "thin_prism": LensModel.POLYNOMIAL,
    "brown_conrady": LensModel.POLYNOMIAL,
    "radtan": LensModel.POLYNOMIAL,
    "equidistant": LensModel.FISHEYE,
    "fisheye": LensModel.FISHEYE,
    "kannala_brandt": LensModel.FISHEYE,
    "kannala_brandt4": LensModel.FISHEYE,
}
_COUNTS = (4, 5, 8, 12, 14)


class NoIntrinsicsError(KnownError):
    """What a recording says of a camera is not enough to project with."""

    code = "no_intrinsics"


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """Intrinsics of a picture of ``width`` x ``height`` pixels.

    ``k`` float64 (3, 3) and ``distortion`` float64 (n,) are those of the lens. ``rotation`` float64 (3, 3) turns the
    optical frame into that of a rectified picture, the identity for all others. ``source`` says where it comes from.
    """

    width: int
    height: int
    k: Matrix
    distortion: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    lens: LensModel = LensModel.NONE
    rotation: Matrix = field(default_factory=lambda: np.eye(3))
    frame_id: str = ""
    source: str = ""

    def of_size(self, width: int, height: int) -> "Camera":
        """The same camera for a picture that was made smaller or larger, as ``image_proc`` scales K."""
        if (width, height) == (self.width, self.height) or not (self.width and self.height):
            return replace(self, width=width, height=height)
        scale = np.diag((width / self.width, height / self.height, 1.0))
        return replace(self, width=width, height=height, k=scale @ self.k)

    def project(self, points_m: NDArray[np.floating[Any]]) -> tuple[Pixels, NDArray[np.bool_]]:
        """Pixels of points in the optical frame.

        Args:
            points_m: (N, 3).

        Returns:
            float32 (N, 2), NaN where the camera cannot see; and which points fall into the picture, bool (N,).
        """
        points = np.asarray(points_m, np.float64).reshape(-1, 3)
        if not np.array_equal(self.rotation, np.eye(3)):
            points = points @ self.rotation.T
        with np.errstate(divide="ignore", invalid="ignore"):
            slopes = points[:, :2] / points[:, 2:]
        ahead = (points[:, 2] > 0) & np.isfinite(slopes).all(axis=1)
        pixels = np.full((len(points), 2), np.nan, np.float32)
        pixels[ahead] = self._pixels_of(slopes[ahead])
        inside = self._holds(pixels)
        if self.lens is not LensModel.NONE and inside.any():
            # Far outside of its picture a polynomial folds back into it: such pixels belong to other slopes.
            undone = self._pinhole(self.slopes_of(pixels[inside]))
            off = np.linalg.norm(undone - self._pinhole(slopes[inside]), axis=1)
            inside[np.flatnonzero(inside)[~(off < SAME_PLACE_PX)]] = False
        pixels[ahead & ~inside & self._holds(pixels)] = np.nan
        return pixels, inside

    def slopes_of(self, pixels: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """x/z and y/z of the rays through pixels (N, 2), float64 (N, 2), in the frame that ``rotation`` turns to."""
        pixels = np.asarray(pixels, np.float64).reshape(-1, 2)
        if self.lens is LensModel.NONE:
            return (pixels - self.k[:2, 2]) @ np.linalg.inv(self.k[:2, :2]).T
        import cv2  # noqa: PLC0415 it costs 100 ms, and most lenses are told to be straight

        undo = cv2.fisheye.undistortPoints if self.lens is LensModel.FISHEYE else cv2.undistortPoints
        bent = np.ascontiguousarray(pixels[:, None])
        return np.asarray(undo(bent, self.k, self.distortion), np.float64).reshape(-1, 2)

    def rays(self, step: int = 1) -> Points:
        """What a depth of one metre is in the optical frame, float32 (3, height, width), of every ``step``-th column
        and row; NaN where the lens model has no ray. Costly for a bent lens, so keep it.
        """
        columns, rows = np.meshgrid(np.arange(0, self.width, step), np.arange(0, self.height, step))
        slopes = self.slopes_of(np.stack([columns.ravel(), rows.ravel()], axis=1))
        straight = np.concatenate([slopes.T, np.ones((1, len(slopes)))])
        rays: Points = (self.rotation.T @ straight).astype(np.float32)
        rays[:, ~np.isfinite(rays).all(axis=0)] = np.nan
        return rays.reshape(3, *columns.shape)

    def _holds(self, pixels: Pixels) -> NDArray[np.bool_]:
        u, v = pixels[:, 0], pixels[:, 1]
        with np.errstate(invalid="ignore"):
            held: NDArray[np.bool_] = (
                (u >= -0.5) & (v >= -0.5) & (u < self.width - 0.5) & (v < self.height - 0.5)
            )
        return held

    def _pinhole(self, slopes: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(slopes @ self.k[:2, :2].T + self.k[:2, 2])

    def _pixels_of(self, slopes: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.lens is LensModel.NONE or not len(slopes):
            return self._pinhole(slopes)
        import cv2  # noqa: PLC0415 as above

        ahead = np.concatenate([slopes, np.ones((len(slopes), 1))], axis=1)[:, None]
        still = np.zeros(3)
        if self.lens is LensModel.FISHEYE:
            pixels, _ = cv2.fisheye.projectPoints(ahead, still, still, self.k, self.distortion)
        else:
            pixels, _ = cv2.projectPoints(ahead, still, still, self.k, self.distortion)
        return np.asarray(pixels, np.float64).reshape(-1, 2)


def make_camera(
    *,
    width: int,
    height: int,
    k: NDArray[np.float64],
    distortion: NDArray[np.float64] | None = None,
    model: str = "",
    frame_id: str = "",
    source: str = "",
) -> Camera:
    """A camera from what a recording says.

    Args:
        width: of the picture that ``k`` is for, in pixels; 0 where it is not told.
        height: likewise.
        k: float64 (3, 3), the last row 0, 0, 1.
        distortion: coefficients; all zero or none: straight.
        model: name of the distortion model.
        frame_id: optical frame.
        source: where the recording says it.

    Raises:
        NoIntrinsicsError: no focal length, or a model that is not known.
    """
    d = np.zeros(0) if distortion is None else np.asarray(distortion, np.float64).reshape(-1)
    if not np.isfinite(k).all() or not (k[0, 0] > 0 and k[1, 1] > 0):
        raise NoIntrinsicsError("{source} is not calibrated: its K has no focal length", source=source)
    k = np.array([[k[0, 0], k[0, 1], k[0, 2]], [0, k[1, 1], k[1, 2]], [0, 0, 1]], np.float64)
    if not d.any():
        return Camera(width, height, k, frame_id=frame_id, source=source)
    lens = _LENSES.get(model.lower())
    if lens in (None, LensModel.NONE) or not np.isfinite(d).all():
        raise NoIntrinsicsError(
            "{source} has the distortion model {model}, which is not known",
            source=source,
            model=model or "none",
        )
    d = d[:4] if lens is LensModel.FISHEYE else _fitting(d)
    return Camera(width, height, k, d, lens or LensModel.NONE, frame_id=frame_id, source=source)


def _fitting(d: NDArray[np.float64]) -> NDArray[np.float64]:
    """Zeros up to a count that OpenCV knows."""
    count = next((count for count in _COUNTS if count >= len(d)), _COUNTS[-1])
    return np.pad(d[:count], (0, max(0, count - len(d))))
