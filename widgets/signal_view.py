"""Joint torques and every other number over time."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.alignment.envelope import Band
from models.episode import StreamInfo
from models.playback.pyramid import SignalPyramid, build_pyramid
from models.streams import Sample, SignalBlock, SignalSample
from models.timebase import NS_PER_S, TimeRange
from widgets.age import age_state
from widgets.channel_chooser import ChannelChooser
from widgets.i18n import tr
from widgets.signal_axis import held_index, sliding_window
from widgets.signal_canvas import SignalCanvas
from widgets.signal_content import content_of
from widgets.signal_desk import BesideOrBelow, SignalDesk
from widgets.signal_ground import NO_TINTS, PhaseTints
from widgets.signal_legend import SignalLegend
from widgets.signal_reading import nearest_row, reading_words
from widgets.signal_tools import SignalTools
from widgets.signal_words import first_channels, same_groups, short_name
from widgets.stream_words import join_facts, rate_text
from widgets.view_frame import ViewFrame

SLIDING_NS = 8 * NS_PER_S
AGE_EVERY_MS = 100
Limits = Mapping[str, tuple[float, float]]


class SignalView(ViewFrame):
    """Give it a pyramid once; afterwards only the playhead moves. Without a window of its own it slides."""

    seek_requested = Signal(object, bool)
    window_requested = Signal(object)
    channels_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pyramid: SignalPyramid | None = None
        self._names: tuple[str, ...] = ()
        self._units: tuple[str, ...] = ()
        self._shown: tuple[int, ...] = ()
        self._limits: Limits = {}
        self._range: TimeRange | None = None
        self._window: TimeRange | None = None
        self._sliding_ns = SLIDING_NS
        self._playhead_ns: int | None = None
        self._period_ns = 0
        self._phases = NO_TINTS
        self._reached_ns: int | None = None
        self._derived: tuple[int, tuple[int, ...], SignalPyramid] | None = None
        self._bands: Mapping[str, Band] = {}
        self.values: tuple[float, ...] = ()
        self._age_ns: int | None = None
        self._age_rests = QTimer(self, singleShot=True, interval=AGE_EVERY_MS)
        self._age_rests.timeout.connect(self._tell_last_age)
        self._build_body()

    def _build_body(self) -> None:
        self.legend = SignalLegend()
        self.canvas = SignalCanvas()
        self.canvas.seek_requested.connect(self.seek_requested)
        self.canvas.zoom_requested.connect(self._zoom)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.legend)
        column.addWidget(self.canvas, 1)
        desk = SignalDesk()
        self.set_content(BesideOrBelow(body, desk))
        self.choose_button = self.header.add_action("plus", tr("Choose channels"))
        self.choose_button.clicked.connect(self.open_chooser)
        self.tools = SignalTools(self, desk)

    def set_stream(self, info: StreamInfo | None) -> None:
        """Whose numbers; curves come with ``set_pyramid`` or ``set_block``."""
        self._pyramid, self._shown, self._names, self._units = None, (), (), ()
        self._playhead_ns, self._derived, self.values = None, None, ()
        self._bands = {}
        self.tools.forget()
        self._age_rests.stop()
        super().set_stream(info)
        self.legend.set_names(())
        self.canvas.set_content(None, 0)

    def set_block(
        self,
        stamps_ns: NDArray[np.int64],
        values: NDArray[np.float64],
        channels: tuple[str, ...],
        units: tuple[str, ...] = (),
    ) -> None:
        """Stamps int64 (N,), values float64 (N, channels); builds the pyramid here and now."""
        self.set_pyramid(build_pyramid(SignalBlock(stamps_ns, values)), channels, units)

    def set_pyramid(
        self, pyramid: SignalPyramid, channels: tuple[str, ...], units: tuple[str, ...] = ()
    ) -> None:
        """What ``build_pyramid`` made in the background; ``units`` has one a channel or is empty."""
        self._pyramid, self._names = pyramid, channels
        self._units = units or ("",) * len(channels)
        gaps = np.diff(pyramid.stamps_ns)
        self._period_ns = int(np.median(gaps)) if gaps.size else 0
        self.set_channels(first_channels(pyramid, channels))

    def set_channels(self, shown: tuple[int, ...]) -> None:
        """Indexes of the channels to draw, in the order of their colours."""
        self._shown = tuple(index for index in shown if 0 <= index < len(self._names))
        self.legend.set_names(tuple(short_name(self._names[index]) for index in self._shown))
        self.redraw()
        self.tools.channels_changed()
        self.channels_changed.emit(self._shown)

    def set_bands(self, bands: Mapping[str, Band]) -> None:
        """What is usual by channel name, drawn behind the curves of recorded values."""
        # Without any before and after, which is so at each edit of most people, nothing is drawn anew.
        if bands or self._bands:
            self._bands = bands
            self.redraw()

    def set_derived(self, order: int, channels: tuple[int, ...], pyramid: SignalPyramid) -> None:
        """The derivatives of these channels, one a channel, that ``SignalTools.derivative_requested`` asked for."""
        self._derived = order, channels, pyramid
        self.redraw()
        self.tools.show_lines()

    @property
    def pyramid(self) -> SignalPyramid | None:
        """All channels as they were recorded."""
        return self._pyramid

    @property
    def drawn(self) -> SignalPyramid | None:
        """What the curves are of: the recorded values, or their derivatives once these are there."""
        if not self.tools.order:
            return self._pyramid
        kept = self._derived
        return kept[2] if kept is not None and kept[:2] == (self.tools.order, self._shown) else None

    @property
    def rows(self) -> tuple[int, ...]:
        """Where the shown channels lie in what is drawn."""
        return tuple(range(len(self._shown))) if self.tools.order else self._shown

    @property
    def shown(self) -> tuple[int, ...]:
        """Indexes of the channels that are shown."""
        return self._shown

    @property
    def names(self) -> tuple[str, ...]:
        """All channels."""
        return self._names

    @property
    def units(self) -> tuple[str, ...]:
        """Of all channels."""
        return self._units

    def limits_of(self, channel: int) -> tuple[float, float] | None:
        """(low, high) of what is drawn of a channel: the slope of a position has the limits of the joint's velocity."""
        name, order = self._names[channel], self.tools.order
        if order == 1 and name.startswith("position."):
            return self._limits.get(f"velocity.{name.partition('.')[2]}")
        return None if order else self._limits.get(name)

    @property
    def shown_bands(self) -> tuple[Band | None, ...]:
        """What is usual of each shown channel; nothing of derivatives."""
        if self.tools.order:
            return (None,) * len(self._shown)
        return tuple(self._bands.get(self._names[channel]) for channel in self._shown)

    @property
    def shown_channels(self) -> tuple[str, ...]:
        """Names of what is drawn."""
        return tuple(self._names[index] for index in self._shown)

    def set_limits(self, limits: Limits) -> None:
        """(low, high) by channel name, drawn dashed for what is shown."""
        self._limits = limits
        self.redraw()

    def set_episode_range(self, time_range: TimeRange) -> None:
        """Time is told from its start; a sliding window stays inside it."""
        self._range = time_range
        self.redraw()

    def set_window(self, window: TimeRange | None) -> None:
        """What the timeline shows, or None: some seconds around the playhead."""
        self._window = window
        self._place_window()

    def set_phases(self, tints: PhaseTints) -> None:
        """Tint the ground in the colours of the phases."""
        self._phases = tints
        self._tint()

    def set_reached(self, t_ns: int | None) -> None:
        """The last phase is drawn up to there while it is still being labelled; None draws all of it."""
        self._reached_ns = t_ns
        self._tint()

    def set_playhead(self, t_ns: int) -> None:
        """Move the playhead; values and age are those of the last sample at or before it."""
        self._playhead_ns = t_ns
        self._place_window()
        if self._pyramid is None or not len(self._pyramid.stamps_ns):
            return
        index = held_index(self._pyramid.stamps_ns, t_ns)
        drawn = self.drawn
        nothing = (float("nan"),) * len(self._shown)
        values = self.values = nothing if drawn is None else drawn.held(self.rows, t_ns)
        self.canvas.set_playhead(t_ns, values)
        if not self.legend.isHidden():
            self.legend.set_values(values)
        self.tools.set_values(values)
        age_ns = None if index < 0 else t_ns - int(self._pyramid.stamps_ns[index])
        self._tell_age(age_ns)

    def reading(self) -> str:
        """The curve under the pointer and its value at the playhead."""
        drawn = self.drawn
        if drawn is None or not self._shown:
            return ""
        at = self.canvas.mapFromGlobal(QCursor.pos())
        place = nearest_row(drawn, self.rows, self.canvas.scale(), at)
        if place is None or place >= len(self.values):
            return ""
        channel = self._shown[place]
        unit = self._units[channel] if channel < len(self._units) and not self.tools.order else ""
        return reading_words(self._names[channel], self.values[place], unit)

    def _tell_age(self, age_ns: int | None) -> None:
        """At once where the badge says something else than "in time"; else digits that nobody could read wait."""
        self._age_ns = age_ns
        state = age_state(age_ns, self._period_ns)
        if state is not self.age_state or not self._age_rests.isActive():
            self._set_age(age_ns, state)
            self._age_rests.start()

    def _tell_last_age(self) -> None:
        self._set_age(self._age_ns, age_state(self._age_ns, self._period_ns))

    def open_chooser(self) -> None:
        """The popover in which channels are chosen."""
        chooser = ChannelChooser(self._names, self._shown, parent=self)
        chooser.chosen.connect(self.set_channels)
        chooser.open_below(self.choose_button.mapToGlobal(QPoint(self.choose_button.width(), 22)))

    def _retranslate(self) -> None:
        super()._retranslate()
        self.choose_button.set_tip(tr("Choose channels"))
        self.tools.retranslate()
        self.tools.channels_changed()

    def _facts(self, info: StreamInfo) -> tuple[str, ...]:
        of = same_groups(self._names, self._shown) or self._names
        counted = tr("{shown} of {all}", shown=len(self._shown), all=len(of)) if self._names else ""
        grain = 1 if self._pyramid is None else self._pyramid.coarsest
        usual = next((band.episodes for band in self.shown_bands if band is not None), 0)
        approved = tr("usual range of {n} approved", n=usual) if usual else ""
        coarse = tr("extremes of {n} samples", n=grain) if grain > 1 else ""
        return join_facts(counted, rate_text(info.rate_hz), coarse, approved)

    def _draw(self, sample: Sample) -> None:
        if isinstance(sample, SignalSample) and self._shown:
            self.legend.set_values(tuple(float(sample.values[index]) for index in self._shown))

    def redraw(self) -> None:
        """Draw what is shown anew, in the way that is chosen."""
        if self._pyramid is None:
            return
        if self.info is not None:
            self.header.set_facts(self._facts(self.info))
        self.legend.setHidden(self.tools.draws_heat)
        drawn = self.drawn
        content = None if drawn is None else content_of(self, drawn)
        self.canvas.set_content(content, self._episode().start_ns)
        self._place_window()
        if self._playhead_ns is not None:
            self.set_playhead(self._playhead_ns)

    def _episode(self) -> TimeRange:
        if self._range is not None:
            return self._range
        if self._pyramid is None or not len(self._pyramid.stamps_ns):
            return TimeRange(0, 1)
        return TimeRange(int(self._pyramid.stamps_ns[0]), int(self._pyramid.stamps_ns[-1]) + 1)

    def _place_window(self) -> None:
        window = self._window
        if window is None:
            episode = self._episode()
            at_ns = episode.start_ns if self._playhead_ns is None else self._playhead_ns
            window = sliding_window(at_ns, self._sliding_ns, episode)
        self.canvas.set_window(window)

    def _zoom(self, window: TimeRange) -> None:
        if self._window is None:
            self._sliding_ns = min(window.duration_ns, max(self._episode().duration_ns, 1))
        else:
            self._window = window
        self._place_window()
        self.window_requested.emit(self.canvas.window_range)

    def _tint(self) -> None:
        reached_ns = self._reached_ns
        self.canvas.set_tints(self._phases if reached_ns is None else self._phases.ending_at(reached_ns))

    def _restyle(self) -> None:
        self.canvas.redraw()
        self.legend.redraw()
        super()._restyle()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(400, 200)
