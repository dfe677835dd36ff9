"""Where labels go: of which episodes, in which format, to which place; and what that format could not hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.exports.formats import Format, Shape
from widgets.button import Button, Role
from widgets.dialog_size import open_within_screen
from widgets.i18n import tr
from widgets.labels import Elided, Label
from widgets.loss_report import LossReport
from widgets.theme import font

_WIDTH, _HEIGHT = 560, 400
_SHEET = "csv"


class Scope(StrEnum):
    """Which episodes."""

    OPEN = "open"
    APPROVED = "approved"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What a person chose. ``path`` is empty where a data set is changed ``in_place``."""

    scope: Scope
    format: Format
    path: str
    in_place: bool = False
    plain: bool = False
    spreadsheet_safe: bool = False


class ExportDialog(QDialog):
    """``export_requested(ExportWish)``. It stays until it is closed, shows what was written, and is gone then."""

    export_requested = Signal(object)

    def __init__(
        self,
        formats: Sequence[Format],
        *,
        open_name: str = "",
        folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export labels"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._formats, self._folder, self._name = tuple(formats), folder, open_name
        self._chosen_by_hand = False
        self._make_choices()
        self.report = LossReport()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._form())
        self.pages.addWidget(self.report)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self.pages)
        self._connect()
        self.choose_scope(Scope.OPEN if open_name else Scope.ALL)
        self._show_format()
        open_within_screen(self, _WIDTH, _HEIGHT)
        self.formats.setFocus()

    def _make_choices(self) -> None:
        self.scopes: dict[Scope, Button] = {}
        for scope, words in (
            (Scope.OPEN, tr("The open episode")),
            (Scope.APPROVED, tr("All that are approved")),
            (Scope.ALL, tr("All that have labels")),
        ):
            button = Button(words, height=28)
            button.setCheckable(True)
            button.clicked.connect(lambda *_, scope=scope: self.choose_scope(scope))
            self.scopes[scope] = button
        self.scopes[Scope.OPEN].setEnabled(bool(self._name))
        self.formats = QComboBox()
        self.formats.setAccessibleName(tr("Format"))
        for one in self._formats:
            self.formats.addItem(title_of(one), one.name)
        self.summary = Label(role="mid", wrap=True)
        self.path = QLineEdit()
        self.path.setAccessibleName(tr("Where to"))
        self.browse = Button(tr("Choose"), icon="folder-open", height=28)
        self.in_place = QCheckBox()
        self.plain = QCheckBox(tr("Leave out what only Rushes reads: remarks, questions, exact times"))
        self.sheet = QCheckBox(tr("For Excel and the like"))
        self.note = Label(role="warning", wrap=True)
        self.progress = Elided(face=font(12), ink="mid")
        self.go = Button(tr("Export"), key="\u21b5", icon="upload", role=Role.PRIMARY, height=32)
        self.leave = Button(tr("Close"), key="Esc", height=32)

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(tr("Export labels"), px=16, weight=600))
        column.addLayout(_row(*self.scopes.values(), stretch=True))
        column.addWidget(Label(tr("Format"), role="section"))
        column.addWidget(self.formats)
        column.addWidget(self.summary)
        column.addWidget(Label(tr("Where to"), role="section"))
        column.addLayout(_row(self.path, self.browse))
        for box in (self.in_place, self.sheet, self.plain):
            column.addWidget(box)
        column.addWidget(self.note)
        column.addStretch(1)
        column.addWidget(self.progress)
        column.addLayout(_row(self.leave, self.go, stretch=True, front=True))
        return form

    def _connect(self) -> None:
        self.formats.currentIndexChanged.connect(lambda _: self._show_format())
        self.path.textEdited.connect(self._typed)
        self.path.textChanged.connect(lambda _: self._refresh())
        self.in_place.toggled.connect(lambda _: self._refresh())
        self.browse.clicked.connect(self._browse)
        self.go.clicked.connect(self.export)
        for button in (self.leave, self.report.leave):
            button.clicked.connect(self.close)
        self.report.again.clicked.connect(self._once_more)

    @property
    def format(self) -> Format:
        """The format that is chosen."""
        return self._formats[self.formats.currentIndex()]

    def choose_scope(self, scope: Scope) -> None:
        """Which episodes."""
        self.scope = scope
        for one, button in self.scopes.items():
            button.setChecked(one is scope)
        self._propose_place()

    def choose_format(self, name: str) -> None:
        """By its name."""
        self.formats.setCurrentIndex(self.formats.findData(name))

    def export(self) -> None:
        """Ask for it, where nothing is missing."""
        if not self.go.isEnabled():
            return
        self.note.setText("")
        self.export_requested.emit(
            ExportWish(
                self.scope,
                self.format,
                "" if self._is_within() else self.path.text().strip(),
                in_place=not self.in_place.isHidden() and self.in_place.isChecked(),
                plain=self.plain.isChecked(),
                spreadsheet_safe=self.format.name == _SHEET and self.sheet.isChecked(),
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter exports, and leaves the report."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.pages.currentWidget() is self.report:
            self.close()
        else:
            self.export()

    def show_progress(self, done: int | None) -> None:
        """So many episodes are read; None where nothing is under way."""
        self.progress.set_words("" if done is None else tr("{n} episodes read", n=f"{done:,}"))
        self._refresh(busy=done is not None)

    def refuse(self, words: str) -> None:
        """Why nothing was written."""
        self.show_progress(None)
        self.note.setText(words)

    def show_report(self, path: str, episodes: int, sentences: Sequence[str]) -> None:
        """What was written, and a sentence for each thing that is lost by it."""
        self.show_progress(None)
        self.report.show_report(path, episodes, sentences)
        self.pages.setCurrentIndex(1)
        self.report.leave.setFocus()

    def _once_more(self) -> None:
        self.pages.setCurrentIndex(0)
        self.formats.setFocus()

    def _typed(self) -> None:
        self._chosen_by_hand = bool(self.path.text().strip())

    def _show_format(self) -> None:
        chosen = self.format
        self.summary.setText(summary_of(chosen))
        self.sheet.setVisible(chosen.name == _SHEET)
        self.in_place.setVisible(chosen.shape in (Shape.DATASET, Shape.LIST))
        self.in_place.setText(
            tr("Into the data set itself; what it was is kept in .rushes-backup")
            if chosen.shape is Shape.DATASET
            else tr("Add to the file that is there; what it was is kept beside it")
        )
        self._chosen_by_hand = False
        self._propose_place()

    def _propose_place(self) -> None:
        if self._chosen_by_hand:
            self._refresh()
            return
        name = _file_name(self._name) if self.scope is Scope.OPEN else "labels"
        suffix = self.format.suffix or ("" if self.format.shape is Shape.DATASET else ".json")
        is_folder = self.format.shape is Shape.DATASET or (
            self.format.shape is Shape.EACH and self.scope is not Scope.OPEN
        )
        place = Path(self._folder) / (f"{name}-{self.format.name}" if is_folder else f"{name}{suffix}")
        self.path.setText(str(place) if self._folder else "")
        self._refresh()

    def _is_within(self) -> bool:
        """Whether a data set is changed where it lies, so that there is no other place."""
        return self.format.shape is Shape.DATASET and self.in_place.isChecked()

    def _refresh(self, *, busy: bool = False) -> None:
        within = self._is_within()
        self.path.setEnabled(not within)
        self.browse.setEnabled(not within)
        self.go.setEnabled(not busy and (within or bool(self.path.text().strip())))

    def _browse(self) -> None:
        title, before = tr("Where to"), self.path.text()
        if self.format.shape in (Shape.FILE, Shape.LIST):
            options = (
                QFileDialog.Option.DontConfirmOverwrite
                if self.in_place.isChecked()
                else QFileDialog.Option(0)
            )
            found, _ = QFileDialog.getSaveFileName(self, title, before, options=options)
        else:
            found = QFileDialog.getExistingDirectory(self, title, str(Path(before).parent))
            if found and self.format.shape is Shape.DATASET:
                found = str(Path(found) / Path(before).name)
        if found:
            self._chosen_by_hand = True
            self.path.setText(found)


def title_of(one: Format) -> str:
    """Its name as its makers write it."""
    return {
        "csv": "CSV",
        "parquet": "Parquet",
        "json": "JSON",
        "lerobot": "LeRobot",
        "gr00t": "GR00T",
        "label-studio": "Label Studio",
        "mcap": "MCAP (foxglove.Event)",
        "agibot": "AgiBot World",
        "eaf": "ELAN",
    }.get(one.name, one.name)


def summary_of(one: Format) -> str:
    """What it makes, in a sentence."""
    return {
        "csv": tr("One file, a row for each phase."),
        "parquet": tr("One file, the same rows as CSV with types."),
        "json": tr("A file for each episode, as proposals take it."),
        "lerobot": tr("Subtasks, language columns, stages and success of a data set, v2.1 or v3.0."),
        "gr00t": tr("modality.json and annotation columns of a LeRobot data set, v2.1."),
        "label-studio": tr("One file, timeline labels of a video for each episode."),
        "mcap": tr("A file for each episode, an event for each phase and mark."),
        "agibot": tr("task_info: one file, an action for each phase, counted in frames."),
        "eaf": tr("A file for each episode, a tier for phases and each arm."),
    }.get(one.name, one.summary)


def _file_name(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name).strip("_.") or "labels"


def _row(*widgets: QWidget, stretch: bool = False, front: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    if stretch and front:
        row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    if stretch and not front:
        row.addStretch(1)
    return row
