"""The timeline: one ruler, the phase lane, pictures, signals, marks, coverage and an overview on one time axis."""

from widgets.timeline.event_lane import Begun
from widgets.timeline.values import CoverageLane, ModeSpan, Picture, ProblemMark, SignalLane
from widgets.timeline.view import TimelineView

__all__ = ["Begun", "CoverageLane", "ModeSpan", "Picture", "ProblemMark", "SignalLane", "TimelineView"]
