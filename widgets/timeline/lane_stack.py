"""What the timeline shows: content, zoom and layout, kept together and handed to the canvas and the overlay."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from models.cutting_aids.evidence import Evidence
from models.cutting_aids.suggestions import Suggestions
from models.labelling.document import Document
from models.labelling.lanes import lanes
from models.phases import PhaseTrack
from models.review import State
from models.taxonomy import Taxonomy
from models.timebase import TimeRange
from widgets.timeline.blocks import Blocks
from widgets.timeline.content import ArmLane, Tier, arm_lanes
from widgets.timeline.event_lane import Begun, event_lanes
from widgets.timeline.lane_window import LaneWindow
from widgets.timeline.layout import Lane
from widgets.timeline.scale import TimeScale
from widgets.timeline.values import CoverageLane, DifferenceBar, ModeSpan, Picture, ProblemMark, SignalLane

_OPEN_STATES = frozenset({State.NEW, State.DRAFT})
_PHASE_LANES = (Lane.PHASES, Lane.OVERVIEW)
_MARK_LANES = (Lane.REMARKS, Lane.FINDINGS, Lane.MARKS)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """All that the lanes of phases are drawn from."""

    tracks: tuple[PhaseTrack, ...]
    tiers: tuple[str, ...]
    chosen: int
    taxonomy: Taxonomy
    language: str
    grows: bool

    def reads_as(self, before: "_Drawn | None") -> bool:
        """Whether labels have the names, keys and colours that they had before."""
        return before is not None and (before.taxonomy is self.taxonomy and before.language == self.language)

    def is_named_as(self, before: "_Drawn | None") -> bool:
        """Whether what stands before the lanes is as it was."""
        return before is not None and (
            self.reads_as(before) and (before.tiers, before.chosen) == (self.tiers, self.chosen)
        )


class LaneStack(LaneWindow):
    """Values in by ``set_...``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.taxonomy: Taxonomy | None = None
        self._reached_ns = self.content.range.start_ns
        self._state = State.NEW
        self._drawn: _Drawn | None = None
        self._arms: tuple[ArmLane, ...] = ()

    def set_range(self, time_range: TimeRange) -> None:
        """Another episode's time: shows all of it, without phases until ``set_document``."""
        self.content = replace(
            self.content,
            range=time_range,
            blocks=Blocks.none(),
            arms=tuple(replace(arm, blocks=Blocks.none(), raw_ns=()) for arm in self.content.arms),
            selected=None,
            in_out=(None, None),
            raw_ns=(),
            events=tuple(replace(lane, events=()) for lane in self.content.events),
            picked=None,
            begun=(),
            proposals=Suggestions(),
        )
        self._drawn = None
        self.playhead_ns = self._reached_ns = time_range.start_ns
        self.show_scale(TimeScale.fitting(time_range, left=self.scale.left, width=self.scale.width))
        self.canvas.refresh(self.content, tuple(Lane))
        self._place_playhead()

    def set_document(
        self, document: Document, taxonomy: Taxonomy, language: str = "en", tier: str = ""
    ) -> None:
        """Phases, marks and remarks; names in ``language`` ("en", "zh_CN"). ``tier`` is the arm that keys cut."""
        if document.range != self.content.range:
            reached_ns = self._reached_ns
            self.set_range(document.range)
            self._reached_ns = reached_ns
        self.taxonomy, self._state = taxonomy, document.state
        tiers = lanes(document, taxonomy)
        chosen = tiers.index(tier) if tier in tiers else 0
        drawn = _Drawn(document.tracks, tiers, chosen, taxonomy, language, document.state in _OPEN_STATES)
        events = event_lanes(document, taxonomy, language)
        picked = self.content.picked if document.mark(self.content.picked or "") else None
        again: list[Lane] = []
        plots: tuple[Lane, ...] = ()
        if drawn != self._drawn or self.content.blocks is not self._arms[chosen].blocks:
            if drawn.is_named_as(self._drawn):
                plots = _PHASE_LANES
            else:
                again += _PHASE_LANES
            before = self._arms if drawn.reads_as(self._drawn) else ()
            self._drawn, self._arms = drawn, arm_lanes(document, taxonomy, tiers, language, before)
        if (events, picked) != (self.content.events, self.content.picked):
            again.append(Lane.EVENTS)
        if document.remarks != self.content.remarks:
            again += _MARK_LANES
        arms = self._arms
        blocks = arms[chosen].blocks
        self._change(
            again,
            plots=plots,
            arms=arms if len(arms) > 1 else (),
            chosen=chosen,
            blocks=blocks,
            raw_ns=arms[chosen].raw_ns,
            remarks=document.remarks,
            events=events,
            picked=picked,
            selected=self.content.selected if self.content.selected in blocks.ids else None,
            open_until_ns=self._open_until(),
            tail_hints=arms[chosen].tail_hints,
        )

    def set_reached(self, t_ns: int) -> None:
        """The furthest time of the playhead: the last phase is drawn up to it until the episode is submitted."""
        self._reached_ns = t_ns
        until = self._open_until()
        if until != self.content.open_until_ns:
            self.content = replace(self.content, open_until_ns=until)
            self.canvas.grow(self.content)

    def set_playhead(self, t_ns: int) -> None:
        """Where the playhead is. When it leaves the window, the window follows by a page."""
        was_seen = self.sees(self.playhead_ns)
        self.playhead_ns = t_ns
        if was_seen and not self.is_held():
            self.reveal(t_ns)
        self._place_playhead()

    def set_ghost(self, ghost: Evidence | None) -> None:
        """What a cut would snap to; None takes it away."""
        self._ghost = ghost
        self._place_ghost()

    def set_proposals(self, suggestions: Suggestions) -> None:
        """Phases that were proposed; call after ``set_document``, whose taxonomy names them."""
        labels = {} if self.taxonomy is None else {label.code: label for label in self.taxonomy.phases}
        self._change((Lane.PROPOSALS,), proposals=suggestions, proposal_labels=labels)

    def set_in_out(self, in_ns: int | None, out_ns: int | None) -> None:
        """The loop range; either end may be missing."""
        self._change((Lane.RULER,), in_out=(in_ns, out_ns))

    def set_idle(self, stretches: Iterable[TimeRange], *, hurries: bool) -> None:
        """Where nothing moves, and whether these stretches are passed faster."""
        self._change((Lane.RULER,), idle=tuple(stretches), hurries=hurries)

    def set_coverage(self, lanes: Iterable[CoverageLane]) -> None:
        """One row a stream; more than eight share one."""
        self._change((Lane.COVERAGE,), coverage=tuple(lanes))

    def set_filmstrip(self, pictures: Iterable[tuple[int, QImage]] | None) -> None:
        """Small pictures in any order; empty keeps the lane free for them, None takes it away."""
        rows = None if pictures is None else [Picture(*row) for row in pictures]
        ordered = None if rows is None else tuple(sorted(rows, key=lambda row: row.t_ns))
        self._change((Lane.FILMSTRIP,), pictures=ordered)

    def set_signal_lanes(self, lanes: Iterable[SignalLane]) -> None:
        """Up to two pinned channels."""
        self._change((Lane.SIGNAL,), signals=tuple(lanes)[:2])

    def set_mode_lane(self, spans: Iterable[tuple[int, int, str, str]]) -> None:
        """Who was in control: (start_ns, end_ns, text, kind)."""
        self._change((Lane.MODE,), modes=tuple(ModeSpan(*span) for span in spans))

    def set_problems(self, problems: Iterable[tuple[Any, ...]]) -> None:
        """Findings: (t_ns, severity, text) or (t_ns, severity, text, end_ns)."""
        self._change(_MARK_LANES, problems=tuple(ProblemMark(*row) for row in problems))

    def set_second_tier(self, track: PhaseTrack | None, title: str = "") -> None:
        """Another reading below the phases; call after ``set_document``, whose taxonomy names it."""
        self.set_tiers(() if track is None else ((title, track, ""),))

    def set_tiers(
        self,
        readings: Iterable[tuple[str, PhaseTrack, str]],
        differences: Iterable[DifferenceBar] | None = None,
        *,
        title: str = "",
    ) -> None:
        """Other readings below the phases as (title, track, key), where they differ, and what the phases are then.

        Call after ``set_document``, whose taxonomy names them.
        """
        language, taxonomy = self.content.blocks.language, self.taxonomy
        tiers = tuple(
            Tier(name, Blocks.of(track, taxonomy, language), key)
            for name, track, key in readings
            if taxonomy is not None
        )
        bars = None if differences is None else tuple(differences)
        self._change((Lane.PHASES, Lane.SECOND, Lane.DIFFERENCES), tiers=tiers, differences=bars, title=title)

    def set_selected(self, phase_id: str | None) -> None:
        """Outline a phase; no signal."""
        self.content = replace(self.content, selected=phase_id)
        self.canvas.grow(self.content)

    def set_picked(self, mark_id: str | None) -> None:
        """Outline a mark; no signal."""
        self._change((Lane.EVENTS,), picked=mark_id)

    def set_begun(self, begun: Iterable[Begun]) -> None:
        """Intervals that wait for their end."""
        self._change((Lane.EVENTS,), begun=tuple(begun))

    def _open_until(self) -> int | None:
        return self._reached_ns if self._state in _OPEN_STATES else None
