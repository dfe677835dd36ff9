"""Several readings of one episode below each other, and bars where they differ."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from models.timebase import TimeRange
from tests.widgets.timeline.scenes import T0_NS, S, ten_seconds
from widgets import theme
from widgets.timeline import TimelineView
from widgets.timeline.gutter import head
from widgets.timeline.layout import Lane, Row
from widgets.timeline.values import DifferenceBar

Show = Callable[..., TimelineView]
Hear = Callable[[TimelineView], list[tuple[object, ...]]]
Pixel = Callable[[TimelineView, Lane, int], QPoint]


def colour_at(view: TimelineView, at: QPoint) -> str:
    return view.grab().toImage().pixelColor(at).name().upper()


def stretch(start: float, end: float) -> TimeRange:
    return TimeRange(T0_NS + round(start * S), T0_NS + round(end * S))


def three(view: TimelineView, *bars: DifferenceBar) -> list[Row]:
    """Base, mine and theirs; the rows of the readings."""
    readings = [("Base", ten_seconds(2), "B"), ("Mine", ten_seconds(4), "M"), ("Theirs", ten_seconds(5), "T")]
    view.set_tiers(readings, bars, title="Result")
    return [row for row in view.canvas.rows if row.lane is Lane.SECOND]


def test_each_reading_has_a_lane_with_its_name_and_key(show: Show) -> None:
    view = show(height=340)
    rows = three(view)
    heads = [head(row, view.content) for row in rows]
    assert [(one.name, one.meta) for one in heads if one] == [("Base", "B"), ("Mine", "M"), ("Theirs", "T")]
    phases = view.row_of(Lane.PHASES)
    assert phases is not None
    title = head(phases, view.content)
    assert title is not None
    assert title.name == "Result"
    view.set_tiers(())
    assert view.row_of(Lane.SECOND) is view.row_of(Lane.DIFFERENCES) is None


def test_what_is_taken_from_another_reading_is_faded(show: Show) -> None:
    view = show(height=340)
    rows = three(view, DifferenceBar("d", stretch(8, 9.5), 1))
    x = round(view.scale.x_of(T0_NS + round(9 * S)))
    seen = [colour_at(view, QPoint(x, row.y + row.height // 2)) for row in rows]
    fills = [theme.tokens().phase_fills[int(tier.blocks.slots[-1])] for tier in view.content.tiers]
    assert [one == fill for one, fill in zip(seen, fills, strict=True)] == [False, True, False]


def test_an_open_stretch_is_not_told_as_decided(show: Show, point: Pixel) -> None:
    view = show(height=340)
    at = T0_NS + round(8.2 * S)
    before = colour_at(view, point(view, Lane.PHASES, at))
    three(view, DifferenceBar("d", stretch(8, 9.5), None))
    assert colour_at(view, point(view, Lane.PHASES, at)) == theme.tokens().bg1 != before


def test_what_is_left_of_a_phase_beside_an_open_stretch_says_which_it_is(show: Show) -> None:
    view = show(height=340)
    phases, row = view.content.settled, view.row_of(Lane.PHASES)
    assert row is not None
    widest = int(((phases.ends - phases.starts) * (phases.slots > 0) * (phases.slots < 6)).argmax())
    start_ns, end_ns = int(phases.starts[widest]), int(phases.ends[widest])
    middle_ns = (start_ns + end_ns) // 2
    three(view, DifferenceBar("d", TimeRange(start_ns, middle_ns), None))
    image, left = view.grab().toImage(), round(view.scale.x_of(middle_ns))
    beside = {
        image.pixelColor(x, y).name().upper()
        for x in range(left + 4, left + 24)
        for y in range(row.y + 8, row.y + row.height - 8)
    }
    assert len(beside) > 1, "its digit stands there, not only its colour"


def test_a_click_on_a_bar_or_on_a_reading_tells_which(show: Show, hear: Hear, point: Pixel) -> None:
    view = show(height=340)
    rows = three(view, DifferenceBar("cut", stretch(4, 4), None), DifferenceBar("wide", stretch(6, 9), 2))
    heard = hear(view)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point(view, Lane.DIFFERENCES, T0_NS + 4 * S))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point(view, Lane.DIFFERENCES, T0_NS + 8 * S))
    x = round(view.scale.x_of(T0_NS + 7 * S))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x, rows[1].y + 8))
    assert [one[:2] for one in heard] == [
        ("difference_requested", "cut"), ("difference_requested", "wide"), ("tier_requested", 1),
    ]  # fmt: skip
