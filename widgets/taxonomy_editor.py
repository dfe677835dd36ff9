"""What may be said about an episode, as tables that people edit; saved as the next version."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from models.errors import KnownError
from models.taxonomy import Taxonomy
from models.taxonomy.colours import Sight, nearest
from models.taxonomy.differences import ASK, KINDS, TableChange, What, changes_of, saved
from models.taxonomy.labels import SEVERITIES
from models.taxonomy.sheets import (
    COLUMNS,
    FIXED,
    SheetRow,
    Sheets,
    Table,
    key_conflicts,
    sheets_of,
    taxonomy_of,
)
from widgets.button import Button, Role
from widgets.dialog_size import open_within_screen
from widgets.i18n import tr
from widgets.known import error_text
from widgets.labels import Label
from widgets.taxonomy_sheet import TaxonomySheet, colour_of
from widgets.taxonomy_words import change_words, sight_word, table_word

_DEFAULTS = {"slot": "0", "levels": "5", "severity": "minor"}
_LINES = 5
_PLACE_PX = 28
_COLOURS_PX = 36


class TaxonomyEditor(QDialog):
    """``saved(Taxonomy)`` when a new version is to be kept; it closes when the owner calls ``done``.

    Args:
        taken: keys that mean something else in the window.
        language: tag in which names of the taxonomy are told.
    """

    saved = Signal(object)

    def __init__(
        self,
        taxonomy: Taxonomy,
        *,
        taken: frozenset[str] = frozenset(),
        language: str = "en",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sheets: Sheets = sheets_of(taxonomy)
        self.table = Table.PHASES
        self._taken, self._language = taken, language
        self.becomes: dict[tuple[Table, str], str] = {}
        self.setWindowTitle(tr("Taxonomy"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_within_screen(self, 1060, 680)
        self.places = QListWidget()
        self.sheet = TaxonomySheet(self._choices)
        self.add = Button(tr("Add"), icon="plus", key="Ins", height=28)
        self.remove = Button(tr("Remove"), icon="trash-2", key="Del", height=28)
        self.up = Button(tr("Up"), icon="chevron-up", key="Alt+↑", height=28)
        self.down = Button(tr("Down"), icon="chevron-down", key="Alt+↓", height=28)
        self.colours = Label(role="mid", wrap=True)
        self.colours.setMinimumHeight(_COLOURS_PX)
        self.refusal = Label(role="critical", wrap=True)
        self.changes = Label(role="mid", wrap=True)
        self.questions = QVBoxLayout()
        self.save = Button(role=Role.PRIMARY, height=32)
        self.leave = QFrame()
        self.keep = Button(tr("Keep editing"), height=28)
        self.discard = Button(tr("Discard the changes"), role=Role.DANGER, height=28)
        self._lay_out()
        self._connect()
        self.places.setCurrentRow(0)
        self.refresh()

    def refresh(self) -> None:
        """Everything from what is being edited."""
        for index, table in enumerate(Table):
            words = f"{table_word(table)}  {len(self.sheets.rows[table])}"
            self.places.item(index).setText(words)
            self.places.item(index).setSizeHint(QSize(0, _PLACE_PX))
        conflicts = key_conflicts(self.sheets, self._taken)
        twice = tr("Another row or the window has this key")
        wrong = {(row, "key"): twice for table, row in conflicts if table is self.table}
        self.sheet.show_rows(self.table, self.sheets.rows[self.table], wrong)
        found = changes_of(self.sheets)
        self._show_changes(found)
        self._show_questions(found)
        refusal = self._refusal() or (twice if conflicts else "")
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))
        self.save.setText(tr("Save as version {n}", n=self.sheets.base.version + 1))
        self.save.setEnabled(bool(found) and not refusal)
        free = self.table not in FIXED
        self.add.setEnabled(free)
        for button in (self.remove, self.up, self.down):
            button.setEnabled(free and bool(self.sheets.rows[self.table]))
        self._show_colours()

    def reject(self) -> None:
        """Escape: what was changed is never lost without a question."""
        if changes_of(self.sheets) and not self.leave.isVisible():
            self.leave.show()
            self.keep.setFocus()
            return
        self.leave.hide()
        if not changes_of(self.sheets):
            super().reject()

    def add_row(self) -> None:
        """A new row below the current one."""
        if self.table in FIXED:
            return
        rows = self.sheets.rows[self.table]
        cells = {column: _DEFAULTS.get(column, "") for column in COLUMNS[self.table]}
        choices = self._choices("tier")
        cells |= {"tier": choices[0]} if "tier" in cells and choices else {}
        at = self.sheet.currentRow() + 1 if rows else 0
        rows.insert(at, SheetRow("", cells))
        self.refresh()
        self.sheet.setCurrentCell(at, 0)
        self.sheet.edit(self.sheet.model().index(at, 0))

    def remove_row(self) -> None:
        """The current row goes."""
        row = self.sheet.currentRow()
        if self.table not in FIXED and 0 <= row < len(self.sheets.rows[self.table]):
            del self.sheets.rows[self.table][row]
            self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        base = self.sheets.base
        title = tr("Taxonomy {id}, version {version}", id=base.id, version=base.version)
        column.addWidget(Label(title, px=16, weight=600))
        middle = QHBoxLayout()
        middle.setSpacing(8)
        self.places.addItems([table_word(table) for table in Table])
        self.places.setFixedWidth(190)
        middle.addWidget(self.places)
        middle.addWidget(self.sheet, 1)
        column.addLayout(middle, 1)
        rows = QHBoxLayout()
        rows.setSpacing(8)
        rows.addSpacing(198)
        for button in (self.add, self.remove, self.up, self.down):
            rows.addWidget(button)
        rows.addStretch(1)
        column.addLayout(rows)
        column.addWidget(self.colours)
        column.addWidget(self.refusal)
        column.addLayout(self.questions)
        bottom = QHBoxLayout()
        bottom.addWidget(self.changes, 1)
        bottom.addWidget(self.save)
        column.addLayout(bottom)
        column.addWidget(self._leaving())

    def _leaving(self) -> QFrame:
        self.leave.setProperty("role", "notice")
        self.leave.setProperty("kind", "warning")
        row = QHBoxLayout(self.leave)
        row.addWidget(Label(tr("These changes are not saved yet")), 1)
        row.addWidget(self.keep)
        row.addWidget(self.discard)
        self.leave.hide()
        return self.leave

    def _connect(self) -> None:
        self.places.currentRowChanged.connect(self._choose)
        self.sheet.cell_changed.connect(self._edit)
        self.sheet.moved.connect(self._move)
        self.sheet.add_requested.connect(self.add_row)
        self.sheet.remove_requested.connect(lambda _row: self.remove_row())
        self.sheet.currentCellChanged.connect(lambda *_cells: self._show_colours())
        self.add.clicked.connect(self.add_row)
        self.remove.clicked.connect(self.remove_row)
        self.up.clicked.connect(lambda: self.sheet.move_row(-1))
        self.down.clicked.connect(lambda: self.sheet.move_row(1))
        self.save.clicked.connect(self._save)
        self.keep.clicked.connect(self.leave.hide)
        self.discard.clicked.connect(lambda: self.done(QDialog.DialogCode.Rejected))

    def _choose(self, place: int) -> None:
        self.table = tuple(Table)[place]
        self.refresh()
        self.sheet.setCurrentCell(0, 0)

    def _edit(self, index: int, column: str, text: str) -> None:
        row = self.sheets.rows[self.table][index]
        before = row.cells[column]
        row.cells[column] = text
        if column == "code" and before and self.table is not Table.TEMPLATE:
            self.sheets.rename(self.table, before, text)
        self.refresh()

    def _move(self, row: int, to: int) -> None:
        rows = self.sheets.rows[self.table]
        if self.table not in FIXED:
            rows.insert(to, rows.pop(row))
        self.refresh()

    def _save(self) -> None:
        self.saved.emit(saved(self.sheets, self.becomes))

    def _choices(self, column: str) -> tuple[str, ...]:
        """What a cell can be chosen from, empty where anything can be typed."""
        codes = {"tier": Table.TIERS, "group": Table.GROUPS}
        if column == "severity":
            return SEVERITIES
        if column == "code" and self.table is Table.TEMPLATE:
            return self._codes(Table.PHASES)
        none = ("",) if column == "group" else ()
        return (*none, *self._codes(codes[column])) if column in codes else ()

    def _codes(self, table: Table) -> tuple[str, ...]:
        return tuple(row.cells["code"] for row in self.sheets.rows[table])

    def _refusal(self) -> str:
        try:
            taxonomy_of(self.sheets)
        except KnownError as error:
            return error_text(error, self._language)
        return ""

    def _show_changes(self, found: tuple[TableChange, ...]) -> None:
        lines = [change_words(change) for change in found]
        if len(lines) > _LINES:
            lines = [*lines[: _LINES - 1], tr("and {n} more", n=len(lines) - _LINES + 1)]
        self.changes.setText("\n".join(lines) or tr("Nothing is changed yet"))

    def _show_questions(self, found: tuple[TableChange, ...]) -> None:
        """What labels with a code that goes are called from now on."""
        while (item := self.questions.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        gone = [change for change in found if change.what is What.REMOVED and change.table in KINDS]
        held = {(change.table, change.code) for change in gone}
        self.becomes = {key: into for key, into in self.becomes.items() if key in held}
        for change in gone:
            added = sum((one.table, one.what) == (change.table, What.ADDED) for one in found)
            self.questions.addWidget(self._question(change, may_ask=added > 1))

    def _question(self, change: TableChange, *, may_ask: bool) -> QWidget:
        key = (change.table, change.code)
        box = QComboBox()
        box.addItem(tr("Stay as they are; the checks name them"), "")
        if may_ask:
            box.addItem(tr("A person chooses, label by label"), ASK)
        for code in self._codes(change.table):
            box.addItem(code, code)
        box.setCurrentIndex(max(0, box.findData(self.becomes.get(key, ""))))
        box.currentIndexChanged.connect(lambda _index: self.becomes.update({key: box.currentData()}))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(tr("Labels with {code} become", code=change.code)))
        row.addWidget(box, 1)
        return line

    def _show_colours(self) -> None:
        """How well the current phase is told from the others."""
        rows, row = self.sheets.rows[Table.PHASES], self.sheet.currentRow()
        shown = self.table is Table.PHASES and 0 <= row < len(rows)
        self.colours.setText(" ")
        if not shown:
            return
        others = [one for index, one in enumerate(rows) if index != row]
        own, colours = colour_of(rows[row]), [colour_of(one) for one in others]
        found = [one for sight in Sight if (one := nearest(own, colours, sight)) is not None]
        if not found:
            return
        least = min(found, key=lambda one: min(one.oklab, one.de00))
        parts = [
            tr(
                "{sight} {oklab} / {de00}",
                sight=sight_word(one.sight),
                oklab=f"{one.oklab:.1f}",
                de00=f"{one.de00:.1f}",
            )
            for one in found
        ]
        words = tr("Nearest colour (OKLab / dE00): {parts}", parts=", ".join(parts))
        if not least.is_safe:
            like = others[least.index].cells["code"]
            words += "\n" + tr("Looks like {code} to some eyes: under 8", code=like)
        self.colours.setText(words)
        self.colours.set_role("mid" if least.is_safe else "warning")
