"""Samples made by hand for the views, so that a test can name the pixel or the number it expects."""

import numpy as np

from models.episode import StreamInfo, StreamKind
from models.streams import DepthImage, PointCloud, VideoFrame

MS = 1_000_000


def info(name: str = "/camera/head/color", kind: StreamKind = StreamKind.VIDEO, **more: object) -> StreamInfo:
    """A stream of 30 samples a second."""
    fields: dict[str, object] = {
        "count": 300,
        "start_ns": 0,
        "end_ns": 10_000 * MS,
        "rate_hz": 30.0,
        "encoding": "h264",
    }
    return StreamInfo(name=name, kind=kind, **{**fields, **more})  # type: ignore[arg-type]


def video_frame(width: int = 64, height: int = 48, index: int = 0) -> VideoFrame:
    """Red grows with the column, green with the row, blue is the frame's index."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[..., 0] = np.arange(width)[None, :] * 3
    rgb[..., 1] = np.arange(height)[:, None] * 4
    rgb[..., 2] = index
    return VideoFrame(index * 33 * MS, index, rgb)


def depth_image(width: int = 64, height: int = 48) -> DepthImage:
    """One metre at the left to two at the right; a hole at column 10, row 5."""
    row = np.linspace(1.0, 2.0, width, dtype=np.float32)
    depth_m = np.repeat(row[None, :], height, axis=0)
    depth_m[5, 10] = np.nan
    return DepthImage(0, 0, depth_m)


def point_cloud(count: int = 2000, seed: int = 0) -> PointCloud:
    """A floor at z = 0 and a wall two metres ahead, with an intensity; one point is not finite."""
    random = np.random.default_rng(seed)
    dtype = np.dtype([("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("intensity", "<f4"), ("ring", "<u2")])
    points = np.zeros(count, dtype)
    points["x"] = random.uniform(-2, 2, count)
    points["y"] = random.uniform(-2, 2, count)
    wall = slice(count // 2, count)
    points["x"][wall] = 2.0
    points["z"][wall] = random.uniform(0, 1.5, count - count // 2)
    points["intensity"] = np.arange(count)
    points["x"][0] = np.nan
    return PointCloud(0, 0, points, "lidar")
