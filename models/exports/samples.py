"""One sample of a stream as the bytes of a file that any tool can open."""

import io
import json
import math
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.blur import veiled
from models.errors import NoSampleError
from models.privacy import NOTHING_SAID, Veil, for_export
from models.streams import DepthImage, PointCloud, Stream, VideoFrame

MM_PER_M = 1000.0
FARTHEST_MM = 65_535


AS_IT_IS = for_export(NOTHING_SAID)


def sample_file(stream: Stream, index: int, *, npy: bool = False, veil: Veil = AS_IT_IS) -> bytes:
    """The sample of that index as a file, blurred where ``veil`` asks for it.

    PNG for video; for depth a 16-bit PNG in millimetres, or with ``npy`` float32 metres with NaN holes; NPY
    (N, fields) for clouds; JSON of the decoded message for every other kind.

    Raises:
        NoSampleError: out of range, damaged, or an empty picture.
    """
    if stream.info.kind not in _PICTURED:
        return json_of_message(stream.message(index))
    match veiled(stream.sample(index), stream.info.name, veil):
        case VideoFrame(rgb=rgb):
            return png_of_video(rgb)
        case DepthImage(depth_m=depth_m):
            return npy_of(depth_m) if npy else png_of_depth(depth_m)
        case PointCloud() as cloud:
            return npy_of(cloud.table())
        case _:
            return json_of_message(stream.message(index))


_PICTURED = frozenset({"video", "depth", "points"})


def png_of_video(rgb: NDArray[np.uint8]) -> bytes:
    """8-bit RGB PNG of ``rgb`` uint8 (height, width, 3).

    Raises:
        NoSampleError: the picture has no pixels.
    """
    return _png(rgb[:, :, ::-1])


def png_of_depth(depth_m: NDArray[np.float32]) -> bytes:
    """16-bit grey PNG in millimetres: 0 is a hole, 65535 is that far or farther.

    Raises:
        NoSampleError: the picture has no pixels.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        depth_mm = np.rint(depth_m.astype(np.float64) * MM_PER_M)
    return _png(np.clip(np.nan_to_num(depth_mm, nan=0.0), 0, FARTHEST_MM).astype(np.uint16))


def npy_of(array: NDArray[Any]) -> bytes:
    """NPY of ``array``, without pickled objects."""
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(array), allow_pickle=False)
    return file.getvalue()


def json_of_message(fields: Mapping[str, Any]) -> bytes:
    """Strict JSON of a decoded message, see ``plain``."""
    return json.dumps(plain(fields), allow_nan=False, indent=1).encode("ascii") + b"\n"


def plain(value: Any) -> Any:
    """``value`` as strict JSON can hold it.

    Non-finite numbers become "NaN", "Infinity" and "-Infinity"; bytes and arrays become lists of numbers.
    """
    match value:
        case float() if not math.isfinite(value):
            return _non_finite(value)
        case None | bool() | str() | int() | float():
            return value
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case np.ndarray() | np.generic():
            return plain(value.tolist())
        case list() | tuple() | bytes() | bytearray() | memoryview():
            return [plain(item) for item in value]
        case _:
            return str(value)


def _non_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _png(picture: NDArray[Any]) -> bytes:
    if picture.size == 0:
        raise NoSampleError("The picture has no pixels")
    _, data = cv2.imencode(".png", np.ascontiguousarray(picture))
    return data.tobytes()
