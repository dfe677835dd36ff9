"""The names of the lanes, at their left: icon, name, and a count or a unit."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from widgets import icons, theme
from widgets.i18n import tr
from widgets.timeline import coverage
from widgets.timeline.canvas import LEFT, RIGHT, Frame, text, text_width
from widgets.timeline.content import Content
from widgets.timeline.layout import Lane, Row

_PADDING_PX = 8
_ICON_PX = 14
_NAME_PX = 30
_CHOSEN_BAR_PX, _CHOSEN_FILL = 3, 0.14


@dataclass(frozen=True, slots=True)
class Head:
    """``meta`` stands at the right; an empty ``icon`` leaves its place free."""

    icon: str
    name: str
    meta: str = ""
    weight: int = 500
    colour: str = "hi"


def head(row: Row, content: Content) -> Head | None:
    """What stands before a lane; None where nothing does."""
    if row.lane is Lane.SIGNAL:
        signal = content.signals[row.index]
        return Head("activity", signal.name, signal.unit)
    if row.lane is Lane.SECOND:
        tier = content.tiers[row.index]
        return Head("eye", tier.title, tier.key)
    if row.lane is Lane.PHASES and content.arms:
        return _arm_head(row.index, content)
    if row.lane is Lane.EVENTS:
        lane = content.events[row.index]
        return Head("flag", lane.title, _count(len(lane.events)))
    heads = {
        Lane.PHASES: Head("list", content.title or tr("Phases")),
        Lane.DIFFERENCES: Head("", tr("Differences"), _open_count(content), 400, "mid"),
        Lane.PROPOSALS: Head("sparkle", tr("Proposals"), _proposal_count(content, row.index)),
        Lane.FILMSTRIP: Head("film", tr("Filmstrip")),
        Lane.MODE: Head("bot", tr("Control mode")),
        Lane.REMARKS: Head("map-pin", tr("Remarks"), _count(len(content.remarks))),
        Lane.FINDINGS: Head("triangle-alert", tr("Findings"), _count(len(content.problems))),
        Lane.MARKS: Head("map-pin", tr("Marks"), _count(len(content.remarks) + len(content.problems))),
        Lane.OVERVIEW: Head("", tr("Overview"), "", 400, "mid"),
    }
    return heads.get(row.lane)


def _arm_head(index: int, content: Content) -> Head:
    """The arm that keys cut has a pen before its name; the names of all begin at the same place."""
    title = content.arms[index].title
    return (
        Head("pencil", title, weight=600) if index == content.chosen else Head("list", title, "", 400, "mid")
    )


def _open_count(content: Content) -> str:
    return _count(sum(bar.taken is None for bar in content.differences or ()))


def _proposal_count(content: Content, index: int) -> str:
    """``7 · 1 ?``: how many there are, and how many open ones somebody should look at."""
    proposals = content.proposals_below(index)
    count, unsure = len(proposals.phases), proposals.unsure_count
    return f"{count} · {unsure} ?" if unsure else _count(count)


def _count(number: int) -> str:
    return str(number) if number else ""


def paint(painter: QPainter, frame: Frame, row: Row, content: Content) -> None:
    """The gutter of one lane and the line that divides it from the lane."""
    if row.lane is Lane.RULER:
        painter.fillRect(QRectF(0, row.y, frame.plot_left, row.height), theme.qcolour("bg2"))
    elif row.lane is Lane.COVERAGE:
        _paint_streams(painter, frame, content)
    else:
        if row.lane is Lane.PHASES and content.arms and row.index == content.chosen:
            _paint_chosen(painter, frame)
        _paint_head(painter, frame, head(row, content))
    painter.fillRect(QRectF(frame.plot_left - 1, row.y, 1, row.height), theme.qcolour("line"))


def _paint_chosen(painter: QPainter, frame: Frame) -> None:
    """The arm that keys cut: a bar of accent at the very left, and a breath of it behind the name."""
    rect = QRectF(0, frame.rect.y(), frame.plot_left - 1, frame.rect.height())
    painter.fillRect(rect, theme.qcolour("accent", _CHOSEN_FILL))
    painter.fillRect(QRectF(0, rect.y(), _CHOSEN_BAR_PX, rect.height()), theme.qcolour("accent"))


def _paint_head(painter: QPainter, frame: Frame, head: Head | None) -> None:
    if head is None:
        return
    rect = QRectF(frame.rect)
    if head.icon:
        y = frame.snap(rect.center().y() - _ICON_PX / 2)
        painter.drawPixmap(QPointF(_PADDING_PX, y), icons.pixmap(head.icon, "mid", _ICON_PX, frame.dpr))
    _paint_pair(painter, frame, rect, head, _NAME_PX if head.icon else _PADDING_PX + 4)


def _paint_pair(painter: QPainter, frame: Frame, rect: QRectF, head: Head, left: float) -> None:
    right = frame.plot_left - _PADDING_PX
    meta = text_width(head.meta, 11) + 6 if head.meta else 0
    name = text_width(head.name, 11, head.weight)
    if right - meta - left < name <= right - left:
        head, meta = replace(head, meta=""), 0
    text(
        painter,
        QRectF(left, rect.y(), right - meta - left, rect.height()),
        head.name,
        colour=head.colour,
        weight=head.weight,
        align=LEFT,
    )
    if head.meta:
        text(
            painter, QRectF(left, rect.y(), right - left, rect.height()), head.meta, colour="low", align=RIGHT
        )


def _paint_streams(painter: QPainter, frame: Frame, content: Content) -> None:
    if coverage.is_joined(frame, content):
        all_streams = Head("", tr("All streams"), str(len(content.coverage)), 400, "mid")
        _paint_pair(painter, frame, QRectF(frame.rect), all_streams, _NAME_PX)
        return
    for rect, lane in coverage.rows(frame, content):
        _paint_pair(painter, frame, rect, Head("", lane.name, rate_text(lane.rate_hz), 400, "mid"), _NAME_PX)


def rate_text(rate_hz: float | None) -> str:
    """``30 Hz``, ``0.5 Hz``, nothing where there is no rate."""
    if rate_hz is None or not rate_hz > 0:
        return ""
    return tr("{rate} Hz", rate=f"{rate_hz:.0f}" if rate_hz >= 9.5 else f"{rate_hz:.1f}".removesuffix(".0"))
