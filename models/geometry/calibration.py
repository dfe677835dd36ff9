"""What a recording says about its cameras: messages of calibration, and which picture each belongs to.

Fields are those of sensor_msgs/CameraInfo in ROS 1 (D, K, R, P) and ROS 2 (d, k, r, p), and of
foxglove.CameraCalibration, which has neither binning nor a region.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.geometry.camera import Camera, NoIntrinsicsError, make_camera
from models.geometry.poses import Matrix, frame_name

_TRANSPORTS = ("compressed", "compresseddepth", "theora", "ffmpeg", "zstd", "raw")
_MOST_PIXELS = 1 << 16


@dataclass(frozen=True, slots=True)
class CalibrationTopic:
    """A stream of calibration: its name, and what its first message says."""

    name: str
    frame_id: str
    fields: Mapping[str, Any]


def camera_of_message(fields: Mapping[str, Any], *, source: str, rectified: bool = False) -> Camera:
    """The camera of a calibration message, for the picture as it was sent.

    Args:
        fields: the message as plain values.
        source: name of its stream.
        rectified: the picture has been straightened, so that P and R count instead of K and D.

    Raises:
        NoIntrinsicsError: the camera is not calibrated, or in a way that is not known.
    """
    try:
        return _camera(fields, source, rectified)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise NoIntrinsicsError("{source} is no calibration of a camera", source=source) from error


def _camera(fields: Mapping[str, Any], source: str, rectified: bool) -> Camera:
    header = fields.get("header", fields)
    width, height = int(fields.get("width", 0)), int(fields.get("height", 0))
    if not (0 <= width <= _MOST_PIXELS and 0 <= height <= _MOST_PIXELS):
        raise ValueError("the picture has an absurd size")
    k = _matrix(fields, "k", (3, 3))
    p = _matrix(fields, "p", (3, 4))
    straight = rectified and p is not None and p[0, 0] > 0
    lens = p[:, :3] if straight and p is not None else k
    if lens is None:
        raise NoIntrinsicsError("{source} is not calibrated: its K has no focal length", source=source)
    camera = make_camera(
        width=width,
        height=height,
        k=lens,
        distortion=None if straight else _numbers(fields, "d"),
        model=str(fields.get("distortion_model", "")),
        frame_id=frame_name(str(header.get("frame_id", ""))),
        source=source,
    )
    turn = _matrix(fields, "r", (3, 3)) if straight else None
    if turn is not None and abs(np.linalg.det(turn) - 1) < 1e-3:
        camera = replace(camera, rotation=turn)
    return _cut(camera, fields)


def _cut(camera: Camera, fields: Mapping[str, Any]) -> Camera:
    """The region of the sensor that was sent, binned: image_geometry's PinholeCameraModel, u' = (u - x) / binning."""
    roi = fields.get("roi") or {}
    bins = np.array([max(int(fields.get(f"binning_{axis}", 0)), 1) for axis in "xy"], np.float64)
    corner = np.array([int(roi.get(f"{axis}_offset", 0)) for axis in "xy"], np.float64)
    size = np.array([int(roi.get(side, 0)) for side in ("width", "height")], np.float64)
    size = np.where(size > 0, size, (camera.width, camera.height))
    if (bins == 1).all() and not corner.any() and (size == (camera.width, camera.height)).all():
        return camera
    shifted = camera.k.copy()
    shifted[:2, 2] -= corner
    scale = np.diag((1 / bins[0], 1 / bins[1], 1.0))
    width, height = (int(each) for each in size // bins)
    return replace(camera, width=width, height=height, k=scale @ shifted)


def _numbers(fields: Mapping[str, Any], name: str) -> NDArray[np.float64] | None:
    values = fields.get(name, fields.get(name.upper()))
    return None if values is None else np.asarray(values, np.float64).reshape(-1)


def _matrix(fields: Mapping[str, Any], name: str, shape: tuple[int, int]) -> Matrix | None:
    values = _numbers(fields, name)
    if values is None or values.size != shape[0] * shape[1]:
        return None
    return values.reshape(shape)


def is_rectified(picture: str) -> bool:
    """Whether a topic's name says that its pictures are straightened, as image_proc names them."""
    return "rect" in picture.rsplit("/", 2)[-1] or "rect" in _plain_topic(picture).rsplit("/", 1)[-1]


def calibrations_for(
    picture: str, frame_id: str, topics: Sequence[CalibrationTopic]
) -> list[CalibrationTopic]:
    """Which calibrations may belong to a stream of pictures, the likeliest first.

    The one whose namespace the picture shares farthest down (``/head/camera_info`` for ``/head/image_raw``), of
    these rather one in the picture's own frame; where none shares any, those that name this frame.
    """
    near = [(topic, depth) for topic in topics if (depth := _shared(topic.name, picture)) > 0]
    frame = frame_name(frame_id)
    if near:
        ranked = sorted(near, key=lambda pair: (_agrees(pair[0], frame), pair[1]), reverse=True)
        return [topic for topic, _ in ranked]
    return [topic for topic in topics if frame and topic.frame_id == frame]


def _agrees(topic: CalibrationTopic, frame: str) -> bool:
    return not frame or not topic.frame_id or topic.frame_id == frame


def _plain_topic(picture: str) -> str:
    """The topic without the transport that image_transport appends."""
    stem, _, last = picture.rpartition("/")
    return stem if stem and last.lower() in _TRANSPORTS else picture


def _shared(calibration: str, picture: str) -> int:
    """Levels of the calibration's namespace, if the picture lies in it; 0 for the root and for others."""
    space = _levels(calibration)[:-1]
    return len(space) if space and _levels(_plain_topic(picture))[: len(space)] == space else 0


def _levels(name: str) -> list[str]:
    return [level for level in name.split("/") if level]


def colour_partner(depth: str, depth_camera: Camera, pictures: Iterable[tuple[str, Camera]]) -> str | None:
    """The stream of pictures that looks where a depth stream looks: in the same frame, else the nearest by name."""
    choices = list(pictures)
    if not choices:
        return None
    here = _levels(depth)

    def nearness(choice: tuple[str, Camera]) -> tuple[bool, int]:
        name, camera = choice
        common = 0
        for one, other in zip(_levels(name), here, strict=False):
            if one != other:
                break
            common += 1
        return bool(camera.frame_id) and camera.frame_id == depth_camera.frame_id, common

    return max(choices, key=nearness)[0]
