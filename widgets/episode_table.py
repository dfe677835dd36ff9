"""The list of episodes at the left: filter, search, and rows that are fetched and painted only while they are seen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.review import State
from models.search import Order, Search, search_of, words_of
from widgets.button import Button, Role
from widgets.episode_model import EpisodeModel, Rows
from widgets.episode_row import ROW_PX, EpisodeLine, RowPreview
from widgets.episode_rows import EpisodeRows
from widgets.filter_panel import FilterPanel
from widgets.i18n import tr
from widgets.labels import Label, PanelHeader
from widgets.mark_count import MarkCount
from widgets.order_button import OrderButton
from widgets.search_field import SearchField
from widgets.states import state_word
from widgets.theme import digits

__all__ = ["EpisodeLine", "EpisodeModel", "EpisodeTable", "RowPreview", "Rows"]

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect
_FILTERS: tuple[State | None, ...] = (None, *State)
_MANY = 100_000


class EpisodeTable(QFrame):
    """``episode_requested`` carries an id, ``search_requested`` a ``Search``, ``rows_requested`` the first row and how
    many; ``choices_requested`` is answered by ``show_choices``; ``order_chosen`` an ``Order`` to keep.
    """

    episode_requested = Signal(str)
    search_requested = Signal(object)
    rows_requested = Signal(int, int)
    choices_requested = Signal()
    order_chosen = Signal(object)
    open_requested = Signal()
    preview_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._current, self._sought = "", ""
        self._current_row: int | None = None
        self._total, self._is_whole = 0, True
        self._compared = 0
        self.header = PanelHeader("list")
        self.compared = MarkCount()
        self.header.add(self.compared)
        self.count = Label(role="mid")
        self.count.setFont(digits(12))
        self.header.add(self.count)
        self.order = OrderButton()
        self.header.add(self.order)
        self.more = Button(icon="funnel", role=Role.GHOST, height=24)
        self.header.add(self.more)
        self.state = QComboBox()
        self.state.addItems([""] * len(_FILTERS))
        self.search = SearchField()
        self.model = EpisodeModel(self)
        self.rows = EpisodeRows(self.model)
        self.filters = FilterPanel(self)
        self.empty = Label(role="meta", wrap=True)
        self.empty_action = Button()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._retranslate()

    def _connect(self) -> None:
        self.model.preview_requested.connect(self.preview_requested)
        self.model.rows_requested.connect(self.rows_requested)
        self.rows.clicked.connect(self._wish)
        self.rows.activated.connect(self._wish)
        self.state.activated.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.search.state_chosen.connect(self._choose_state)
        self.search.choices_requested.connect(self.choices_requested)
        self.order.chosen.connect(self._choose_order)
        self.more.clicked.connect(lambda: self.filters.open_with(self.wanted(), self.more))
        self.filters.chosen.connect(self.show_search)
        self.filters.choices_requested.connect(self.choices_requested)
        self.empty_action.clicked.connect(self._help_out)

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

    def show_lines(self, lines: Sequence[EpisodeLine], *, total: int | None = None) -> None:
        """All that the filter let through; ``total`` counts all episodes there are."""
        self.show_rows(Rows(0, tuple(lines), len(lines), len(lines) if total is None else total))

    def show_rows(self, rows: Rows) -> None:
        """The list as it is now."""
        self._total, self._is_whole, self._current_row = rows.total, rows.whole, None
        cursor = self._cursor_id()
        offset = self.rows.verticalOffset()
        self.model.show(rows.first, rows.lines, rows.count)
        if rows.anew or rows.moved:
            self.rows.scroll_to(0 if rows.anew else offset + rows.moved * ROW_PX)
        self._pages.setCurrentWidget(self.rows if rows.count else self.nothing)
        self._mark(cursor)
        self._tell_count()

    def show_count(self, count: int, total: int) -> None:
        """All rows have been counted."""
        self._total, self._is_whole = total, True
        self.model.set_count(count)
        self._pages.setCurrentWidget(self.rows if count else self.nothing)
        self._tell_count()

    def in_sight(self) -> tuple[int, str]:
        """The row at the top and its id, "" where it is not known."""
        seen = self.rows.in_sight()
        line = self.model.line(seen[0]) if seen else None
        return (seen[0] if seen else 0), ("" if line is None else line.id)

    def set_current(self, episode_id: str) -> None:
        """The open episode; the list scrolls to it when it is another one and its place is known."""
        if episode_id != self._current:
            self._current, self._current_row, self._sought = episode_id, None, episode_id
        self._mark()
        self._seek()

    def show_place(self, episode_id: str, row: int | None) -> None:
        """Where the open episode stands, None where the filter hides it."""
        if episode_id == self._current:
            self._current_row = row
            self._mark(self._cursor_id())
            self._seek()

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

    def show_choices(self, choices: Mapping[str, Sequence[str]]) -> None:
        """What the filters can be set to."""
        self.search.show_choices(choices)
        if self.filters.isVisible():
            self.filters.show_choices(choices)

    def set_order(self, order: Order) -> None:
        """The order that was chosen last time; nothing is asked for."""
        self.order.set_order(order)

    def wanted(self) -> Search:
        """What state and words ask for."""
        return search_of(self.search.text(), _FILTERS[self.state.currentIndex()], self.order.order)

    def show_search(self, search: Search) -> None:
        """Write state and words, as if the person had."""
        self.state.setCurrentIndex(_FILTERS.index(search.state))
        with QSignalBlocker(self.search):
            self.search.setText(words_of(search))
        self._filter(None)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.rows.viewport().update()
        super().changeEvent(event)

    def _row_of_current(self) -> int | None:
        known = self.model.row_of(self._current)
        return known if known is not None else self._current_row

    def _cursor_id(self) -> str:
        """Where keys have moved to, "" on the open episode."""
        line = self.model.line(self.rows.currentIndex().row())
        return "" if line is None or line.id == self._current else line.id

    def _mark(self, cursor: str = "") -> None:
        """Select the open episode, or leave the cursor of the keys where it is; the list does not scroll for it."""
        row = self.model.row_of(cursor) if cursor else None
        row = self._row_of_current() if row is None else row
        index = self.model.index(row) if row is not None else QModelIndex()
        self.rows.setAutoScroll(False)
        self.rows.selectionModel().setCurrentIndex(index, _SELECT)
        self.rows.setAutoScroll(True)

    def _seek(self) -> None:
        """Scroll to an episode that was opened, once its place is known."""
        row = self._row_of_current()
        if self._sought and row is not None:
            self._sought = ""
            self.rows.scrollTo(self.model.index(row))

    def _wish(self, index: QModelIndex) -> None:
        line = self.model.line(index.row())
        if line is None:
            return
        self._mark()
        if line.id != self._current:
            self.episode_requested.emit(line.id)

    def _choose_state(self, state: State) -> None:
        self.state.setCurrentIndex(_FILTERS.index(state))
        self._filter(None)

    def _choose_order(self, order: Order) -> None:
        self.set_order(order)
        self._filter(None)
        self.order_chosen.emit(order)

    def _filter(self, _what: object) -> None:
        search = self.wanted()
        self.more.set_ink("accent" if words_of(search) != search.text else "")
        self.search_requested.emit(search)

    def _retranslate(self) -> None:
        self.header.title.set_words(tr("Episodes"))
        self._tell_count()
        words = tr("{n} episodes are marked for comparing", n=self._compared)
        self.compared.show_count(self._compared, words)
        for position, state in enumerate(_FILTERS):
            self.state.setItemText(position, tr("All states") if state is None else state_word(state))
        self.search.setPlaceholderText(tr("Search"))
        self.search.setToolTip(tr("Words in name, task, robot or note; also task: robot: site: @name @me"))
        self.order.retranslate()
        self.more.setToolTip(tr("Filter"))
        self.more.setAccessibleName(tr("Filter"))

    def _tell_count(self) -> None:
        """How many there are, and what to do where there are none."""
        shown = self.model.rowCount()
        more = "" if self._is_whole else "+"
        parts = [f"{_short(shown)}{more}"] + ([_short(self._total)] if shown != self._total else [])
        self.count.setText(" / ".join(parts))
        exact = tr("{n} of {total} episodes", n=f"{shown:,}{more}", total=f"{self._total:,}")
        self.count.setToolTip(exact)
        self.count.setAccessibleName(exact)
        narrowed = self.wanted().narrows
        self.empty.setText(
            tr("No episode matches. Choose another state or other words.")
            if narrowed
            else tr("No episodes yet. Open a recording or a folder of them.")
        )
        self.empty_action.setText(tr("Show all") if narrowed else tr("Open a recording"))

    def _help_out(self) -> None:
        if not self.wanted().narrows:
            self.open_requested.emit()
            return
        self.show_search(Search())


def _short(count: int) -> str:
    """A count that leaves room for the title: 3 M for three million."""
    if count < _MANY:
        return str(count)
    return f"{count / 1e6:.3g} M" if count >= 1e6 else f"{count / 1e3:.0f} k"
