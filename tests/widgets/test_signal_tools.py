"""One channel alone, the unusual first, rows of colours, slopes, numbers at the playhead and of a selection."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.playback.measures import derived, spectrum_of, statistics_of
from models.playback.pyramid import build_pyramid, only_channels
from models.streams import SignalBlock
from models.timebase import NS_PER_S, TimeRange
from tests.support.view_samples import MS, info
from widgets.colormaps import ColourMap, table
from widgets.signal_axis import PlotScale
from widgets.signal_desk import Measured
from widgets.signal_heat import heat_row, row_rect
from widgets.signal_tools import UNUSUAL
from widgets.signal_view import SignalView

CHANNELS = (*(f"effort.joint_{number}" for number in range(20)), "position.joint_0")
COUNT, PERIOD = 10_000, 2 * MS
EPISODE = TimeRange(0, COUNT * PERIOD)
SPIKED, SPIKE_AT = 7, 6_000


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> SignalView:
    t_s = np.arange(COUNT) * PERIOD / NS_PER_S
    values = np.stack([np.sin(t_s + number) * (number + 1) for number in range(len(CHANNELS))], axis=1)
    values[:, SPIKED] = 0.0
    values[SPIKE_AT, SPIKED] = 5.0
    units = ("N·m",) * 20 + ("rad",)
    made = SignalView()
    qtbot.addWidget(made)
    made.set_stream(info("/joint_states", StreamKind.SIGNAL, channels=CHANNELS, units=units))
    made.resize(900, 420)
    made.set_episode_range(EPISODE)
    made.set_block(np.arange(COUNT, dtype=np.int64) * PERIOD, values, CHANNELS, units)
    made.set_window(EPISODE)
    made.setVisible(True)
    return made


def answer(view: SignalView, stretch: TimeRange) -> None:
    """What the application works out on a lane."""
    pyramid = view.drawn
    assert pyramid is not None
    found = [
        Measured(
            view.names[i],
            view.units[i],
            statistics_of(pyramid, row, stretch),
            spectrum_of(pyramid, row, stretch),
        )
        for i, row in zip(view.shown, view.rows, strict=True)
    ]
    view.tools.show_measured(stretch, tuple(found))


def cells(view: SignalView, column: int) -> list[str]:
    table_ = view.tools._desk.table
    return [table_.item(row, column).text() for row in range(table_.rowCount())]


def test_a_click_in_the_legend_leaves_one_channel_and_another_brings_the_others_back(
    view: SignalView,
) -> None:
    before = view.shown_channels
    QTest.mouseClick(view.legend, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert view.shown_channels == before[:1]
    QTest.mouseClick(view.legend, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert view.shown_channels == before


def test_the_channel_with_the_spike_comes_first_where_the_spike_is_in_sight(view: SignalView) -> None:
    before = view.shown
    view.set_window(TimeRange(SPIKE_AT * PERIOD - NS_PER_S, SPIKE_AT * PERIOD + NS_PER_S))
    view.tools.toggle_ranking()
    assert view.shown[0] == SPIKED
    assert len(view.shown) == UNUSUAL
    view.tools.toggle_ranking()
    assert view.shown == before


def test_tools_can_end_in_any_order(view: SignalView) -> None:
    before = view.shown
    view.tools.toggle_ranking()
    view.tools.solo_first()
    view.tools.solo_first()
    view.tools.toggle_ranking()
    assert view.shown == before
    view.tools.toggle_heat()
    view.tools.toggle_ranking()
    view.tools.toggle_heat()
    view.tools.toggle_ranking()
    assert view.shown


JOINTS = ("left_elbow", "left_wrist_roll", "right_elbow", "left_knee")
LIMBED = tuple(f"{kind}.{joint}" for kind in ("position", "effort") for joint in JOINTS)


@pytest.fixture
def limbed(dark: QApplication, qtbot: QtBot) -> SignalView:
    """Two kinds of two arms and a leg; two efforts are shown."""
    made = SignalView()
    qtbot.addWidget(made)
    made.set_stream(info("/joint_states", StreamKind.SIGNAL, channels=LIMBED))
    made.resize(900, 420)
    made.set_episode_range(EPISODE)
    made.set_block(np.arange(100, dtype=np.int64) * PERIOD, np.random.rand(100, len(LIMBED)), LIMBED)
    made.set_channels((4, 7))
    made.setVisible(True)
    return made


def chip(view: SignalView) -> str:
    return view.header._chip


def test_one_limb_after_the_other_of_the_kind_that_is_shown_and_then_what_was_there(
    limbed: SignalView,
) -> None:
    seen = []
    for _ in range(4):
        limbed.tools.next_limb()
        seen.append((limbed.shown, chip(limbed), limbed.tools.limb_button.isChecked()))
    assert seen == [
        ((4, 5), "Left arm", True),
        ((6,), "Right arm", True),
        ((7,), "Left leg", True),
        ((4, 7), "", False),
    ]


def test_other_channels_end_the_walk_and_the_next_begins_from_them(limbed: SignalView) -> None:
    limbed.tools.next_limb()
    limbed.set_channels((0, 1, 2))
    assert chip(limbed) == ""
    limbed.tools.next_limb()
    assert (limbed.shown, chip(limbed)) == ((0, 1), "Left arm")
    for _ in range(3):
        limbed.tools.next_limb()
    assert limbed.shown == (0, 1, 2)


def test_a_channel_alone_of_a_limb_gives_way_to_the_next_limb(limbed: SignalView) -> None:
    limbed.tools.next_limb()
    limbed.tools.solo(1)
    assert limbed.shown == (5,)
    limbed.tools.solo(0)
    assert (limbed.shown, chip(limbed)) == ((4, 5), "Left arm")
    limbed.tools.solo(1)
    limbed.tools.next_limb()
    assert limbed.shown == (6,)
    limbed.tools.toggle_ranking()
    limbed.tools.next_limb()
    assert limbed.shown == (7,)
    assert not limbed.tools.rank_button.isChecked()
    limbed.tools.next_limb()
    assert limbed.shown == (4, 7)


def test_rows_of_colours_are_walked_through_too(limbed: SignalView) -> None:
    limbed.tools.toggle_heat()
    assert limbed.shown == (4, 5, 6, 7)
    limbed.tools.next_limb()
    assert (limbed.shown, limbed.tools.draws_heat) == ((4, 5), True)


def test_another_stream_ends_the_walk_and_without_limbs_there_is_none(
    limbed: SignalView, view: SignalView
) -> None:
    limbed.tools.next_limb()
    limbed.set_stream(info("/wrench", StreamKind.SIGNAL, channels=("force.x", "force.y")))
    assert chip(limbed) == ""
    before = view.shown
    view.tools.next_limb()
    assert view.shown == before
    for each in (view, limbed):
        each.header._actions.setVisible(True)
        assert each.tools.rank_button.isVisible()
        assert not each.tools.limb_button.isVisible()


def test_where_there_are_limbs_the_header_offers_them(limbed: SignalView) -> None:
    limbed.header._actions.setVisible(True)
    assert limbed.tools.limb_button.isVisible()
    QTest.mouseClick(limbed.tools.limb_button, Qt.MouseButton.LeftButton)
    assert chip(limbed) == "Left arm"


def test_an_edit_without_a_usual_range_draws_nothing_anew(view: SignalView) -> None:
    view.canvas.grab()
    drawn = view.canvas.drawn_pictures
    view.set_bands({})
    view.canvas.grab()
    assert view.canvas.drawn_pictures == drawn


def test_more_channels_than_lines_can_be_told_apart_are_rows_of_colours(view: SignalView) -> None:
    assert not view.tools.draws_heat
    view.set_channels(tuple(range(20)))
    assert view.tools.draws_heat
    assert view.legend.isHidden()
    view.tools.toggle_heat()
    assert not view.tools.draws_heat


@pytest.mark.parametrize("window_s", [0.02, 0.2, 2.0, 20.0])
def test_a_spike_of_one_sample_keeps_its_colour_at_every_zoom(view: SignalView, window_s: float) -> None:
    view.tools.toggle_heat()
    at_ns, half_ns = SPIKE_AT * PERIOD, round(window_s * NS_PER_S / 2)
    view.set_window(TimeRange(max(0, at_ns - half_ns), at_ns + half_ns))
    image, scale = view.canvas.grab().toImage(), view.canvas.scale()
    y = row_rect(view.shown.index(SPIKED), len(view.shown), scale).center().y() + scale.top
    brightest = table(ColourMap.VIRIDIS)[-1]
    row = [image.pixelColor(x, y) for x in range(scale.left, scale.left + scale.width)]
    assert any((colour.red(), colour.green(), colour.blue()) == tuple(brightest.tolist()) for colour in row)


def test_the_playhead_passes_over_the_rows_without_drawing_them(view: SignalView) -> None:
    view.tools.toggle_heat()
    view.canvas.grab()
    drawn = view.canvas.drawn_pictures
    for second in range(19):
        view.set_playhead(second * NS_PER_S)
        view.canvas.grab()
    assert view.canvas.drawn_pictures == drawn


def test_slopes_are_asked_for_drawn_and_told_with_their_unit(view: SignalView, qtbot: QtBot) -> None:
    view.set_channels((SPIKED, 3))
    with qtbot.waitSignal(view.tools.derivative_requested) as asked:
        view.tools.next_order()
    assert asked.args == [1]
    assert view.drawn is None
    assert view.pyramid is not None
    view.set_derived(1, view.shown, derived(only_channels(view.pyramid, view.shown), 1))
    view.set_playhead(SPIKE_AT * PERIOD - PERIOD)
    assert view.values[0] == pytest.approx(5.0 / (2 * PERIOD / NS_PER_S))
    view.tools.toggle_desk()
    assert cells(view, 2) == ["N·m/s", "N·m/s"]


def test_slopes_of_other_channels_than_those_shown_are_never_drawn(view: SignalView) -> None:
    view.tools.next_order()
    assert view.pyramid is not None
    view.set_derived(1, (0, 1), derived(only_channels(view.pyramid, (0, 1)), 1))
    assert view.drawn is None


def test_the_slope_of_a_position_has_the_limits_of_the_velocity(view: SignalView) -> None:
    view.set_limits({"velocity.joint_0": (-2.0, 2.0), "position.joint_0": (-9.0, 9.0)})
    assert view.limits_of(20) == (-9.0, 9.0)
    view.tools.next_order()
    assert view.limits_of(20) == (-2.0, 2.0)
    view.tools.next_order()
    assert view.limits_of(20) is None


def test_the_table_tells_value_range_and_margin_at_the_playhead_in_any_order(view: SignalView) -> None:
    view.set_channels((SPIKED, 3))
    view.set_limits({CHANNELS[SPIKED]: (-4.0, 4.0)})
    view.tools.toggle_desk()
    view.set_playhead(SPIKE_AT * PERIOD)
    assert cells(view, 1)[0] == "5.0"
    assert cells(view, 5)[0] == "\u22121.0"
    view.tools._desk.table.sortItems(1, Qt.SortOrder.DescendingOrder)
    view.set_playhead(0)
    names = dict(zip(cells(view, 0), cells(view, 1), strict=True))
    assert names["Joint 7"] == "0.00"


def test_a_drag_with_shift_selects_a_stretch_that_is_measured(view: SignalView, qtbot: QtBot) -> None:
    view.set_channels((SPIKED,))
    canvas, scale = view.canvas, view.canvas.scale()
    left, right = QPoint(round(scale.x(11 * NS_PER_S)), 60), QPoint(round(scale.x(13 * NS_PER_S)), 60)
    with qtbot.waitSignal(view.tools.measure_requested) as asked:
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, left)
        QTest.mouseMove(canvas, right)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, right)
    (stretch,) = asked.args
    assert stretch.duration_ns == pytest.approx(2 * NS_PER_S, rel=0.02)
    answer(view, stretch)
    assert cells(view, 4) == ["5.0"]
    QTest.keyClick(view.tools._desk, Qt.Key.Key_Escape)
    assert canvas.selection is None
    assert not view.tools._desk.measures


def test_an_answer_for_another_selection_is_not_shown(view: SignalView) -> None:
    view.tools.select(TimeRange(0, NS_PER_S))
    view.tools.show_measured(TimeRange(0, 5), ())
    assert not view.tools._desk.measures


def test_numbers_are_copied_with_tabs(view: SignalView) -> None:
    view.set_channels((SPIKED,))
    view.tools.toggle_desk()
    view.set_playhead(SPIKE_AT * PERIOD)
    QTest.keyClick(view.tools._desk.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, line = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[:2] == ["Channel", "Value"]
    assert line.split("\t")[:3] == ["Joint 7", "5.0", "N·m"]


def test_a_joint_that_only_trembles_is_calm_and_its_spike_is_not() -> None:
    generator = np.random.default_rng(4)
    values = generator.normal(0.0, 0.01, (4000, 2))
    values[2500, 1] = 3.0
    pyramid = build_pyramid(SignalBlock(np.arange(4000) * MS, values))
    scale = PlotScale(TimeRange(0, 4000 * MS), 0.0, 1.0, 0, 0, 400, 100)
    calm, spiked = (heat_row(pyramid, channel, scale, 400) for channel in (0, 1))
    assert np.ptp(calm) < 0.35
    assert np.max(spiked) == 1.0
    assert np.median(spiked) < 0.1


def test_a_selection_is_told_in_the_new_language(view: SignalView) -> None:
    asked: list[TimeRange] = []
    view.tools.measure_requested.connect(asked.append)
    stretch = TimeRange(10 * MS, 200 * MS)
    view.tools.select(stretch)
    QApplication.sendEvent(view, QEvent(QEvent.Type.LanguageChange))
    assert asked == [stretch, stretch]
