"""What may be seen of the episode: its flag, consent and retention, and the regions that are blurred."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from models.privacy import Flag, Privacy, Region, RegionState
from models.timebase import NS_PER_S
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label
from widgets.popover import Popover
from widgets.theme import digits

_FLAGS = (Flag.UNCHECKED, Flag.CLEAR, Flag.RESTRICTED)
_TONES = {Flag.UNCHECKED: "partial", Flag.CLEAR: "success", Flag.RESTRICTED: "failure"}
_ROW_PX, _MOST_ROWS = 32, 6


def flag_word(flag: Flag) -> str:
    """In the language of the window."""
    words = {
        Flag.NONE: tr("Nobody on it"),
        Flag.UNCHECKED: tr("Unchecked"),
        Flag.CLEAR: tr("Clear"),
        Flag.RESTRICTED: tr("Restricted"),
    }
    return words[flag]


def kind_word(region: Region) -> str:
    """What a region covers."""
    if region.is_whole:
        return tr("Whole picture")
    words = {"face": tr("Face"), "badge": tr("Badge"), "screen": tr("Screen")}
    return words.get(region.kind, tr("Area"))


class PrivacyPanel(Popover):
    """Values come in by ``show_privacy``; every wish goes out by a signal."""

    flag_requested = Signal(object)
    notes_requested = Signal(str, str, str)
    region_settled = Signal(str, object)
    seek_requested = Signal(object)
    find_requested = Signal()
    draw_requested = Signal()
    hide_requested = Signal()

    def __init__(self, privacy: Privacy, *, origin_ns: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(460)
        self._origin_ns = origin_ns
        self.body.addWidget(Label(tr("Privacy of this episode"), px=13, weight=600))
        self.flags = {flag: Button(flag_word(flag), role=Role.SEGMENT, tone=_TONES[flag]) for flag in _FLAGS}
        self.consent, self.retention, self.day = QLineEdit(), QLineEdit(), QLineEdit()
        self.finder = Button(tr("Find faces"), icon="search")
        self.draw = Button(tr("Draw an area"), icon="square")
        self.hide_picture = Button(tr("Hide the picture here"), icon="eye")
        self._rows = QVBoxLayout()
        self._lay_out()
        self._connect()
        self.show_privacy(privacy)

    def show_privacy(self, privacy: Privacy) -> None:
        """Other values; a field in which somebody writes is left alone."""
        for flag, button in self.flags.items():
            button.setChecked(flag is privacy.flag)
        texts = (privacy.consent, privacy.retention, privacy.retain_until)
        for field, text in zip((self.consent, self.retention, self.day), texts, strict=True):
            if not field.hasFocus():
                field.setText(text)
        self._show_regions(privacy.regions)

    def _lay_out(self) -> None:
        flags = QHBoxLayout()
        flags.setSpacing(4)
        for button in self.flags.values():
            flags.addWidget(button)
        self.body.addLayout(flags)
        notes = QGridLayout()
        notes.setHorizontalSpacing(10)
        self.day.setPlaceholderText(tr("YYYY-MM-DD"))
        fields = (
            (tr("Consent"), self.consent),
            (tr("Retention"), self.retention),
            (tr("Keep until"), self.day),
        )
        for row, (words, field) in enumerate(fields):
            notes.addWidget(Label(words, role="mid", px=12), row, 0)
            notes.addWidget(field, row, 1)
        self.body.addLayout(notes)
        self.body.addWidget(Label(tr("Blurred for everybody and in every export"), role="mid", px=12))
        inside = QWidget()
        inside.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        self.body.addWidget(self._area)
        actions = QHBoxLayout()
        actions.setSpacing(4)
        for button in (self.finder, self.draw, self.hide_picture):
            actions.addWidget(button)
        self.body.addLayout(actions)

    def _connect(self) -> None:
        for flag, button in self.flags.items():
            button.clicked.connect(lambda *_, flag=flag: self.flag_requested.emit(flag))
        for field in (self.consent, self.retention, self.day):
            field.editingFinished.connect(self._tell_notes)
        self.finder.clicked.connect(self.find_requested)
        self.hide_picture.clicked.connect(self.hide_requested)
        self.draw.clicked.connect(self._draw)

    def _tell_notes(self) -> None:
        self.notes_requested.emit(self.consent.text(), self.retention.text(), self.day.text().strip())

    def _draw(self) -> None:
        self.close()
        self.draw_requested.emit()

    def _show_regions(self, regions: tuple[Region, ...]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        shown = [region for region in regions if region.state is not RegionState.REJECTED]
        for region in shown:
            self._rows.addWidget(_RegionRow(region, self))
        if not shown:
            self._rows.addWidget(Label(tr("Nothing yet"), role="meta", px=12))
        self._rows.addStretch(1)
        self._area.setFixedHeight(_ROW_PX * min(max(1, len(shown)), _MOST_ROWS) + 4)

    def time_words(self, region: Region) -> str:
        """From where to where, in seconds of the episode."""
        start_s = (region.start_ns - self._origin_ns) / NS_PER_S
        end_s = (region.end_ns - self._origin_ns) / NS_PER_S
        return f"{start_s:.1f}\u2013{end_s:.1f} s"


class _RegionRow(QWidget):
    """Kind, time, and what may be said of it; a click on the time goes there."""

    def __init__(self, region: Region, panel: PrivacyPanel) -> None:
        super().__init__()
        self.setFixedHeight(_ROW_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Label(kind_word(region), px=12))
        go = Button(panel.time_words(region), role=Role.GHOST, height=24, px=12)
        go.setFont(digits(12))
        go.clicked.connect(lambda: panel.seek_requested.emit(region.start_ns))
        row.addWidget(go)
        row.addStretch(1)
        if region.state is RegionState.PROPOSED:
            row.addWidget(Label(tr("proposed"), role="mid", px=11))
            yes = Button(tr("Confirm"), icon="check", height=24, px=12)
            yes.clicked.connect(lambda: panel.region_settled.emit(region.id, RegionState.CONFIRMED))
            row.addWidget(yes)
        no = Button(tr("Reject"), icon="x", height=24, px=12)
        no.clicked.connect(lambda: panel.region_settled.emit(region.id, RegionState.REJECTED))
        row.addWidget(no)
