"""Several episodes in one plot: what one of them has, the eye finds."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.alignment.time_map import by_start
from models.playback.overlay import Laid, laid_over
from models.playback.pyramid import SignalPyramid, build_pyramid
from models.review import State
from models.streams import SignalBlock
from models.timebase import NS_PER_MS, NS_PER_S, TimeRange
from tests.support.labels import TAXONOMY, blank
from widgets.compare_board import CompareBoard, Side
from widgets.signal_picture import series_colour

WHOLE = TimeRange(0, 60 * NS_PER_S)
OTHER = TimeRange(WHOLE.start_ns + NS_PER_S, WHOLE.end_ns + NS_PER_S)
SPIKE_NS = 31_337 * NS_PER_MS


def steady(period_ns: int, start_ns: int = 0, spike_ns: int | None = None) -> SignalPyramid:
    stamps_ns = np.arange(start_ns, start_ns + WHOLE.duration_ns, period_ns, dtype=np.int64)
    values = np.zeros((len(stamps_ns), 1))
    if spike_ns is not None:
        values[np.searchsorted(stamps_ns, spike_ns)] = 1.0
    return build_pyramid(SignalBlock(stamps_ns, values))


@pytest.fixture
def board(dark: QApplication, qtbot: QtBot) -> CompareBoard:
    made = CompareBoard()
    qtbot.addWidget(made)
    made.resize(900, 700)
    sides = [Side(name, State.DRAFT, None, blank().track) for name in ("one", "two")]
    made.show_sides(sides, TAXONOMY, "en")
    made.show_channels(("effort.right_elbow_joint",))
    made.setVisible(True)
    return made


def spike_rows(board: CompareBoard) -> list[int]:
    """Rows of the upper third of the plot whose pixels have the second curve's hue at the spike's place."""
    image, scale = board.plot.canvas.grab().toImage(), board.plot.canvas.scale()
    hue = series_colour(1).hue()
    x = round(scale.x(SPIKE_NS))
    return [
        y
        for y in range(scale.top, scale.top + scale.height // 3)
        if any(
            abs(image.pixelColor(at, y).hue() - hue) < 8 and image.pixelColor(at, y).saturation() > 60
            for at in range(x - 2, x + 3)
        )
    ]


@pytest.mark.parametrize("lead_ms", [10, 500])
def test_a_spike_of_one_sample_in_another_episode_is_seen_at_the_widest_zoom(
    board: CompareBoard, lead_ms: int
) -> None:
    other = steady(NS_PER_MS, OTHER.start_ns, SPIKE_NS + NS_PER_S)
    both = laid_over(steady(lead_ms * NS_PER_MS), 0, WHOLE, [Laid(other, 0, by_start(WHOLE, OTHER))])
    board.show_plot(both, "N·m", WHOLE)
    assert board.plot.canvas.window_range == WHOLE
    assert len(spike_rows(board)) > 10


def test_without_the_spike_nothing_is_there(board: CompareBoard) -> None:
    other = steady(NS_PER_MS, OTHER.start_ns)
    board.show_plot(
        laid_over(steady(10 * NS_PER_MS), 0, WHOLE, [Laid(other, 0, by_start(WHOLE, OTHER))]), "", WHOLE
    )
    assert not spike_rows(board)


def test_the_legend_tells_the_last_sample_of_each(board: CompareBoard) -> None:
    other = steady(NS_PER_MS, OTHER.start_ns, SPIKE_NS + NS_PER_S)
    board.show_plot(
        laid_over(steady(500 * NS_PER_MS), 0, WHOLE, [Laid(other, 0, by_start(WHOLE, OTHER))]), "", WHOLE
    )
    board.set_playhead(SPIKE_NS)
    assert board.plot.values == (0.0, 1.0)
    assert [name for name, _ in board.plot.legend.words] == ["One", "Two"]
