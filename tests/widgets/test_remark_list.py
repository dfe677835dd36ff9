"""Remarks in the order of time; those that are there stay."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.labelling.document import Remark
from models.timebase import NS_PER_S
from widgets.remark_list import RemarkItem, RemarkList

T0_NS = 1_760_000_000 * NS_PER_S


def remark(second: int, text: str = "here") -> Remark:
    return Remark(f"r{second}", T0_NS + second * NS_PER_S, "ann", text)


def shown(remarks: RemarkList) -> list[RemarkItem]:
    """From top to bottom."""
    items = [item for item in remarks.findChildren(RemarkItem) if not item.isHidden()]
    return sorted(items, key=lambda item: item.y())


def test_one_more_leaves_the_others_where_they_are_but_for_their_numbers(
    dark: QApplication, qtbot: QtBot
) -> None:
    remarks = RemarkList()
    qtbot.addWidget(remarks)
    remarks.resize(300, 600)
    remarks.show()
    remarks.show_remarks((remark(1), remark(9)), T0_NS)
    dark.processEvents()
    first, last = shown(remarks)
    remarks.show_remarks((remark(9), remark(1), remark(5)), T0_NS)
    dark.processEvents()
    items = shown(remarks)
    assert (items[0], items[2]) == (first, last)
    assert [item.number.text() for item in items] == ["1", "2", "3"]
    assert [item._divider.isHidden() for item in items] == [True, False, False]
    with qtbot.waitSignal(remarks.jump_requested) as asked:
        items[1].jump_requested.emit(items[1]._t_ns)
    assert asked.args == [T0_NS + 5 * NS_PER_S]
    remarks.show_remarks((remark(5, "edited"), remark(9)), T0_NS)
    dark.processEvents()
    items = shown(remarks)
    assert (len(items), items[1]) == (2, last)
    assert [item.number.text() for item in items] == ["1", "2"]
    assert items[0]._divider.isHidden()


def test_another_episode_begins_anew(dark: QApplication, qtbot: QtBot) -> None:
    remarks = RemarkList()
    qtbot.addWidget(remarks)
    remarks.show_remarks((remark(1),), T0_NS)
    (before,) = shown(remarks)
    remarks.show_remarks((remark(1),), T0_NS - NS_PER_S)
    (after,) = shown(remarks)
    assert after is not before
