"""Channels by kind and limb: found by words, checked alone or all of a head at once."""

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from app.translations import Language
from tests.support.data import ROOT
from widgets.channel_chooser import ChannelChooser
from widgets.theme import qcolour
from widgets.tree_items import children, tops

JOINTS = (
    "left_shoulder_pitch_joint",
    "left_elbow_joint",
    "right_elbow_joint",
    "left_knee_joint",
    "waist_yaw_joint",
)
CHANNELS = tuple(f"{kind}.{joint}" for kind, joint in itertools.product(("position", "effort"), JOINTS))
CHECKED, PARTLY, UNCHECKED = (
    Qt.CheckState.Checked,
    Qt.CheckState.PartiallyChecked,
    Qt.CheckState.Unchecked,
)


@pytest.fixture
def beside(dark: QApplication, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def chooser(beside: QWidget) -> ChannelChooser:
    made = ChannelChooser(CHANNELS, (5, 6), beside)
    made.open_below(QPoint(600, 10))
    return made


@pytest.fixture
def told(chooser: ChannelChooser) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    chooser.chosen.connect(found.append)
    return found


def head(chooser: ChannelChooser, kind: str, limb: str = "") -> QTreeWidgetItem:
    top = next(each for each in tops(chooser.tree) if each.text(0) == kind)
    return next(each for each in children(top) if each.text(0) == limb) if limb else top


def words(items: list[QTreeWidgetItem]) -> list[str]:
    return [item.text(0) for item in items if not item.isHidden()]


def test_limbs_stand_below_their_kind_in_one_order_with_their_channels(chooser: ChannelChooser) -> None:
    assert words(tops(chooser.tree)) == ["Position", "Effort"]
    assert words(children(head(chooser, "Effort"))) == ["Left arm", "Right arm", "Torso", "Left leg"]
    assert words(children(head(chooser, "Effort", "Left arm"))) == ["L shoulder pitch", "L elbow"]


def test_what_is_shown_is_unfolded_and_checked_the_rest_is_folded(chooser: ChannelChooser) -> None:
    assert head(chooser, "Effort").checkState(0) is PARTLY
    assert head(chooser, "Effort", "Left arm").checkState(0) is CHECKED
    assert head(chooser, "Effort", "Left arm").isExpanded()
    assert not head(chooser, "Effort", "Right arm").isExpanded()
    assert not head(chooser, "Position").isExpanded()


def test_the_box_of_a_limb_takes_all_of_it_or_none_and_tells_once(
    chooser: ChannelChooser, told: list[tuple[int, ...]]
) -> None:
    limb = head(chooser, "Effort", "Left arm")
    limb.setCheckState(0, UNCHECKED)
    assert told == [()]
    assert head(chooser, "Effort").checkState(0) is UNCHECKED
    limb.setCheckState(0, CHECKED)
    head(chooser, "Effort", "Torso").setCheckState(0, CHECKED)
    assert told[1:] == [(5, 6), (5, 6, 9)]


def test_the_box_of_a_kind_takes_all_its_limbs(chooser: ChannelChooser, told: list[tuple[int, ...]]) -> None:
    head(chooser, "Position").setCheckState(0, CHECKED)
    assert [sorted(each) for each in told] == [[0, 1, 2, 3, 4, 5, 6]]
    assert head(chooser, "Position", "Left leg").checkState(0) is CHECKED


def test_one_channel_less_leaves_its_heads_half_checked(
    chooser: ChannelChooser, told: list[tuple[int, ...]]
) -> None:
    children(head(chooser, "Effort", "Left arm"))[0].setCheckState(0, UNCHECKED)
    assert told == [(6,)]
    assert head(chooser, "Effort", "Left arm").checkState(0) is PARTLY


def test_a_half_checked_box_looks_neither_empty_nor_full(chooser: ChannelChooser) -> None:
    """By the pixels of the accent in the rows: a full box, a line in an edge, none."""
    children(head(chooser, "Effort", "Left arm"))[0].setCheckState(0, UNCHECKED)
    rows = (
        children(head(chooser, "Effort", "Left arm"))[1],
        head(chooser, "Effort"),
        head(chooser, "Position"),
    )
    full, half, none = (accents(chooser, item) for item in rows)
    assert full > 2 * half
    assert half > 20
    assert none == 0


def accents(chooser: ChannelChooser, item: QTreeWidgetItem) -> int:
    image = chooser.tree.viewport().grab(chooser.tree.visualItemRect(item)).toImage()
    whole = itertools.product(range(image.width()), range(image.height()))
    return sum(image.pixelColor(x, y) == qcolour("accent") for x, y in whole)


def test_a_click_on_a_half_checked_head_takes_all(
    chooser: ChannelChooser, told: list[tuple[int, ...]]
) -> None:
    children(head(chooser, "Effort", "Left arm"))[0].setCheckState(0, UNCHECKED)
    told.clear()
    limb = head(chooser, "Effort", "Left arm")
    chooser.tree.scrollToItem(limb)
    chooser.tree.setCurrentItem(limb)
    QTest.keyClick(chooser.tree, Qt.Key.Key_Space)
    assert told == [(5, 6)]


@pytest.mark.parametrize("search", ["left arm", "LEFT ARM", "arm left", "shoulder", "left elbow"])
def test_words_of_limbs_and_of_joints_find_channels(chooser: ChannelChooser, search: str) -> None:
    chooser.search.setText(search)
    assert words(children(head(chooser, "Effort"))) == ["Left arm"]
    assert head(chooser, "Position", "Left arm").isExpanded()


def test_a_box_takes_only_what_the_search_leaves_in_sight(
    chooser: ChannelChooser, told: list[tuple[int, ...]]
) -> None:
    chooser.search.setText("elbow")
    kind = head(chooser, "Position")
    assert kind.checkState(0) is UNCHECKED
    kind.setCheckState(0, CHECKED)
    assert told == [(1, 2, 5, 6)]
    assert kind.checkState(0) is CHECKED
    kind.setCheckState(0, UNCHECKED)
    assert told[1:] == [(5, 6)]
    chooser.search.clear()
    assert head(chooser, "Effort", "Left arm").checkState(0) is CHECKED


def test_in_chinese_limbs_are_found_by_both_languages(beside: QWidget) -> None:
    language = Language(ROOT / "resources" / "translations")
    language.switch("zh_CN")
    try:
        chooser = ChannelChooser(CHANNELS, (5,), beside)
        for search in ("左臂", "left arm"):
            chooser.search.setText(search)
            assert words(children(head(chooser, "Effort"))) == ["左臂"]
    finally:
        language.switch("en")


def test_channels_of_one_limb_or_of_none_need_no_head(beside: QWidget) -> None:
    chooser = ChannelChooser(("force.x", "force.y", "torque.z"), (0,), beside)
    assert words(children(head(chooser, "Force"))) == ["Force x", "Force y"]
    flat = ChannelChooser(("reading", "speed"), (), beside)
    assert words(tops(flat.tree)) == ["Channels"]
    assert tops(flat.tree)[0].isExpanded()
