"""What the hand does to the timeline, by real mouse events."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.labelling.document import Remark
from models.review import State
from models.timebase import TimeRange
from tests.widgets.timeline.scenes import PICK_PLACE, T0_NS, S, document, ten_seconds
from widgets.timeline import TimelineView
from widgets.timeline.layout import Lane

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
Show = Callable[..., TimelineView]
Hear = Callable[[TimelineView], list[tuple[object, ...]]]
Pixel = Callable[[TimelineView, Lane, int], QPoint]


def drag(view: TimelineView, start: QPoint, *stops: QPoint, button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(view, button, pos=start)
    for stop in stops:
        QTest.mouseMove(view, stop)
    QTest.mouseRelease(view, button, pos=stops[-1])


def wheel(view: TimelineView, at: QPoint, notches: int, *, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def phase_id(view: TimelineView, index: int) -> str:
    return view.content.blocks.ids[index]


@pytest.mark.parametrize("lane", [Lane.RULER, Lane.FILMSTRIP, Lane.REMARKS])
def test_ruler_and_empty_lanes_scrub(show: Show, hear: Hear, point: Pixel, lane: Lane) -> None:
    view = show()
    heard = hear(view)
    drag(view, point(view, lane, T0_NS + 3 * S), point(view, lane, T0_NS + 5 * S))
    names, times, finals = zip(*heard, strict=True)
    assert set(names) == {"seek_requested"}
    assert finals == (False, False, True)
    assert times[0] == pytest.approx(T0_NS + 3 * S, abs=view.scale.ns_per_px)
    assert times[-1] == times[-2] == pytest.approx(T0_NS + 5 * S, abs=view.scale.ns_per_px)


def test_scrubbing_stays_in_the_episode(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    start = point(view, Lane.RULER, T0_NS + 3 * S)
    drag(view, start, QPoint(-500, start.y()))
    assert heard[-1] == ("seek_requested", T0_NS, True)
    drag(view, start, QPoint(5000, start.y()))
    assert heard[-1] == ("seek_requested", T0_NS + 10 * S, True)


def test_a_boundary_is_dragged_and_asked_for_on_release(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    target = point(view, Lane.PHASES, T0_NS + 5 * S)
    drag(view, point(view, Lane.PHASES, T0_NS + 4 * S), target)
    assert len(heard) == 1
    name, moved, t_ns = heard[0]
    assert (name, moved) == ("boundary_move_requested", phase_id(view, 2))
    assert t_ns == pytest.approx(T0_NS + 5 * S, abs=view.scale.ns_per_px)
    assert view.overlay.bubble is None


def test_the_bubble_tells_time_and_signed_frames(show: Show, point: Pixel) -> None:
    view = show()
    view.set_frame_period(S // 30)
    start, target = (point(view, Lane.PHASES, T0_NS + t * S) for t in (4, 5))
    QTest.mousePress(view, LEFT, pos=start)
    QTest.mouseMove(view, target)
    assert view.overlay.bubble is not None
    assert view.overlay.bubble.words.startswith("00:0")
    assert view.overlay.bubble.words.endswith("+30 frames")
    drawn = view.content.drawn
    assert int(drawn.ends[1]) == int(drawn.starts[2]) > T0_NS + 4.9 * S
    QTest.mouseRelease(view, LEFT, pos=target)


def test_a_boundary_stops_at_its_neighbours(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    drag(view, point(view, Lane.PHASES, T0_NS + 4 * S), point(view, Lane.PHASES, T0_NS + 9 * S))
    assert heard == [("boundary_move_requested", phase_id(view, 2), T0_NS + 6 * S - 1_000_000)]


def test_escape_puts_the_boundary_back(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    before = view.content.drawn.starts.tolist()
    QTest.mousePress(view, LEFT, pos=point(view, Lane.PHASES, T0_NS + 4 * S))
    target = point(view, Lane.PHASES, T0_NS + 5 * S)
    QTest.mouseMove(view, target)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, pos=target)
    assert heard == []
    assert view.content.drawn.starts.tolist() == before


def test_what_is_locked_cannot_be_dragged(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    view.set_editable(False)
    heard = hear(view)
    drag(view, point(view, Lane.PHASES, T0_NS + 4 * S), point(view, Lane.PHASES, T0_NS + 5 * S))
    assert {name for name, *_ in heard} == {"seek_requested"}


def test_the_pointer_shows_what_it_can_take(show: Show, point: Pixel) -> None:
    view = show()
    QTest.mouseMove(view, point(view, Lane.PHASES, T0_NS + 4 * S) + QPoint(3, 0))
    assert view.cursor().shape() is Qt.CursorShape.SplitHCursor
    QTest.mouseMove(view, point(view, Lane.PHASES, T0_NS + 5 * S))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_a_click_selects_and_a_drag_from_a_phase_scrubs(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    inside = point(view, Lane.PHASES, T0_NS + 5 * S)
    QTest.mouseClick(view, LEFT, pos=inside)
    assert heard == [("phase_selected", phase_id(view, 2))]
    drag(view, inside, inside + QPoint(60, 0))
    assert heard[-1][0] == "seek_requested"
    assert heard[-1][2] is True


def test_a_double_click_loops(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    QTest.mouseDClick(view, LEFT, pos=point(view, Lane.PHASES, T0_NS + 5 * S))
    assert heard[-1] == ("loop_requested", T0_NS + 4 * S, T0_NS + 6 * S)


def test_the_tail_is_not_a_phase(show: Show, hear: Hear, point: Pixel) -> None:
    view = show(state=State.DRAFT)
    view.set_reached(T0_NS + 9 * S)
    heard = hear(view)
    QTest.mouseClick(view, LEFT, pos=point(view, Lane.PHASES, T0_NS + 9 * S + S // 2))
    assert {name for name, *_ in heard} == {"seek_requested"}


def test_the_wheel_zooms_at_the_pointer(show: Show, point: Pixel) -> None:
    view = show()
    at = point(view, Lane.PHASES, T0_NS + 7 * S)
    under = view.scale.time_at(at.x())
    for notches in (3, 4, -2, 5):
        wheel(view, at, notches)
        assert abs(view.scale.time_at(at.x()) - under) <= 4
    assert view.visible_range.duration_ns < 2 * S


def test_shift_and_wheel_pan(show: Show, point: Pixel) -> None:
    view = show()
    view.zoom_to(TimeRange(T0_NS + 4 * S, T0_NS + 6 * S))
    wheel(view, point(view, Lane.RULER, T0_NS + 5 * S), -1, shift=True)
    assert view.visible_range == TimeRange(T0_NS + 42 * S // 10, T0_NS + 62 * S // 10)


def test_the_middle_button_carries_the_time_along(show: Show, point: Pixel) -> None:
    view = show()
    view.zoom_to(TimeRange(T0_NS + 4 * S, T0_NS + 6 * S))
    at = point(view, Lane.PHASES, T0_NS + 5 * S)
    under = view.scale.time_at(at.x())
    drag(view, at, at + QPoint(100, 0), button=MIDDLE)
    assert view.scale.time_at(at.x() + 100) == pytest.approx(under, abs=1)


def test_the_overview_window_moves_and_pulls(show: Show) -> None:
    view = show()
    view.zoom_to(TimeRange(T0_NS + 4 * S, T0_NS + 6 * S))
    row = view.row_of(Lane.OVERVIEW)
    assert row is not None
    whole = view.scale.fitted()
    y = row.y + row.height // 2

    def at(seconds: float) -> QPoint:
        return QPoint(round(whole.x_of(T0_NS + round(seconds * S))), y)

    drag(view, at(5), at(7))
    assert view.visible_range.start_ns == pytest.approx(T0_NS + 6 * S, abs=whole.ns_per_px * 2)
    assert view.visible_range.duration_ns == 2 * S
    drag(view, at(8), at(9))
    assert view.visible_range.end_ns == pytest.approx(T0_NS + 9 * S, abs=whole.ns_per_px * 3)
    QTest.mouseClick(view, LEFT, pos=at(2))
    assert view.visible_range.contains(T0_NS + 2 * S)
    QTest.mouseDClick(view, LEFT, pos=at(5))
    assert view.scale.is_whole


def test_a_remark_is_opened_and_sought(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    remark = Remark("r-1", T0_NS + 3 * S, "lead", "Look here")
    view.set_document(document(ten_seconds(), remarks=(remark,)), PICK_PLACE)
    heard = hear(view)
    QTest.mouseClick(view, LEFT, pos=point(view, Lane.REMARKS, remark.t_ns))
    assert heard == [("remark_requested", "r-1"), ("seek_requested", remark.t_ns, True)]


def test_a_finding_is_opened_and_sought(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    view.set_problems([(T0_NS + S, "info", "a"), (T0_NS + 3 * S, "critical", "b", T0_NS + 4 * S)])
    heard = hear(view)
    QTest.mouseClick(view, LEFT, pos=point(view, Lane.FINDINGS, T0_NS + 3 * S))
    assert heard == [("problem_requested", 1), ("seek_requested", T0_NS + 3 * S, True)]


def test_the_names_at_the_left_are_no_time(show: Show, hear: Hear) -> None:
    view = show()
    heard = hear(view)
    QTest.mouseClick(view, LEFT, pos=QPoint(40, 10))
    assert heard == []
