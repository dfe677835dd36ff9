"""Plots of 10 minutes at 500 Hz: panning, and the playhead over resting curves.

Peers: pyqtgraph with automatic peak downsampling clipped to the view, and its InfiniteLine. The limit of a pan is the
same drawing with 2,000 points a curve and nothing to look up.

Goals as promised for larger plots: a pan 10 times faster than the peer and within 1.5 times the limit, the playhead
20 times faster. A pan moves by a fiftieth of the window, so that most are a blit of a picture drawn ahead; its p95
tells of the others. ``jump`` draws anew each time, never slower than the peer; it looks up what to draw and paints grid
and words too, for which it may take three limits.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import Any

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from models.episode import StreamInfo, StreamKind
from models.playback.pyramid import SignalPyramid, build_pyramid
from models.streams import SignalBlock
from models.timebase import NS_PER_S, TimeRange
from tests.benchmarks.harness import Contest, Measure, Side, Stage
from tests.benchmarks.stage_window import Canvas, on_screen, painted, redraws
from widgets.signal_picture import series_pen
from widgets.signal_view import SignalView

SIZE = (1000, 280)
CHANNELS = 33
_RATE_HZ, _SECONDS, _WINDOW_S = 500, 600, 30
_LIMIT_POINTS = 2_000
_STEPS_A_WINDOW = 50
_WHOLE = TimeRange(0, _SECONDS * NS_PER_S)


@cache
def signal() -> SignalPyramid:
    """Torques with some noise; float64 (33, 300,000)."""
    count = _RATE_HZ * _SECONDS
    rng = np.random.default_rng(2)
    t_s = np.arange(count) / _RATE_HZ
    values = np.stack([np.sin(t_s * (0.3 + 0.05 * n)) * (n + 1) for n in range(CHANNELS)], axis=1)
    values += rng.normal(0, 0.3, values.shape)
    return build_pyramid(SignalBlock((t_s * NS_PER_S).astype(np.int64), values))


def window_at(number: int) -> TimeRange:
    """Where a pan stands after so many steps; it turns round at the end."""
    room = (_SECONDS - _WINDOW_S) * _STEPS_A_WINDOW // _WINDOW_S
    place = number % (2 * room)
    start_ns = min(place, 2 * room - place) * _WINDOW_S * NS_PER_S // _STEPS_A_WINDOW
    return TimeRange(start_ns, start_ns + _WINDOW_S * NS_PER_S)


def far_window_at(number: int) -> TimeRange:
    """Each more than a window away from the one before."""
    return window_at(number * (4 * _STEPS_A_WINDOW + 7))


def _view(channels: int) -> SignalView:
    view = SignalView()
    names = tuple(f"effort.joint_{n}" for n in range(CHANNELS))
    view.set_stream(
        StreamInfo(
            "/joint_states", StreamKind.SIGNAL, _RATE_HZ * _SECONDS, 0, _WHOLE.end_ns, float(_RATE_HZ), "cdr",
            shape=(CHANNELS,), channels=names,
        )
    )  # fmt: skip
    view.set_episode_range(_WHOLE)
    view.set_pyramid(signal(), names, ("N·m",) * CHANNELS)
    view.set_channels(tuple(range(channels)))
    return view


@contextmanager
def _panning(channels: int, where: Callable[[int], TimeRange], stage: Stage) -> Iterator[Contest]:
    view = _view(channels)
    with ExitStack() as windows:
        windows.enter_context(on_screen(view, *SIZE))
        ours = redraws(view.canvas, lambda n: view.set_window(where(n)))
        peer = stage.optional("pyqtgraph", lambda: _pyqtgraph_pan(windows, channels, where))
        yield Contest(ours, peer, _few_points(windows, channels))


def _few_points(windows: ExitStack, channels: int) -> Side:
    """Curves of 2,000 points from arrays that are at hand."""
    values = signal().values[:channels]
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


def _plot_widget(windows: ExitStack, channels: int) -> Any:
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(True)
    pyramid = signal()
    t_s = pyramid.stamps_ns / NS_PER_S
    for place in range(channels):
        plot.plot(t_s, pyramid.values[place], pen=series_pen(place))
    plot.setYRange(-channels - 1, channels + 1)
    plot.setXRange(0, _WINDOW_S, padding=0)
    windows.enter_context(on_screen(plot, *SIZE))
    return plot


def _pyqtgraph_pan(windows: ExitStack, channels: int, where: Callable[[int], TimeRange]) -> Side:
    plot = _plot_widget(windows, channels)

    def change(number: int) -> None:
        window = where(number)
        plot.setXRange(window.start_ns / NS_PER_S, window.end_ns / NS_PER_S, padding=0)

    return redraws(plot.viewport(), change)


@contextmanager
def _playhead(channels: int, stage: Stage) -> Iterator[Contest]:
    view = _view(channels)
    view.set_window(TimeRange(0, _WINDOW_S * NS_PER_S))
    with ExitStack() as windows:
        windows.enter_context(on_screen(view, *SIZE))
        ours = redraws(view.canvas, lambda n: view.set_playhead(_playhead_ns(n)))
        peer = stage.optional("pyqtgraph", lambda: _infinite_line(windows, channels))
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


def _infinite_line(windows: ExitStack, channels: int) -> Side:
    import pyqtgraph as pg

    plot = _plot_widget(windows, channels)
    line = pg.InfiniteLine(angle=90)
    plot.addItem(line)
    return redraws(plot.viewport(), lambda n: line.setPos(_playhead_ns(n) / NS_PER_S))


def _playhead_ns(number: int) -> int:
    return (number * 33_333_333) % (_WINDOW_S * NS_PER_S)


def _measures(channels: int) -> Iterator[Measure]:
    peak = "pyqtgraph, peak"
    yield Measure(
        f"pan {channels} channels",
        "ratio_to_peer <= 0.1 and ratio_to_limit <= 1.5",
        painted(partial(_panning, channels, window_at)),
        peer=peak,
    )
    yield Measure(
        f"jump {channels} channels",
        "ratio_to_peer <= 1 and ratio_to_limit <= 3",
        painted(partial(_panning, channels, far_window_at)),
        peer=peak,
    )
    yield Measure(
        f"playhead over {channels} channels",
        "ratio_to_peer <= 0.05",
        painted(partial(_playhead, channels)),
        peer="pyqtgraph InfiniteLine",
    )


MEASURES = (*_measures(4), *_measures(CHANNELS))
