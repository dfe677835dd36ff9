"""What an episode shows beside its views waits until those are on the screen, so that nothing competes with them."""

from PySide6.QtCore import QObject, QTimer, Signal

from app import cutting, pace, plot_signals, proposing, space_reads, timeline_feed
from app.board import Board
from app.player import Player
from app.tasks import Tasks

WAITING = frozenset(
    {timeline_feed.LANE, space_reads.LANE, plot_signals.LIMITS_LANE, pace.LANE, cutting.LANE, proposing.LANE}
)
PATIENCE_MS = 2000
# One repaint of everything, so that what waits does not take the interpreter from it.
_PAINTED_MS = 30


class FirstSight(QObject):
    """Holds whole signals, the filmstrip, control modes, limits, poses and hidden views back; for ``PATIENCE_MS`` at
    most, since a view may wait for ever for a disk. ``seen()`` when they go on.
    """

    seen = Signal()

    def __init__(self, *, player: Player, board: Board, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._board = board
        self._tasks = tasks
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._painted = QTimer(self, singleShot=True, interval=_PAINTED_MS)
        self._between = QTimer(self, interval=0)
        self._between.timeout.connect(self._complete)
        for timer in (self._patience, self._painted):
            timer.timeout.connect(self._go_on)
        player.settled.connect(self._look)
        board.signals.shown.connect(self._look)

    def begin(self) -> None:
        """An episode is about to be shown."""
        self.close()
        self._patience.start()
        self._tasks.hold_back(WAITING)

    @property
    def waits(self) -> bool:
        """Whether something is held back."""
        return self._patience.isActive() or self._painted.isActive()

    def close(self) -> None:
        """Nothing goes on by itself any more."""
        for timer in (self._patience, self._painted, self._between):
            timer.stop()

    def _look(self) -> None:
        if self._patience.isActive() and self._player.is_settled and self._board.signals.is_shown:
            self._patience.stop()
            self._painted.start()

    def _go_on(self) -> None:
        self._tasks.hold_back(frozenset())
        self._board.signals.go_on()
        self._between.start()
        self.seen.emit()

    def _complete(self) -> None:
        """One view between two turns of the event loop."""
        if not self._board.complete():
            self._between.stop()
