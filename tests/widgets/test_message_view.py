"""Messages as trees: lazy, changed in place, never longer than the eye."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.streams import Message
from tests.support.view_samples import MS, info
from widgets.message_tree import MOST_ROWS, value_words
from widgets.message_view import MessageView
from widgets.tree_items import children, tops

FIELDS = {
    "header": {"stamp": {"sec": 12, "nanosec": 5}, "frame_id": "eye"},
    "k": [float(number) for number in range(1000)],
    "on": True,
}


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> MessageView:
    made = MessageView()
    qtbot.addWidget(made)
    made.set_stream(info("/camera/head/camera_info", StreamKind.OTHER))
    return made


def show(view: MessageView, fields: dict[str, object]) -> None:
    view.show_sample(Message(0, 0, fields), age_ns=MS, period_ns=33 * MS)


def test_rows_are_made_when_they_are_opened(view: MessageView) -> None:
    show(view, FIELDS)
    header, k, on = tops(view.tree)
    assert (header.text(0), k.text(1), on.text(1)) == ("header", "[1,000]", "true")
    assert k.childCount() == 0
    k.setExpanded(True)
    assert k.childCount() == MOST_ROWS + 1
    assert k.child(MOST_ROWS).text(0) == "… 936 more"


def test_the_next_message_changes_the_rows_that_are_open(view: MessageView) -> None:
    show(view, FIELDS)
    header = tops(view.tree)[0]
    header.setExpanded(True)
    frame = children(header)[1]
    assert frame.text(1) == "eye"
    show(view, {**FIELDS, "header": {"stamp": {"sec": 13, "nanosec": 5}, "frame_id": "hand"}})
    assert tops(view.tree)[0] is header
    assert header.isExpanded()
    assert children(header)[1].text(1) == "hand"


def test_a_message_of_another_shape_leaves_no_rows_behind(view: MessageView) -> None:
    show(view, FIELDS)
    show(view, {"data": "teleop"})
    assert [(item.text(0), item.text(1)) for item in tops(view.tree)] == [("data", "teleop")]


def test_a_long_text_is_shown_as_text(view: MessageView) -> None:
    show(view, {"data": "<robot>\n" + "<link/>\n" * 100 + "</robot>"})
    assert view.pages.currentWidget() is view.text
    assert view.text.toPlainText().startswith("<robot>")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-0.25, "\u22120.25"),
        (float("nan"), "nan"),
        (b"abcd", "4 bytes"),
        ({"x": 1.0, "y": -2.0, "z": 0.5}, "1, \u22122, 0.5"),
        ({"header": {}, "child_frame_id": "pelvis"}, "pelvis"),
        ("a" * 500, "a" * 120 + "…"),
        ([1, 2], "1, 2"),
        ([], "[0]"),
        (None, "none"),
    ],
)
def test_values_take_one_line(value: object, words: str) -> None:
    assert value_words(value) == words
