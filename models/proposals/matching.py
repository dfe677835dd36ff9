"""Which channel of one recording is which of another: by name, else by unit and place, for names may differ."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.proposals.motion import PLACES, Motion

Indexes = NDArray[np.int64]

_ENOUGH = 0.6
"""Of the moving channels so many must have a counterpart for a way of pairing to be believed."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """``one`` and ``other`` are indexes of channels, int64 (n,) each; ``share`` of the first's movement is paired."""

    one: Indexes
    other: Indexes
    share: float


def pair_channels(one: Motion, other: Motion) -> Pairing:
    """The best of three ways: the same stream and name, the same name, the same unit and place in its stream."""
    ways: tuple[Callable[[Motion], list[Hashable]], ...] = (
        lambda motion: [(each.stream, each.name) for each in motion.channels],
        lambda motion: [(each.name, each.unit) for each in motion.channels],
        _by_place,
    )
    found: list[Pairing] = []
    for way in ways:
        found.append(_paired(one, other, way(one), way(other)))
        if found[-1].share >= _ENOUGH:
            break
    return max(found, key=lambda pairing: pairing.share)


def _paired(one: Motion, other: Motion, ones: list[Hashable], others: list[Hashable]) -> Pairing:
    where = {key: index for index, key in enumerate(others)}
    pairs = [(index, where[key]) for index, key in enumerate(ones) if key in where]
    pairs = [(a, b) for a, b in pairs if one.channels[a].unit == other.channels[b].unit]
    chosen = np.array(pairs, np.int64).reshape(-1, 2)
    weights = _movement(one)
    return Pairing(chosen[:, 0], chosen[:, 1], float(weights[chosen[:, 0]].sum() / max(weights.sum(), 1e-12)))


def _by_place(motion: Motion) -> list[Hashable]:
    """Unit, width of the stream, which of the streams alike, and place in it.

    Ends of limbs go by how far they travel, since not each episode moves all of them.
    """
    alike: dict[tuple[str, int], list[str]] = {}
    keys: list[Hashable] = []
    for channel in motion.channels:
        if channel.stream == PLACES:
            keys.append((PLACES, channel.place))
            continue
        streams = alike.setdefault((channel.unit, channel.width), [])
        if channel.stream not in streams:
            streams.append(channel.stream)
        keys.append((channel.unit, channel.width, streams.index(channel.stream), channel.place))
    return keys


def _movement(motion: Motion) -> NDArray[np.float64]:
    """Weight of each channel: its spread as a share of the greatest of its group."""
    spreads = motion.values.std(axis=0)
    most: dict[tuple[str, str], float] = {}
    for channel, spread in zip(motion.channels, spreads.tolist(), strict=True):
        most[channel.group] = max(most.get(channel.group, 0.0), spread)
    return np.array(
        [
            spread / most[channel.group]
            for channel, spread in zip(motion.channels, spreads.tolist(), strict=True)
        ]
    )
