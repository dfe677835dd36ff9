"""Lanes of events and mistakes: only where the taxonomy has them, and what the hand finds there."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from models.labelling.document import Mark
from tests.widgets.timeline.scenes import PICK_PLACE, T0_NS, WITH_MARKS, S, document, ten_seconds
from widgets.timeline import TimelineView
from widgets.timeline.event_lane import (
    SIGN_PX,
    Begun,
    Event,
    EventLane,
    Grip,
    event_lanes,
    grip_at,
    letter,
)
from widgets.timeline.layout import Inventory, Lane, full_height, lay_out
from widgets.timeline.scale import TimeScale

MARKS = (
    Mark("a", "events", "contact", T0_NS + S, T0_NS + S),
    Mark("b", "events", "slip", T0_NS + 2 * S, T0_NS + 4 * S),
    Mark("c", "mistakes", "hesitation", T0_NS + 5 * S, T0_NS + 6 * S, confidence_pm=700),
)
LABELS = replace(document(ten_seconds()), marks=MARKS)
SCALE = TimeScale.fitting(LABELS.range, left=0, width=1000)


def lane() -> EventLane:
    return event_lanes(LABELS, WITH_MARKS, "en")[0]


def test_each_tier_has_its_lane_with_signs_of_its_letters() -> None:
    events, mistakes = event_lanes(LABELS, WITH_MARKS, "zh_CN")
    assert (events.title, [letter(event.label) for event in events.events]) == ("事件", ["T", "S"])
    assert [event.proposed for event in mistakes.events] == [True]
    assert event_lanes(LABELS, PICK_PLACE, "en")[0].title == "events"
    assert event_lanes(document(ten_seconds()), PICK_PLACE, "en") == ()


@pytest.mark.parametrize(
    ("x", "held"), [(101, ("a", 0)), (203, ("b", -1)), (300, ("b", None)), (398, ("b", 1)), (600, None)]
)
def test_the_pointer_finds_points_ends_and_bars(x: int, held: tuple[str, int | None] | None) -> None:
    grip = grip_at(lane(), SCALE, x)
    assert (None if grip is None else (grip.event.id, grip.edge)) == held


def test_an_end_in_the_hand_never_passes_the_other() -> None:
    event = lane().events[1]
    assert Grip(event, 1).moved(T0_NS).end_ns == event.start_ns + 1
    assert Grip(event, -1).moved(T0_NS + 9 * S).start_ns == event.end_ns - 1
    assert lane().sentence(event, T0_NS) == "Slip, key Shift+S, 2.00 to 4.00 s"


def test_lanes_come_with_the_taxonomy_and_fold_where_there_is_no_room(qtbot: QtBot) -> None:
    view = TimelineView()
    qtbot.addWidget(view)
    view.set_document(LABELS, WITH_MARKS)
    view.resize(1200, view.sizeHint().height())
    assert [view.row_of(Lane.EVENTS, index) is not None for index in range(3)] == [True, True, False]
    view.set_document(replace(LABELS, marks=()), PICK_PLACE)
    assert view.row_of(Lane.EVENTS) is None
    wanted = Inventory(events=2, filmstrip=True, streams=3)
    assert not [row for row in lay_out(wanted, 120) if row.lane is Lane.EVENTS]
    assert full_height(wanted) == full_height(replace(wanted, events=0)) + 2 * 19


def test_a_preview_changes_only_the_mark_in_the_hand(qtbot: QtBot) -> None:
    view = TimelineView()
    qtbot.addWidget(view)
    view.set_document(LABELS, WITH_MARKS)
    held: Event = view.content.events[0].events[0]
    view.preview_event(replace(held, start_ns=T0_NS + 3 * S, end_ns=T0_NS + 3 * S), T0_NS + 3 * S)
    assert [event.start_ns for event in view.content.events[0].events] == [T0_NS + 3 * S, T0_NS + 2 * S]


def test_the_words_of_an_interval_that_waits_cover_the_name_before_it(
    show: Callable[..., TimelineView],
) -> None:
    view = show(height=340)
    tier = WITH_MARKS.mark_tiers[1]
    before = Mark("c", tier.code, tier.labels[0].code, T0_NS + 5 * S, T0_NS + 6 * S)
    begun = Begun(tier.code, tier.labels[-1], T0_NS + 6 * S)
    pictures = []
    for marks in ((before,), ()):
        view.set_document(replace(LABELS, marks=marks), WITH_MARKS)
        view.set_begun((begun,))
        row = view.row_of(Lane.EVENTS, 1)
        assert row is not None
        rect = view.canvas.frame(row).rect
        left = round(view.scale.x_of(begun.start_ns)) + SIGN_PX // 2 + 1
        pictures.append(view.grab(QRect(left, int(rect.y()), 240, int(rect.height()))).toImage())
    assert pictures[0] == pictures[1]
