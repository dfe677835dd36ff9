"""A message as rows of a tree, made as they are opened and changed in place when the next message comes."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from widgets.i18n import tr
from widgets.theme import digits
from widgets.tree_items import children, tops

MOST_ROWS = 64
MOST_LETTERS = 120


class FieldRow(QTreeWidgetItem):
    """A row with the value it stands for; as item data Qt would sort a dict by its keys and copy it."""

    def __init__(self, parent: QTreeWidgetItem) -> None:
        super().__init__(parent)
        self.value: object = None
        self.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_value(self, name: str, value: object) -> None:
        """Name, words, and a handle where there is more below."""
        self.value = value
        self.setText(0, name)
        self.setText(1, value_words(value))
        deeper = bool(value) and (isinstance(value, Mapping) or _is_list(value))
        policy = QTreeWidgetItem.ChildIndicatorPolicy
        self.setChildIndicatorPolicy(policy.ShowIndicator if deeper else policy.DontShowIndicator)


class MessageTree(QTreeWidget):
    """Two columns: field, value. Long lists show their first rows and how many there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.header().setStretchLastSection(True)
        self.setFont(digits(12))
        self.itemExpanded.connect(self._grow)

    def set_message(self, fields: Mapping[str, Any]) -> None:
        """Show a message; what was open stays open."""
        first = self.topLevelItemCount() == 0
        _fill(self.invisibleRootItem(), _entries(fields))
        self._refresh_open(self.invisibleRootItem())
        if first:
            self._open_small()
            self.setColumnWidth(0, max(120, self.viewport().width() * 55 // 100))

    def _open_small(self) -> None:
        first_level = tops(self)
        if len(first_level) == 1:
            first_level[0].setExpanded(True)

    def _grow(self, item: QTreeWidgetItem) -> None:
        if isinstance(item, FieldRow):
            _fill(item, _entries(item.value))
            self._refresh_open(item)

    def _refresh_open(self, item: QTreeWidgetItem) -> None:
        for child in children(item):
            if child.isExpanded():
                self._grow(child)


def _entries(value: object) -> list[tuple[str, object]]:
    """Names and values one level down."""
    if isinstance(value, Mapping):
        return [(str(name), each) for name, each in value.items()]
    if not _is_list(value):
        return []
    assert isinstance(value, Sequence)
    entries: list[tuple[str, object]] = [(f"[{index}]", each) for index, each in enumerate(value[:MOST_ROWS])]
    if len(value) > MOST_ROWS:
        entries.append((tr("… {n} more", n=f"{len(value) - MOST_ROWS:,}"), ""))
    return entries


def _fill(item: QTreeWidgetItem, entries: list[tuple[str, object]]) -> None:
    for child in children(item)[len(entries) :]:
        item.removeChild(child)
    while item.childCount() < len(entries):
        FieldRow(item)
    for child, (name, value) in zip(children(item), entries, strict=True):
        if isinstance(child, FieldRow):
            child.show_value(name, value)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def value_words(value: object) -> str:
    """One line: numbers with U+2212, short lists of numbers whole, else what it is and how long."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return value if len(value) <= MOST_LETTERS else f"{value[:MOST_LETTERS]}…"
    if isinstance(value, bytes | bytearray):
        return tr("{n} bytes", n=f"{len(value):,}")
    if isinstance(value, Mapping):
        return _mapping(value)
    return _list(value) if isinstance(value, Sequence) else str(value)


def _number(value: float) -> str:
    text = str(value) if isinstance(value, int) else f"{value or 0.0:.6g}"
    return text.replace("-", "\u2212")


def _mapping(value: Mapping[str, Any]) -> str:
    numbers = [each for each in value.values() if isinstance(each, int | float)]
    if value and len(numbers) == len(value) <= 4:
        return ", ".join(_number(each) for each in numbers)
    return ", ".join(each for each in value.values() if isinstance(each, str) and 0 < len(each) <= 40)[
        :MOST_LETTERS
    ]


def _list(value: Sequence[Any]) -> str:
    if value and len(value) <= 3 and all(isinstance(each, int | float) for each in value):
        return ", ".join(_number(each) for each in value)
    return f"[{len(value):,}]"
