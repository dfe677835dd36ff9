"""Viridis, Cividis and Turbo: one table of 256 colours each, for depth, clouds and their legends alike.

Fifty-two knots a map, every fifth entry of the published tables, joined by straight lines (at most 3 of 255 off).
Viridis (S. van der Walt, N. Smith) and Cividis (J. Nuñez, C. Anderton, R. Renslow) are CC0; Turbo (A. Mikhailov,
Google) is Apache-2.0.
"""

import base64
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

_STEP = 5
LIGHT_GAIN = 0.82
"""Of a map on the light theme's ground; see ``table``."""


class ColourMap(StrEnum):
    """The maps that may be chosen; the first is the default."""

    VIRIDIS = "viridis"
    CIVIDIS = "cividis"
    TURBO = "turbo"


_KNOTS = {
    "viridis": (
        "RAFURghcRxBjSBdpSB1vSCR1Ryp6RjB+RTeBQz2EQUKHP0iJPU6KOlOLOFmMNV6NM2ONMW"
        "iOLm2OLHGOKnaOKXuOJ4COJYSOI4mOIY6NIJKMH5eLHpyJH6GIIaWFJKqDKK6ALrN8Nbd5"
        "Pbx0RsBvUMRqWshkZctecM9XfNJQidVIldhAoto3sN0vvd8myuEf2OIZ5eQZ8eUd/ecl"
    ),
    "cividis": (
        "ACBNACRVACdeACtnAC5vADFvADVuEjhtHzxtKEBsMENsNkdrPUprQk5rSFJrTVVsUllsV1"
        "xtW2BuYGRvZGdwaWtxbW5ycnJ0dnZ2enp4f314hIF5iIV5jYl5ko14l5F4nJV3oZl2pp11"
        "rKF0saVztqlxu65vwbJtxrZrzLtp0b9m18Rj3Mhg4s1c6NJZ7dZU89tP+eBK/+VE/+pG"
    ),
    "turbo": (
        "MBI7NiFfOy+APz6cQku1RVnLRmbdR3PrRoD2RYz9QJn/OKX7L7L0J77pH8ndGtTQGN3CGu"
        "S2IuuqL/GbP/aKUvp6Zf1pef5Zi/9LnP5Aqfs5t/c1w/E00Oo02+I25dk47s869cU6+ro5"
        "/a41/qEw/pMq/IQj+XUd9GYX71gR6EsM4UEJ2DcGzi0EwyUDtx0CqRYBmw8BiwkCegQD"
    ),
}


@cache
def table(name: ColourMap, gain: float = 1.0) -> NDArray[np.uint8]:
    """RGB, uint8 (256, 3), read-only; ``gain`` below 1 darkens it for a light ground."""
    knots = np.frombuffer(base64.b64decode(_KNOTS[name]), np.uint8).reshape(-1, 3)
    at = np.arange(256)
    columns = [np.interp(at, at[::_STEP], knots[:, channel]) for channel in range(3)]
    rgb = np.rint(np.stack(columns, axis=1) * gain).astype(np.uint8)
    rgb.setflags(write=False)
    return rgb


@cache
def packed(name: ColourMap, gain: float = 1.0) -> NDArray[np.uint32]:
    """The same as opaque 0xAARRGGBB, uint32 (256,), the layout of ``QImage.Format_RGB32``."""
    rgb = table(name, gain).astype(np.uint32)
    words = np.uint32(0xFF000000) | rgb[:, 0] << np.uint32(16) | rgb[:, 1] << np.uint32(8) | rgb[:, 2]
    words.setflags(write=False)
    return words
