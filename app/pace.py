"""Hurry through idle stretches: finds them in the signals behind the plots, and passes them on to the player."""

from PySide6.QtCore import QObject, Signal

from app.background_reads import LoadedSignal
from app.player import Player
from app.tasks import Tasks
from models.playback.activity import idle_ranges
from models.timebase import TimeRange

LANE = "pace"


class Pace(QObject):
    """``changed(on)`` when the person switches it; it stays so from one episode to the next. ``found(stretches)`` when
    the idle stretches of the episode are known, empty for another episode.
    """

    changed = Signal(bool)
    found = Signal(object)

    def __init__(self, *, player: Player, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._tasks = tasks
        self._idle: tuple[TimeRange, ...] = ()
        self._stream = ""
        self.on = False

    @property
    def idle(self) -> tuple[TimeRange, ...]:
        """Stretches of the open episode in which nothing moves, as far as is known."""
        return self._idle

    def open(self) -> None:
        """Another episode, of which nothing is known yet."""
        self._idle, self._stream = (), ""
        self._tasks.lane(LANE).forget()
        self.found.emit(())

    def toggle(self) -> None:
        """Fast through idle stretches, or an even pace."""
        self.on = not self.on
        self._apply()
        self.changed.emit(self.on)

    def take(self, signal: LoadedSignal) -> None:
        """The first signal with more than one channel tells; it is the one that says most of the robot."""
        if self._stream or len(signal.info.channels) < 2:
            return
        self._stream = signal.info.name
        self._tasks.lane(LANE).submit(
            lambda: idle_ranges(signal.pyramid, signal.info.channels), self._found, on_error=None
        )

    def _found(self, idle: tuple[TimeRange, ...]) -> None:
        self._idle = idle
        self.found.emit(idle)
        self._apply()

    def _apply(self) -> None:
        self._player.set_hurry(self._idle if self.on else ())
