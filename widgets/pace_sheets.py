"""What work comes to, in two sheets: a person's own, and for who leads, everybody's by task."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.figures import Pace, Tally
from widgets.button import Button, Role
from widgets.dialog_size import open_within_screen
from widgets.i18n import tr
from widgets.labels import Label
from widgets.printed_keys import NO_KEY as NOTHING
from widgets.theme import digits

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Line = tuple[str, str, Tally]
"""Method and label in words, and what became of those phases."""
TeamLine = tuple[str, str, Pace]
"""Person, task and figures."""


class PaceSheet(QDialog):
    """``hand_requested()``: the person wants a lead to have these figures."""

    hand_requested = Signal()

    def __init__(
        self,
        paces: Sequence[tuple[str, Pace]],
        lines: Sequence[Line],
        handed_to: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("My pace"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_within_screen(self, 560, 480 if lines else 320)
        self.hand = Button(tr("Hand to a lead"), icon="upload", height=28)
        self.hand.clicked.connect(self.hand_requested)
        self.table = _table((tr("Proposed by"), tr("Phase"), tr("Count"), *_verdicts()), figures_from=2)
        _fill(self.table, [(method, label, *_counts(tally)) for method, label, tally in lines], 2)
        self.table.setVisible(bool(lines))
        self.words = Label(_privacy_words(handed_to), role="mid", wrap=True)
        column = _column(self, tr("My pace"))
        column.addLayout(_grid(paces))
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        column.addLayout(_foot(self, self.hand))

    def show_handed(self, folder: str) -> None:
        """Where they are handed to from now on."""
        self.words.setText(_privacy_words(folder))


class TeamSheet(QDialog):
    """``folder_requested()``: the lead names where people hand their figures to."""

    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("The team's pace"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_within_screen(self, 800, 480)
        heads = (tr("Person"), tr("Task"), tr("Episodes"), tr("Median"), tr("9 of 10"), tr("Keys"))
        self.table = _table((*heads, tr("Accepted")), figures_from=2)
        self.words = Label(role="mid", wrap=True)
        self.folder = Button(tr("Choose the folder"), icon="folder-open", height=28)
        self.folder.clicked.connect(self.folder_requested)
        column = _column(self, tr("The team's pace"))
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        column.addLayout(_foot(self, self.folder))

    def show_lines(self, lines: Sequence[TeamLine], folder: str) -> None:
        """Everybody's figures by task; ``folder`` is where they hand them to, "" for none yet."""
        _fill(self.table, [(user, task or NOTHING, *_figures(pace)) for user, task, pace in lines], 2)
        here = tr("People of this machine, and what was handed over in {folder}", folder=folder)
        self.words.setText(here if folder else tr("People of this machine; others hand you a file"))


def _figures(pace: Pace) -> tuple[str, ...]:
    keys = NOTHING if pace.median_keys is None else f"{pace.median_keys:g}"
    return (
        str(pace.episodes),
        _seconds(pace.median_s),
        _seconds(pace.p90_s),
        keys,
        _percent(pace.tally.kept, pace.tally.count),
    )


def _grid(paces: Sequence[tuple[str, Pace]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    names = (tr("Episodes"), tr("Active time, median"), tr("9 of 10 take at most"), tr("Keys an episode"))
    for row, name in enumerate((*names, tr("Proposals accepted as they were")), start=1):
        grid.addWidget(Label(name, role="mid"), row, 0)
    for place, (span, pace) in enumerate(paces, start=1):
        grid.addWidget(Label(span, role="section"), 0, place, _RIGHT)
        for row, words in enumerate(_figures(pace), start=1):
            label = Label(words)
            label.setFont(digits(13))
            grid.addWidget(label, row, place, _RIGHT)
    return grid


def _verdicts() -> tuple[str, str, str]:
    return tr("Accepted"), tr("Changed"), tr("Refused")


def _counts(tally: Tally) -> tuple[str, ...]:
    verdicts = (tally.kept, tally.changed, tally.refused)
    return (str(tally.count), *(_percent(count, tally.count) for count in verdicts))


def _seconds(seconds: float | None) -> str:
    return NOTHING if seconds is None else f"{seconds:.1f} s"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else NOTHING


def _privacy_words(handed_to: str) -> str:
    if handed_to:
        return tr("Renewed in {folder} whenever you close the window; nobody else gets it", folder=handed_to)
    return tr("Only you see this until you hand it to a lead. The open episode counts once you leave it.")


def _table(heads: Sequence[str], *, figures_from: int) -> QTreeWidget:
    table = QTreeWidget()
    table.setRootIsDecorated(False)
    table.setHeaderLabels(list(heads))
    table.header().setStretchLastSection(False)
    table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    for place in range(figures_from, len(heads)):
        table.headerItem().setTextAlignment(place, _RIGHT)
    return table


def _fill(table: QTreeWidget, rows: Sequence[Sequence[str]], figures_from: int) -> None:
    table.clear()
    for row in rows:
        item = QTreeWidgetItem(list(row))
        for place in range(figures_from, len(row)):
            item.setTextAlignment(place, _RIGHT)
            item.setFont(place, digits(12))
        table.addTopLevelItem(item)


def _column(sheet: QDialog, title: str) -> QVBoxLayout:
    column = QVBoxLayout(sheet)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(12)
    column.addWidget(Label(title, px=16, weight=600))
    return column


def _foot(sheet: QDialog, button: Button) -> QHBoxLayout:
    close = Button(tr("Close"), key="Esc", role=Role.NORMAL, height=28)
    close.clicked.connect(sheet.accept)
    foot = QHBoxLayout()
    foot.addWidget(button)
    foot.addStretch(1)
    foot.addWidget(close)
    return foot
