"""The list of episodes at the left: filter, search, and rows that are painted only while they are seen."""

from collections import OrderedDict

from PySide6.QtCore import (
    QAbstractListModel,
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
from widgets.episode_row import EpisodeLine, EpisodeRowDelegate, RowPreview
from widgets.i18n import tr
from widgets.labels import Label, PanelHeader
from widgets.states import state_word
from widgets.theme import digits

__all__ = ["EpisodeLine", "EpisodeModel", "EpisodeTable", "RowPreview"]

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MOST_PREVIEWS = 1000
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect
_FILTERS: tuple[State | None, ...] = (None, *State)


class EpisodeModel(QAbstractListModel):
    """``EpisodeLine`` under ``LINE``, its ``RowPreview`` or None under ``PREVIEW``.

    ``preview_requested(id)`` for a row that is painted without one: only rows in sight cost any, and those that have
    been out of sight for long are forgotten.
    """

    preview_requested = Signal(str)

    LINE = Qt.ItemDataRole.UserRole
    PREVIEW = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[EpisodeLine, ...] = ()
        self._places: dict[str, int] = {}
        self._previews: OrderedDict[str, RowPreview] = OrderedDict()
        self._asked: set[str] = set()

    def show_lines(self, lines: tuple[EpisodeLine, ...]) -> None:
        """Replace all; where only contents changed, the place in the list is kept."""
        if [line.id for line in lines] == [line.id for line in self._lines]:
            self._lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self._lines = lines
        self._places = {line.id: row for row, line in enumerate(lines)}
        self.endResetModel()

    def set_line(self, line: EpisodeLine) -> None:
        """Other contents for a row that is there."""
        row = self.row_of(line.id)
        if row is not None:
            self._lines = (*self._lines[:row], line, *self._lines[row + 1 :])
            self.dataChanged.emit(self.index(row), self.index(row))

    def set_preview(self, episode_id: str, preview: RowPreview) -> None:
        """What a row shows beside its words."""
        self._previews[episode_id] = preview
        while len(self._previews) > _MOST_PREVIEWS:
            forgotten, _ = self._previews.popitem(last=False)
            self._asked.discard(forgotten)
        row = self.row_of(episode_id)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _preview(self, episode_id: str) -> RowPreview | None:
        if episode_id not in self._asked:
            self._asked.add(episode_id)
            self.preview_requested.emit(episode_id)
        return self._previews.get(episode_id)

    def row_of(self, episode_id: str) -> int | None:
        """Where an episode stands."""
        return self._places.get(episode_id)

    def line(self, row: int) -> EpisodeLine:
        """One line."""
        return self._lines[row]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Flat."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name for readers of the screen, the line and the picture for the delegate."""
        line = self._lines[index.row()]
        if role == self.LINE:
            return line
        if role == self.PREVIEW:
            return self._preview(line.id)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{line.name}, {line.task}, {state_word(line.state)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (line.name, line.task, line.detail) if part)
        return None


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
        self.header = PanelHeader("list")
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
