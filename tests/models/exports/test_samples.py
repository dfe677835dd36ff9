"""One sample as a file: every pixel, depth and number comes back through an independent reader."""

import io
import json

import cv2
import numpy as np
import pytest

from models.errors import NoSampleError
from models.exports.samples import json_of_message, npy_of, png_of_depth, png_of_video


def decoded(png: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return picture


def test_video_keeps_every_pixel_in_its_channel():
    rgb = np.random.default_rng(1).integers(0, 256, (11, 7, 3), np.uint8)
    assert np.array_equal(decoded(png_of_video(rgb))[:, :, ::-1], rgb)


def test_depth_becomes_millimetres_with_holes_and_saturation():
    depth_m = np.array(
        [[np.nan, 0.0, 0.001, 1.2344], [65.534, 65.535, 70.0, np.inf], [-1.0, -np.inf, 2.0, 0.4]]
    )
    picture = decoded(png_of_depth(depth_m.astype(np.float32)))
    assert picture.dtype == np.uint16
    assert picture.tolist() == [[0, 0, 1, 1234], [65534, 65535, 65535, 65535], [0, 0, 2000, 400]]


def test_every_millimetre_survives_the_way_through_metres():
    depth_mm = np.arange(65_536, dtype=np.uint16).reshape(256, 256)
    depth_m = depth_mm.astype(np.float32) / np.float32(1000)
    assert np.array_equal(decoded(png_of_depth(depth_m)), depth_mm)


def test_arrays_keep_their_holes():
    depth_m = np.array([[np.nan, 1.5]], np.float32)
    again = np.load(io.BytesIO(npy_of(depth_m)), allow_pickle=False)
    assert again.dtype == np.float32
    assert np.array_equal(again, depth_m, equal_nan=True)


def test_a_picture_without_pixels_is_refused():
    with pytest.raises(NoSampleError):
        png_of_video(np.empty((0, 4, 3), np.uint8))


def test_json_is_strict_whatever_the_message_holds():
    message = {
        "nested": {"nan": float("nan"), "far": [float("inf"), -float("inf"), 0.1]},
        "bytes": b"\x00\xff",
        "array": np.array([1.5, np.nan], np.float32),
        "number": np.int64(2**62),
        "text": "关节",
        "flag": True,
        "none": None,
    }

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not strict JSON")

    assert json.loads(json_of_message(message), parse_constant=refuse) == {
        "nested": {"nan": "NaN", "far": ["Infinity", "-Infinity", 0.1]},
        "bytes": [0, 255],
        "array": [1.5, "NaN"],
        "number": 2**62,
        "text": "关节",
        "flag": True,
        "none": None,
    }
