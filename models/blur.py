"""Blurring that cannot be undone: of a region only the means of large blocks are left."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.privacy import Region, Veil
from models.streams import DepthImage, Sample, VideoFrame

MOST_BLOCKS = 6
LEAST_BLOCK_PX = 8
WHOLE_BLOCKS = 12

Pixels = TypeVar("Pixels", NDArray[np.uint8], NDArray[np.float32])


def veiled(sample: Sample, stream: str, veil: Veil) -> Sample:
    """The sample as the person may see it; itself where nothing is to be blurred."""
    if not isinstance(sample, VideoFrame | DepthImage):
        return sample
    regions = veil.regions(stream, sample.t_ns)
    if not regions:
        return sample
    if isinstance(sample, VideoFrame):
        return replace(sample, rgb=blurred(sample.rgb, regions))
    return replace(sample, depth_m=blurred(sample.depth_m, regions))


def blurred(pixels: Pixels, regions: Iterable[Region]) -> Pixels:
    """A copy of a picture (height, width[, 3]) with every region blurred.

    A side of a region keeps at most ``MOST_BLOCKS`` blocks (of a whole picture ``WHOLE_BLOCKS``), none smaller than
    ``LEAST_BLOCK_PX`` pixels, so that neither a face nor a text can be made out or computed back.
    """
    height, width = pixels.shape[:2]
    result = pixels.copy()
    for region in regions:
        left, top = (0, 0) if region.is_whole else (max(0, region.x), max(0, region.y))
        right = width if region.is_whole else min(width, region.x + region.width)
        bottom = height if region.is_whole else min(height, region.y + region.height)
        if right > left and bottom > top:
            most = WHOLE_BLOCKS if region.is_whole else MOST_BLOCKS
            # From what is blurred already: a small region in a large one must not bring its pixels back.
            result[top:bottom, left:right] = _blocks(result[top:bottom, left:right], most)
    return result


def _blocks(part: Pixels, most: int) -> Pixels:
    import cv2  # noqa: PLC0415 - the window starts without it

    height, width = part.shape[:2]
    size = (_count(width, most), _count(height, most))
    if part.dtype == np.float32:
        # Holes in depth stay out of the means, else one of them would empty its block.
        known = np.isfinite(part).astype(np.float32)
        sums = cv2.resize(np.where(known > 0, part, 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
        shares = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
        with np.errstate(invalid="ignore", divide="ignore"):
            small = np.where(shares > 0, sums / shares, np.nan).astype(np.float32)
    else:
        small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST), part.dtype)


def _count(side: int, most: int) -> int:
    return max(1, min(most, side // LEAST_BLOCK_PX))
