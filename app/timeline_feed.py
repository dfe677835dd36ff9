"""Gives the timeline what it shows of the open episode: coverage, findings, filmstrip, control modes, one signal."""

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.background_reads import LoadedSignal, SmallPicture, control_modes, filmstrip
from app.recording import OpenedEpisode, is_sampled
from app.tasks import Tasks
from models.episode import StreamKind
from models.playback.modes import ModeChange
from models.playback.pyramid import widest_channels
from models.privacy import NOTHING_SAID, Veil
from widgets.i18n import tr
from widgets.stream_words import mode_word
from widgets.timeline import CoverageLane, ModeSpan, Picture, ProblemMark, SignalLane, TimelineView

PICTURES = 40
LANE_COLUMNS = 2000
LANE = "timeline"


class TimelineFeed(QObject):
    """Reads in the background; an episode that is closed meanwhile leaves nothing behind.

    ``lanes_changed`` when a lane came or went, so that the window can make room.
    """

    lanes_changed = Signal()

    def __init__(self, *, timeline: TimelineView, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline = timeline
        self._lane = tasks.lane(LANE)
        self._opened: OpenedEpisode | None = None
        self._modes: tuple[ModeChange, ...] = ()
        self._reference: str | None = None
        self._veil = Veil(NOTHING_SAID)

    def open(self, opened: OpenedEpisode, reference: str | None) -> None:
        """Show at once what the index tells, then read the rest."""
        self._lane.forget()
        self._opened, self._modes = opened, ()
        timeline = self._timeline
        timeline.set_range(opened.summary.range)
        timeline.set_coverage(coverage_lanes(opened))
        timeline.set_problems(problem_marks(opened))
        has_camera = reference is not None and opened.infos[reference].kind is StreamKind.VIDEO
        timeline.set_filmstrip(() if has_camera else None)
        timeline.set_signal_lanes(())
        timeline.set_mode_lane(())
        if reference is not None:
            timeline.set_frame_period(opened.tracks[reference].period_ns)
        record = opened.record
        if opened.episode.streams:
            # A recording that went away is told where its pictures are.
            self._lane.submit(lambda: control_modes(record), self._show_modes, on_known=lambda _: None)
        self._reference = reference if has_camera else None
        self._read_filmstrip()

    def set_veil(self, veil: Veil) -> None:
        """What is blurred; the filmstrip is read again."""
        self._veil = veil
        self._read_filmstrip()

    def _read_filmstrip(self) -> None:
        if self._opened is None or self._reference is None:
            return
        record, reference, veil = self._opened.record, self._reference, self._veil
        self._lane.submit(
            lambda: filmstrip(record, reference, PICTURES, veil),
            lambda pictures: self._timeline.set_filmstrip(tuple(map(as_picture, pictures))),
            on_error=lambda _: None,
            key="filmstrip",
        )

    def retranslate(self) -> None:
        """Say again what was said in words, after a change of language."""
        if self._opened is not None:
            self._timeline.set_problems(problem_marks(self._opened))
            self._show_modes(self._modes)

    def _show_modes(self, modes: tuple[ModeChange, ...]) -> None:
        assert self._opened is not None
        self._modes = modes
        self._timeline.set_mode_lane(mode_spans(modes, self._opened.summary.range.end_ns))
        self.lanes_changed.emit()

    def show_signal(self, signal: LoadedSignal) -> None:
        """Pin the channel that says most: the effort with the largest range."""
        lane = busiest_lane(signal)
        if lane is not None:
            self._timeline.set_signal_lanes((lane,))
            self.lanes_changed.emit()


def coverage_lanes(opened: OpenedEpisode) -> tuple[CoverageLane, ...]:
    """One lane a stream of samples."""
    return tuple(
        CoverageLane(
            name=short_name(name),
            rate_hz=info.rate_hz,
            start_ns=int(opened.tracks[name].stamps_ns[0]),
            end_ns=int(opened.tracks[name].stamps_ns[-1]),
            gaps=tuple((gap.start_ns, gap.end_ns, gap.severity.value) for gap in opened.gaps[name]),
        )
        for name, info in opened.infos.items()
        if is_sampled(info) and len(opened.tracks[name].stamps_ns)
    )


def problem_marks(opened: OpenedEpisode) -> tuple[ProblemMark, ...]:
    """Problems that have a moment, and every gap."""
    marks = [
        ProblemMark(problem.t_ns, problem.severity.value, problem.message)
        for problem in opened.problems
        if problem.t_ns is not None
    ]
    for name, gaps in opened.gaps.items():
        if is_sampled(opened.infos[name]):
            marks.extend(
                ProblemMark(
                    gap.start_ns,
                    gap.severity.value,
                    tr("no samples: {stream}", stream=short_name(name)),
                    gap.end_ns,
                )
                for gap in gaps
            )
    return tuple(sorted(marks, key=lambda mark: mark.t_ns))


def mode_spans(modes: tuple[ModeChange, ...], end_ns: int) -> tuple[ModeSpan, ...]:
    """Each mode lasts until the next."""
    ends = [*(mode.t_ns for mode in modes[1:]), end_ns][: len(modes)]
    return tuple(
        ModeSpan(mode.t_ns, end, mode_word(mode.mode), mode.mode)
        for mode, end in zip(modes, ends, strict=True)
    )


def busiest_lane(signal: LoadedSignal) -> SignalLane | None:
    """Min and max of about ``LANE_COLUMNS`` columns of the channel with the largest range among the efforts."""
    names = signal.info.channels
    wanted = [i for i, name in enumerate(names) if name.startswith("effort.")]
    pyramid = signal.pyramid
    widest = widest_channels(pyramid, tuple(wanted), 1)
    if not widest:
        return None
    channel = widest[0]
    column = pyramid.values[channel]
    step = max(1, len(column) // LANE_COLUMNS)
    starts = np.arange(0, len(column), step)
    return SignalLane(
        name=f"{names[channel].split('.', 1)[1]} τ",
        unit=signal.info.units[channel] if channel < len(signal.info.units) else "",
        t_ns=pyramid.stamps_ns[starts],
        low=np.fmin.reduceat(column, starts).astype(np.float64),
        high=np.fmax.reduceat(column, starts).astype(np.float64),
    )


def as_picture(picture: SmallPicture) -> Picture:
    """For the timeline; the image owns its pixels."""
    height, width, _ = picture.rgb.shape
    image = QImage(picture.rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return Picture(picture.t_ns, image.copy())


def short_name(stream: str) -> str:
    """The last two parts of a topic or feature: enough to tell cameras apart."""
    parts = stream.strip("/").replace(".", "/").split("/")
    return "/".join(parts[-2:])
