"""Draws a cloud with numpy: faster than OpenGL where OpenGL is software, and the same everywhere.

Each point covers a square of pixels; the nearest wins. Depth and colour share one integer, so that one ``minimum``
settles both.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from widgets.cloud_scene import FADE_FROM, FADE_TO, FAR_ALPHA, CloudBuffer, CloudStyle, along
from widgets.turntable import NEAR_M, Turntable

_FADES = 16
_DEPTH_STEPS = float(2**20 - 2)

Pixels = NDArray[np.uint32]


def splat(buffer: CloudBuffer, camera: Turntable, style: CloudStyle, width: int, height: int) -> Pixels:
    """Premultiplied ARGB pixels, uint32 (height, width), transparent where no point falls."""
    whole = Splat(buffer, camera, style, width, height)
    whole.add(slice(None, None, style.stride))
    return whole.pixels()


class Splat:
    """A picture to which the points of a buffer come part by part, in any order."""

    def __init__(
        self, buffer: CloudBuffer, camera: Turntable, style: CloudStyle, width: int, height: int
    ) -> None:
        self._buffer, self._camera, self._style = buffer, camera, style
        self._width, self._height = width, height
        self._empty = np.iinfo(np.uint32 if buffer.own is None else np.uint64).max
        self._nearest = np.full(width * height, self._empty, np.uint32 if buffer.own is None else np.uint64)

    def add(self, part: slice) -> None:
        """Draw these points among those that are drawn."""
        own = self._buffer.own
        some = replace(
            self._buffer, planes=self._buffer.planes[:, part], own=None if own is None else own[part]
        )
        slots, keys = _project(some, self._camera, self._style, self._width, self._height)
        for row in range(self._style.point_px):
            for column in range(self._style.point_px):
                np.minimum.at(self._nearest, slots + (row * self._width + column), keys)

    def pixels(self) -> Pixels:
        """What is drawn so far, as ``splat`` gives it."""
        hit = np.flatnonzero(self._nearest != self._empty)
        colours = _scale_colours if self._buffer.own is None else _own_colours
        image = np.zeros(self._width * self._height, np.uint32)
        image[hit] = colours(self._nearest[hit], self._style)
        return image.reshape(self._height, self._width)


def _project(
    buffer: CloudBuffer, camera: Turntable, style: CloudStyle, width: int, height: int
) -> tuple[NDArray[np.int64], Pixels | NDArray[np.uint64]]:
    """Index of each visible point's first pixel, and its key: 20 bits of depth, 4 of fade, 8 of colour by the scale;
    where points have colours of their own, 24 of colour in a key of 64 bits.
    """
    matrix = camera.camera_from_world() @ buffer.world_from_sensor
    x, y, z = (along(row, buffer.planes) for row in matrix[:3])
    edge, focal = style.point_px, np.float32(camera.focal_px(height))
    half = np.float32((edge - 1) / 2)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        per_m = focal / z
        u, v = x * per_m + np.float32(width / 2) - half, np.float32(height / 2) - half - y * per_m
    seen = np.flatnonzero((z > NEAR_M) & (u >= 0) & (v >= 0) & (u < width - edge) & (v < height - edge))
    z = z[seen]
    slots = v[seen].astype(np.int64) * width + u[seen].astype(np.int64)
    colour = _colour(buffer.planes[3, seen], style)
    front = _depth_bits(z) << np.uint32(4) | _fade(z, camera)
    if buffer.own is None:
        return slots, front << np.uint32(8) | colour
    own = buffer.own[seen]
    rgb = np.where(own != 0, own, style.scale.table[colour]) & np.uint32(0xFFFFFF)
    return slots, front.astype(np.uint64) << np.uint64(24) | rgb


def _depth_bits(z: NDArray[np.float32]) -> Pixels:
    """Finer near the eye, as in any z-buffer."""
    bits: Pixels = ((1 - NEAR_M / z) * np.float32(_DEPTH_STEPS)).astype(np.uint32)
    return bits


def _fade(z: NDArray[np.float32], camera: Turntable) -> Pixels:
    share = (z / np.float32(camera.distance_m) - FADE_FROM) / (FADE_TO - FADE_FROM)
    steps: Pixels = (np.clip(share, 0, 1) * (_FADES - 1)).astype(np.uint32)
    return steps


def _colour(scalar: NDArray[np.float32], style: CloudStyle) -> Pixels:
    position = (scalar - np.float32(style.scale.low)) * np.float32(255 / style.scale.span)
    index: Pixels = np.nan_to_num(np.clip(position, 0, 255)).astype(np.uint32)
    return index


def _scale_colours(keys: NDArray[Any], style: CloudStyle) -> Pixels:
    image: Pixels = _fading_colours(style)[keys & np.uint32(0xFFF)]
    return image


def _own_colours(keys: NDArray[Any], style: CloudStyle) -> Pixels:
    """Premultiplied colours of keys that carry them."""
    words = keys.astype(np.uint64)
    fade = (words >> np.uint64(24) & np.uint64(_FADES - 1)).astype(np.intp)
    alpha = np.linspace(1.0, FAR_ALPHA, _FADES, dtype=np.float32)[fade] * np.float32(style.opacity)
    image: Pixels = (alpha * 255).astype(np.uint32) << np.uint32(24)
    for shift in (16, 8, 0):
        part = (words >> np.uint64(shift) & np.uint64(255)).astype(np.float32) * alpha
        image |= part.astype(np.uint32) << np.uint32(shift)
    return image


def _fading_colours(style: CloudStyle) -> Pixels:
    """Premultiplied colours of every key's low 12 bits, uint32 (4096,)."""
    alpha = np.linspace(1.0, FAR_ALPHA, _FADES)[:, None] * style.opacity
    table = style.scale.table[None, :]
    channels = [
        ((table >> np.uint32(shift) & np.uint32(255)) * alpha).astype(np.uint32) for shift in (16, 8, 0)
    ]
    opaque = np.broadcast_to((alpha * 255).astype(np.uint32), channels[0].shape)
    words: Pixels = (
        opaque << np.uint32(24) | channels[0] << np.uint32(16) | channels[1] << np.uint32(8) | channels[2]
    )
    return words.ravel()
