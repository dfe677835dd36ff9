"""Words for what is too small to say them itself."""

from models.timebase import NS_PER_S
from widgets.i18n import tr
from widgets.timeline import coverage, event_lane, marks
from widgets.timeline.blocks import Blocks
from widgets.timeline.canvas import Frame
from widgets.timeline.content import Content
from widgets.timeline.layout import Lane, Row
from widgets.timeline.phase_art import name_fits, room_for_name
from widgets.timeline.values import CoverageLane


def tip_at(content: Content, frame: Frame, row: Row, x: float, y: float) -> str:
    """The tooltip at a point of a lane, "" where nothing needs one."""
    if x < frame.plot_left:
        return ""
    if row.lane in {Lane.PHASES, Lane.SECOND}:
        is_arm = row.lane is Lane.PHASES
        blocks = content.of_arm(row.index).drawn if is_arm else content.tiers[row.index].blocks
        return _phase_tip(blocks, frame, x)
    if row.lane in {Lane.EVENTS, Lane.REMARKS, Lane.FINDINGS, Lane.MARKS}:
        return _mark_tip(content, frame, row, x)
    if row.lane is Lane.COVERAGE:
        return _gap_tip(content, frame, x, y)
    if row.lane is Lane.RULER and any(each.contains(frame.scale.time_at(x)) for each in content.idle):
        return tr("Nothing moves here; Q passes such stretches faster")
    return ""


def _mark_tip(content: Content, frame: Frame, row: Row, x: float) -> str:
    if row.lane is Lane.EVENTS:
        lane = content.events[row.index]
        grip = event_lane.grip_at(lane, frame.scale, x)
        return "" if grip is None else lane.sentence(grip.event, content.range.start_ns)
    mark = marks.mark_at(marks_on(row.lane, content), frame.scale, x)
    return mark.words if mark is not None else ""


def marks_on(lane: Lane, content: Content) -> list[marks.Mark]:
    """The marks that stand on a lane."""
    return marks.marks_of(content, remarks=lane is not Lane.FINDINGS, problems=lane is not Lane.REMARKS)


def _phase_tip(blocks: Blocks, frame: Frame, x: float) -> str:
    index = blocks.index_at(frame.scale.time_at(x))
    if index is None:
        return ""
    left = max(frame.x(int(blocks.starts[index])), frame.plot_left)
    width = min(frame.x(int(blocks.ends[index])), frame.end_x) - left
    fits = width >= 24 and name_fits(blocks.name(index), width, room_for_name(width))
    return "" if fits else blocks.sentence(index)


def _gap_tip(content: Content, frame: Frame, x: float, y: float) -> str:
    joined = coverage.is_joined(frame, content)
    for row, lane in coverage.rows(frame, content):
        if row.top() <= y < row.bottom():
            lanes = content.coverage if joined else (lane,)
            return "\n".join(_gap_lines(lanes, content, frame, x))
    return ""


def _gap_lines(lanes: tuple[CoverageLane, ...], content: Content, frame: Frame, x: float) -> list[str]:
    reach = round(3 * frame.scale.ns_per_px)
    t_ns = frame.scale.time_at(x)
    origin = content.range.start_ns
    return [
        tr(
            "{stream}: no samples from {start} to {end} s",
            stream=lane.name,
            start=f"{(start_ns - origin) / NS_PER_S:.2f}",
            end=f"{(end_ns - origin) / NS_PER_S:.2f}",
        )
        for lane in lanes
        for start_ns, end_ns, _severity in lane.gaps
        if start_ns - reach <= t_ns <= end_ns + reach
    ]
