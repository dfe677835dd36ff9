"""The colours that a camera's picture has at the points of a scan."""

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.geometry.camera import Pixels
from models.geometry.poses import moved
from models.geometry.scene import Scene
from models.streams import PointCloud, VideoFrame

_OPAQUE = np.uint32(0xFF000000)
# Cells across the picture, each about as wide as two lines of a scan lie apart; in one of them a surface that is seen
# at a slant is not taken for two.
_CELLS = 40
_BEHIND = 1.25
_BEHIND_M = 0.1


def picture_words(
    scene: Scene, stream: str, cloud: PointCloud, picture: str, frame: VideoFrame
) -> NDArray[np.uint32]:
    """0xFFRRGGBB for each point that a picture shows, 0 for all others, uint32 (N,).

    Each sensor counts where it was at its own sample's stamp. A point far behind another one of the scan in the same
    part of the picture is hidden by it; what no point was measured on hides nothing.

    Args:
        scene: the episode in space.
        stream: of the scan.
        cloud: the scan, in its sensor's frame.
        picture: stream of the picture.
        frame: the picture, as the person may see it.
    """
    words = np.zeros(len(cloud.points), np.uint32)
    height, width = frame.rgb.shape[:2]
    try:
        camera_from_sensor = scene.between(picture, frame.t_ns, stream, cloud.t_ns)
        camera = scene.camera(picture).of_size(width, height)
    except KnownError:
        return words
    points_m = moved(camera_from_sensor, cloud.xyz())
    pixels, inside = camera.project(points_m)
    rows = np.flatnonzero(inside)
    rows = rows[_in_front(pixels[rows], points_m[rows, 2], width)]
    u, v = np.rint(pixels[rows]).astype(np.int64).T
    red, green, blue = frame.rgb[v, u].astype(np.uint32).T
    words[rows] = _OPAQUE | red << np.uint32(16) | green << np.uint32(8) | blue
    return words


def _in_front(pixels: Pixels, depth_m: NDArray[np.float32], width: int) -> NDArray[np.bool_]:
    """Which of the points in the picture nothing hides, bool (n,); ``pixels`` float32 (n, 2), ``depth_m`` (n,)."""
    edge_px = width / _CELLS
    columns, rows = np.maximum(pixels / np.float32(edge_px), 0).astype(np.int64).T
    cells = rows * (_CELLS + 1) + columns
    nearest_m = np.full(int(cells.max(initial=0)) + 1, np.inf, np.float32)
    np.minimum.at(nearest_m, cells, depth_m)
    seen: NDArray[np.bool_] = depth_m <= nearest_m[cells] * _BEHIND + _BEHIND_M
    return seen
