"""Phases of each arm by itself: which channels tell of which arm, by their names or by when they set off and rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.limbs import side_of
from models.proposals.features import Mask
from models.proposals.motion import RATE_HZ, Channel, Motion, Numbers
from models.proposals.propose import Labels, Proposal, propose
from models.proposals.strokes import smoothed
from models.proposals.transfer import Example

_FEWEST = 3
"""Positions of one side below which the names say nothing."""
_SURELY = 0.1
"""A channel whose liveliness another arm's phases explain by so much more is that arm's."""
_SPEED_S = 0.2
_FLOOR = 0.02
_APART_S = 0.5
"""Samples nearer to one another are no news."""


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """One track: ``steps`` float64 (boundaries,) on the grid of its recording; labels as in ``Example``."""

    labels: Labels
    steps: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """A labelled recording whose arms may have phases of their own, by tier; "" is the main track."""

    motion: Motion
    cuts: Mapping[str, Cuts]


def propose_tracks(examples: Sequence[Tracks], target: Motion) -> dict[str, Proposal]:
    """Phases of ``target`` for each tier that an example has, in the order in which they come there.

    Raises:
        KnownError: no example, too short a recording, or nothing in common.
    """
    tiers = dict.fromkeys(tier for each in examples for tier in each.cuts)
    if not tiers:
        return {"": propose([], target)}
    return {tier: propose(_of_tier(examples, tier), target) for tier in tiers}


def _of_tier(examples: Sequence[Tracks], tier: str) -> list[Example]:
    return [
        Example(each.motion, cuts.labels, cuts.steps, channels_of(each, tier))
        for each in examples
        if (cuts := each.cuts.get(tier)) is not None
    ]


def channels_of(example: Tracks, tier: str) -> Mask | None:
    """Which channels tell of an arm, bool (channels,); None where all do, or nothing tells them apart."""
    if not tier:
        return None
    channels = example.motion.channels
    named = _by_name(channels, tier)
    mask = named if named is not None else _by_phases(example, tier)
    tells = np.array([each.quantity in ("position", "state") for each in channels], np.bool_)
    return mask if (mask & tells).any() else None


def _by_name(channels: Sequence[Channel], tier: str) -> Mask | None:
    """Those of the tier's side; None unless both sides have names, and the tier has one."""
    side = side_of(tier)
    sides = np.array([side_of(each.name) or side_of(each.stream) for each in channels])
    positions = np.array([each.quantity == "position" for each in channels], np.bool_)
    counts = [int((positions & (sides == each)).sum()) for each in ("left", "right")]
    if not side or min(counts) < _FEWEST:
        return None
    own: Mask = sides == side
    return own


def _by_phases(example: Tracks, tier: str) -> Mask:
    """Those that go and rest with the phases of this arm as well as with those of any other."""
    lively = _liveliness(example.motion.values)
    told = {each: _explained(lively, cuts.steps) for each, cuts in example.cuts.items() if each}
    best = np.max(list(told.values()), axis=0)
    own: Mask = told[tier] >= best - _SURELY
    return own


def _liveliness(values: Numbers) -> Numbers:
    """How fast each channel moves, as the logarithm of the share of its own peak, float64 (steps, channels)."""
    speeds = np.abs(np.gradient(smoothed(values, round(_SPEED_S * RATE_HZ)), axis=0))
    peaks = np.maximum(np.percentile(speeds, 99, axis=0), 1e-12)
    lively: Numbers = np.log(np.minimum(speeds / peaks, 1.0) + _FLOOR)
    return lively


def _explained(lively: Numbers, cuts: Numbers) -> Numbers:
    """The share of the variance that the phases explain beyond as many phases anywhere, float64 (channels,)."""
    edges = np.r_[0, np.clip(cuts.round(), 0, len(lively)), len(lively)].astype(np.int64)
    inside = np.zeros(lively.shape[1])
    for first, past in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if past > first:
            inside += (past - first) * lively[first:past].var(axis=0)
    left = inside / np.maximum(len(lively) * lively.var(axis=0), 1e-12)
    news = len(lively) / RATE_HZ / _APART_S
    explained: Numbers = 1.0 - left * (news - 1.0) / max(news - len(edges) + 1.0, 1.0)
    return explained
