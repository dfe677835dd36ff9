"""Play what is around a cut, then go back to where the playhead was."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.player import Player
from models.playback.clock import PlayClock
from models.timebase import TimeRange


@dataclass(frozen=True, slots=True)
class _Excursion:
    stretch: TimeRange
    back_ns: int
    played: bool


class Around(QObject):
    """Somebody who pauses or goes elsewhere meanwhile stays there."""

    def __init__(self, *, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._out: _Excursion | None = None
        player.moved.connect(self._moved)
        player.clock_changed.connect(self._clock_changed)

    @property
    def is_on(self) -> bool:
        """Whether a neighbourhood is being played."""
        return self._out is not None

    def play(self, t_ns: int, around_ns: int) -> None:
        """From ``around_ns`` before a time to as much behind it; meanwhile another one goes back to the same place."""
        player, out = self._player, self._out
        whole = player.clock.range
        start_ns = max(t_ns - around_ns, whole.start_ns)
        stretch = TimeRange(start_ns, max(min(t_ns + around_ns, whole.end_ns - 1), start_ns))
        back_ns = player.t_ns if out is None else out.back_ns
        played = player.clock.playing if out is None else out.played
        self._out = None
        if player.clock.loop is not None:
            player.set_loop(None)
        player.seek(start_ns)
        player.play()
        self._out = _Excursion(stretch, back_ns, played)

    def _moved(self, t_ns: int) -> None:
        out = self._out
        if out is None:
            return
        if t_ns >= out.stretch.end_ns:
            self._go_back(out)
        elif t_ns < out.stretch.start_ns:
            self._out = None

    def _clock_changed(self, clock: PlayClock) -> None:
        out = self._out
        if out is not None and not clock.playing:
            self._out = None
            if clock.t_ns >= out.stretch.end_ns:
                self._go_back(out)

    def _go_back(self, out: _Excursion) -> None:
        self._out = None
        if not out.played:
            self._player.pause()
        self._player.seek(out.back_ns)
