"""A small window in which the channels of a plot are chosen: grouped, searched, checked."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from widgets.i18n import tr
from widgets.painting import box
from widgets.signal_words import group_of, short_name
from widgets.theme import qcolour
from widgets.tree_items import children, tops

_CHANNEL = Qt.ItemDataRole.UserRole


class ChannelChooser(QWidget):
    """Tells every change at once; a click elsewhere closes it."""

    chosen = Signal(object)

    def __init__(self, channels: tuple[str, ...], shown: tuple[int, ...], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.search = QLineEdit(placeholderText=tr("Search channels"))
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(1)
        self._fill(channels, set(shown))
        self.tree.itemChanged.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.tree)
        self.resize(280, 340)
        self.setFocusProxy(self.search)

    def _fill(self, channels: tuple[str, ...], shown: set[int]) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for index, channel in enumerate(channels):
            group = group_of(channel)
            if group not in groups:
                groups[group] = QTreeWidgetItem(self.tree, [group.capitalize() or tr("Channels")])
            item = QTreeWidgetItem(groups[group], [short_name(channel)])
            item.setData(0, _CHANNEL, index)
            item.setToolTip(0, channel)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if index in shown else Qt.CheckState.Unchecked)
        for item in groups.values():
            leaves = children(item)
            item.setExpanded(
                len(groups) == 1 or any(leaf.checkState(0) is Qt.CheckState.Checked for leaf in leaves)
            )

    def _leaves(self) -> list[QTreeWidgetItem]:
        return [leaf for top in tops(self.tree) for leaf in children(top)]

    def _filter(self, words: str) -> None:
        wanted = words.lower().split()
        for leaf in self._leaves():
            name = f"{leaf.text(0)} {leaf.toolTip(0)}".lower()
            leaf.setHidden(not all(word in name for word in wanted))
        for top in tops(self.tree):
            top.setHidden(all(leaf.isHidden() for leaf in children(top)))
            top.setExpanded(top.isExpanded() or bool(wanted))

    def _tell(self) -> None:
        checked = [leaf for leaf in self._leaves() if leaf.checkState(0) is Qt.CheckState.Checked]
        self.chosen.emit(tuple(int(leaf.data(0, _CHANNEL)) for leaf in checked))

    def open_below(self, top_right: QPoint) -> None:
        """Open with the upper right corner at ``top_right`` (global)."""
        self.move(top_right.x() - self.width(), top_right.y())
        self.show()
        self.search.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A popover's ground and edge."""
        box(QPainter(self), self.rect(), fill=qcolour("bg4"), edge=qcolour("line2"), radius=6)
