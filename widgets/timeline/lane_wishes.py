"""What a hand on the lanes asks for, and what is drawn while it holds something."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.timebase import clock_text
from widgets.timeline.blocks import moved_text
from widgets.timeline.event_lane import Event
from widgets.timeline.lane_stack import LaneStack
from widgets.timeline.layout import Lane
from widgets.timeline.marks import Mark
from widgets.timeline.overlay import Bubble
from widgets.timeline.phase_lane import Boundary


class LaneWishes(LaneStack):
    """Times in signals are int nanoseconds.

    ``seek_requested(t_ns, final)``: final is False while the hand moves. ``boundary_move_requested(phase_id, t_ns)``:
    that phase shall begin there. ``tier_requested(index, t_ns)``: a reading was clicked there.
    ``mark_move_requested(mark_id, start_ns, end_ns)``: an event shall last from there to there.
    ``problem_requested(index)`` counts in the values given to ``set_problems``.
    """

    seek_requested = Signal(object, bool)
    boundary_move_requested = Signal(str, object)
    phase_selected = Signal(str)
    arm_requested = Signal(str)
    mark_selected = Signal(str)
    mark_move_requested = Signal(str, object, object)
    loop_requested = Signal(object, object)
    rename_requested = Signal(str, str)
    split_requested = Signal(object)
    merge_requested = Signal(str)
    delete_requested = Signal(str)
    remark_requested = Signal(str)
    problem_requested = Signal(int)
    difference_requested = Signal(str)
    tier_requested = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.editable = True
        self._frame_period_ns = 0
        super().__init__(parent)

    def set_frame_period(self, period_ns: int) -> None:
        """Frame period of the reference camera, for the frames in the bubble; 0 where there is none."""
        self._frame_period_ns = period_ns

    def set_editable(self, editable: bool) -> None:
        """Whether boundaries can be taken and the menu opens."""
        self.editable = editable

    def seek(self, t_ns: int, final: bool) -> None:
        """Ask for the playhead to move."""
        self.seek_requested.emit(t_ns, final)

    def select(self, phase_id: str) -> None:
        """Outline a phase and tell."""
        self.set_selected(phase_id)
        self.set_picked(None)
        self.phase_selected.emit(phase_id)

    def take_arm(self, index: int) -> None:
        """Keys shall cut another arm."""
        if index != self.content.chosen and index < len(self.content.arms):
            arm = self.content.arms[index]
            fields: dict[str, Any] = {
                "blocks": arm.blocks,
                "tail_hints": arm.tail_hints,
                "raw_ns": arm.raw_ns,
            }
            self._change((Lane.PHASES, Lane.OVERVIEW), chosen=index, selected=None, **fields)
            self.arm_requested.emit(arm.tier)

    def pick(self, mark_id: str) -> None:
        """Outline a mark and tell."""
        self.set_selected(None)
        self.set_picked(mark_id)
        self.mark_selected.emit(mark_id)

    def preview_event(self, event: Event, t_ns: int | None) -> None:
        """Draw a mark where the hand has it; None puts it back."""
        lanes = tuple(
            replace(lane, events=tuple(event if one.id == event.id else one for one in lane.events))
            for lane in self.content.events
        )
        self._change((Lane.EVENTS,), events=lanes)
        row = self.row_of(Lane.EVENTS)
        if t_ns is None or row is None:
            self.overlay.show_bubble(None)
            return
        words = clock_text(t_ns - self.content.range.start_ns)
        x = self.canvas.frame(row).snap(self.scale.x_of(t_ns))
        self.overlay.show_bubble(Bubble(x, row.y, row.height, words))

    def move_event(self, event: Event) -> None:
        """Ask for the mark to move."""
        self.mark_move_requested.emit(event.id, event.start_ns, event.end_ns)

    def open_mark(self, mark: Mark) -> None:
        """Tell which remark or finding was clicked, and go there."""
        if isinstance(mark.key, str):
            self.remark_requested.emit(mark.key)
        else:
            self.problem_requested.emit(mark.key)
        self.seek(mark.t_ns, True)

    def open_difference(self, difference_id: str) -> None:
        """Tell which difference was clicked."""
        self.difference_requested.emit(difference_id)

    def take_tier(self, index: int, t_ns: int) -> None:
        """Tell which reading was clicked, and where."""
        self.tier_requested.emit(index, t_ns)

    def preview_boundary(self, boundary: Boundary, t_ns: int | None) -> None:
        """Draw the cut at ``t_ns`` while it is in the hand; None puts it back."""
        moved = boundary.t_ns if t_ns is None else t_ns
        self._change(
            (Lane.PHASES, Lane.OVERVIEW), blocks=self.content.blocks.with_boundary(boundary.index, moved)
        )
        self.overlay.show_bubble(None if t_ns is None else self._bubble(boundary, t_ns))

    def move_boundary(self, phase_id: str, t_ns: int) -> None:
        """Ask for the cut to move."""
        self.boundary_move_requested.emit(phase_id, t_ns)

    def _bubble(self, boundary: Boundary, t_ns: int) -> Bubble:
        row = self.row_of(Lane.PHASES, self.content.chosen)
        assert row is not None
        moved = moved_text(t_ns - boundary.t_ns, self._frame_period_ns)
        words = f"{clock_text(t_ns - self.content.range.start_ns)}  {moved}"
        return Bubble(self.canvas.frame(row).snap(self.scale.x_of(t_ns)), row.y, row.height, words)
