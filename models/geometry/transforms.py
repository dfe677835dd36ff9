"""Transforms over time as columns, and who gives them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import LEAST_LENGTH, Link
from models.streams import Stamps

_FARTHEST_M = 1e9
_LONGEST = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class TransformBlock:
    """Transforms in the order of their stamps.

    ``stamps_ns`` int64 (n,); ``links`` int64 (n,) are indexes into ``names``, pairs of parent and child; ``poses``
    float64 (n, 7) hold x, y, z in metres and the quaternion x, y, z, w.
    """

    stamps_ns: Stamps
    names: tuple[tuple[str, str], ...]
    links: NDArray[np.int64]
    poses: NDArray[np.float64]

    def last_of(self, child: str, t_ns: int) -> tuple[int, str, NDArray[np.float64]] | None:
        """Stamp, parent and pose of a frame's last transform at or before ``t_ns``, None before its first."""
        own = [number for number, (_, name) in enumerate(self.names) if name == child]
        if not own:
            return None
        end = int(np.searchsorted(self.stamps_ns, t_ns, side="right"))
        rows = np.flatnonzero(np.isin(self.links[:end], own))
        if not len(rows):
            return None
        row = int(rows[-1])
        return int(self.stamps_ns[row]), self.names[int(self.links[row])][0], self.poses[row]

    @property
    def children(self) -> frozenset[str]:
        """Every frame that is placed."""
        return frozenset(child for _, child in self.names)


@runtime_checkable
class TransformSource(Protocol):
    """A stream of transforms; ``static`` ones hold for all times."""

    @property
    def static(self) -> bool:
        """Whether what it says holds for all times."""

    def stamps(self) -> Stamps:
        """One stamp a message, int64 (count,)."""

    def transforms(self, first: int, last: int) -> TransformBlock:
        """What the messages ``first`` to ``last``, without the latter, say; what is damaged is left out."""


def block_of(rows: Iterable[tuple[int, Link]]) -> TransformBlock:
    """Stamped links as columns; they come in the order of their stamps."""
    names: dict[tuple[str, str], int] = {}
    stamps_ns, links, poses = [], [], []
    for t_ns, link in rows:
        stamps_ns.append(t_ns)
        links.append(names.setdefault((link.parent, link.child), len(names)))
        poses.append((*link.place_m, *link.turn))
    return TransformBlock(
        np.array(stamps_ns, np.int64),
        tuple(names),
        np.array(links, np.int64),
        np.array(poses, np.float64).reshape(-1, 7),
    )


def joined(blocks: Sequence[TransformBlock]) -> TransformBlock:
    """Blocks as one in the order of the stamps."""
    names: dict[tuple[str, str], int] = {}
    links = [
        np.array([names.setdefault(name, len(names)) for name in block.names], np.int64)[block.links]
        for block in blocks
    ]
    stamps_ns = np.concatenate([block.stamps_ns for block in blocks]) if blocks else np.empty(0, np.int64)
    poses = np.concatenate([block.poses for block in blocks]) if blocks else np.empty((0, 7))
    order = np.argsort(stamps_ns, kind="stable")
    link = np.concatenate(links) if links else np.empty(0, np.int64)
    return TransformBlock(stamps_ns[order], tuple(names), link[order], poses[order])


def usable(block: TransformBlock) -> TransformBlock:
    """Without poses that turn nothing or lie nowhere, as damaged messages have them."""
    with np.errstate(invalid="ignore"):
        size = np.abs(block.poses)
        fits = (size[:, :3] < _FARTHEST_M).all(axis=1) & (size[:, 3:] < _LONGEST).all(axis=1)
    fits &= (size[:, 3:] > LEAST_LENGTH).any(axis=1)
    if fits.all():
        return block
    return TransformBlock(block.stamps_ns[fits], block.names, block.links[fits], block.poses[fits])


class TransformTable:
    """Transforms that are known as a whole, of a sidecar or a table of poses."""

    def __init__(self, rows: Sequence[tuple[int, Link]], *, static: bool = False) -> None:
        self.static = static
        self._rows = sorted(rows, key=lambda row: row[0])

    def stamps(self) -> Stamps:
        """One stamp a transform."""
        return np.array([t_ns for t_ns, _ in self._rows], np.int64)

    def transforms(self, first: int, last: int) -> TransformBlock:
        """Some of them."""
        return block_of(self._rows[first:last])
