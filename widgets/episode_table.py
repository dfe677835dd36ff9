"""The list of episodes at the left: filter, search, and rows that are painted only while they are seen."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.review import State
from widgets import icons
from widgets.button import Button
from widgets.episode_model import EpisodeModel
from widgets.episode_row import COMPARED_ICON, EpisodeLine, EpisodeRowDelegate, RowPreview
from widgets.i18n import tr
from widgets.labels import Icon, Label, PanelHeader
from widgets.states import state_word
from widgets.theme import digits

__all__ = ["EpisodeLine", "EpisodeModel", "EpisodeTable", "RowPreview"]

_Index = QModelIndex | QPersistentModelIndex
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect
_FILTERS: tuple[State | None, ...] = (None, *State)


class EpisodeTable(QFrame):
    """``episode_requested`` carries an id, ``filter_requested`` a ``State`` or None and the words looked for."""

    episode_requested = Signal(str)
    filter_requested = Signal(object, str)
    open_requested = Signal()
    preview_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._current, self._total, self._filtered = "", 0, False
        self._compared = 0
        self.header = PanelHeader("list")
        self.compared = MarkCount()
        self.header.add(self.compared)
        self.count = Label(role="mid")
        self.count.setFont(digits(12))
        self.header.add(self.count)
        self.state = QComboBox()
        self.state.addItems([""] * len(_FILTERS))
        self.search = QLineEdit()
        self.search.setProperty("role", "quiet")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("search", "low"), QLineEdit.ActionPosition.LeadingPosition)
        self.model = EpisodeModel(self)
        self.model.preview_requested.connect(self.preview_requested)
        self.rows = _list_view(self.model)
        self.empty = Label(role="meta", wrap=True)
        self.empty_action = Button()
        self._pages = QStackedWidget()
        self._lay_out()
        self.rows.clicked.connect(self._wish)
        self.rows.activated.connect(self._wish)
        self.state.activated.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.empty_action.clicked.connect(self._help_out)
        self._retranslate()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 6)
        bar.setSpacing(6)
        self.state.setFixedWidth(96)
        bar.addWidget(self.state)
        bar.addWidget(self.search, 1)
        self._pages.addWidget(self.rows)
        self.nothing = self._empty_page()
        self._pages.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(bar)
        column.addWidget(self._pages, 1)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.empty)
        column.addWidget(self.empty_action)
        column.addStretch(1)
        return page

    def show_lines(
        self, lines: list[EpisodeLine] | tuple[EpisodeLine, ...], *, total: int | None = None
    ) -> None:
        """What the filter let through; ``total`` counts all episodes there are."""
        self._total = len(lines) if total is None else total
        self.model.show_lines(tuple(lines))
        self._pages.setCurrentWidget(self.rows if lines else self.nothing)
        self._mark()
        self._retranslate()

    def set_current(self, episode_id: str) -> None:
        """The open episode; the list scrolls to it when it is another one."""
        moved = episode_id != self._current
        self._current = episode_id
        self._mark()
        if moved:
            self.rows.scrollTo(self.rows.currentIndex())

    def set_compared(self, ids: frozenset[str]) -> None:
        """Episodes that are marked for comparing; they are counted too where the filter hides some."""
        self.model.set_compared(ids)
        self._compared = len(ids)
        self._retranslate()

    def show_line(self, line: EpisodeLine) -> None:
        """Other contents for one row."""
        self.model.set_line(line)

    def set_preview(self, episode_id: str, preview: RowPreview) -> None:
        """Pictures and torques for a row."""
        self.model.set_preview(episode_id, preview)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.rows.viewport().update()
        super().changeEvent(event)

    def _mark(self) -> None:
        row = self.model.row_of(self._current)
        index = self.model.index(row) if row is not None else QModelIndex()
        self.rows.selectionModel().setCurrentIndex(index, _SELECT)

    def _wish(self, index: QModelIndex) -> None:
        wished = self.model.line(index.row()).id
        self._mark()
        if wished != self._current:
            self.episode_requested.emit(wished)

    def _filter(self, _what: object) -> None:
        state = _FILTERS[self.state.currentIndex()]
        words = self.search.text().strip()
        self._filtered = state is not None or bool(words)
        self.filter_requested.emit(state, words)

    def _retranslate(self) -> None:
        self.header.title.set_words(tr("Episodes"))
        shown = self.model.rowCount()
        self.count.setText(f"{shown} / {self._total}" if shown != self._total else str(shown))
        words = tr("{n} episodes are marked for comparing", n=self._compared)
        self.compared.show_count(self._compared, words)
        for position, state in enumerate(_FILTERS):
            self.state.setItemText(position, tr("All states") if state is None else state_word(state))
        self.search.setPlaceholderText(tr("Search"))
        self.empty.setText(
            tr("No episode matches. Choose another state or other words.")
            if self._filtered
            else tr("No episodes yet. Open a recording or a folder of them.")
        )
        self.empty_action.setText(tr("Show all") if self._filtered else tr("Open a recording"))

    def _help_out(self) -> None:
        if not self._filtered:
            self.open_requested.emit()
            return
        self.state.setCurrentIndex(0)
        with QSignalBlocker(self.search):
            self.search.clear()
        self._filter(None)


class MarkCount(QWidget):
    """How many episodes are marked for comparing; nothing while none is."""

    def __init__(self) -> None:
        super().__init__()
        self.number = Label(role="mid")
        self.number.setFont(digits(12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(Icon(COMPARED_ICON, ink="accent", size=12))
        row.addWidget(self.number)
        self.hide()

    def show_count(self, count: int, words: str) -> None:
        """The number, and what it counts in words."""
        self.number.setText(str(count))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(count > 0)


class _Rows(QListView):
    """Rows of one height: other contents are painted, where Qt would lay out every row of the list again."""

    def dataChanged(self, first: _Index, last: _Index, _roles: object = ()) -> None:
        """Paint what is in sight of them."""
        self.viewport().update(self.visualRect(first).united(self.visualRect(last)))


def _list_view(model: EpisodeModel) -> QListView:
    view = _Rows()
    view.setModel(model)
    view.setItemDelegate(EpisodeRowDelegate(view))
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setFrameShape(QFrame.Shape.NoFrame)
    return view
