"""Pictures and depth images of every coding, against what was put in."""

import struct

import av
import cv2
import numpy as np
import pytest

from models.readers.cdr import BadMessageError
from models.readers.image import (
    coding,
    decode_compressed_depth,
    decode_compressed_rgb,
    decode_raw_depth,
    decode_raw_rgb,
    is_depth_format,
    is_depth_png,
)

RGB = np.random.default_rng(3).integers(0, 256, (6, 8, 3), np.uint8)
MILLIMETRES = np.array([[0, 1, 1500], [65535, 250, 0]], np.uint16)
METRES = np.array([[np.nan, 0.001, 1.5], [65.535, 0.25, np.nan]], np.float32)


def png(picture: np.ndarray) -> np.ndarray:
    return cv2.imencode(".png", picture)[1].ravel()


def raw(encoding: str, picture: np.ndarray, *, padding: int = 0, big_endian: bool = False) -> dict:
    rows = picture.reshape(len(picture), -1)
    rows = rows.astype(rows.dtype.newbyteorder(">" if big_endian else "<"))
    rows = rows.view(np.uint8).reshape(len(picture), -1)
    return {
        "encoding": encoding,
        "height": picture.shape[0],
        "width": picture.shape[1],
        "step": rows.shape[1] + padding,
        "is_bigendian": int(big_endian),
        "data": np.pad(rows, ((0, 0), (0, padding))).ravel(),
    }


@pytest.mark.parametrize("padding", [0, 5])
@pytest.mark.parametrize(
    ("encoding", "stored"),
    [
        ("rgb8", RGB),
        ("bgr8", RGB[:, :, ::-1]),
        ("8UC3", RGB[:, :, ::-1]),
        ("rgba8", np.dstack([RGB, RGB[:, :, :1]])),
        ("bgra8", np.dstack([RGB[:, :, ::-1], RGB[:, :, :1]])),
    ],
)
def test_raw_colour(encoding: str, stored: np.ndarray, padding: int) -> None:
    rgb = decode_raw_rgb(raw(encoding, np.ascontiguousarray(stored), padding=padding))
    np.testing.assert_array_equal(rgb, RGB)
    assert rgb.flags.c_contiguous


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize(
    ("encoding", "order"), [("rgb16", (0, 1, 2)), ("bgr16", (2, 1, 0)), ("16UC3", (2, 1, 0))]
)
def test_of_deep_colour_the_upper_eight_bits_are_shown(
    encoding: str, order: tuple[int, ...], big_endian: bool
) -> None:
    stored = RGB[:, :, list(order)].astype(np.uint16) * 256 + 77
    np.testing.assert_array_equal(decode_raw_rgb(raw(encoding, stored, big_endian=big_endian)), RGB)


def test_a_deep_bayer_pattern_is_that_of_its_upper_bits() -> None:
    pattern = np.ascontiguousarray(RGB[:, :, 0])
    deep = decode_raw_rgb(raw("bayer_rggb16", pattern.astype(np.uint16) * 256 + 3))
    np.testing.assert_array_equal(deep, decode_raw_rgb(raw("bayer_rggb8", pattern)))


@pytest.mark.parametrize("padding", [0, 6])
@pytest.mark.parametrize("encoding", ["nv12", "nv21"])
def test_luma_above_interleaved_chroma(encoding: str, padding: int) -> None:
    frame = av.VideoFrame.from_ndarray(np.full((6, 8, 3), (200, 60, 30), np.uint8), format="rgb24")
    planes = frame.reformat(format="nv12").to_ndarray()
    if encoding == "nv21":
        planes[6:] = planes[6:].reshape(3, 4, 2)[:, :, ::-1].reshape(3, 8)
    message = {**raw("mono8", planes, padding=padding), "encoding": encoding, "height": 6}
    rgb = decode_raw_rgb(message)
    assert rgb.shape == (6, 8, 3)
    assert np.abs(rgb.astype(int) - (200, 60, 30)).max() <= 6
    with pytest.raises(BadMessageError):
        decode_raw_rgb({**message, "data": message["data"][:48]})


def test_raw_grey_becomes_rgb() -> None:
    rgb = decode_raw_rgb(raw("mono8", RGB[:, :, 0].copy()))
    np.testing.assert_array_equal(rgb, RGB[:, :, [0, 0, 0]])


def test_raw_yuv_becomes_rgb() -> None:
    grey = np.full((2, 4, 2), 128, np.uint8)
    for encoding in ("yuv422", "yuv422_yuy2"):
        rgb = decode_raw_rgb(raw(encoding, grey))
        assert rgb.shape == (2, 4, 3)
        assert np.ptp(rgb) == 0


def test_raw_bayer_becomes_rgb() -> None:
    assert decode_raw_rgb(raw("bayer_rggb8", RGB[:, :, 0].copy())).shape == RGB.shape


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("encoding", ["16UC1", "mono16"])
def test_raw_depth_in_millimetres(encoding: str, big_endian: bool) -> None:
    depth_m = decode_raw_depth(raw(encoding, MILLIMETRES, padding=2, big_endian=big_endian))
    np.testing.assert_allclose(depth_m, METRES)
    assert depth_m.dtype == np.float32


@pytest.mark.parametrize("big_endian", [False, True])
def test_raw_depth_in_metres(big_endian: bool) -> None:
    stored = np.array([[0, np.nan, 1.5], [np.inf, -1, 0.25]], np.float32)
    depth_m = decode_raw_depth(raw("32FC1", stored, big_endian=big_endian))
    np.testing.assert_array_equal(
        depth_m, np.array([[np.nan, np.nan, 1.5], [np.nan, np.nan, 0.25]], np.float32)
    )


def test_compressed_colour() -> None:
    message = {"format": "rgb8; png compressed bgr8", "data": png(RGB[:, :, ::-1])}
    np.testing.assert_array_equal(decode_compressed_rgb(message), RGB)
    grey = {"format": "png", "data": png(RGB[:, :, 0])}
    np.testing.assert_array_equal(decode_compressed_rgb(grey), RGB[:, :, [0, 0, 0]])
    clear = {"format": "png", "data": png(np.dstack([RGB[:, :, ::-1], RGB[:, :, 0]]))}
    np.testing.assert_array_equal(decode_compressed_rgb(clear), RGB)


def test_a_jpeg_keeps_its_colours() -> None:
    red = np.full((16, 16, 3), (200, 30, 20), np.uint8)
    data = cv2.imencode(".jpg", red[:, :, ::-1])[1].ravel()
    assert np.abs(decode_compressed_rgb({"format": "jpeg", "data": data}).astype(int) - red).max() < 6


def test_compressed_depth_in_millimetres() -> None:
    for data, text in (
        (png(MILLIMETRES), "16UC1; png compressed "),
        (np.concatenate([np.zeros(12, np.uint8), png(MILLIMETRES)]), "16UC1; compressedDepth png"),
    ):
        np.testing.assert_allclose(decode_compressed_depth({"format": text, "data": data}), METRES)


def test_compressed_depth_in_metres_is_inverse_depth() -> None:
    true_m = np.array([[0.5, 1.0, 4.0], [2.0, 8.0, 3.0]], np.float32)
    quant_a, quant_b = 100.0 * 101.0, -100.0
    stored = (quant_a / true_m + quant_b).astype(np.uint16)
    stored[1, 2] = 0
    header = np.frombuffer(struct.pack("<iff", 0, quant_a, quant_b), np.uint8)
    data = np.concatenate([header, png(stored)])
    depth_m = decode_compressed_depth({"format": "32FC1; compressedDepth png", "data": data})
    assert np.isnan(depth_m[1, 2])
    np.testing.assert_allclose(depth_m.ravel()[:5], true_m.ravel()[:5], rtol=1e-2)


def test_what_tells_depth_from_colour() -> None:
    assert is_depth_format("16UC1; png compressed ")
    assert is_depth_format("32FC1; compressedDepth png")
    assert not is_depth_format("bgr8; jpeg compressed bgr8")
    assert is_depth_png(png(MILLIMETRES).tobytes()[:32])
    assert not is_depth_png(png(RGB).tobytes()[:32])
    assert not is_depth_png(png(RGB[:, :, 0]).tobytes()[:32])


def test_codings_have_names() -> None:
    assert coding("bgr8; jpeg compressed bgr8", b"\xff\xd8\xff") == "jpeg"
    assert coding("", png(RGB).tobytes()) == "png"
    assert coding("16UC1; compressedDepth png", bytes(12)) == "compressedDepth"
    assert coding("webp", b"RIFF") == "webp"


@pytest.mark.parametrize(
    "message",
    [
        {**raw("rgb8", RGB), "encoding": "surprise"},
        {**raw("rgb8", RGB), "height": 7},
        {**raw("rgb8", RGB), "height": 2**32 - 1, "width": 2**32 - 1},
        {**raw("rgb8", RGB), "data": np.empty(0, np.uint8)},
    ],
)
def test_images_that_contradict_themselves_are_refused(message: dict) -> None:
    with pytest.raises(BadMessageError):
        decode_raw_rgb(message)


@pytest.mark.parametrize("data", [np.empty(0, np.uint8), np.arange(200, dtype=np.uint8), png(RGB)[:40]])
def test_pictures_that_do_not_decode_are_refused(data: np.ndarray) -> None:
    with pytest.raises(BadMessageError):
        decode_compressed_rgb({"format": "jpeg", "data": data})
    for text in ("16UC1; compressedDepth png", "16UC1; compressedDepth rvl", "16UC1; png"):
        with pytest.raises(BadMessageError):
            decode_compressed_depth({"format": text, "data": data})
