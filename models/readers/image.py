"""Pictures and depth images from messages, to RGB and to metres."""

import base64
import binascii
import os
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.readers.cdr import BadMessageError
from models.readers.rvl import decode_rvl

_MAX_PIXELS = 1 << 27
# The decoder refuses larger pictures by itself once it is told so, before it allocates for them.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(_MAX_PIXELS))

DEPTH_ENCODINGS = frozenset({"16UC1", "mono16", "32FC1"})
_RAW: dict[str, tuple[str, int, str]] = {
    "rgb8": ("u1", 3, ""),
    "bgr8": ("u1", 3, "COLOR_BGR2RGB"),
    "8UC3": ("u1", 3, "COLOR_BGR2RGB"),
    "rgba8": ("u1", 4, "COLOR_RGBA2RGB"),
    "bgra8": ("u1", 4, "COLOR_BGRA2RGB"),
    "8UC4": ("u1", 4, "COLOR_BGRA2RGB"),
    "mono8": ("u1", 1, "COLOR_GRAY2RGB"),
    "8UC1": ("u1", 1, "COLOR_GRAY2RGB"),
    "rgb16": ("u2", 3, ""),
    "bgr16": ("u2", 3, "COLOR_BGR2RGB"),
    "16UC3": ("u2", 3, "COLOR_BGR2RGB"),
    "rgba16": ("u2", 4, "COLOR_RGBA2RGB"),
    "bgra16": ("u2", 4, "COLOR_BGRA2RGB"),
    "16UC4": ("u2", 4, "COLOR_BGRA2RGB"),
    "bayer_rggb8": ("u1", 1, "COLOR_BayerRGGB2RGB"),
    "bayer_bggr8": ("u1", 1, "COLOR_BayerBGGR2RGB"),
    "bayer_gbrg8": ("u1", 1, "COLOR_BayerGBRG2RGB"),
    "bayer_grbg8": ("u1", 1, "COLOR_BayerGRBG2RGB"),
    "bayer_rggb16": ("u2", 1, "COLOR_BayerRGGB2RGB"),
    "bayer_bggr16": ("u2", 1, "COLOR_BayerBGGR2RGB"),
    "bayer_gbrg16": ("u2", 1, "COLOR_BayerGBRG2RGB"),
    "bayer_grbg16": ("u2", 1, "COLOR_BayerGRBG2RGB"),
    "yuv422": ("u1", 2, "COLOR_YUV2RGB_UYVY"),
    "uyvy": ("u1", 2, "COLOR_YUV2RGB_UYVY"),
    "yuv422_yuy2": ("u1", 2, "COLOR_YUV2RGB_YUY2"),
    "yuyv": ("u1", 2, "COLOR_YUV2RGB_YUY2"),
    "16UC1": ("u2", 1, ""),
    "mono16": ("u2", 1, ""),
    "32FC1": ("f4", 1, ""),
}
# One plane of luma, below it one of chroma in half the rows; ``height`` counts the picture's rows alone.
_TWO_PLANES = {"nv12": "COLOR_YUV2RGB_NV12", "nv21": "COLOR_YUV2RGB_NV21"}
Rgb = NDArray[np.uint8]
Depth = NDArray[np.float32]


def is_depth_format(image_format: str) -> bool:
    """Whether the ``format`` of a CompressedImage says depth: ``16UC1; compressedDepth png`` and the like."""
    head = image_format.split(";", maxsplit=1)[0].strip()
    return "compressedDepth" in image_format or head in ("16UC1", "32FC1")


def is_depth_png(data: bytes) -> bool:
    """Whether these are the first bytes of a PNG with one channel of 16 bit."""
    return data[:8] == b"\x89PNG\r\n\x1a\n" and data[24:26] == b"\x10\x00"


def coding(image_format: str, data: bytes) -> str:
    """Name of the coding of a compressed image: jpeg, png, compressedDepth, else its format."""
    if "compressedDepth" in image_format:
        return "compressedDepth"
    if data[:2] == b"\xff\xd8":
        return "jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    return image_format


def picture_bytes(data: Any) -> NDArray[np.uint8]:
    """The bytes of a picture, uint8 (n,); JSON carries them as base64.

    Raises:
        BadMessageError: a text that is no base64, or no bytes at all.
    """
    try:
        if isinstance(data, str):
            data = base64.b64decode(data)
        if isinstance(data, list):
            return np.array(data, np.uint8)
        return np.frombuffer(memoryview(data).cast("B"), np.uint8)
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise BadMessageError("the picture has no bytes") from error


def decode_compressed_rgb(message: Mapping[str, Any]) -> Rgb:
    """CompressedImage to uint8 (height, width, 3), RGB.

    Raises:
        BadMessageError: it cannot be decoded.
    """
    picture = _imdecode(picture_bytes(message["data"]), "IMREAD_UNCHANGED")
    if picture.dtype != np.uint8:
        picture = (picture >> 8).astype(np.uint8) if picture.dtype == np.uint16 else picture.astype(np.uint8)
    codes = {1: "COLOR_GRAY2RGB", 3: "COLOR_BGR2RGB", 4: "COLOR_BGRA2RGB"}
    channels = 1 if picture.ndim == 2 else picture.shape[2]
    if channels not in codes:
        raise BadMessageError(f"a picture of {channels} channels")
    return _convert(picture, codes[channels])


def decode_compressed_depth(message: Mapping[str, Any]) -> Depth:
    """CompressedImage to metres, float32 (height, width), NaN where there is no measurement.

    ``compressedDepth`` puts 12 bytes before the picture: int32 format, float32 a, float32 b; for 32FC1 the
    picture holds ``a / depth + b`` (ROS compressed_depth_image_transport).

    Raises:
        BadMessageError: it cannot be decoded.
    """
    data = picture_bytes(message["data"])
    image_format = str(message["format"])
    if "compressedDepth" not in image_format:
        return _metres(_imdecode(data, "IMREAD_UNCHANGED"))
    if len(data) < 12:
        raise BadMessageError("the depth image has no header")
    _, quant_a, quant_b = struct.unpack("<iff", bytes(data[:12]))
    rvl = "rvl" in image_format.lower()
    stored = decode_rvl(data[12:].tobytes()) if rvl else _imdecode(data[12:], "IMREAD_UNCHANGED")
    if not image_format.startswith("32FC1"):
        return _metres(stored)
    with np.errstate(divide="ignore", invalid="ignore"):
        depth_m = np.float32(quant_a) / (stored.astype(np.float32) - np.float32(quant_b))
    depth_m[stored == 0] = np.nan
    return _without_holes(depth_m)


def decode_raw_rgb(message: Mapping[str, Any]) -> Rgb:
    """Image to uint8 (height, width, 3), RGB; of 16 bits a channel the upper eight.

    Raises:
        BadMessageError: an encoding that is not known, or too few bytes.
    """
    encoding = str(message["encoding"])
    if encoding in _TWO_PLANES:
        rows = int(message["height"]) * 3 // 2
        pixels = _raw_pixels({**message, "height": rows}, "mono8")
        return _convert(np.ascontiguousarray(pixels), _TWO_PLANES[encoding])
    pixels = _raw_pixels(message, encoding)
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    conversion = _RAW[encoding][2]
    if not conversion:
        return np.ascontiguousarray(pixels)
    return _convert(np.ascontiguousarray(pixels), conversion)


def decode_raw_depth(message: Mapping[str, Any]) -> Depth:
    """Image of 16UC1, mono16 (millimetres) or 32FC1 (metres) to metres, NaN where there is no measurement.

    Raises:
        BadMessageError: another encoding, or too few bytes.
    """
    return _metres(_raw_pixels(message, str(message["encoding"])))


def _raw_pixels(message: Mapping[str, Any], encoding: str) -> NDArray[Any]:
    if encoding not in _RAW:
        raise BadMessageError(f"the image encoding {encoding!r} is not supported")
    code, channels, _ = _RAW[encoding]
    height, width, step = int(message["height"]), int(message["width"]), int(message["step"])
    pixel = int(code[1]) * channels
    step = max(step, width * pixel)
    data = picture_bytes(message["data"])
    if height * width > _MAX_PIXELS or (height and len(data) < (height - 1) * step + width * pixel):
        raise BadMessageError("the image has fewer bytes than its size says")
    dtype = np.dtype((">" if message.get("is_bigendian", False) else "<") + code)
    strides = (step, pixel, dtype.itemsize) if channels > 1 else (step, pixel)
    shape = (height, width, channels) if channels > 1 else (height, width)
    view = np.ndarray(shape, dtype, data, 0, strides)
    return view.astype(dtype.newbyteorder("="))


def _metres(stored: NDArray[Any]) -> Depth:
    if stored.ndim != 2:
        raise BadMessageError("a depth image of several channels")
    if stored.dtype.kind == "f":
        return _without_holes(stored.astype(np.float32))
    depth_m = stored.astype(np.float32) * np.float32(0.001)
    depth_m[stored == 0] = np.nan
    return depth_m


def _without_holes(depth_m: Depth) -> Depth:
    depth_m[~np.isfinite(depth_m) | (depth_m <= 0)] = np.nan
    return depth_m


def _imdecode(data: Any, flag: str) -> NDArray[Any]:
    import cv2  # noqa: PLC0415 it costs 100 ms, and a recording may have no picture

    try:
        picture = cv2.imdecode(np.ascontiguousarray(data, np.uint8), getattr(cv2, flag))
    except cv2.error as error:
        raise BadMessageError("the picture cannot be decoded") from error
    if picture is None:
        raise BadMessageError("the picture cannot be decoded")
    return np.asarray(picture)


def _convert(picture: NDArray[Any], code: str) -> Rgb:
    import cv2  # noqa: PLC0415 as above

    convert: Callable[[NDArray[Any], int], Any] = cv2.cvtColor
    try:
        return np.ascontiguousarray(convert(picture, getattr(cv2, code)), np.uint8)
    except cv2.error as error:
        raise BadMessageError("the picture cannot be converted") from error
