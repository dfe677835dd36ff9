"""How late somebody presses a key while an episode plays, learnt from where they put the cut afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from statistics import median
from typing import Any

from models.timebase import NS_PER_S

MOST_S = 0.6
"""Nobody is compensated by more than this, and nobody by less than nothing."""
_BELIEVED_S = (-0.5, 1.5)
"""What lies outside is another cut, not a late one."""
_PRIOR_COUNT = 3
_KEPT = 40
_RATES_KEPT = 8


@dataclass(frozen=True, slots=True)
class Reaction:
    """``lags_s`` maps a playing rate to the latest lags, in seconds of the person's own time, the newest last."""

    lags_s: tuple[tuple[float, tuple[float, ...]], ...] = ()

    def learned(self, *, rate: float, raw_ns: int, final_ns: int) -> "Reaction":
        """After a cut pressed at ``raw_ns`` while playing at ``rate`` was moved to ``final_ns`` by hand."""
        lag_s = (raw_ns - final_ns) / NS_PER_S / rate if rate > 0.0 else float("nan")
        if not _BELIEVED_S[0] <= lag_s <= _BELIEVED_S[1]:
            return self
        known = dict(self.lags_s)
        lags = (*known.pop(rate, ()), lag_s)[-_KEPT:]
        return Reaction((*known.items(), (rate, lags))[-_RATES_KEPT:])

    def lag_s(self, rate: float = 1.0) -> float:
        """In seconds of the person's time, 0 to 0.6: the median at that rate, held back towards that of all rates,
        and that towards nothing, while little is known.
        """
        whole = [lag for _, lags in self.lags_s for lag in lags]
        overall = _held_back(whole, 0.0)
        return min(max(_held_back(dict(self.lags_s).get(rate, ()), overall), 0.0), MOST_S)

    def lag_ns(self, rate: float) -> int:
        """In nanoseconds of the episode that plays at ``rate``."""
        return round(self.lag_s(rate) * rate * NS_PER_S)

    @property
    def count(self) -> int:
        """From how many corrections it is known."""
        return sum(len(lags) for _, lags in self.lags_s)

    def as_json(self) -> dict[str, list[float]]:
        """JSON-ready."""
        return {repr(rate): [round(lag, 4) for lag in lags] for rate, lags in self.lags_s}


def _held_back(lags_s: "tuple[float, ...] | list[float]", prior_s: float) -> float:
    count = len(lags_s)
    return (
        prior_s if not count else (count * median(lags_s) + _PRIOR_COUNT * prior_s) / (count + _PRIOR_COUNT)
    )


def reaction_from(data: object) -> Reaction:
    """What ``as_json`` gave; whatever is not understood of it is left out."""
    kept: list[tuple[float, tuple[float, ...]]] = []
    for key, values in data.items() if isinstance(data, Mapping) else ():
        rate, lags = _number(key), values if isinstance(values, list) else []
        numbers = [lag for lag in map(_number, lags) if _BELIEVED_S[0] <= lag <= _BELIEVED_S[1]]
        if numbers and rate > 0.0:
            kept.append((rate, tuple(numbers[-_KEPT:])))
    return Reaction(tuple(kept[-_RATES_KEPT:]))


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return float("nan")
    return number if isfinite(number) else float("nan")
