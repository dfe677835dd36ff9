"""Pictures in JPEG XL, as UMI's published zarr archives hold them one to a chunk.

The library sets aside what the picture's head asks for before it decodes, so the head is read here first.
Source: ISO/IEC 18181-1, codestream header (SizeHeader, bits from the least on), and -2, boxes of the container.
"""

from typing import Any

import numpy as np
from numcodecs.abc import Codec
from numcodecs.compat import ensure_bytes, ndarray_copy
from numcodecs.registry import register_codec

CODEC_ID = "imagecodecs_jpegxl"
MOST_PIXELS = 1 << 26

_CODESTREAM = b"\xff\x0a"
_CONTAINER = b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a"
_BOX_HEAD = 8
_LONG_BOX_HEAD = 16
_PART_NUMBER = 4
_HEAD_NBYTES = 16
_WIDTHS = (9, 13, 18, 30)
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}


def picture_size(data: bytes) -> tuple[int, int]:
    """(height, width) that a picture says.

    Raises:
        ValueError: it is no JPEG XL, or is cut off.
    """
    bits = _Bits(_codestream(data)[len(_CODESTREAM) :])
    small = bits.take(1)
    height = _side(bits, small=bool(small))
    ratio = bits.take(3)
    if ratio:
        across, along = _RATIOS[ratio]
        return height, height * across // along
    return height, _side(bits, small=bool(small))


def _side(bits: "_Bits", *, small: bool) -> int:
    if small:
        return 8 * (1 + bits.take(5))
    return 1 + bits.take(_WIDTHS[bits.take(2)])


class _Bits:
    """Reads numbers from the least bit of the first byte on."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data[:_HEAD_NBYTES], "little")
        self._left = 8 * min(len(data), _HEAD_NBYTES)

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("the picture is cut off")
        found = self._number & ((1 << count) - 1)
        self._number >>= count
        self._left -= count
        return found


def _codestream(data: bytes) -> bytes:
    """The first bytes of the codestream, bare or in boxes."""
    if data.startswith(_CODESTREAM):
        return data[: len(_CODESTREAM) + _HEAD_NBYTES]
    place = len(_CONTAINER)
    if not data.startswith(_CONTAINER):
        raise ValueError("it is no picture in JPEG XL")
    while place + _BOX_HEAD <= len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        head = _BOX_HEAD
        if length == 1:
            head = _LONG_BOX_HEAD
            length = int.from_bytes(data[place + 8 : place + 16], "big")
        if kind in (b"jxlc", b"jxlp"):
            start = place + head + (_PART_NUMBER if kind == b"jxlp" else 0)
            found = data[start : start + len(_CODESTREAM) + _HEAD_NBYTES]
            if not found.startswith(_CODESTREAM):
                raise ValueError("it is no picture in JPEG XL")
            return found
        if length < head:
            break
        place += length
    raise ValueError("it holds no picture")


class JpegXl(Codec):  # type: ignore[misc]
    """Decodes what ``imagecodecs`` and UMI's own codec of that name wrote; settings of the encoder are ignored."""

    codec_id = CODEC_ID

    def __init__(self, **_settings: Any) -> None:
        super().__init__()

    def encode(self, buf: Any) -> Any:
        """Rushes writes no pictures.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError("pictures are only read")

    def decode(self, buf: Any, out: Any = None) -> Any:
        """One picture.

        Raises:
            ValueError: damaged, or absurdly large.
        """
        import imagecodecs  # noqa: PLC0415 - large, and most recordings hold no such picture

        data = ensure_bytes(buf)
        height, width = picture_size(data)
        if height * width > MOST_PIXELS:
            raise ValueError(f"a picture claims {height} x {width} pixels")
        try:
            picture = np.asarray(imagecodecs.jpegxl_decode(data))
        except (RuntimeError, ValueError) as error:
            raise ValueError(f"the picture cannot be decoded: {error}") from error
        return picture if out is None else ndarray_copy(picture, out)


def register() -> None:
    """Make the codec known to zarr; a second call changes nothing."""
    register_codec(JpegXl)
