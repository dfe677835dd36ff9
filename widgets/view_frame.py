"""What all views share: a header, a body, and the states between exact and broken."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.episode import StreamInfo
from models.streams import Sample
from widgets.age import AgeState, age_state
from widgets.i18n import tr
from widgets.stream_words import ICONS, join_facts, rate_text, stream_title
from widgets.theme import qcolour
from widgets.view_header import ViewHeader
from widgets.view_note import ViewNote

LOADING_AFTER_MS = 120
DIMMED = 0.6


class ViewFrame(QWidget):
    """Base of every view. Subclasses give ``set_content`` their body and draw samples in ``_draw``.

    The header is a widget of its own, so that a dock can take it as its title bar.
    """

    next_sample_requested = Signal()
    maximise_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.info: StreamInfo | None = None
        self.header = ViewHeader()
        self._note: ViewNote | None = None
        self.body: QWidget = self
        self._patience = QTimer(self, singleShot=True, interval=LOADING_AFTER_MS)
        self._patience.timeout.connect(self._lose_patience)
        self._build()

    def _build(self) -> None:
        self.setMinimumSize(160, 110)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self.header.watch(self)
        self.header.activated.connect(self.maximise_requested)
        self.close_button = self.header.add_action("x", tr("Hide this view"))
        self.close_button.clicked.connect(self.close_requested)
        self.maximise_button = self.header.add_action(
            "maximize-2", tr("Maximise (double click on the header)")
        )
        self.maximise_button.clicked.connect(self.maximise_requested)

    @property
    def note(self) -> ViewNote:
        """What stands instead of a picture; made when it is first needed, as most views never do."""
        if self._note is None:
            self._note = ViewNote()
            self._note.action_requested.connect(self.next_sample_requested)
            self._stack.addWidget(self._note)
        return self._note

    def set_content(self, body: QWidget) -> None:
        """The widget that draws samples."""
        self._stack.addWidget(body)
        self._stack.setCurrentWidget(body)
        self.body = body

    def reading(self) -> str:
        """The value under the pointer with its unit, "" where there is none."""
        return ""

    def set_stream(self, info: StreamInfo | None) -> None:
        """Whose samples these are; None says that the episode has no such stream."""
        self.info = info
        self.clear()
        if info is None:
            self._say(icon_name="circle-dashed", sentence=tr("This episode has no such stream"))
            return
        self.setObjectName(info.name)
        self.header.set_title(ICONS[info.kind], stream_title(info), info.name)
        self.header.set_facts(self._facts(info))
        if info.count == 0:
            self._say(
                icon_name="circle-dashed", sentence=tr("The stream {stream} is empty", stream=info.name)
            )

    def show_sample(
        self,
        sample: Sample | None,
        *,
        age_ns: int | None,
        period_ns: int | None,
        exact: bool = True,
        coarse: bool = False,
    ) -> None:
        """Draw ``sample``, which is ``age_ns`` older than the playhead, of a stream with one every ``period_ns``.

        ``exact`` is False while it is not the sample asked for, ``coarse`` where it is that of a quick copy. None with
        ``exact`` False means that the sample is on its way (the last one stays); None with an age, that only the age
        is new; None alone, that the stream has nothing yet.
        """
        if sample is not None:
            self._stack.setCurrentWidget(self.body)
            self._draw(sample)
        elif exact and age_ns is None:
            self.show_no_data(tr("Nothing recorded yet at this time"))
            return
        self._set_age(age_ns, AgeState.COARSE if coarse else age_state(age_ns, period_ns, exact=exact))
        self._wait(not exact)

    def show_no_data(self, sentence: str) -> None:
        """The stream has no sample near the playhead; offers the next one."""
        self._rest()
        self._say(icon_name="circle-dashed", sentence=sentence, action=tr("Next sample"))

    def show_missing(self, sentence: str) -> None:
        """The episode lacks this stream; nothing to press."""
        self._rest()
        self._say(icon_name="circle-dashed", sentence=sentence)

    def show_error(self, sentence: str, still_works: str = "") -> None:
        """What happened, and what still works; the other views go on."""
        self._rest()
        self._say(icon_name="octagon-alert", sentence=sentence, second=still_works, critical=True)

    def clear(self) -> None:
        """As before the first sample."""
        self._rest()
        self._stack.setCurrentWidget(self.body)

    @property
    def age_state(self) -> AgeState:
        """What the badge says of the sample."""
        return self.header.age_state

    @property
    def age_words(self) -> str:
        """The badge's text, "" without one."""
        return self.header.age_words

    @property
    def words(self) -> str:
        """The sentence that stands instead of a picture, "" while there is a picture."""
        note = self._note
        return note.sentence if note is not None and self._stack.currentWidget() is note else ""

    def picture_opacity(self) -> float:
        """1, or less while what is drawn must not be taken for the present."""
        loading = self.header.is_waiting and self.age_state not in (AgeState.INEXACT, AgeState.COARSE)
        return DIMMED if self.age_state is AgeState.LATE or loading else 1.0

    def paint_state(self, painter: QPainter, widget: QWidget) -> None:
        """The dashed frame around a picture that is long out of date."""
        if self.age_state is not AgeState.LATE:
            return
        pen = QPen(qcolour("critical"), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(widget.rect().adjusted(0, 0, -1, -1))

    def _draw(self, sample: Sample) -> None:
        raise NotImplementedError

    def _facts(self, info: StreamInfo) -> tuple[str, ...]:
        return join_facts(rate_text(info.rate_hz))

    def _set_age(self, age_ns: int | None, state: AgeState) -> None:
        before = self.picture_opacity()
        self.header.set_age(age_ns, state)
        if before != self.picture_opacity():
            self.body.update()

    def _wait(self, waiting: bool) -> None:
        if not waiting:
            self._patience.stop()
            self._set_waiting(False)
        elif not self._patience.isActive() and not self.header.is_waiting:
            self._patience.start()

    def _lose_patience(self) -> None:
        self._set_waiting(True)

    def _set_waiting(self, waiting: bool) -> None:
        before = self.picture_opacity()
        self.header.set_waiting(waiting)
        if before != self.picture_opacity():
            self.body.update()

    def _rest(self) -> None:
        self._patience.stop()
        self.header.set_waiting(False)
        self.header.set_age(None, AgeState.NONE)

    def _say(
        self, *, icon_name: str, sentence: str, second: str = "", action: str = "", critical: bool = False
    ) -> None:
        self.note.set_words(
            icon_name=icon_name, sentence=sentence, second=second, action=action, critical=critical
        )
        self._stack.setCurrentWidget(self.note)

    def changeEvent(self, event: QEvent) -> None:
        """Header and body follow theme and language."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.header.update()
            self._restyle()
        elif event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        """Title, facts and tips; what the note says comes anew with the next sample."""
        self.close_button.set_tip(tr("Hide this view"))
        self.maximise_button.set_tip(tr("Maximise (double click on the header)"))
        if self.info is not None:
            self.header.set_title(ICONS[self.info.kind], stream_title(self.info), self.info.name)
            self.header.set_facts(self._facts(self.info))

    def _restyle(self) -> None:
        """Drop what was cached in the colours of the theme before."""
        self.body.update()
        if self._note is not None:
            self._note.update()
