"""How many of the next episodes are to be taken along, how far that is, and what is kept of them already."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Elided, Label
from widgets.scrolling import BAR_PX, Column, scrolling
from widgets.theme import font

USUAL = (10, 20, 50, 100)
MOST = 1000
_WIDTH = 560
_MOST_GIB = 100_000
_MOST_MISSES = 30
_MISSES_PX = 150
_STEPS = 1000


@dataclass(frozen=True, slots=True)
class OfflineView:
    """``used`` in GiB, as words, of ``budget_gib``; ``pinned`` offline copies.

    ``progress`` in words while one comes, with its ``amount`` in words and the ``share`` of all that is here, 0 to 1.
    ``misses`` are name and reason of each recording that did not come.
    """

    used: str
    budget_gib: int
    pinned: int
    progress: str = ""
    amount: str = ""
    share: float = 0.0
    misses: tuple[tuple[str, str], ...] = ()


class OfflineDialog(QDialog):
    """``wanted(count)``, ``stop_requested``, ``release_requested`` and ``budget_requested(GiB)``.

    It stays while recordings come, and may be closed meanwhile; then it is gone.
    """

    wanted = Signal(int)
    stop_requested = Signal()
    release_requested = Signal()
    budget_requested = Signal(int)

    def __init__(self, view: OfflineView, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Take episodes offline"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self.count = QLineEdit(str(USUAL[1]))
        self.count.setValidator(QIntValidator(1, MOST, self.count))
        self.count.setFixedWidth(80)
        self.count.setAccessibleName(tr("How many episodes"))
        self.usual = {number: Button(str(number), height=28) for number in USUAL}
        self.go = Button(tr("Fetch"), key="\u21b5", icon="download", role=Role.PRIMARY, height=32)
        self.stop = Button(tr("Stop fetching"), icon="x", height=32)
        self.leave = Button(key="Esc", height=32)
        self.release = Button(height=28)
        self.room = Label(role="mid")
        self.budget = QSpinBox(minimum=1, maximum=_MOST_GIB, suffix=" GiB")
        self.budget.setKeyboardTracking(False)
        self.budget.setFixedWidth(96)
        self.budget.setAccessibleName(tr("How much recordings from elsewhere may take on this machine"))
        self._make_progress()
        self._lay_out()
        self._connect()
        self.show_view(view)
        self.count.setFocus()
        self.count.selectAll()

    def _make_progress(self) -> None:
        self.progress = Elided(face=font(12), ink="hi")
        self.amount = Label(role="mid")
        self.bar = QProgressBar(maximum=_STEPS, textVisible=False)
        self.missed = Label(role="warning", wrap=True)
        self._misses: tuple[tuple[str, str], ...] | None = None
        self._reasons = Column()
        self._lines = QVBoxLayout(self._reasons)
        self._lines.setContentsMargins(0, 0, BAR_PX, 0)
        self._lines.setSpacing(4)
        self.misses = scrolling(self._reasons)

    def chosen(self) -> int:
        """How many, 0 where there is no number."""
        text = self.count.text().strip()
        return min(int(text), MOST) if text.isdecimal() else 0

    def show_view(self, view: OfflineView) -> None:
        """What is kept and what is under way now."""
        self.room.setText(tr("{used} GiB used on this machine, at most", used=view.used))
        if not self.budget.hasFocus():
            self.budget.blockSignals(True)
            self.budget.setValue(view.budget_gib)
            self.budget.blockSignals(False)
        comes = bool(view.progress)
        self.progress.set_words(view.progress)
        self.amount.setText(view.amount)
        self.bar.setValue(round(view.share * _STEPS))
        for shown in (self.progress, self.amount, self.bar, self.stop):
            shown.setVisible(comes)
        self.leave.setText(tr("Work meanwhile") if comes else tr("Close"))
        self.release.setText(tr("Release offline copies ({n})", n=view.pinned))
        self.release.setEnabled(view.pinned > 0)
        self._show_misses(view.misses)
        self._fit()

    def _show_misses(self, misses: tuple[tuple[str, str], ...]) -> None:
        if misses == self._misses:
            return
        self._misses = misses
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.missed.setText(
            tr("1 recording did not come:")
            if len(misses) == 1
            else tr("{n} recordings did not come:", n=len(misses))
        )
        for name, why in misses[:_MOST_MISSES]:
            self._add(Elided(name, face=font(12, 500)))
            self._add(Label(why, role="mid", wrap=True))
        if len(misses) > _MOST_MISSES:
            self._add(Label(tr("and {n} more", n=f"{len(misses) - _MOST_MISSES:,}"), role="mid"))
        self._lines.addStretch(1)
        inside = self._lines.totalHeightForWidth(_WIDTH - 2 * 24)
        self.misses.setFixedHeight(min(max(inside, 0), _MISSES_PX))
        for shown in (self.missed, self.misses):
            shown.setVisible(bool(misses))

    def _add(self, line: QWidget) -> None:
        """Shown at once: the layout of an open dialog would count it only after the next turn."""
        self._lines.addWidget(line)
        line.show()

    def _fit(self) -> None:
        """As high as its words: a window does not follow those that take another line."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(max(layout.totalHeightForWidth(_WIDTH), layout.totalMinimumSize().height()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(Label(tr("Take episodes offline"), px=16, weight=600))
        words = tr(
            "The recordings of the next episodes to label are fetched and stay here until they are released."
        )
        column.addWidget(Label(words, role="mid", wrap=True))
        column.addSpacing(8)
        self._row(column, self.count, *self.usual.values(), None)
        self._row(column, self.room, self.budget, None, self.release)
        self._row(column, self.progress, None, self.amount)
        column.addWidget(self.bar)
        column.addWidget(self.missed)
        column.addWidget(self.misses)
        column.addSpacing(12)
        self._row(column, self.go, self.stop, None, self.leave)

    @staticmethod
    def _row(column: QBoxLayout, *widgets: QWidget | None) -> None:
        """One after the other; None takes the room that is left."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)
        column.addLayout(row)

    def _connect(self) -> None:
        self.count.textChanged.connect(lambda _: self.go.setEnabled(self.chosen() > 0))
        self.count.returnPressed.connect(self._accept)
        self.go.clicked.connect(self._accept)
        self.stop.clicked.connect(self.stop_requested)
        self.leave.clicked.connect(self.reject)
        self.release.clicked.connect(self.release_requested)
        self.budget.valueChanged.connect(self.budget_requested)
        for number, button in self.usual.items():
            button.clicked.connect(lambda *_, number=number: self.count.setText(str(number)))

    def _accept(self) -> None:
        if self.chosen():
            self.wanted.emit(self.chosen())
