"""The same channel of several episodes over one time: the lead's samples, and those of the others where they map to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.alignment.time_map import TimeMap
from models.playback.pyramid import SignalPyramid, build_pyramid, only_channels
from models.streams import SignalBlock
from models.timebase import TimeRange


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A channel of another episode, and how its time lies over that of the lead."""

    pyramid: SignalPyramid
    channel: int
    map: TimeMap


def laid_over(lead: SignalPyramid, channel: int, whole: TimeRange, others: Sequence[Laid]) -> SignalPyramid:
    """One channel an episode, the lead's first, within its range ``whole``.

    The lead keeps its stamps. Every sample of the others stands at the lead's time that it maps to, so that a spike of
    one of them is there at every zoom; those without a counterpart are left out, and behind the last one is a NaN.
    """
    own = only_channels(lead, (channel,))
    return replace(own, apart=tuple(_mapped(each, whole) for each in others))


def _mapped(other: Laid, whole: TimeRange) -> SignalPyramid:
    source, time_map = other.pyramid, other.map
    stamps_ns, values = source.stamps_ns, source.values[other.channel].astype(np.float64)
    inside = (stamps_ns >= time_map.other_ns[0]) & (stamps_ns <= time_map.other_ns[-1])
    mapped_ns = time_map.all_to_lead(stamps_ns[inside])
    within = (mapped_ns >= whole.start_ns) & (mapped_ns < whole.end_ns)
    mapped_ns, values = mapped_ns[within], values[inside][within]
    if len(mapped_ns):
        mapped_ns, values = np.append(mapped_ns, mapped_ns[-1] + _rest_ns(other)), np.append(values, np.nan)
    return replace(build_pyramid(SignalBlock(mapped_ns, values[:, None])), grain=source.grain)


def _rest_ns(other: Laid) -> int:
    """How long the last sample holds: a period."""
    gaps_ns = np.diff(other.pyramid.stamps_ns)
    return max(1, int(np.median(gaps_ns))) if gaps_ns.size else 1
