"""Where the playhead goes besides playing: ends, problems, loops, and by whose samples it steps."""

from PySide6.QtCore import QObject

from app.board import Board
from app.services import Services
from app.timeline_feed import short_name
from models.episode import Problem
from models.timebase import TimeRange
from widgets.timeline import TimelineView


class Playhead(QObject):
    """Turns wishes of bars and keys into places of the player."""

    def __init__(
        self, *, services: Services, board: Board, timeline: TimelineView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._board, self._timeline = services, board, timeline

    def to_start(self) -> None:
        """The first stamp."""
        self._services.player.seek(self._services.player.clock.range.start_ns)

    def to_end(self) -> None:
        """The last stamp."""
        self._services.player.seek(self._services.player.clock.range.end_ns)

    def go_to_problem(self, problem: Problem) -> None:
        """Where the recording has it, and the view of its stream."""
        if problem.t_ns is not None:
            self._services.player.seek(problem.t_ns)
        if problem.stream is not None:
            self._board.show_stream(problem.stream)

    def set_reference(self, short: str) -> None:
        """Step by the samples of another stream, chosen by its short name."""
        player = self._services.player
        names = () if player.opened is None else tuple(player.opened.infos)
        player.reference = next((name for name in names if short_name(name) == short), player.reference)
        player.refresh()

    def toggle_phase_loop(self) -> None:
        """Repeat the phase at the playhead, or the whole episode where there is none; again to play on."""
        player = self._services.player
        if player.clock.loop is not None:
            self.set_loop(None)
            return
        phase = self._services.labels.phase_here()
        self.set_loop(TimeRange(phase.start_ns, phase.end_ns) if phase is not None else player.clock.range)

    def set_loop(self, loop: TimeRange | None) -> None:
        """Repeat a stretch and show its brackets."""
        self._services.player.set_loop(loop)
        self._timeline.set_in_out(loop.start_ns if loop else None, loop.end_ns if loop else None)
