"""Plots: values at the playhead, curves that rest, spikes that stay."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.phases import Phase
from models.taxonomy import load_taxonomy
from models.timebase import NS_PER_S, TimeRange
from tests.support.data import ROOT
from tests.support.view_samples import MS, info
from widgets.age import AgeState, badge_text
from widgets.signal_axis import PlotScale, sliding_window, tick_text, time_ticks, value_text, value_ticks
from widgets.signal_ground import PhaseTints
from widgets.signal_picture import series_colour
from widgets.signal_view import SignalView
from widgets.signal_words import short_name
from widgets.theme import ThemeName, apply_theme, qcolour, slot_of

CHANNELS = ("position.left_knee_joint", "effort.left_knee_joint", "effort.right_elbow_joint")
UNITS = ("rad", "N·m", "N·m")
COUNT = 10_000
PERIOD = 2 * MS
SPIKE_AT = 6_000
EPISODE = TimeRange(0, COUNT * PERIOD)


def values() -> np.ndarray:
    t = np.arange(COUNT) / 500
    made = np.stack([np.sin(t), np.zeros(COUNT), np.cos(t)], axis=1)
    made[SPIKE_AT, 1] = 40.0
    return made


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> SignalView:
    made = SignalView()
    qtbot.addWidget(made)
    made.set_stream(info("/joint_states", StreamKind.SIGNAL, channels=CHANNELS, units=UNITS))
    made.resize(500, 220)
    made.set_episode_range(EPISODE)
    made.set_block(np.arange(COUNT, dtype=np.int64) * PERIOD, values(), CHANNELS, UNITS)
    made.setVisible(True)
    return made


def rows_of_colour(view: SignalView, place: int) -> list[int]:
    image = view.canvas.grab().toImage()
    wanted = series_colour(place)
    rect = view.canvas.plot_rect()
    return [
        y
        for y in range(rect.top(), rect.bottom() + 1)
        for x in range(rect.left(), rect.right() + 1)
        if abs(image.pixelColor(x, y).red() - wanted.red()) < 40
        and abs(image.pixelColor(x, y).blue() - wanted.blue()) < 40
        and abs(image.pixelColor(x, y).green() - wanted.green()) < 40
    ]


def first_inked_row(view: SignalView) -> int:
    """The highest row of the plot in which a curve has left ink; grid lines are dark and do not count."""
    image, rect = view.canvas.grab().toImage(), view.canvas.plot_rect()
    bright = qcolour("bg1").blue() + 40
    return next(
        y
        for y in range(rect.top(), rect.bottom() + 1)
        if any(image.pixelColor(x, y).blue() > bright for x in range(rect.left() + 60, rect.right() + 1))
    )


def test_the_efforts_that_move_furthest_are_shown_first(view: SignalView) -> None:
    assert view.shown_channels == ("effort.left_knee_joint", "effort.right_elbow_joint")
    assert [name for name, _ in view.legend.words] == ["L knee", "R elbow"]


def test_values_are_those_of_the_last_sample_at_or_before_the_playhead(view: SignalView) -> None:
    view.set_playhead(SPIKE_AT * PERIOD + PERIOD - 1)
    assert view.legend.words[0] == ("L knee", "40.0")
    assert view.age_state is AgeState.EXACT
    view.set_playhead(SPIKE_AT * PERIOD - 1)
    assert view.legend.words[0] == ("L knee", "0.00")


def test_a_playhead_past_the_last_sample_is_late(view: SignalView) -> None:
    view.set_playhead(COUNT * PERIOD + 100 * MS)
    assert view.age_state is AgeState.LATE
    assert view.age_words.startswith("\u2212")


@pytest.mark.parametrize("window_s", [0.05, 0.5, 4.0, 20.0])
def test_a_spike_of_one_sample_is_seen_at_every_zoom(view: SignalView, window_s: float) -> None:
    view.set_channels((1,))
    at_ns = SPIKE_AT * PERIOD
    half_ns = round(window_s * NS_PER_S / 2)
    view.set_window(TimeRange(max(0, at_ns - half_ns), at_ns + half_ns))
    assert view.canvas.scale().y(40.0) == pytest.approx(first_inked_row(view), abs=3)


def test_the_playhead_moves_without_drawing_the_curves(view: SignalView) -> None:
    view.set_window(EPISODE)
    view.canvas.grab()
    drawn = view.canvas.drawn_pictures
    for t_s in np.linspace(0, 20, 60):
        view.set_playhead(round(t_s * NS_PER_S))
        view.canvas.grab()
    assert view.canvas.drawn_pictures == drawn


def test_a_sliding_window_draws_the_curves_once_for_many_steps(view: SignalView) -> None:
    view.set_playhead(5 * NS_PER_S)
    view.canvas.grab()
    drawn = view.canvas.drawn_pictures
    for step in range(200):
        view.set_playhead(5 * NS_PER_S + step * 16 * MS)
        view.canvas.grab()
    assert view.canvas.drawn_pictures - drawn <= 1
    assert view.canvas.window_range == sliding_window(5 * NS_PER_S + 199 * 16 * MS, 8 * NS_PER_S, EPISODE)


def test_the_playhead_is_where_the_time_is(view: SignalView) -> None:
    view.set_window(TimeRange(0, 10 * NS_PER_S))
    view.set_playhead(5 * NS_PER_S)
    rect = view.canvas.plot_rect()
    image = view.canvas.grab().toImage()
    assert image.pixelColor(rect.left() + rect.width() // 2, rect.bottom() - 3) == qcolour("playhead")


def test_a_drag_asks_for_times_and_ends_with_the_one_that_is_meant(view: SignalView, qtbot: QtBot) -> None:
    view.set_window(TimeRange(0, 10 * NS_PER_S))
    told: list[tuple[int, bool]] = []
    view.seek_requested.connect(lambda t_ns, final: told.append((t_ns, final)))
    rect = view.canvas.plot_rect()
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(rect.left(), 50))
    qtbot.mouseMove(view.canvas, QPoint(rect.left() + rect.width() // 4, 50))
    qtbot.mouseRelease(
        view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + rect.width() // 2, 50)
    )
    assert told[0] == (0, False)
    assert told[-1][1] is True
    assert told[-1][0] == pytest.approx(5 * NS_PER_S, abs=20 * MS)
    assert not any(final for _, final in told[:-1])


def test_the_wheel_zooms_around_the_time_under_the_pointer(view: SignalView, qtbot: QtBot) -> None:
    view.set_window(TimeRange(0, 10 * NS_PER_S))
    rect = view.canvas.plot_rect()
    at = QPoint(rect.left() + rect.width() // 2, 50)
    event = QWheelEvent(
        QPointF(at), QPointF(at), QPoint(), QPoint(0, 360), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.waitSignal(view.window_requested) as told:
        QApplication.sendEvent(view.canvas, event)
    window = told.args[0]
    assert window.duration_ns < 6 * NS_PER_S
    assert (window.start_ns + window.end_ns) / 2 == pytest.approx(5 * NS_PER_S, abs=50 * MS)


def test_what_is_not_finite_makes_a_gap_and_a_dash(view: SignalView) -> None:
    broken = values()
    broken[:, 1] = np.nan
    broken[2_000:8_000, 2] = np.inf
    view.set_block(np.arange(COUNT, dtype=np.int64) * PERIOD, broken, CHANNELS, UNITS)
    view.set_channels((1, 2))
    view.set_window(EPISODE)
    view.set_playhead(5_000 * PERIOD)
    assert [value for _, value in view.legend.words] == ["–", "–"]
    assert not rows_of_colour(view, 0)
    assert rows_of_colour(view, 1)


def test_limits_and_phases_are_drawn(view: SignalView) -> None:
    view.set_channels((2,))
    view.set_limits({CHANNELS[2]: (-2.0, 2.0)})
    view.set_window(EPISODE)
    taxonomy = load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml")
    label = taxonomy.phases[2]
    phase = Phase("a", label.code, 0, EPISODE.end_ns)
    view.set_phases(PhaseTints.of((phase,), {label.code: slot_of(label)}))
    view.set_reached(EPISODE.end_ns // 2)
    image = view.canvas.grab().toImage()
    rect, scale = view.canvas.plot_rect(), view.canvas.scale()
    row = {image.pixel(x, round(scale.y(2.0))) for x in range(rect.left(), rect.right())}
    assert qcolour("critical").rgb() in row
    stripe = [image.pixelColor(rect.left() + rect.width() * part // 8, rect.top()) for part in (1, 3, 5, 7)]
    assert stripe[0] == stripe[1] != stripe[2] == stripe[3]


def test_curves_follow_the_theme(view: SignalView, dark: QApplication) -> None:
    view.set_channels((2,))
    view.set_window(EPISODE)
    assert rows_of_colour(view, 0)
    apply_theme(dark, ThemeName.LIGHT)
    assert rows_of_colour(view, 0)
    assert view.canvas.grab().toImage().pixelColor(2, 2) == qcolour("bg1")


@pytest.mark.parametrize(
    ("low", "high"), [(-10.0, 3.0), (0.0, 1.0), (-1e-4, 1e-4), (1e6, 1.2e6), (-0.3, 0.9), (5.0, 5.001)]
)
def test_ticks_are_round_and_at_most_four(low: float, high: float) -> None:
    ticks = value_ticks(low, high)
    assert 2 <= len(ticks) <= 4
    assert all(low <= tick <= high for tick in ticks)


def test_tick_words() -> None:
    assert [tick_text(value, 0.5) for value in (-0.5, 0.0, 1.0)] == ["\u22120.5", "0.0", "1.0"]
    assert tick_text(-10.0, 5.0) == "\u221210"
    assert [value_text(value) for value in (-7.44, 0.0, -0.001, 1234.5, float("inf"))] == [
        "\u22127.4", "0.00", "0.00", "1234", "–",
    ]  # fmt: skip


def test_time_is_told_from_the_start_of_the_episode() -> None:
    start = 1_767_363_600 * NS_PER_S
    scale = PlotScale(TimeRange(start + 58 * NS_PER_S, start + 62 * NS_PER_S), 0, 1, 0, 0, 300, 100)
    assert [words for _, words in time_ticks(scale, start)] == ["0:58", "0:59", "1:00", "1:01", "1:02"]


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("effort.right_shoulder_pitch_joint", "R shoulder pitch"),
        ("torque.x", "Torque x"),
        ("3", "3"),
        ("gripper", "Gripper"),
        ("position.kLeftHandThumbBend", "L hand thumb bend"),
        ("kp", "Kp"),
        ("kW", "KW"),
    ],
)
def test_channels_have_short_names(channel: str, words: str) -> None:
    assert short_name(channel) == words


def test_over_resting_curves_the_playhead_leaves_no_trace(view: SignalView) -> None:
    """Painted from the picture that rests, it looks as if all were painted anew."""
    view.set_window(TimeRange(0, 10 * NS_PER_S))
    times_ns = (2 * NS_PER_S, 7 * NS_PER_S, 5 * NS_PER_S)
    for t_ns in times_ns:
        view.set_playhead(t_ns)
        view.canvas.grab()
    resting = view.canvas.grab().toImage()
    view.canvas.redraw()
    assert view.canvas.grab().toImage() == resting
    view.set_playhead(times_ns[0])
    assert view.canvas.grab().toImage() != resting


def test_digits_of_the_age_wait_and_the_last_ones_are_told(view: SignalView, qtbot: QtBot) -> None:
    told: list[str] = []
    for step in range(8):
        view.set_playhead(100 * MS + step * MS // 10)
        told.append(view.age_words)
    assert len(set(told)) == 1
    view.set_playhead(100 * MS + 3 * MS // 2)
    last_ns = view._age_ns
    qtbot.waitUntil(lambda: not view._age_rests.isActive())
    assert view.age_words == badge_text(last_ns)
