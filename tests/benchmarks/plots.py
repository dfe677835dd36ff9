"""Plots of 10 minutes at 500 Hz and of 60 channels at 1 kHz: panning, and the playhead over resting curves.

Peers: pyqtgraph with automatic peak downsampling clipped to the view, and its InfiniteLine. The limit of a pan is the
same drawing with 2,000 points a curve and nothing to look up.

The 60 channels are 30 minutes long in a full run (108 M samples, as float32 since that is what fits the budget) and
three minutes in a reduced one; the row's name says how many samples.

Goals as promised for larger plots: a pan 10 times faster than the peer and within 1.5 times the limit, the playhead
20 times faster. A pan moves by a fiftieth of the window, so that most are a blit of a picture drawn ahead; its p95
tells of the others. ``jump`` draws anew each time, never slower than the peer; it looks up what to draw and paints grid
and words too, for which it may take three limits.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from models.episode import StreamInfo, StreamKind
from models.playback.pyramid import SignalPyramid, read_pyramid
from models.streams import SignalBlock, Stamps
from models.timebase import NS_PER_S, TimeRange
from tests.benchmarks.harness import Contest, Measure, Side, Stage
from tests.benchmarks.stage_window import Canvas, on_screen, painted, redraws
from widgets.signal_picture import series_pen
from widgets.signal_view import SignalView

SIZE = (1000, 280)
CHANNELS = 33
_WINDOW_S = 30
_LIMIT_POINTS = 2_000
_STEPS_A_WINDOW = 50
_SLOW_EVERY = 5
_MOST_NBYTES = 700_000_000


@dataclass(frozen=True, slots=True)
class Take:
    """So many channels at so many hertz for so many seconds, of which ``shown`` are drawn."""

    shown: int
    channels: int = CHANNELS
    rate_hz: int = 500
    seconds: int = 600

    @property
    def whole(self) -> TimeRange:
        """All of it."""
        return TimeRange(0, self.seconds * NS_PER_S)


LONG = Take(60, channels=60, rate_hz=1000, seconds=1800)
REDUCED = replace(LONG, seconds=180)


def signal(take: Take) -> SignalPyramid:
    """Torques with some noise; float64 or float32 (channels, samples)."""
    return _signal(take.channels, take.rate_hz, take.seconds)


@lru_cache(maxsize=1)
def _signal(channels: int, rate_hz: int, seconds: int) -> SignalPyramid:
    made = _Made(channels, rate_hz, seconds)
    return read_pyramid(made, channels=channels, most_nbytes=_MOST_NBYTES)


class _Made:
    """A stream of such torques, made a part at a time."""

    def __init__(self, channels: int, rate_hz: int, seconds: int) -> None:
        self._channels, self._rate_hz = channels, rate_hz
        count = rate_hz * seconds
        self._stamps_ns = np.arange(count, dtype=np.int64) * (NS_PER_S // rate_hz)
        end_ns = int(self._stamps_ns[-1])
        self.info = StreamInfo(
            "/joint_states", StreamKind.SIGNAL, count, 0, end_ns, float(rate_hz), "cdr",
            shape=(channels,), channels=tuple(f"effort.joint_{n}" for n in range(channels)),
        )  # fmt: skip

    def describe(self) -> StreamInfo:
        return self.info

    def stamps(self) -> Stamps:
        return self._stamps_ns

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        whole = time_range or TimeRange(0, int(self._stamps_ns[-1]) + 1)
        first, past = np.searchsorted(self._stamps_ns, [whole.start_ns, whole.end_ns])
        stamps_ns = self._stamps_ns[first:past]
        t_s = stamps_ns[:, None] / NS_PER_S
        number = np.arange(self._channels)
        rng = np.random.default_rng(int(first))
        values = np.sin(t_s * (0.3 + 0.05 * number)) * (number + 1)
        return SignalBlock(stamps_ns, values + rng.normal(0, 0.3, values.shape))


def window_at(take: Take, number: int) -> TimeRange:
    """Where a pan stands after so many steps; it turns round at the end."""
    room = (take.seconds - _WINDOW_S) * _STEPS_A_WINDOW // _WINDOW_S
    place = number % (2 * room)
    start_ns = min(place, 2 * room - place) * _WINDOW_S * NS_PER_S // _STEPS_A_WINDOW
    return TimeRange(start_ns, start_ns + _WINDOW_S * NS_PER_S)


def far_window_at(take: Take, number: int) -> TimeRange:
    """Each more than a window away from the one before."""
    return window_at(take, number * (4 * _STEPS_A_WINDOW + 7))


def _view(take: Take) -> SignalView:
    view = SignalView()
    view.tools.heat = False
    info = _Made(take.channels, take.rate_hz, take.seconds).info
    view.set_stream(info)
    view.set_episode_range(take.whole)
    view.set_pyramid(signal(take), info.channels, ("N·m",) * take.channels)
    view.set_channels(tuple(range(take.shown)))
    return view


@contextmanager
def _panning(take: Take, where: Callable[[Take, int], TimeRange], stage: Stage) -> Iterator[Contest]:
    take = _of_this_run(take, stage)
    view = _view(take)
    with ExitStack() as windows:
        windows.enter_context(on_screen(view, *SIZE))
        ours = redraws(view.canvas, lambda n: view.set_window(where(take, n)))
        peer = stage.optional("pyqtgraph", lambda: _pyqtgraph_pan(windows, take, where))
        yield Contest(ours, peer, _few_points(windows, take))


def _of_this_run(take: Take, stage: Stage) -> Take:
    return REDUCED if take == LONG and not stage.full else take


def _few_points(windows: ExitStack, take: Take) -> Side:
    """Curves of 2,000 points from arrays that are at hand."""
    values = signal(take).values[: take.shown]
    shown: list[int] = [0]
    canvas = Canvas(partial(_draw_curves, values, shown))
    windows.enter_context(on_screen(canvas, *SIZE))

    def change(number: int) -> None:
        shown[0] = number * 131 % (values.shape[1] - _LIMIT_POINTS)
        canvas.update()

    return redraws(canvas, change)


def _draw_curves(values: np.ndarray, shown: list[int], painter: QPainter, rect: QRect) -> None:
    from pyqtgraph.functions import arrayToQPath

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = np.linspace(0, rect.width(), _LIMIT_POINTS)
    height = rect.height() / (2.2 * len(values))
    for place, row in enumerate(values[:, shown[0] : shown[0] + _LIMIT_POINTS]):
        painter.setPen(series_pen(place))
        painter.drawPath(arrayToQPath(x, rect.height() / 2 - row * height, connect="all"))


def _plot_widget(windows: ExitStack, take: Take) -> Any:
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(True)
    pyramid = signal(take)
    t_s = pyramid.stamps_ns / NS_PER_S
    for place in range(take.shown):
        plot.plot(t_s, pyramid.values[place], pen=series_pen(place))
    plot.setYRange(-take.shown - 1, take.shown + 1)
    plot.setXRange(0, _WINDOW_S, padding=0)
    windows.enter_context(on_screen(plot, *SIZE))
    return plot


def _pyqtgraph_pan(windows: ExitStack, take: Take, where: Callable[[Take, int], TimeRange]) -> Side:
    plot = _plot_widget(windows, take)

    def change(number: int) -> None:
        window = where(take, number)
        plot.setXRange(window.start_ns / NS_PER_S, window.end_ns / NS_PER_S, padding=0)

    side = redraws(plot.viewport(), change)
    return replace(side, every=_SLOW_EVERY if take.shown > CHANNELS else 1)


@contextmanager
def _playhead(take: Take, stage: Stage) -> Iterator[Contest]:
    take = _of_this_run(take, stage)
    view = _view(take)
    view.set_window(TimeRange(0, _WINDOW_S * NS_PER_S))
    with ExitStack() as windows:
        windows.enter_context(on_screen(view, *SIZE))
        ours = redraws(view.canvas, lambda n: view.set_playhead(_playhead_ns(n)))
        peer = stage.optional("pyqtgraph", lambda: _infinite_line(windows, take))
        yield Contest(ours, peer, _line_over_pixmap(windows))


def _line_over_pixmap(windows: ExitStack) -> Side:
    """The strip that the line leaves and the one that it enters, from a picture that is at hand."""
    pixmap, at = QPixmap(*SIZE), [0]
    pixmap.fill(0x20242A)

    def draw(painter: QPainter, rect: QRect) -> None:
        painter.drawPixmap(0, 0, pixmap)
        painter.fillRect(at[0], 0, 1, rect.height(), 0xFFFFFF)

    canvas = Canvas(draw)
    windows.enter_context(on_screen(canvas, *SIZE))

    def change(number: int) -> None:
        canvas.update(at[0] - 2, 0, 5, SIZE[1])
        at[0] = number * 3 % SIZE[0]
        canvas.update(at[0] - 2, 0, 5, SIZE[1])

    return redraws(canvas, change)


def _infinite_line(windows: ExitStack, take: Take) -> Side:
    import pyqtgraph as pg

    plot = _plot_widget(windows, take)
    line = pg.InfiniteLine(angle=90)
    plot.addItem(line)
    side = redraws(plot.viewport(), lambda n: line.setPos(_playhead_ns(n) / NS_PER_S))
    return replace(side, every=_SLOW_EVERY if take.shown > CHANNELS else 1)


def _playhead_ns(number: int) -> int:
    return (number * 33_333_333) % (_WINDOW_S * NS_PER_S)


def _measures(take: Take, words: str) -> Iterator[Measure]:
    peak = "pyqtgraph, peak"
    yield Measure(
        f"pan {words}",
        "ratio_to_peer <= 0.1 and ratio_to_limit <= 1.5",
        painted(partial(_panning, take, window_at)),
        peer=peak,
    )
    yield Measure(
        f"jump {words}",
        "ratio_to_peer <= 1 and ratio_to_limit <= 3",
        painted(partial(_panning, take, far_window_at)),
        peer=peak,
    )
    yield Measure(
        f"playhead over {words}",
        "ratio_to_peer <= 0.05",
        painted(partial(_playhead, take)),
        peer="pyqtgraph InfiniteLine",
    )


MEASURES = (
    *_measures(Take(4), "4 channels"),
    *_measures(Take(CHANNELS), f"{CHANNELS} channels"),
    *_measures(LONG, "60 channels, 10.8 M samples (full: 108 M)"),
)
