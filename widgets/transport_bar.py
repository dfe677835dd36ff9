"""Time, play, step, speed: the bar between the views and the timeline."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from models.timebase import clock_text
from widgets.button import Button, Role
from widgets.chip import CHIP_PX, ChipLine, chip_width, paint_chip
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.labels import Label
from widgets.painting import text
from widgets.printed_keys import named_key, with_key
from widgets.spare import GivingWay, Spare
from widgets.theme import digits

SPEEDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0)
_BIG = 18


class TransportBar(QFrame):
    """Values come in by ``set_...``; every click is a wish."""

    play_requested = Signal()
    step_requested = Signal(int)
    jump_requested = Signal(str)
    speed_requested = Signal(float)
    loop_requested = Signal(bool)
    hurry_requested = Signal()
    snap_requested = Signal()
    reference_requested = Signal(str)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedHeight(44)
        self.time = TimeReadout()
        self.frame = FrameChip()
        self._make_buttons()
        self.speed = QComboBox()
        self.speed.addItems([speed_text(speed) for speed in SPEEDS])
        self.speed.setFixedWidth(72)
        self.step_by = Label(role="meta")
        self.reference = QComboBox()
        self.reference.setFixedWidth(150)
        self._playing = False
        self._lay_out()
        self._connect()
        self.set_speed(1.0)
        self.set_references((), "")
        self.set_undo(can_undo=False, can_redo=False)
        self._retranslate()

    def _make_buttons(self) -> None:
        def ghost(icon: str) -> Button:
            return Button(icon=icon, role=Role.GHOST, icon_size=_BIG)

        self.first, self.last = ghost("arrow-left-to-line"), ghost("arrow-right-to-line")
        self.back, self.forth = ghost("skip-back"), ghost("skip-forward")
        self.undo, self.redo = ghost("undo-2"), ghost("redo-2")
        self.play = Button(icon="play", role=Role.PRIMARY, icon_size=_BIG, height=30)
        self.play.setFixedWidth(40)
        self.loop = Button(icon="repeat", role=Role.TOGGLE, icon_size=16)
        self.hurry = Button(icon="gauge", role=Role.TOGGLE, icon_size=16)
        self.snap = Button(icon="magnet", role=Role.TOGGLE, icon_size=14)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 0, 12, 0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        steps, frame = Spare(self.step_by, self.reference), Spare(self.frame)
        grid.addLayout(_row(self.time, frame, stretch_after=True, spacing=16), 0, 0)
        ways = Spare(self.hurry, self.loop)
        middle = (self.first, self.back, self.play, self.forth, self.last, self.speed, ways)
        grid.addLayout(_row(*middle), 0, 1)
        grid.addLayout(_row(steps, self.snap, self.undo, self.redo, stretch_before=True), 0, 2)
        self.giving_way = GivingWay(self, (steps, frame, ways))

    def _connect(self) -> None:
        self.play.clicked.connect(self.play_requested)
        self.first.clicked.connect(lambda: self.jump_requested.emit("start"))
        self.last.clicked.connect(lambda: self.jump_requested.emit("end"))
        self.back.clicked.connect(lambda: self.step_requested.emit(-1))
        self.forth.clicked.connect(lambda: self.step_requested.emit(1))
        self.loop.clicked.connect(lambda: self.loop_requested.emit(not self.loop.isChecked()))
        self.hurry.clicked.connect(self.hurry_requested)
        self.snap.clicked.connect(self.snap_requested)
        self.speed.activated.connect(lambda index: self.speed_requested.emit(SPEEDS[index]))
        self.reference.textActivated.connect(self.reference_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)

    def set_time(self, offset_ns: int, duration_ns: int) -> None:
        """Playhead and length, both from the start of the episode."""
        self.time.set_time(offset_ns, duration_ns)

    def set_frame(self, index: int | None, count: int) -> None:
        """Frame of the reference stream, counted from 0; None before its first."""
        self.frame.set_frame(index, count)

    def set_playing(self, playing: bool) -> None:
        """Shows pause while playing."""
        if playing != self._playing:
            self._playing = playing
            self._retranslate()

    def set_speed(self, speed: float) -> None:
        """One of ``SPEEDS``; the nearest is shown."""
        nearest = min(range(len(SPEEDS)), key=lambda index: abs(SPEEDS[index] - speed))
        self.speed.setCurrentIndex(nearest)

    def set_looping(self, looping: bool) -> None:
        """Whether it begins again at the end."""
        self.loop.setChecked(looping)

    def set_hurrying(self, on: bool) -> None:
        """Whether idle stretches are passed faster."""
        self.hurry.setChecked(on)

    def set_snapping(self, on: bool) -> None:
        """Whether cuts snap to evidence."""
        self.snap.setChecked(on)

    def set_references(self, names: tuple[str, ...] | list[str], current: str) -> None:
        """Streams that one can step by."""
        self.reference.clear()
        self.reference.addItems(list(names))
        self.reference.setCurrentText(current)
        self.reference.setVisible(bool(names))
        self.step_by.setVisible(bool(names))

    def set_undo(self, *, can_undo: bool, can_redo: bool) -> None:
        """Whether there is anything to take back or to bring again."""
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def notice_room(self) -> tuple[QWidget, QWidget, QWidget]:
        """A notification may stand right of the time and left of the buttons, in a narrow bar right of the speed."""
        return self.time, self.first, self.speed

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.play.set_icon("pause" if self._playing else "play")
        _name(self.play, with_key(tr("Pause") if self._playing else tr("Play"), "player.play"))
        _name(self.first, with_key(tr("To the start"), "player.to_start"))
        _name(self.last, with_key(tr("To the end"), "player.to_end"))
        _name(self.back, with_key(tr("One frame back"), "player.step_back"))
        _name(self.forth, with_key(tr("One frame on"), "player.step_forward"))
        _name(self.loop, with_key(tr("Repeat the phase at the playhead"), "player.loop_phase"))
        _name(self.hurry, with_key(tr("Fast through idle stretches"), "player.hurry"))
        self.snap.setText(tr("Snap"))
        words = tr(
            "{words}; options: {key}; not with Alt",
            words=with_key(tr("Snap cuts to evidence"), "label.snap"),
            key=named_key("label.cut_options"),
        )
        _name(self.snap, words)
        _name(self.undo, with_key(tr("Undo"), "label.undo"))
        _name(self.redo, with_key(tr("Redo"), "label.redo"))
        slower, faster = named_key("player.slower"), named_key("player.faster")
        self.speed.setToolTip(tr("Speed ({slower} and {faster})", slower=slower, faster=faster))
        self.step_by.setText(tr("Step by"))
        self.reference.setToolTip(tr("The stream whose frames are stepped"))
        self.frame.refresh()


class TimeReadout(QWidget):
    """``00:12.440 / 00:23.320`` in a width that never changes while the episode is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._now, self._length = clock_text(0), clock_text(0)

    def set_time(self, offset_ns: int, duration_ns: int) -> None:
        """Nanoseconds from the start of the episode."""
        now, length = clock_text(offset_ns), clock_text(duration_ns)
        if (now, length) == (self._now, self._length):
            return
        grown = len(length) != len(self._length) or len(now) != len(self._now)
        self._now, self._length = now, length
        if grown:
            self.updateGeometry()
        self.update()

    def _big_width(self) -> int:
        return advance("0" * (len(self._length) - 2) + ":.", digits(20, 600)) + 2

    def sizeHint(self) -> QSize:
        """From the widest digits."""
        small = advance(f"/ {self._length}", digits(12)) + 2
        return QSize(self._big_width() + 8 + small, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The time large, the length small on the same base line."""
        painter = QPainter(self)
        big = self._big_width()
        text(painter, QRect(0, 0, big, self.height()), self._now, digits(20, 600))
        small = QRect(big + 8, 3, self.width() - big - 8, self.height() - 3)
        text(painter, small, f"/ {self._length}", digits(12), ink="low")


class FrameChip(QWidget):
    """``Frame 373 / 700``, as wide as its last frame needs."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._index: int | None = None
        self._count = 0

    def set_frame(self, index: int | None, count: int) -> None:
        """``index`` from 0, shown from 1."""
        if (index, count) == (self._index, self._count):
            return
        grown = count != self._count
        self._index, self._count = index, count
        if grown:
            self.refresh()
        self.update()

    def refresh(self) -> None:
        """After a change of language or of the stream."""
        self.setVisible(self._count > 0)
        self.updateGeometry()
        self.update()

    def _words(self, shown: object) -> str:
        return tr("Frame {index} / {count}", index=shown, count=self._count)

    def sizeHint(self) -> QSize:
        """Of the widest frame number."""
        return QSize(chip_width(ChipLine(self._words("0" * len(str(self._count))))), CHIP_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A chip."""
        shown = "–" if self._index is None else self._index + 1
        paint_chip(QPainter(self), self.rect(), ChipLine(self._words(shown)))


def speed_text(speed: float) -> str:
    """``0.25×``, ``16×``."""
    return f"{speed:g}×"


def _name(button: Button, words: str) -> None:
    button.setToolTip(words)
    button.setAccessibleName(words)


def _row(
    *widgets: QWidget, stretch_before: bool = False, stretch_after: bool = False, spacing: int = 6
) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    if stretch_before:
        row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    if stretch_after:
        row.addStretch(1)
    return row
