"""Plays an open episode: one clock, one lane per stream, and a cache that only the GUI thread touches."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.asking import Answer, Asking, QuickCopy
from app.hand import Hand
from app.recording import OpenedEpisode, reference_stream
from app.tasks import Tasks
from models.episode import StreamKind
from models.errors import KnownError
from models.playback.cache import SampleCache
from models.playback.clock import PlayClock
from models.playback.frameset import (
    Track,
    Wanted,
    all_ready,
    is_better,
    read_ahead,
    step_target,
    wanted_at,
)
from models.streams import Sample
from models.timebase import NS_PER_MS, NS_PER_S, TimeRange

TICK_MS = 15
AGE_EVERY_NS = 100 * NS_PER_MS
AHEAD_NS = NS_PER_S // 2
AHEAD_MOST = 8
SKIMS_FROM = 12.0
WAITED_FOR = frozenset({StreamKind.VIDEO, StreamKind.DEPTH, StreamKind.POINTS})


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What a view has to draw: the sample, its age, and whether it is the one asked for.

    None, exact: the stream has none yet. None, not exact: it is on its way, and what is on screen is ``age_ns`` old.
    ``coarse`` comes from a quick copy.
    """

    stream: str
    sample: Sample | None
    age_ns: int | None
    period_ns: int
    exact: bool
    coarse: bool = False


class Player(QObject):
    """Owns the play clock. Stamps are int64, so they travel through signals as objects, never as C ints."""

    moved = Signal(object)
    clock_changed = Signal(object)
    sample_shown = Signal(object)
    stream_failed = Signal(str, object)
    settled = Signal()

    def __init__(self, *, tasks: Tasks, cache: SampleCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cache = cache
        self.opened: OpenedEpisode | None = None
        self.clock = PlayClock(TimeRange(0, 1), 0)
        self.reference: str | None = None
        self.dropped = self.left_out = 0
        self._visible: dict[str, Track] = {}
        self._drawn: dict[str, int | None] = {}
        self._coarse: dict[str, int] = {}
        self._late: set[str] = set()
        self._broken: dict[str, dict[int, KnownError]] = {}
        self._age_told_ns = 0
        self._was_settled = self._was_held = False
        self._hand = Hand(self)
        self._hand.rested.connect(self.refresh)
        self._asking = Asking(tasks=tasks, hand=self._hand, arrived=self._arrived, failed=self._failed)
        self._ticked_ns = time.monotonic_ns()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def open(
        self, opened: OpenedEpisode, ready: Iterable[tuple[str, Sample]] = (), *, at_ns: int | None = None
    ) -> None:
        """Take an episode, with samples that were decoded ahead; the playhead goes to ``at_ns``, else to its start."""
        self.close()
        for name, sample in ready:
            self.cache.put(name, sample)
        self.opened = opened
        self._asking.open(opened.episode.streams)
        start_ns = opened.summary.start_ns if at_ns is None else at_ns
        self.clock = PlayClock(opened.summary.range, start_ns, rate=self.clock.rate)
        self.reference = reference_stream(opened.infos)
        self.dropped = self.left_out = 0
        self.clock_changed.emit(self.clock)

    def close(self) -> None:
        """Let go of the episode; late results are dropped."""
        self._timer.stop()
        if self.opened is None:
            return
        self._asking.close()
        self.opened.episode.close()
        self.opened = None
        self.cache.clear()
        self._visible.clear()
        self._drawn.clear()
        self._coarse.clear()
        self._broken.clear()
        self._late.clear()
        self._hand.forget()
        self._was_settled = False

    def give_copy(self, name: str, copy: QuickCopy) -> None:
        """Coarse pictures of a stream for while the hand moves; closed with the episode."""
        self._asking.give_copy(name, copy)

    def drop_copies(self) -> None:
        """Show nothing but the recording from now on."""
        self._asking.drop_copies()

    def set_visible(self, names: Iterable[str]) -> None:
        """Which streams have a view on screen; only these are read."""
        if self.opened is None:
            return
        tracks = self.opened.tracks
        visible = {name: tracks[name] for name in names if name in tracks}
        if visible.keys() == self._visible.keys():
            return
        self._visible = visible
        self._drawn = {name: index for name, index in self._drawn.items() if name in self._visible}
        self.refresh()

    @property
    def t_ns(self) -> int:
        """Where the playhead is."""
        return self.clock.t_ns

    def play(self) -> None:
        """Begin to move."""
        if self.opened is not None and not self.clock.playing:
            self._ticked_ns = time.monotonic_ns()
            self._set_clock(self.clock.play())
            self._timer.start()
            self.refresh()

    def pause(self) -> None:
        """Rest where we are."""
        if not self.clock.playing:
            return
        self._timer.stop()
        self._set_clock(self.clock.pause())
        self.refresh()

    def toggle(self) -> None:
        """Play or pause."""
        if self.clock.playing:
            self.pause()
        else:
            self.play()

    def set_rate(self, rate: float) -> None:
        """Play at ``rate`` times real time."""
        self._was_held = False
        self._set_clock(self.clock.at_rate(rate))

    def set_hurry(self, stretches: tuple[TimeRange, ...]) -> None:
        """Pass these stretches faster; none for an even pace."""
        self._set_clock(self.clock.hurrying_through(stretches))

    def set_loop(self, loop: TimeRange | None) -> None:
        """Repeat a stretch, None plays on."""
        self._set_clock(self.clock.looping(loop))

    def scrub(self, t_ns: int, final: bool) -> None:
        """Follow the hand; until it rests (``final``), what is slow is shown by its keyframes."""
        if final:
            self._hand.let_go()
        else:
            self._hand.move()
        self.seek(t_ns)

    def seek(self, t_ns: int) -> None:
        """Put the playhead on ``t_ns``; requests under way are replaced."""
        if self.opened is None:
            return
        self._ticked_ns = time.monotonic_ns()
        self._set_clock(self.clock.seek(t_ns))
        self.refresh()

    def step(self, count: int) -> None:
        """Go to the sample of the reference stream ``count`` samples further; pauses."""
        if self.opened is None or self.reference is None:
            return
        if self.clock.playing:
            self.pause()
        target_ns = step_target(self.opened.tracks[self.reference], self.clock.t_ns, count)
        if target_ns is not None:
            self.seek(target_ns)

    def reference_frame(self) -> tuple[int, int] | None:
        """(index, count) of the reference stream's sample at the playhead."""
        if self.opened is None or self.reference is None:
            return None
        track = self.opened.tracks[self.reference]
        return wanted_at(track, self.clock.t_ns).index, len(track.stamps_ns)

    @property
    def hand_moves(self) -> bool:
        """Whether the playhead is being scrubbed."""
        return self._hand.moves

    @property
    def is_settled(self) -> bool:
        """Whether every visible view shows exactly the sample that the playhead asks for."""
        return all(self._is_exact(track) for track in self._visible.values() if self._is_read(track.name))

    def refresh(self) -> None:
        """Bring every visible view to the playhead, and the playhead to everybody."""
        self.moved.emit(self.clock.t_ns)
        now_ns = time.monotonic_ns()
        # Nobody reads ages that change 60 times a second; drawing them would take time from the pictures.
        tell_age = not self._hand.moves or now_ns - self._age_told_ns >= AGE_EVERY_NS
        if tell_age:
            self._age_told_ns = now_ns
        for track in self._visible.values():
            self._refresh_track(track, tell_age=tell_age)
        self._tell_settled()

    def redraw(self) -> None:
        """Give every view its sample once more: it is to look different."""
        self._drawn.clear()
        self._coarse.clear()
        self.refresh()

    def _tick(self) -> None:
        now_ns = time.monotonic_ns()
        dt_ns, self._ticked_ns = now_ns - self._ticked_ns, now_ns
        before = self.clock
        # A keyframe may be a second old: nobody waits for a better picture where only those are shown.
        for_whom = WAITED_FOR - {StreamKind.VIDEO} if self._skims else WAITED_FOR
        waited = [track for track in self._visible.values() if self._kind(track.name) in for_whom]
        self.clock = before.advance(
            dt_ns, ready=all_ready(waited, before.t_ns, self._drawn, rate=before.pace)
        )
        self._was_held = self._was_held or (self.clock.late_ns > before.late_ns and before.pace > 1.0)
        if self.clock.t_ns != before.t_ns:
            self.moved.emit(self.clock.t_ns)
        tell_age = now_ns - self._age_told_ns >= AGE_EVERY_NS
        if tell_age:
            self._age_told_ns = now_ns
        for track in self._visible.values():
            self._refresh_track(track, tell_age=tell_age)
        if not self.clock.playing:
            self._timer.stop()
            self.clock_changed.emit(self.clock)
            self._tell_settled()

    @property
    def _skims(self) -> bool:
        """Whether only keyframes are shown: time goes so fast that it would have to wait for the others."""
        return self.clock.playing and (
            self.clock.pace >= SKIMS_FROM or (self._was_held and self.clock.pace > 1.0)
        )

    def _set_clock(self, clock: PlayClock) -> None:
        self.clock = clock
        self.clock_changed.emit(clock)

    def _refresh_track(self, track: Track, *, tell_age: bool) -> None:
        wanted = wanted_at(track, self.clock.t_ns)
        drawn = self._drawn.get(track.name, None)
        if not self._is_read(track.name) or wanted.index < 0:
            if tell_age or drawn != wanted.index:
                self._show(track, None, wanted, exact=True)
            return
        if drawn == wanted.index and not tell_age:
            return
        sample = self.cache.get(track.name, wanted.index)
        if sample is not None:
            self._show(track, sample, wanted, exact=True)
            self._ask_ahead(track)
        elif wanted.index in self._broken.get(track.name, ()):
            self._show_broken(track, wanted.index)
        elif not self._has_coarse(track.name, wanted.index):
            self._asking.now(track.name, wanted.index, skims=self._skims, shown=drawn)
            if tell_age or track.name not in self._late:
                self._tell_late(track)

    def _has_coarse(self, name: str, index: int) -> bool:
        """Whether what a moving hand can get of this picture is on the screen."""
        return self._coarse.get(name) == index and self._hand.previews(name)

    def _show_coarse(self, track: Track, sample: Sample, wanted: Wanted) -> None:
        """A picture of a quick copy: never counted as the recording's own, so that at rest that one is asked for."""
        if self._hand.previews(track.name) and sample.index <= wanted.index:
            self._coarse[track.name] = sample.index
            self._drawn.pop(track.name, None)
            self._late.add(track.name)
            age_ns = self.clock.t_ns - sample.t_ns
            self.sample_shown.emit(Shown(track.name, sample, age_ns, track.period_ns, False, coarse=True))
        if sample.index != wanted.index:
            self._refresh_track(track, tell_age=False)

    def _tell_late(self, track: Track) -> None:
        """What is on screen is no longer what the playhead asks for, and the view says so at once."""
        drawn = self._drawn.get(track.name, self._coarse.get(track.name))
        if drawn is not None and 0 <= drawn < len(track.stamps_ns):
            self._late.add(track.name)
            age_ns = self.clock.t_ns - int(track.stamps_ns[drawn])
            self.sample_shown.emit(Shown(track.name, None, age_ns, track.period_ns, False))

    def _show(self, track: Track, sample: Sample | None, wanted: Wanted, *, exact: bool) -> None:
        drawn = self._drawn.get(track.name)
        self._coarse.pop(track.name, None)
        index = wanted.index if sample is None else sample.index
        if sample is not None and self.clock.playing and self._kind(track.name) is StreamKind.VIDEO:
            self._count_passed(index - drawn - 1 if drawn is not None else 0)
        self._drawn[track.name] = index
        (self._late.discard if exact else self._late.add)(track.name)
        age_ns = wanted.age_ns if sample is None else self.clock.t_ns - sample.t_ns
        self.sample_shown.emit(Shown(track.name, sample, age_ns, track.period_ns, exact))

    def _count_passed(self, pictures: int) -> None:
        """Pictures that went by unseen: as they came too late, or on purpose where time goes faster."""
        if pictures > 0 and self.clock.pace <= 1.0:
            self.dropped += pictures
        elif pictures > 0:
            self.left_out += pictures

    def _show_broken(self, track: Track, index: int) -> None:
        """A sample that cannot be read is passed over like one that was shown, when the playhead gets there."""
        self._drawn[track.name] = index
        self.stream_failed.emit(track.name, self._broken[track.name][index])
        self._ask_ahead(track)

    def _ask_ahead(self, track: Track) -> None:
        # What is skimmed is not read ahead: the next keyframe is as cheap when its time has come.
        if not self.clock.playing or self._asking.waits(track.name) or self._skims:
            return
        ahead = read_ahead(track, self.clock.t_ns, rate=self.clock.pace, horizon_ns=AHEAD_NS, most=AHEAD_MOST)
        broken = self._broken.get(track.name, {})
        self._asking.ahead(
            track.name, (i for i in ahead if (track.name, i) not in self.cache and i not in broken)
        )

    def _arrived(self, name: str, answer: Answer) -> None:
        sample, track = answer.sample, self._visible.get(name)
        if sample is not None and answer.coarse:
            if track is not None:
                self._show_coarse(track, sample, wanted_at(track, self.clock.t_ns))
            return
        if sample is not None:
            self.cache.put(name, sample)
        if track is None:
            return
        wanted = wanted_at(track, self.clock.t_ns)
        if sample is not None and sample.index == wanted.index:
            self._show(track, sample, wanted, exact=True)
        elif sample is not None and is_better(sample.index, wanted.index, self._drawn.get(name)):
            self._show(track, sample, wanted, exact=False)
        if self._drawn.get(name) == wanted.index or wanted.index < 0:
            self._ask_ahead(track)
        elif sample is not None:
            self._refresh_track(track, tell_age=False)
        self._tell_settled()

    def _failed(self, name: str, index: int, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._broken.setdefault(name, {})[index] = error
        if name in self._visible:
            self._refresh_track(self._visible[name], tell_age=False)
        self._tell_settled()

    def _is_exact(self, track: Track) -> bool:
        return self._drawn.get(track.name) == wanted_at(track, self.clock.t_ns).index

    def _is_read(self, name: str) -> bool:
        """Signals come as one block, see ``app.signals``; every other kind is read sample by sample."""
        return self._kind(name) is not StreamKind.SIGNAL

    def _kind(self, name: str) -> StreamKind | None:
        return None if self.opened is None else self.opened.infos[name].kind

    def _tell_settled(self) -> None:
        settled = self.is_settled
        if settled and not self._was_settled:
            self.settled.emit()
        self._was_settled = settled
