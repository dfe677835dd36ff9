"""What is compared of two episodes, free of sizes and speeds: postures, loads, ends of limbs, how fast, what closes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.proposals.motion import PLACES, Motion
from models.proposals.strokes import are_brief, smoothed

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SMOOTH_STEPS = 5
_SPEED_STEPS = 7
_MEDIAN_STEPS = 5
_LEAST_OF_GROUP = 0.25
"""A channel that moves less than this share of the liveliest of its group is not blown up to its size."""
_ACTIVE = 0.2
_LEAST_STROKE = 0.01
_LEAST_PLACE_M = 0.05
_PACE_FLOOR = 0.02
_STROKE_FLOOR = 0.05

Blocks = Mapping[str, Numbers]


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """How the channels of an example are read, one value a channel: ``size`` of one unit, and what it tells of.

    ``strokes`` open and close, ``ends`` are places of ends of limbs, ``posture`` the other positions, of which the
    ``active`` ones move much; ``loads`` are forces and torques.
    """

    size: Numbers
    strokes: Mask
    ends: Mask
    posture: Mask
    active: Mask
    loads: Mask


def scale_of(motion: Motion) -> Scale:
    """The scale that an example's own movement gives."""
    values = smoothed(motion.values, _SMOOTH_STEPS)
    spread = values.std(axis=0)
    kinds = np.array([channel.quantity for channel in motion.channels])
    ends = np.array([channel.stream == PLACES for channel in motion.channels])
    positions = ((kinds == "position") | (kinds == "state")) & ~ends
    most = _most_of_group(motion, spread)
    brief = are_brief(motion.values)
    strokes = positions & brief & (spread > _LEAST_STROKE * most)
    calm = _most_of_group(motion, np.where(strokes, 0.0, spread))
    size = np.where(
        brief & (spread > _LEAST_STROKE * most), spread, np.maximum(spread, _LEAST_OF_GROUP * calm)
    )
    size = np.where(ends, np.maximum(size, _LEAST_PLACE_M), size)
    posture = positions & ~strokes
    active = posture & (spread > _ACTIVE * calm)
    return Scale(np.maximum(size, 1e-9), strokes, ends, posture, active, kinds == "force")


def _most_of_group(motion: Motion, spread: Numbers) -> Numbers:
    most: dict[tuple[str, str], float] = {}
    for channel, each in zip(motion.channels, spread.tolist(), strict=True):
        most[channel.group] = max(most.get(channel.group, 0.0), each)
    return np.array([most[channel.group] for channel in motion.channels])


def blocks_of(values: Numbers, scale: Scale) -> Blocks:
    """Features at each step, float64 (steps, n) by name; what an episode does not have is left out.

    Args:
        values: of the channels of ``scale``, float64 (steps, channels).
        scale: the example's.
    """
    sized = smoothed(_without_spikes(values), _SMOOTH_STEPS) / scale.size
    speeds = np.gradient(smoothed(sized, _SPEED_STEPS), axis=0)
    leading = scale.ends if scale.ends.any() else scale.active
    found = {
        "posture": sized[:, scale.posture],
        "turning": _even(speeds[:, scale.active]),
        "load": sized[:, scale.loads],
        "place": sized[:, scale.ends],
        "grip": sized[:, scale.strokes],
        "heading": _heading(speeds[:, leading]),
        "pace": _logarithm(speeds[:, leading], _PACE_FLOOR),
        "stroke": _logarithm(speeds[:, scale.strokes], _STROKE_FLOOR),
    }
    return {name: block for name, block in found.items() if block.shape[1]}


def _without_spikes(values: Numbers) -> Numbers:
    half = _MEDIAN_STEPS // 2
    padded = np.pad(values, ((half, half), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN_STEPS, axis=0)
    medians: Numbers = np.median(windows, axis=-1)
    return medians


def _even(speeds: Numbers) -> Numbers:
    """In units of the episode's own pace, so that a slow repeat is like a quick one."""
    usual = float(np.sqrt(np.square(speeds).mean())) if speeds.size else 0.0
    even: Numbers = speeds / max(usual, 1e-9)
    return even


def _heading(speeds: Numbers) -> Numbers:
    """The direction of movement, fading where there is none."""
    length = np.linalg.norm(speeds, axis=1, keepdims=True)
    heading: Numbers = speeds / (length + 0.05 * max(_peak(length), 1e-9))
    return heading


def _logarithm(speeds: Numbers, floor: float) -> Numbers:
    """Speed from -1 (still) to about 0 (the episode's usual peak), so that slow beginnings count as well."""
    if not speeds.shape[1]:
        return speeds
    length = np.linalg.norm(speeds, axis=1, keepdims=True)
    share = length / max(_peak(length), 1e-9)
    logarithm: Numbers = np.log((share + floor) / (1.0 + floor)) / np.log((1.0 + floor) / floor)
    return logarithm


def _peak(length: Numbers) -> float:
    """Of a gripper that moves a twentieth of the time or less still the stroke, not the rest."""
    if not length.size:
        return 0.0
    return max(float(np.percentile(length, 95)), 0.5 * float(length.max()))
