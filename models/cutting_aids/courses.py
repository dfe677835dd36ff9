"""A signal stream on one even grid: what changes places, what opens and closes, what carries load."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamInfo
from models.playback.pyramid import SignalPyramid
from models.timebase import NS_PER_MS, NS_PER_S

STEP_NS = 20 * NS_PER_MS
_LONGEST_S = 4 * 3600
_SMOOTH_STEPS = 5
_MOST_OF_THE_WAY = 0.9
_BRIEF = 0.15
_LEAST_OF_GROUP = 0.005
_FORCES = frozenset({"N", "N·m"})
_RATES = frozenset({"rad/s", "m/s", "m/s²"})
_LEADING = 0.25
_LEAST_LOAD = 0.1

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """``speed`` float64 (steps,) of what changes places, None without any; ``strokes`` (steps, n) speeds of what opens
    and closes; ``loads`` (steps, m) forces and torques, in units of how far they spread. Step k lies at
    ``start_ns + k * STEP_NS``.
    """

    start_ns: int
    speed: Numbers | None
    strokes: Numbers
    loads: Numbers

    def time_of(self, step: float) -> int:
        """The time of a place on the grid."""
        return self.start_ns + round(step * STEP_NS)


def courses_of(info: StreamInfo, pyramid: SignalPyramid) -> Courses | None:
    """The courses of a stream's channels, None where they tell nothing: too short, too long, or nothing moves."""
    stamps_ns = pyramid.stamps_ns
    if len(stamps_ns) < 8 or not 0 < stamps_ns[-1] - stamps_ns[0] < _LONGEST_S * NS_PER_S:
        return None
    start_ns = int(stamps_ns[0])
    values = _on_grid(pyramid)
    units = np.array([*info.units, *[""] * len(values)][: len(values)])
    spread = values.std(axis=1)
    moves = (spread > 0) & ~_only_count(values)
    forces = np.isin(units, list(_FORCES))
    places = moves & ~forces & ~np.isin(units, list(_RATES)) & _is_place(info.channels, len(values))
    if not places.any():
        places = moves & np.isin(units, list(_RATES))
        speeds = np.abs(_smoothed(values))
    else:
        speeds = np.abs(np.gradient(_smoothed(values), axis=1))
    brief = places & _are_brief(speeds) & (spread > _LEAST_OF_GROUP * _most_of_unit(units, spread, places))
    return Courses(
        start_ns,
        _joint_speed(speeds, spread, units, places & ~brief),
        speeds[brief].T,
        _loads(values, spread, units, forces & moves),
    )


def _loads(values: Numbers, spread: Numbers, units: NDArray[np.str_], loaded: NDArray[np.bool_]) -> Numbers:
    """Quiet channels are not blown up to the size of those that bear the load."""
    size = np.maximum(spread, _LEAST_LOAD * _most_of_unit(units, spread, loaded))[loaded]
    loads: Numbers = (_smoothed(values[loaded]) / size[:, None]).T
    return loads


def _on_grid(pyramid: SignalPyramid) -> Numbers:
    """Means over each step, holes bridged, float64 (channels, steps)."""
    stamps_ns, values = pyramid.stamps_ns, pyramid.values
    places = (stamps_ns - stamps_ns[0] + STEP_NS // 2) // STEP_NS
    starts = np.concatenate(([0], np.flatnonzero(np.diff(places)) + 1))
    counts = np.diff(np.append(starts, len(places)))
    steps = int(places[-1]) + 1
    grid = np.arange(steps)
    known = places[starts]
    whole: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=1))
    means = np.add.reduceat(np.where(whole[:, None], values, 0.0), starts, axis=1, dtype=np.float64) / counts
    if steps > len(known):
        left = np.clip(np.searchsorted(known, grid, "right") - 1, 0, max(len(known) - 2, 0))
        share = np.clip((grid - known[left]) / np.maximum(known[left + 1] - known[left], 1), 0.0, 1.0)
        means = means[:, left] * (1 - share) + means[:, left + 1] * share
    for channel in np.flatnonzero(~whole):
        means[channel] = _bridged(values[channel], places, steps)
    found: Numbers = means
    return found


def _bridged(values: NDArray[np.floating], places: NDArray[np.int64], steps: int) -> Numbers:
    finite = np.isfinite(values)
    if not finite.any():
        return np.zeros(steps)
    bridged: Numbers = np.interp(np.arange(steps), places[finite], values[finite].astype(np.float64))
    return bridged


def _smoothed(values: Numbers, steps: int = _SMOOTH_STEPS) -> Numbers:
    """Running mean along the last axis, the ends held."""
    padded = np.pad(values, ((0, 0), (steps // 2 + 1, steps // 2)), mode="edge")
    sums = np.cumsum(padded, axis=1)
    means: Numbers = (sums[:, steps:] - sums[:, :-steps]) / steps
    return means


def _is_place(names: tuple[str, ...], count: int) -> NDArray[np.bool_]:
    """Of a message of joints its positions, else every channel."""
    position = np.array([name.startswith("position.") for name in names[:count]], np.bool_)
    return position if position.any() else np.ones(count, np.bool_)


def _only_count(values: Numbers) -> NDArray[np.bool_]:
    """Clocks and counters rise by even steps whatever the robot does."""
    changes = np.diff(values, axis=1)
    mean = changes.mean(axis=1)
    even = changes.std(axis=1) < 0.5 * np.abs(mean)
    return np.asarray(even & ((changes >= 0).all(axis=1) | (changes <= 0).all(axis=1)))


def _are_brief(speeds: Numbers) -> NDArray[np.bool_]:
    """What does most of its way in few short strokes."""
    done = np.cumsum(-np.sort(-speeds, axis=1), axis=1)
    share = (done < _MOST_OF_THE_WAY * done[:, -1:]).mean(axis=1)
    return np.asarray(share < _BRIEF)


def _most_of_unit(units: NDArray[np.str_], spread: Numbers, among: NDArray[np.bool_]) -> Numbers:
    most = np.zeros(len(spread))
    for unit in set(units.tolist()):
        same = units == unit
        most[same] = (spread * among * same).max(initial=0.0)
    return most


def _joint_speed(
    speeds: Numbers, spread: Numbers, units: NDArray[np.str_], moving: NDArray[np.bool_]
) -> Numbers | None:
    """The length of all speeds together; each unit counts by the channel that spreads widest in it."""
    most = _most_of_unit(units, spread, moving)
    leading = moving & (spread > _LEADING * most)
    if not leading.any():
        return None
    joined: Numbers = np.sqrt(((speeds[leading] / most[leading, None]) ** 2).sum(axis=0))
    return joined
