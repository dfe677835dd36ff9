"""Finds faces in pictures and joins them over time into regions that a person confirms. Works without a network.

The model is CenterFace (Xu, Yan, Yang 2019): a heat map of face centres at a quarter of the picture's size, with the
logarithm of each face's size and the offset of its centre. It runs through OpenCV.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.privacy import Region, RegionState

LEAST_SCORE = 0.5
LARGEST_SIDE = 640
STRIDE = 4
MOST_OVERLAP = 0.3
SAME_FACE_OVERLAP = 0.2
MARGIN = 0.25
FINDER = "finder"

_OUTPUTS = ("537", "538", "539", "540")
_MULTIPLE = 32


@dataclass(frozen=True, slots=True)
class Face:
    """A rectangle in pixels, and how sure the finder is (0 to 1)."""

    x: float
    y: float
    width: float
    height: float
    score: float

    def overlap(self, other: "Face") -> float:
        """Intersection over union."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        common = max(0.0, across) * max(0.0, down)
        return common / max(self.width * self.height + other.width * other.height - common, 1e-9)


class FaceFinder:
    """One network; belongs to one thread at a time.

    Raises:
        KnownError: the model is missing or cannot be loaded.
    """

    def __init__(self, model: Path) -> None:
        import cv2  # noqa: PLC0415 - the window starts without it

        self._library = cv2
        try:
            self._network = cv2.dnn.readNetFromONNX(str(model))
        except cv2.error as error:
            raise KnownError("The model that finds faces cannot be loaded from {path}", path=model) from error

    def find(self, rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Faces in a picture (height, width, 3), the surest first."""
        height, width = rgb.shape[:2]
        scale = min(1.0, LARGEST_SIDE / max(height, width))
        size = (_rounded(width * scale), _rounded(height * scale))
        self._network.setInput(self._library.dnn.blobFromImage(rgb, 1.0, size, (0, 0, 0), swapRB=False))
        heat, log_size, offset = (np.asarray(out)[0] for out in self._network.forward(_OUTPUTS)[:3])
        rows, columns = np.nonzero(heat[0] > LEAST_SCORE)
        tall, wide = np.exp(log_size[:, rows, columns]) * STRIDE
        down, right = offset[:, rows, columns]
        x = (columns + right + 0.5) * STRIDE - wide / 2
        y = (rows + down + 0.5) * STRIDE - tall / 2
        across, along = width / size[0], height / size[1]
        found = [
            Face(float(a * across), float(b * along), float(c * across), float(d * along), float(e))
            for a, b, c, d, e in zip(x, y, wide, tall, heat[0, rows, columns], strict=True)
        ]
        return _best_of_each(found)


def _rounded(side: float) -> int:
    return max(_MULTIPLE, int(np.ceil(side / _MULTIPLE)) * _MULTIPLE)


def _best_of_each(faces: Iterable[Face]) -> tuple[Face, ...]:
    kept: list[Face] = []
    for face in sorted(faces, key=lambda each: -each.score):
        if all(face.overlap(other) <= MOST_OVERLAP for other in kept):
            kept.append(face)
    return tuple(kept)


@dataclass(slots=True)
class _Track:
    """A face over some pictures in a row."""

    faces: list[Face] = field(default_factory=list)
    start_ns: int = 0
    end_ns: int = 0


def regions_of(
    found: Iterable[tuple[int, tuple[Face, ...]]],
    *,
    stream: str,
    end_ns: int,
    size: tuple[int, int],
    make_id: Callable[[], str],
) -> tuple[Region, ...]:
    """Proposals from faces in pictures of one stream.

    A face that overlaps one of the picture before is the same; its region covers all places where it was, with a
    margin, from the picture before the first in which it was seen to the one after the last.

    Args:
        found: stamp and faces of each picture looked at, in the order of stamps.
        stream: its name.
        end_ns: past the last moment of the episode.
        size: (height, width) of the pictures.
        make_id: gives a new id each time.
    """
    looked = list(found)
    times = [t_ns for t_ns, _ in looked]
    open_tracks: list[_Track] = []
    done: list[_Track] = []
    for place, (t_ns, faces) in enumerate(looked):
        before_ns = times[place - 1] if place else t_ns
        after_ns = times[place + 1] if place + 1 < len(times) else end_ns
        continued: list[_Track] = []
        for face in faces:
            track = next((t for t in open_tracks if t.faces[-1].overlap(face) >= SAME_FACE_OVERLAP), None)
            if track is None:
                track = _Track(start_ns=before_ns)
            else:
                open_tracks.remove(track)
            track.faces.append(face)
            track.end_ns = max(after_ns, track.start_ns + 1)
            continued.append(track)
        done += open_tracks
        open_tracks = continued
    return tuple(_region(track, stream, size, make_id()) for track in (*done, *open_tracks))


def _region(track: _Track, stream: str, size: tuple[int, int], region_id: str) -> Region:
    height, width = size
    grow = MARGIN * max(max(face.width, face.height) for face in track.faces)
    left = max(0, int(min(face.x for face in track.faces) - grow))
    top = max(0, int(min(face.y for face in track.faces) - grow))
    right = min(width, int(np.ceil(max(face.x + face.width for face in track.faces) + grow)))
    bottom = min(height, int(np.ceil(max(face.y + face.height for face in track.faces) + grow)))
    return Region(
        id=region_id,
        stream=stream,
        start_ns=track.start_ns,
        end_ns=track.end_ns,
        x=left,
        y=top,
        width=max(1, right - left),
        height=max(1, bottom - top),
        kind="face",
        source=FINDER,
        state=RegionState.PROPOSED,
    )
