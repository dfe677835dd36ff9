"""Where a cut goes: as early as the person is late, to evidence nearby, and how late they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.background_reads import LoadedSignal
from app.cut_options import REACTION, CutOptions, cut_options
from app.player import Player
from app.tasks import Tasks
from models.cutting_aids.aiming import Aim, aim, snap
from models.cutting_aids.evidence import Evidence, evidence_of, joined
from models.cutting_aids.reaction import Reaction, reaction_from
from models.phases import PhaseTrack
from models.playback.clock import PlayClock
from models.timebase import NS_PER_MS, TimeRange

LANE = "evidence"
SHOWN_MS = 1000
EPISODES_KEPT = 16


@dataclass(frozen=True, slots=True)
class Pressed:
    """A cut made while playing at ``rate``: the key came at ``raw_ns``, the cut went to ``t_ns``."""

    raw_ns: int
    t_ns: int
    rate: float


class Cutting(QObject):
    """``ghost_changed(Evidence | None)``: what a cut would snap to, or has just snapped to. ``options_changed()`` and
    ``reaction_changed()`` for the settings.

    Evidence is worked out once for each signal behind a plot, and kept for the last episodes.
    """

    ghost_changed = Signal(object)
    options_changed = Signal()
    reaction_changed = Signal()

    def __init__(self, *, player: Player, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._tasks = tasks
        self.options = CutOptions()
        self.reaction = Reaction()
        self.evidence: tuple[Evidence, ...] = ()
        self._episode_id = ""
        self._parts: dict[str, dict[str, tuple[Evidence, ...]]] = {}
        self._pressed: dict[str, Pressed] = {}
        self._ghost: Evidence | None = None
        self._was_playing, self._placed, self._t_ns = False, True, 0
        self._after = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._after.timeout.connect(self._show_ghost)
        player.clock_changed.connect(self._clock_changed)

    def restore(self, values: Mapping[str, Any]) -> None:
        """As the person left it."""
        self.options = cut_options(values)
        self.reaction = reaction_from(values.get(REACTION))

    def choose(self, **options: Any) -> None:
        """Change what is chosen about cutting."""
        self.options = replace(self.options, **options)
        self.options_changed.emit()
        self._show_ghost()

    def forget_reaction(self) -> None:
        """Begin to learn anew how late the person is."""
        self.reaction = Reaction()
        self.reaction_changed.emit()

    def open(self, episode_id: str) -> None:
        """Another episode, of which nothing may be known yet."""
        self._tasks.lane(LANE).forget()
        self._episode_id = episode_id
        self._parts[episode_id] = self._parts.pop(episode_id, {})
        for old in list(self._parts)[:-EPISODES_KEPT]:
            del self._parts[old]
        self._pressed.clear()
        self._was_playing, self._placed, self._t_ns = False, True, self._player.t_ns
        self._after.stop()
        self._join()

    def take(self, signal: LoadedSignal) -> None:
        """Look for evidence in a signal of the open episode."""
        episode_id, stream = self._episode_id, signal.info.name
        if stream in self._parts.get(episode_id, {}):
            return

        def took(found: tuple[Evidence, ...]) -> None:
            self._parts.setdefault(episode_id, {})[stream] = found
            self._join()

        self._tasks.lane(LANE).submit(lambda: evidence_of(signal.info, signal.pyramid), took)

    def aim(self, track: PhaseTrack, *, exact: bool) -> Aim:
        """Where a cut goes whose key is pressed now: exactly here where that is asked for, or where the playhead was
        put by hand.
        """
        clock = self._player.clock
        if exact or (self._placed and not clock.playing):
            return Aim(clock.t_ns, clock.t_ns)
        lag_ns = self.reaction.lag_ns(clock.pace) if clock.playing and self.options.reacts else 0
        phase = track.at(clock.t_ns)
        within = track.range if phase is None else TimeRange(phase.start_ns, phase.end_ns)
        return aim(
            clock.t_ns, lag_ns=lag_ns, evidence=self.evidence, window_ns=self._window_ns, within=within
        )

    def was_cut(self, phase_id: str, aimed: Aim) -> None:
        """A phase begins where it was aimed at; what it snapped to is shown for a moment."""
        clock = self._player.clock
        if clock.playing:
            self._pressed[phase_id] = Pressed(aimed.raw_ns, aimed.t_ns, clock.pace)
        else:
            self._pressed.pop(phase_id, None)
        if aimed.evidence is not None:
            self._after.start()
            self._tell(aimed.evidence)

    def learn(self, track: PhaseTrack) -> None:
        """The person is done with these phases: cuts that they moved afterwards tell how late they were."""
        learned = self.reaction
        for phase in track.phases:
            pressed = self._pressed.pop(phase.id, None)
            if pressed is not None and phase.start_ns != pressed.t_ns:
                learned = learned.learned(rate=pressed.rate, raw_ns=pressed.raw_ns, final_ns=phase.start_ns)
        if learned != self.reaction:
            self.reaction = learned
            self.reaction_changed.emit()

    @property
    def _window_ns(self) -> int:
        return self.options.snap_ms * NS_PER_MS

    def _join(self) -> None:
        self.evidence = joined(self._parts.get(self._episode_id, {}).values())
        self._show_ghost()

    def _clock_changed(self, clock: PlayClock) -> None:
        """A playhead that was put somewhere by hand stands exactly; one that stopped there does not."""
        if clock.playing:
            self._placed = False
        elif not self._was_playing and clock.t_ns != self._t_ns:
            self._placed = True
        self._was_playing, self._t_ns = clock.playing, clock.t_ns
        self._show_ghost()

    def _show_ghost(self) -> None:
        if self._after.isActive():
            return
        waits = not self._placed and not self._player.clock.playing
        self._tell(snap(self._player.t_ns, self.evidence, self._window_ns) if waits else None)

    def _tell(self, ghost: Evidence | None) -> None:
        if ghost != self._ghost:
            self._ghost = ghost
            self.ghost_changed.emit(ghost)
