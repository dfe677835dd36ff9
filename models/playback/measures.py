"""What a stretch of a signal measures: statistics, its spectrum, derivatives, and which channels deviate most."""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.playback.pyramid import Floats, SignalPyramid, build_pyramid, value_range
from models.streams import SignalBlock, Stamps
from models.timebase import NS_PER_S, TimeRange

GAP_PERIODS = 5.0
_LOOKED_AT = 4096
_LEAST_SEGMENT = 16
_MOST_SEGMENT = 8192
_NORMAL_IQR = 1.349
"""Distance of the quartiles of a normal distribution in standard deviations."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the finite values of one channel in a stretch, in the channel's unit; NaN where there are none.

    ``slope`` is that of the straight line that fits best (least squares over the stamps), per second. ``grain`` above 1
    says that ``count`` extremes stand for so many samples each.
    """

    count: int
    low: float
    high: float
    mean: float
    std: float
    rms: float
    p05: float
    median: float
    p95: float
    slope: float
    grain: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """``frequency_hz`` float64 (F,) from 0 to half of ``rate_hz``; ``amplitude`` float64 (F,) in the channel's unit.

    A sine of amplitude A that fits a bin shows as A. ``resampled`` says that the stamps were uneven, so that the values
    were taken on an even grid between them.
    """

    frequency_hz: Numbers
    amplitude: Numbers
    rate_hz: float
    resampled: bool

    @property
    def peak_hz(self) -> float:
        """The frequency that is strongest, without the mean; NaN for none."""
        return (
            float(self.frequency_hz[1:][np.argmax(self.amplitude[1:])])
            if len(self.amplitude) > 1
            else float("nan")
        )


def _part(pyramid: SignalPyramid, channel: int, time_range: TimeRange) -> tuple[Stamps, Numbers]:
    """Stamps and values from the start up to, not including, the end; only finite ones."""
    pyramid, channel = pyramid.line(channel)
    first, past = np.searchsorted(pyramid.stamps_ns, (time_range.start_ns, time_range.end_ns)).tolist()
    values = pyramid.values[channel, first:past].astype(np.float64)
    finite = np.isfinite(values)
    return pyramid.stamps_ns[first:past][finite], values[finite]


def statistics_of(pyramid: SignalPyramid, channel: int, time_range: TimeRange) -> Statistics:
    """Of the samples in a stretch."""
    pyramid, channel = pyramid.line(channel)
    stamps_ns, values = _part(pyramid, channel, time_range)
    if not len(values):
        nan = float("nan")
        return Statistics(0, nan, nan, nan, nan, nan, nan, nan, nan, nan, pyramid.grain)
    p05, median, p95 = np.percentile(values, (5, 50, 95)).tolist()
    return Statistics(
        count=len(values),
        low=float(values.min()),
        high=float(values.max()),
        mean=float(values.mean()),
        std=float(values.std()),
        rms=float(np.sqrt(np.mean(values**2))),
        p05=p05,
        median=median,
        p95=p95,
        slope=_slope(stamps_ns, values),
        grain=pyramid.grain,
    )


def _slope(stamps_ns: Stamps, values: Numbers) -> float:
    t_s = (stamps_ns - stamps_ns[0]) / NS_PER_S
    t_s = t_s - t_s.mean()
    spread = float(np.dot(t_s, t_s))
    return float(np.dot(t_s, values - values.mean())) / spread if spread > 0 else float("nan")


def spectrum_of(pyramid: SignalPyramid, channel: int, time_range: TimeRange) -> Spectrum | None:
    """By Welch's method: Hann windows that overlap by half, the mean taken away, powers averaged.

    Source: P. D. Welch, The use of fast Fourier transform for the estimation of power spectra (1967). A stretch is cut
    into about eight windows of a power of two. None with fewer than 16 samples, or where extremes stand for samples.
    """
    pyramid, channel = pyramid.line(channel)
    stamps_ns, values = _part(pyramid, channel, time_range)
    if len(values) < _LEAST_SEGMENT or pyramid.grain > 1 or stamps_ns[0] == stamps_ns[-1]:
        return None
    rate_hz, even, resampled = _evenly(stamps_ns, values)
    length = int(2 ** np.floor(np.log2(max(_LEAST_SEGMENT, min(len(even) / 4.5, _MOST_SEGMENT)))))
    window = np.hanning(length + 1)[:-1]
    starts = range(0, len(even) - length + 1, length // 2)
    segments = np.stack([even[start : start + length] for start in starts])
    segments = (segments - segments.mean(axis=1, keepdims=True)) * window
    power = np.mean(np.abs(np.fft.rfft(segments, axis=1)) ** 2, axis=0)
    amplitude = 2.0 * np.sqrt(power) / window.sum()
    frequency_hz = np.fft.rfftfreq(length, 1.0 / rate_hz).astype(np.float64)
    return Spectrum(frequency_hz, amplitude, rate_hz, resampled)


def _evenly(stamps_ns: Stamps, values: Numbers) -> tuple[float, Numbers, bool]:
    """Rate, values at even steps, and whether these had to be found between the samples."""
    gaps_ns = np.diff(stamps_ns)
    period_ns = float(np.median(gaps_ns[gaps_ns > 0]))
    even_ns = np.arange(stamps_ns[0], stamps_ns[-1] + 1, period_ns)
    uneven = bool(np.abs(gaps_ns - period_ns).max() > 0.05 * period_ns)
    taken = np.interp(even_ns, stamps_ns, values) if uneven else values
    return NS_PER_S / period_ns, taken, uneven


def derived(pyramid: SignalPyramid, order: int) -> SignalPyramid:
    """The first or second derivative of every channel by its stamps, per second (squared).

    Central differences of uneven steps (``numpy.gradient``). NaN beside a gap of over five median periods and where
    stamps are equal: across those nothing is known. Of extremes there is no derivative, so all of it is NaN there.
    """
    count = len(pyramid.stamps_ns)
    values = np.full((len(pyramid.values), count), np.nan)
    if pyramid.grain == 1 and count > 1:
        for first, past in _runs(pyramid.stamps_ns):
            values[:, first:past] = _gradient(
                pyramid.stamps_ns[first:past], pyramid.values[:, first:past], order
            )
    apart = tuple(derived(each, order) for each in pyramid.apart)
    return replace(build_pyramid(SignalBlock(pyramid.stamps_ns, values.T)), apart=apart)


def _runs(stamps_ns: Stamps) -> list[tuple[int, int]]:
    """Stretches without a gap that are long enough to have a slope."""
    gaps_ns = np.diff(stamps_ns)
    period_ns = np.median(gaps_ns)
    cuts = np.flatnonzero((gaps_ns > GAP_PERIODS * max(period_ns, 1)) | (gaps_ns <= 0)) + 1
    edges = [0, *cuts.tolist(), len(stamps_ns)]
    return [(first, past) for first, past in itertools.pairwise(edges) if past - first >= 2]


def _gradient(stamps_ns: Stamps, values: Floats, order: int) -> Numbers:
    t_s = (stamps_ns - stamps_ns[0]) / NS_PER_S
    found = np.asarray(values, np.float64)
    for _ in range(order):
        found = np.gradient(found, t_s, axis=1)
    return found


def deviations(pyramid: SignalPyramid, time_range: TimeRange) -> Numbers:
    """How unusual the stretch is for each channel, float64 (channels,), 0 for one without values.

    The value in the stretch that lies furthest from the median of the whole recording, in robust standard deviations:
    the distance of the quartiles over 1.349, but not less than a hundredth of the whole span, so that a channel that
    rests is not unusual by its noise. Medians and quartiles are those of up to 4,096 even samples; the extremes are
    those of all samples.
    """
    found = np.zeros(pyramid.channel_count)
    for channel in range(pyramid.channel_count):
        holder, row = pyramid.line(channel)
        looked = holder.values[row, :: max(1, -(-len(holder.stamps_ns) // _LOOKED_AT))]
        looked = looked[np.isfinite(looked)]
        low, high = value_range(pyramid, channel, time_range)
        if not len(looked) or not np.isfinite(low):
            continue
        lower, median, upper = np.percentile(looked, (25, 50, 75)).tolist()
        whole_low, whole_high = value_range(pyramid, channel)
        sigma = max((upper - lower) / _NORMAL_IQR, 0.01 * (whole_high - whole_low))
        furthest = max(high - median, median - low)
        found[channel] = furthest / sigma if sigma > 0 else 0.0
    return found


def most_deviating(pyramid: SignalPyramid, among: tuple[int, ...], time_range: TimeRange) -> tuple[int, ...]:
    """``among``, the most unusual in the stretch first; see ``deviations``."""
    found = deviations(pyramid, time_range)
    return tuple(sorted(among, key=lambda channel: -found[channel]))
