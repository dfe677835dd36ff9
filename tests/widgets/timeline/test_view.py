"""What the timeline shows of the values that it is given."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.review import State
from models.timebase import TimeRange
from tests.widgets.timeline.scenes import PICK_PLACE, T0_NS, S, document, ten_seconds, track
from widgets import theme
from widgets.theme import ThemeName
from widgets.timeline import CoverageLane, SignalLane, TimelineView
from widgets.timeline.layout import Lane
from widgets.timeline.tips import tip_at

Show = Callable[..., TimelineView]
Pixel = Callable[[TimelineView, Lane, int], QPoint]


def colour_at(view: TimelineView, at: QPoint) -> str:
    return view.grab().toImage().pixelColor(at).name().upper()


def test_moving_the_playhead_paints_no_lane(show: Show, qapp: QApplication) -> None:
    view = show(state=State.DRAFT)
    view.set_reached(T0_NS + 9 * S)
    qapp.processEvents()
    painted = view.canvas.lanes_painted
    for step in range(20):
        view.set_playhead(T0_NS + 9 * S + step * S // 40)
        view.set_reached(T0_NS + 9 * S + step * S // 40)
        qapp.processEvents()
    assert view.canvas.lanes_painted == painted


def test_the_playhead_is_drawn_where_it_is(show: Show, point: Pixel) -> None:
    view = show()
    view.set_playhead(T0_NS + 3 * S)
    at = point(view, Lane.FILMSTRIP, T0_NS + 3 * S)
    assert colour_at(view, QPoint(int(view.overlay.playhead.x or 0), at.y())) == theme.tokens().playhead
    assert view.overlay.playhead.words == "00:03.000"


def test_the_window_follows_the_playhead_by_a_page(show: Show) -> None:
    view = show()
    view.zoom_to(TimeRange(T0_NS + 2 * S, T0_NS + 4 * S))
    view.set_playhead(T0_NS + 3 * S)
    view.set_playhead(T0_NS + 4 * S + 1)
    assert view.visible_range == TimeRange(T0_NS + 4 * S, T0_NS + 6 * S)


def test_a_window_that_was_panned_away_is_left_alone(show: Show) -> None:
    view = show()
    view.set_playhead(T0_NS + S)
    view.zoom_to(TimeRange(T0_NS + 6 * S, T0_NS + 8 * S))
    view.set_playhead(T0_NS + S + S // 30)
    assert view.visible_range == TimeRange(T0_NS + 6 * S, T0_NS + 8 * S)


def test_the_window_tells_where_it_goes(show: Show) -> None:
    view = show()
    seen: list[TimeRange] = []
    view.visible_changed.connect(seen.append)
    view.zoom_to(TimeRange(T0_NS + 2 * S, T0_NS + 4 * S))
    view.zoom(2.0)
    view.fit()
    assert [window.duration_ns for window in seen] == [2 * S, S, 10 * S]


def test_the_tail_is_ground_until_it_is_submitted(show: Show, point: Pixel) -> None:
    view = show(state=State.DRAFT)
    view.set_reached(T0_NS + 9 * S)
    at = point(view, Lane.PHASES, T0_NS + 9 * S + S // 2) + QPoint(0, 12)
    assert colour_at(view, at) == theme.tokens().bg1
    view.set_document(document(ten_seconds(), State.SUBMITTED), PICK_PLACE)
    assert colour_at(view, at) == theme.tokens().phase_fills[4]


def test_another_theme_repaints_everything(show: Show, qapp: QApplication, point: Pixel) -> None:
    view = show()
    at = point(view, Lane.PHASES, T0_NS + 5 * S) + QPoint(0, 12)
    assert colour_at(view, at) == theme.DARK.phase_fills[2]
    theme.apply_theme(qapp, ThemeName.LIGHT)
    assert colour_at(view, at) == theme.LIGHT.phase_fills[2]


def test_the_filmstrip_shows_the_picture_before_the_middle_of_a_cell(show: Show, point: Pixel) -> None:
    view = show()
    pictures = []
    for t_ns, fill in ((T0_NS, Qt.GlobalColor.red), (T0_NS + 5 * S, Qt.GlobalColor.blue)):
        image = QImage(160, 120, QImage.Format.Format_RGB32)
        image.fill(fill)
        pictures.append((t_ns, image))
    view.set_filmstrip(reversed(pictures))
    assert colour_at(view, point(view, Lane.FILMSTRIP, T0_NS + 4 * S)) == "#FF0000"
    assert colour_at(view, point(view, Lane.FILMSTRIP, T0_NS + 6 * S)) == "#0000FF"


def test_before_the_first_picture_the_filmstrip_is_ground(show: Show, point: Pixel) -> None:
    view = show()
    image = QImage(160, 120, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    view.set_filmstrip([(T0_NS + 5 * S, image)])
    assert colour_at(view, point(view, Lane.FILMSTRIP, T0_NS + 2 * S)) == theme.tokens().view


def test_a_gap_of_a_nanosecond_is_still_seen(show: Show, point: Pixel) -> None:
    view = show()
    at_ns = T0_NS + 5 * S
    view.set_coverage([CoverageLane("head", 30.0, T0_NS, T0_NS + 10 * S, ((at_ns, at_ns + 1, "critical"),))])
    row = view.row_of(Lane.COVERAGE)
    assert row is not None
    image = view.grab().toImage()
    x = round(view.scale.x_of(at_ns))
    colours = {image.pixelColor(x + dx, row.y + row.height // 2).name().upper() for dx in range(-3, 4)}
    assert theme.tokens().critical in colours


def test_lanes_come_and_go_with_their_values(show: Show) -> None:
    view = show(height=400)
    stamps = np.arange(100, dtype=np.int64) * (S // 10) + T0_NS
    wave = np.sin(np.arange(100) / 5)
    before = view.sizeHint().height()
    view.set_signal_lanes([SignalLane("torque", "N·m", stamps, wave, wave)] * 2)
    view.set_mode_lane([(T0_NS, T0_NS + 5 * S, "Teleoperated", "teleoperated")])
    assert view.sizeHint().height() == before + 2 * 41 + 19
    assert view.row_of(Lane.MODE) is not None
    view.set_mode_lane(())
    view.set_filmstrip(None)
    assert view.row_of(Lane.MODE) is None
    assert view.row_of(Lane.FILMSTRIP) is None


def test_idle_stretches_are_marked_under_the_ruler_and_told_by_the_pointer(show: Show, point: Pixel) -> None:
    view = show(state=State.DRAFT)
    inside = point(view, Lane.RULER, T0_NS + 4 * S)
    row = view.row_of(Lane.RULER)
    assert row is not None
    foot = QPoint(inside.x() + 3, row.y + row.height - 2)
    without = colour_at(view, foot)
    view.set_idle([TimeRange(T0_NS + 3 * S, T0_NS + 5 * S)], hurries=False)
    quiet = colour_at(view, foot)
    view.set_idle([TimeRange(T0_NS + 3 * S, T0_NS + 5 * S)], hurries=True)
    assert len({without, quiet, colour_at(view, foot)}) == 3
    tips = [
        tip_at(view.content, view.canvas.frame(row), row, view.scale.x_of(T0_NS + s * S), row.y + 5)
        for s in (4, 6)
    ]
    assert bool(tips[0])
    assert not tips[1]


def test_a_second_reading_has_its_own_lane(show: Show, point: Pixel) -> None:
    view = show()
    view.set_second_tier(ten_seconds(2), "Second reading")
    assert colour_at(view, point(view, Lane.SECOND, T0_NS + 9 * S)) == theme.tokens().phase_fills[1]
    view.set_second_tier(None)
    assert view.row_of(Lane.SECOND) is None


def test_readers_hear_the_selected_phase(show: Show) -> None:
    view = show()
    assert view.accessibleName() == "Timeline"
    view.set_selected(view.content.blocks.ids[2])
    assert view.accessibleDescription() == "Grasp, key 2, 4.00 to 6.00 s"
    assert view.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_the_focus_ring_is_for_the_keyboard(show: Show, qapp: QApplication) -> None:
    view = show()
    for reason, ringed in (
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.TabFocusReason, True),
    ):
        qapp.sendEvent(view, QFocusEvent(QFocusEvent.Type.FocusIn, reason))
        assert (colour_at(view, QPoint(0, 100)) == theme.tokens().accent) is ringed
    qapp.sendEvent(view, QFocusEvent(QFocusEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert colour_at(view, QPoint(0, 100)) != theme.tokens().accent


def test_arrow_keys_belong_to_the_window(show: Show, qapp: QApplication) -> None:
    view = show()
    before = view.scale
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_2)
    assert view.scale == before


@pytest.mark.parametrize(("seconds", "expected"), [(5.0, ""), (9.999, "Transport, key 4, 9.98 to 10.00 s")])
def test_a_narrow_phase_has_a_tip(show: Show, seconds: float, expected: str) -> None:

    view = show(track([9_980_000_000, 20_000_000], ["grasp", "transport"]))
    row = view.row_of(Lane.PHASES)
    assert row is not None
    x = view.scale.x_of(T0_NS + round(seconds * S))
    assert tip_at(view.content, view.canvas.frame(row), row, x, row.y + 5) == expected


def test_what_was_reached_holds_for_a_document_that_comes_later(show: Show) -> None:
    view = show()
    view.set_reached(T0_NS + 19 * S)
    view.set_document(document(track([10 * S, 10 * S], ["idle", "grasp"]), State.DRAFT), PICK_PLACE)
    assert view.content.tail_start_ns == T0_NS + 19 * S


def test_another_episode_is_shown_whole(show: Show) -> None:
    view = show()
    view.zoom(4.0)
    view.set_in_out(T0_NS, T0_NS + S)
    view.set_range(TimeRange(0, 3 * S))
    assert view.visible_range == TimeRange(0, 3 * S)
    assert len(view.content.blocks) == 0
    assert view.content.in_out == (None, None)


def test_an_episode_of_one_sample_can_be_shown(show: Show) -> None:
    view = show()
    view.set_range(TimeRange(T0_NS, T0_NS))
    view.zoom(3.0)
    assert not view.grab().isNull()


def test_what_is_held_is_painted_at_once_when_it_is_released(show: Show, qapp: QApplication) -> None:
    view = show(state=State.DRAFT)
    qapp.processEvents()
    painted = view.canvas.lanes_painted
    view.hold()
    view.set_document(document(track((4 * S, 6 * S), ("idle", "grasp")), State.DRAFT), PICK_PLACE)
    view.set_reached(T0_NS + 5 * S)
    qapp.processEvents()
    assert view.canvas.lanes_painted == painted
    view.release()
    qapp.processEvents()
    assert view.canvas.lanes_painted == painted + 2, "phases and overview, once"


def test_a_page_turned_meanwhile_shows_what_is_held(show: Show, qapp: QApplication) -> None:
    view = show(state=State.DRAFT)
    view.hold()
    view.set_document(document(track((4 * S, 6 * S), ("idle", "grasp")), State.DRAFT), PICK_PLACE)
    view.zoom_to(TimeRange(T0_NS + 2 * S, T0_NS + 4 * S))
    qapp.processEvents()
    painted = view.canvas.lanes_painted
    view.release()
    qapp.processEvents()
    assert view.canvas.lanes_painted == painted, "all of it was painted with the page"
