"""The size that a JPEG XL picture says, and what becomes of pictures that lie."""

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.readers.jpegxl import JpegXl, picture_size


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 700), st.integers(1, 700), st.booleans())
def test_the_size_is_that_of_the_picture(height: int, width: int, container: bool):
    picture = np.zeros((height, width, 3), np.uint8)
    assert picture_size(imagecodecs.jpegxl_encode(picture, usecontainer=container, effort=1)) == (
        height,
        width,
    )


def test_a_picture_is_what_it_was():
    picture = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    np.testing.assert_array_equal(JpegXl().decode(imagecodecs.jpegxl_encode(picture, lossless=True)), picture)


def test_a_bomb_is_refused_before_anything_is_set_aside():
    # Both sides 2^30: no ratio, and the longest number for each.
    number = 0 | 3 << 1 | ((1 << 30) - 1) << 3 | 0 << 33 | 3 << 36 | ((1 << 30) - 1) << 38
    with pytest.raises(ValueError, match="claims"):
        JpegXl().decode(b"\xff\x0a" + number.to_bytes(16, "little"))


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\x0a", b"PNG", b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a" + bytes(40)]
)
def test_what_is_no_picture_is_a_value_error(data: bytes):
    with pytest.raises(ValueError):  # noqa: PT011
        JpegXl().decode(data)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_pictures_are_value_errors(data: st.DataObject):
    whole = bytearray(imagecodecs.jpegxl_encode(np.arange(48 * 64 * 3, dtype=np.uint8).reshape(48, 64, 3)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        JpegXl().decode(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    except ValueError:
        return
