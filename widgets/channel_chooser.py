"""A small window in which the channels of a plot are chosen: by kind and limb, searched, checked one by one or all."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from models.limbs import Limb, limbs_of
from widgets.i18n import tr
from widgets.limb_words import limb_words
from widgets.painting import box
from widgets.signal_words import group_of, short_name
from widgets.theme import qcolour
from widgets.tree_items import children, tops

_CHANNEL = Qt.ItemDataRole.UserRole
_WORDS = Qt.ItemDataRole.UserRole + 1
_INDENT_PX = 14
_CHECKED, _PARTLY, _UNCHECKED = (
    Qt.CheckState.Checked,
    Qt.CheckState.PartiallyChecked,
    Qt.CheckState.Unchecked,
)


class ChannelChooser(QWidget):
    """Tells every change at once; a click elsewhere closes it.

    The box of a head checks all of its channels that the search leaves in sight, or none of them.
    """

    chosen = Signal(object)

    def __init__(self, channels: tuple[str, ...], shown: tuple[int, ...], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.search = QLineEdit(placeholderText=tr("Search channels or limbs"))
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(1)
        self.tree.setIndentation(_INDENT_PX)
        # Rows that are measured before the style sheet is known stay too low.
        self.tree.ensurePolished()
        self._fill(channels, frozenset(shown))
        self.tree.itemChanged.connect(self._changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.tree)
        self.resize(300, 420)
        self.setFocusProxy(self.search)

    def _fill(self, channels: tuple[str, ...], shown: frozenset[int]) -> None:
        groups: dict[str, list[int]] = {}
        for index, channel in enumerate(channels):
            groups.setdefault(group_of(channel), []).append(index)
        for group, among in groups.items():
            head = _head(self.tree.invisibleRootItem(), group.capitalize() or tr("Channels"))
            limbs = limbs_of(channels, among)
            for limb, indexes in limbs.items():
                _add_limb(head, limb, [(index, channels[index]) for index in indexes], alone=len(limbs) == 1)
        for leaf in self._leaves():
            leaf.setCheckState(0, _CHECKED if leaf.data(0, _CHANNEL) in shown else _UNCHECKED)
        self._check_heads()
        for head in self._heads():
            only = len(children(head.parent() or self.tree.invisibleRootItem())) == 1
            head.setExpanded(only or head.checkState(0) is not _UNCHECKED)

    def _leaves(self) -> list[QTreeWidgetItem]:
        return [leaf for top in tops(self.tree) for leaf in _leaves(top)]

    def _heads(self) -> Iterator[QTreeWidgetItem]:
        """Those of limbs before those of their kinds."""
        for top in tops(self.tree):
            yield from (item for item in children(top) if item.childCount())
            yield top

    def _check_heads(self) -> None:
        """A head's box is checked if all in sight below it are, and half checked if some are."""
        for head in self._heads():
            leaves = _leaves(head)
            states = {leaf.checkState(0) for leaf in leaves if not leaf.isHidden()}
            states = states or {leaf.checkState(0) for leaf in leaves}
            head.setCheckState(0, states.pop() if len(states) == 1 else _PARTLY)

    def _filter(self, words: str) -> None:
        wanted = words.lower().split()
        for leaf in self._leaves():
            leaf.setHidden(not all(word in leaf.data(0, _WORDS) for word in wanted))
        for head in self._heads():
            head.setHidden(all(leaf.isHidden() for leaf in _leaves(head)))
            head.setExpanded(head.isExpanded() or bool(wanted))
        with QSignalBlocker(self.tree):
            self._check_heads()

    def _changed(self, item: QTreeWidgetItem) -> None:
        with QSignalBlocker(self.tree):
            for leaf in _leaves(item) if item.childCount() else ():
                if not leaf.isHidden():
                    leaf.setCheckState(0, item.checkState(0))
            self._check_heads()
        self.tree.viewport().update()
        checked = [leaf for leaf in self._leaves() if leaf.checkState(0) is _CHECKED]
        self.chosen.emit(tuple(int(leaf.data(0, _CHANNEL)) for leaf in checked))

    def open_below(self, top_right: QPoint) -> None:
        """Open with the upper right corner at ``top_right`` (global)."""
        self.move(top_right.x() - self.width(), top_right.y())
        self.show()
        self.search.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A popover's ground and edge."""
        box(QPainter(self), self.rect(), fill=qcolour("bg4"), edge=qcolour("line2"), radius=6)


def _head(above: QTreeWidgetItem, words: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(above, [words])
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    return item


def _add_limb(kind: QTreeWidgetItem, limb: Limb, channels: Sequence[tuple[int, str]], *, alone: bool) -> None:
    """The channels of a limb below a head of its own, or without one where a kind has only one limb."""
    head = kind if alone else _head(kind, limb_words(limb))
    for index, channel in channels:
        item = _head(head, short_name(channel))
        item.setData(0, _CHANNEL, index)
        item.setData(0, _WORDS, f"{item.text(0)} {channel} {limb} {limb_words(limb)}".lower())
        item.setToolTip(0, channel)


def _leaves(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """Channels below a head of either kind; a channel itself where it is one."""
    below = children(item)
    return [leaf for child in below for leaf in _leaves(child)] if below else [item]
