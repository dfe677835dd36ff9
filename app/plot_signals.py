"""The signals behind the plots of the open episode: first what a plot's window shows, then all of it, then limits."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from app.background_reads import LoadedSignal, load_signal, load_stretch, signal_limits
from app.paths import resource
from app.player import Player
from app.recording import OpenedEpisode, first_full_ns
from app.tasks import Tasks
from models.episode import StreamKind
from models.errors import KnownError
from models.playback.budget import DEFAULT_NBYTES, shares_of
from models.timebase import TimeRange
from widgets.signal_view import SLIDING_NS, SignalView

LIMITS_LANE = "limits"
ROBOTS = tuple(sorted(resource("robots").glob("*.toml")))
# A signal is read in two steps where its first window is at most this part of it.
_WORTH_IT = 2


class PlotSignals(QObject):
    """``loaded(LoadedSignal)`` when a plot has its samples, ``shown()`` when one has at least those of its window,
    ``failed(stream, KnownError)`` when they cannot be read.
    """

    loaded = Signal(object)
    shown = Signal()
    failed = Signal(str, object)

    def __init__(
        self,
        *,
        player: Player,
        tasks: Tasks,
        view_of: Callable[[str], SignalView | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._tasks = tasks
        self._view_of = view_of
        self._opened: OpenedEpisode | None = None
        self._ready: dict[str, LoadedSignal] = {}
        self._nbytes: dict[str, int] = {}
        self._seen: set[str] = set()
        self._failed: set[str] = set()
        self._names: tuple[str, ...] = ()
        self._wholes: list[Callable[[], None]] = []
        self.budget_nbytes = shares_of(DEFAULT_NBYTES).signals_nbytes

    @property
    def nbytes(self) -> int:
        """Memory of the signals."""
        return sum(self._nbytes.values())

    @property
    def is_filled(self) -> bool:
        """Whether every plot has all its samples."""
        return all(name in self._nbytes for name in self._names)

    @property
    def is_shown(self) -> bool:
        """Whether every plot has at least the samples of its first window, or never will."""
        return all(name in self._seen or name in self._failed for name in self._names)

    def stop(self) -> None:
        """The episode is about to be closed: what is being read of it is given up after the part under way."""
        self._opened = None
        self._wholes.clear()

    def ask(self, opened: OpenedEpisode, names: Iterable[str], ready: Mapping[str, LoadedSignal]) -> None:
        """Begin to read those of ``names`` that are signals and not ``ready``; their views may come later in this turn.

        ``give_ready`` then fills the views of those that are.
        """
        self._opened, self._ready = opened, dict(ready)
        self._nbytes.clear()
        self._seen.clear()
        self._failed.clear()
        self._wholes.clear()
        self._names = tuple(name for name in names if opened.infos[name].kind is StreamKind.SIGNAL)
        missing = [name for name in self._names if name not in ready]
        left_nbytes = self.budget_nbytes - sum(signal.pyramid.nbytes for signal in ready.values())
        # However many there are, each may take a quarter of it all.
        most_nbytes = max(left_nbytes // max(len(missing), 1), self.budget_nbytes // 4)
        for name in missing:
            self._read(opened, name, most_nbytes)

    def give_ready(self) -> None:
        """Fill the views of what was read ahead."""
        opened = self._opened
        for name in tuple(self._ready):
            if opened is not None and name in self._names:
                self._give(opened, name, self._ready.pop(name))

    def go_on(self) -> None:
        """Read all of what has been read in part: the plots' first windows are on the screen."""
        wholes, self._wholes = self._wholes, []
        for read in wholes:
            read()

    def _read(self, opened: OpenedEpisode, name: str, most_nbytes: int) -> None:
        stream = opened.episode.streams[name]
        window = self._first_window(opened)

        def read_whole() -> None:
            self._tasks.lane(f"stream {name}").submit(
                lambda: load_signal(stream, most_nbytes, lambda: opened is self._opened),
                lambda signal: self._give(opened, name, signal),
                on_known=lambda error: self._refuse(opened, name, error),
            )

        if window.duration_ns * _WORTH_IT > opened.summary.range.duration_ns:
            read_whole()
            return
        self._wholes.append(read_whole)
        self._tasks.lane(f"stream {name}").submit(
            lambda: load_stretch(stream, window),
            lambda signal: self._show(opened, name, signal),
            on_known=lambda error: self._refuse(opened, name, error),
        )

    @staticmethod
    def _first_window(opened: OpenedEpisode) -> TimeRange:
        """What plots show first, wherever in their window the playhead stands."""
        whole, t_ns = opened.summary.range, first_full_ns(opened)
        return TimeRange(max(t_ns - SLIDING_NS, whole.start_ns), min(t_ns + SLIDING_NS, whole.end_ns))

    def _show(self, opened: OpenedEpisode, name: str, signal: LoadedSignal) -> None:
        view = self._view_of(name) if opened is self._opened else None
        if view is not None:
            self._seen.add(name)
            view.set_pyramid(signal.pyramid, signal.info.channels, signal.info.units)
            view.set_playhead(self._player.t_ns)
            self.shown.emit()

    def _give(self, opened: OpenedEpisode, name: str, signal: LoadedSignal) -> None:
        if opened is self._opened and self._view_of(name) is not None:
            self._nbytes[name] = signal.pyramid.nbytes
            self._show(opened, name, signal)
            self._read_limits(opened, name, signal.info.channels)
            self.loaded.emit(signal)

    def _read_limits(self, opened: OpenedEpisode, name: str, channels: tuple[str, ...]) -> None:
        def limit(limits: dict[str, tuple[float, float]]) -> None:
            view = self._view_of(name) if opened is self._opened else None
            if view is not None:
                view.set_limits(limits)

        self._tasks.lane(LIMITS_LANE).submit(
            lambda: signal_limits(opened.record, name, channels, ROBOTS), limit, on_error=lambda _: None
        )

    def _refuse(self, opened: OpenedEpisode, name: str, error: KnownError) -> None:
        if opened is self._opened and name not in self._failed:
            self._failed.add(name)
            self.failed.emit(name, error)
            self.shown.emit()
