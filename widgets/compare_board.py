"""Episodes side by side: their cameras, their phases over one another, and one channel of all."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.alignment.time_map import TimeMap
from models.episode import StreamInfo, StreamKind
from models.phases import PhaseTrack
from models.playback.pyramid import SignalPyramid
from models.review import State
from models.streams import Sample
from models.taxonomy import Taxonomy
from models.timebase import NS_PER_S, TimeRange
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Elided, Label
from widgets.phase_strips import PhaseStrips
from widgets.signal_view import SignalView
from widgets.signal_words import short_name
from widgets.states import state_word
from widgets.theme import font
from widgets.video_view import VideoView

_PLOT_PX = 190


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One episode; ``info`` is that of its camera, None where it has none."""

    name: str
    state: State
    info: StreamInfo | None
    track: PhaseTrack


class CompareBoard(QFrame):
    """The first side leads. ``alignment_requested(code)``, ``channel_requested(name)``, ``leave_requested``, and
    ``seek_requested(t_ns, final)`` in the lead's time.
    """

    alignment_requested = Signal(str)
    channel_requested = Signal(str)
    leave_requested = Signal()
    seek_requested = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views: list[VideoView] = []
        self._sides: list[Side] = []
        self._taxonomy: Taxonomy | None = None
        self._language = "en"
        self.ways = {code: Button(role=Role.TAB, height=24) for code in ("start", "phase", "dtw")}
        self.channels = QComboBox()
        self.leave = Button(icon="x", action="compare.toggle", height=24)
        self.notes = Elided(face=font(11), ink="low")
        self.grid = QGridLayout()
        self.strips = PhaseStrips()
        self.plot = SignalView()
        self._lay_out()
        self._connect()
        self._retranslate()

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "panel")
        bar.setFixedHeight(32)
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(6)
        self.title = Label(px=12, weight=600)
        row.addWidget(self.title)
        for button in self.ways.values():
            row.addWidget(button)
        row.addWidget(self.notes, 1)
        row.addWidget(self.channels)
        row.addWidget(self.leave)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(4)
        self.plot.setFixedHeight(_PLOT_PX)
        self.plot.close_button.hide()
        self.plot.maximise_button.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(bar)
        column.addLayout(self.grid, 1)
        column.addWidget(self.strips)
        column.addWidget(self.plot)

    def _connect(self) -> None:
        for code, button in self.ways.items():
            button.clicked.connect(lambda *_, code=code: self.alignment_requested.emit(code))
        self.channels.activated.connect(lambda _: self.channel_requested.emit(self.channel))
        self.leave.clicked.connect(self.leave_requested)
        self.plot.seek_requested.connect(self.seek_requested)
        self.strips.seek_requested.connect(self.seek_requested)

    @property
    def channel(self) -> str:
        """Name of the channel that is plotted, "" without any."""
        return str(self.channels.currentData() or "")

    def show_sides(self, sides: list[Side], taxonomy: Taxonomy, language: str) -> None:
        """Two to four episodes."""
        for view in self.views:
            self.grid.removeWidget(view)
            view.deleteLater()
        self._sides, self._taxonomy, self._language = sides, taxonomy, language
        self.views = []
        for place, side in enumerate(sides):
            view = VideoView()
            view.close_button.hide()
            view.maximise_button.hide()
            view.set_stream(side.info)
            view.header.set_title("video", side.name, side.name)
            view.header.set_facts((state_word(side.state),))
            self.grid.addWidget(view, 0, place)
            self.views.append(view)
        self.strips.show_tracks(tuple(s.name for s in sides), tuple(s.track for s in sides), taxonomy)
        self.plot.set_stream(None)

    def show_channels(self, names: tuple[str, ...]) -> None:
        """What can be plotted; the first is."""
        self.channels.clear()
        for name in names:
            self.channels.addItem(f"{name.partition('.')[0]} · {short_name(name)}", name)
        self.channels.setVisible(bool(names))

    def show_alignment(self, code: str, words: list[str], maps: list[TimeMap]) -> None:
        """Which way, what it leaves out for each, and the maps."""
        for way, button in self.ways.items():
            button.setChecked(way == code)
        said = [f"{side.name}: {word}" for side, word in zip(self._sides, words, strict=True) if word]
        self.notes.set_words(" · ".join(said))
        self.strips.set_maps(tuple(maps))

    def show_plot(self, pyramid: SignalPyramid, unit: str, whole: TimeRange) -> None:
        """One channel an episode in the lead's time; see ``laid_over``."""
        names = tuple(side.name for side in self._sides)
        info = StreamInfo(
            name=self.channel,
            kind=StreamKind.SIGNAL,
            count=len(pyramid.stamps_ns),
            start_ns=whole.start_ns,
            end_ns=whole.end_ns,
            rate_hz=None,
            encoding="",
            channels=names,
            units=(unit,) * len(names),
        )
        self.plot.set_stream(info)
        self.plot.header.set_title("activity", short_name(self.channel), self.channel)
        self.plot.set_episode_range(whole)
        self.plot.set_pyramid(pyramid, names, (unit,) * len(names))
        self.plot.set_channels(tuple(range(len(names))))
        self.plot.set_window(whole)

    def set_playhead(self, t_ns: int) -> None:
        """In the lead's time."""
        self.strips.set_playhead(t_ns)
        self.plot.set_playhead(t_ns)

    def show_moment(self, place: int, since_start_ns: int, own_ns: int, *, ended: bool) -> None:
        """Where an episode is by its own time, and in which phase; or that it has no counterpart here."""
        side, view = self._sides[place], self.views[place]
        phase = side.track.at(own_ns)
        label = (
            self._taxonomy.phase(phase.label) if phase is not None and self._taxonomy is not None else None
        )
        seconds = f"{since_start_ns / NS_PER_S:.2f} s"
        if ended:
            view.set_caption(tr("no counterpart"), None, seconds)
        elif label is not None:
            view.set_caption(f"{label.key} {label.name(self._language)}", label.slot, seconds)
        else:
            view.set_caption(tr("not labelled"), None, seconds)

    def show_picture(
        self, place: int, sample: Sample | None, age_ns: int | None, period_ns: int, *, exact: bool
    ) -> None:
        """As ``ViewFrame.show_sample``."""
        self.views[place].show_sample(sample, age_ns=age_ns, period_ns=period_ns, exact=exact)

    def show_error(self, place: int, words: str) -> None:
        """Why there is no picture."""
        self.views[place].show_error(words, tr("The other views go on"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave_requested.emit()
            return
        super().keyPressEvent(event)

    def _retranslate(self) -> None:
        self.title.setText(tr("Aligned by"))
        for code, words in (("start", tr("Start")), ("phase", tr("Phase")), ("dtw", tr("Movement"))):
            self.ways[code].setText(words)
            self.ways[code].setToolTip(tr("{way} (Shift+C for the next)", way=words))
        self.leave.setText(tr("Leave"))
        self.channels.setAccessibleName(tr("Channel"))
