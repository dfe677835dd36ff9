"""Depth coded as RVL, as compressed_depth_image_transport writes it.

Source: A. Wilson, "Fast Lossless Depth Image Compression", 2017. Numbers are nibbles of three bits, least first,
each with a bit that says whether more follow; eight nibbles a little-endian word, highest first. Runs of zeros
and of values alternate; a value is the zigzag-coded difference to the one before.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from models.readers.cdr import BadMessageError

_MAX_PIXELS = 1 << 26


def decode_rvl(data: bytes) -> NDArray[np.uint16]:
    """A depth image after its width and height (uint32 each), uint16 (height, width).

    Raises:
        BadMessageError: absurd sizes, or runs that do not fit the picture.
    """
    if len(data) < 8:
        raise BadMessageError("the RVL image has no size")
    width, height = struct.unpack_from("<II", data)
    pixels = width * height
    # A zero run of a whole picture takes a few bytes, so that a bound on the growth would refuse empty pictures.
    if pixels > _MAX_PIXELS:
        raise BadMessageError("the RVL image claims to be too large")
    places, values_at, numbers = _runs(_numbers(data[8:]), pixels)
    coded = numbers[values_at]
    steps = (coded >> 1) ^ -(coded & 1)
    depth = np.zeros(pixels, np.uint16)
    depth[places] = (np.cumsum(steps) & 0xFFFF).astype(np.uint16)
    return depth.reshape(height, width)


def _numbers(data: bytes) -> NDArray[np.int64]:
    words = np.frombuffer(data, "<u4", len(data) // 4)
    shifts = np.arange(28, -4, -4, dtype=np.uint32)
    nibbles = ((words[:, None] >> shifts) & np.uint32(15)).reshape(-1).astype(np.int64)
    ends = np.flatnonzero(nibbles < 8)
    if not len(ends):
        return np.empty(0, np.int64)
    nibbles = nibbles[: ends[-1] + 1]
    starts = np.append(0, ends[:-1] + 1)
    place = np.arange(len(nibbles)) - np.repeat(starts, ends - starts + 1)
    if place.max() > 10:
        raise BadMessageError("an RVL number is too long")
    return np.asarray(np.add.reduceat((nibbles & 7) << (3 * place), starts))


def _runs(
    numbers: NDArray[np.int64], pixels: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pixels that have a value, and where in ``numbers`` the values are."""
    places: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    values: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    at = pixel = 0
    while pixel < pixels:
        if at + 1 >= len(numbers):
            if at < len(numbers) and pixel + int(numbers[at]) == pixels:
                break
            raise BadMessageError("the RVL image ends too early")
        zeros, filled = int(numbers[at]), int(numbers[at + 1])
        pixel += zeros
        if pixel + filled > pixels or at + 2 + filled > len(numbers) or zeros + filled == 0:
            raise BadMessageError("an RVL run does not fit the picture")
        places.append(np.arange(pixel, pixel + filled))
        values.append(np.arange(at + 2, at + 2 + filled))
        pixel += filled
        at += 2 + filled
    return np.concatenate(places), np.concatenate(values), numbers
