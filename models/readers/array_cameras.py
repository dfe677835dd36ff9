"""Intrinsics that a recording of arrays keeps beside its pictures, told apart by their names alone."""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.geometry.camera import Camera, make_camera
from models.readers.array_source import ArraySource

_NAMED = re.compile(r"intrinsic", re.IGNORECASE)
_USUAL = frozenset(
    {
        "observation",
        "observations",
        "obs",
        "camera",
        "cameras",
        "cam",
        "image",
        "images",
        "rgb",
        "color",
        "colour",
    }
    | {"depth", "intrinsic", "intrinsics", "matrix", "cv", "k", "params", "info", "data"}
)
_ALONE = 2


def is_intrinsics(name: str, source: ArraySource) -> bool:
    """Whether an array holds intrinsics: by its name, and as 3 x 3 or fx, fy, cx, cy, once or a row."""
    shape = source.facts.shape
    return (
        bool(_NAMED.search(name))
        and source.facts.dtype.kind in "fiu"
        and (shape[-2:] == (3, 3) or shape[-1:] == (4,))
    )


def is_still(source: ArraySource) -> bool:
    """Whether intrinsics are told once and not a row."""
    return source.facts.shape in ((3, 3), (4,))


def cameras_of(pictures: list[str], arrays: Mapping[str, ArraySource]) -> dict[str, Camera]:
    """Which camera each stream of pictures has: the array all of whose telling words are in the stream's name, the
    most telling of those; one array without telling words is that of the only camera.
    """
    words = {name: _words(name) for name in arrays}
    found: dict[str, Camera] = {}
    for picture in pictures:
        here = _words(picture)
        fitting = [name for name, own in words.items() if own and own <= here]
        if not fitting and len(arrays) == 1 and len(pictures) <= _ALONE:
            fitting = [name for name, own in words.items() if not own]
        if not fitting:
            continue
        name = max(fitting, key=lambda name: len(words[name]))
        try:
            k = _first(arrays[name])
            found[picture] = make_camera(width=0, height=0, k=k, frame_id=picture, source=name)
        except (KnownError, ValueError, OSError):
            continue
    return found


def _first(source: ArraySource) -> NDArray[np.float64]:
    shape = source.facts.shape
    values = np.asarray(source.read(0, shape[0] if is_still(source) else 1), np.float64)
    if shape[-2:] == (3, 3):
        whole: NDArray[np.float64] = values.reshape(-1, 3, 3)[0]
        return whole
    fx, fy, cx, cy = values.reshape(-1, 4)[0]
    return np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1]])


def _words(name: str) -> frozenset[str]:
    return frozenset(re.split(r"[^a-z0-9]+", name.lower())) - _USUAL - {""}
