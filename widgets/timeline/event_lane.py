"""A lane of marks: events and mistakes, at a moment as a sign with its letter, over a while as a bar behind one."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from models.labelling.document import Document, Mark
from models.taxonomy import MarkLabel, Taxonomy
from models.timebase import NS_PER_S
from widgets import theme
from widgets.i18n import tr
from widgets.printed_keys import named_key
from widgets.timeline.canvas import CENTRE, LEFT, Frame, dashed, text, text_width
from widgets.timeline.phase_art import paint_fill, paint_outline
from widgets.timeline.scale import TimeScale

SIGN_PX = 13
REACH_PX = 4
_BAR_PX = 9
_GAP_PX = 5
_LEAST_WORDS_PX = 20
_PROPOSED_FILL = 0.16


@dataclass(frozen=True, slots=True)
class Event:
    """One mark; a point where both times are equal. ``proposed`` until a person made or moved it."""

    id: str
    label: MarkLabel
    start_ns: int
    end_ns: int
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """An interval whose end is still to come."""

    tier: str
    label: MarkLabel
    start_ns: int


@dataclass(frozen=True, slots=True)
class EventLane:
    """The marks of one tier in order of time."""

    tier: str
    title: str
    language: str
    events: tuple[Event, ...] = ()

    def sentence(self, event: Event, origin_ns: int) -> str:
        """The mark in words: "Slip, key Shift+S, 3.20 to 4.10 s"."""
        start, end = ((t_ns - origin_ns) / NS_PER_S for t_ns in (event.start_ns, event.end_ns))
        name, key = event.label.name(self.language), event.label.key
        if event.start_ns == event.end_ns:
            return tr("{name}, key {key}, at {start} s", name=name, key=key, start=f"{start:.2f}")
        return tr(
            "{name}, key {key}, {start} to {end} s",
            name=name,
            key=key,
            start=f"{start:.2f}",
            end=f"{end:.2f}",
        )


@dataclass(frozen=True, slots=True)
class Grip:
    """What the hand has of a mark: ``edge`` -1 its start, 1 its end, 0 all of a point, None only a click."""

    event: Event
    edge: int | None

    @property
    def t_ns(self) -> int:
        """Where the hand holds it."""
        return self.event.end_ns if self.edge == 1 else self.event.start_ns

    def moved(self, t_ns: int) -> Event:
        """With what is held at ``t_ns``; an interval keeps a nanosecond."""
        if self.edge == 0:
            return replace(self.event, start_ns=t_ns, end_ns=t_ns)
        if self.edge == 1:
            return replace(self.event, end_ns=max(t_ns, self.event.start_ns + 1))
        return replace(self.event, start_ns=min(t_ns, self.event.end_ns - 1))


def event_lanes(document: Document, taxonomy: Taxonomy, language: str) -> tuple[EventLane, ...]:
    """One for each tier of the taxonomy, and for tiers that it lost as long as something stands there."""
    titles = {tier.code: tier.name(language) for tier in taxonomy.mark_tiers}
    titles |= {mark.tier: mark.tier for mark in document.marks if mark.tier not in titles}
    return tuple(
        EventLane(
            code,
            title,
            language,
            tuple(_event(mark, taxonomy) for mark in document.marks if mark.tier == code),
        )
        for code, title in titles.items()
    )


def _event(mark: Mark, taxonomy: Taxonomy) -> Event:
    known = taxonomy.mark_label(mark.tier, mark.label)
    label = known or MarkLabel(mark.label, "", 0, {}, is_point=mark.start_ns == mark.end_ns)
    return Event(mark.id, label, mark.start_ns, mark.end_ns, proposed=mark.confidence_pm is not None)


def letter(label: MarkLabel) -> str:
    """What stands in the sign: the letter of its key, the first of its name where it has none."""
    return label.key.rpartition("+")[2] or label.name()[:1].upper()


def paint(painter: QPainter, frame: Frame, lane: EventLane, picked: str | None) -> None:
    """Bars first, so that none covers a sign; names as far as the next sign."""
    painter.setClipRect(frame.plot)
    seen = [event for event in lane.events if _is_seen(frame, event)]
    for event in seen:
        if event.end_ns > event.start_ns:
            _paint_bar(painter, frame, event)
    limits = [frame.x(event.start_ns) - SIGN_PX / 2 for event in seen[1:]] + [float(frame.end_x)]
    for event, limit in zip(seen, limits, strict=False):
        _paint_name(painter, frame, event, lane.language, limit)
        _paint_sign(painter, frame, event)
        if event.id == picked:
            paint_outline(painter, _sign_rect(frame, event).united(_bar_rect(frame, event)))
    painter.setClipping(False)


def paint_begun(painter: QPainter, frame: Frame, begun: Begun, t_ns: int, language: str) -> None:
    """An interval that waits for its end: dashed up to the playhead, with what ends it in words."""
    painter.setClipRect(frame.plot)
    event = Event("", begun.label, min(begun.start_ns, t_ns), max(begun.start_ns, t_ns), proposed=True)
    seconds = (begun.start_ns - frame.scale.full.start_ns) / NS_PER_S
    words = begun_words(begun, seconds, language)
    width = text_width(words, 11, 500) + 12
    left = _bar_rect(frame, event).right() + 2 * _GAP_PX
    left = max(float(frame.plot_left), min(left, frame.end_x - width))
    chip = QRectF(left, frame.rect.y() + 1, width, frame.rect.height() - 2)
    names = QRectF(frame.x(event.start_ns), chip.y(), chip.right() - frame.x(event.start_ns), chip.height())
    painter.fillRect(names, theme.qcolour("bg1"))
    _paint_bar(painter, frame, event)
    _paint_sign(painter, frame, event)
    painter.fillRect(chip, theme.qcolour("bg4"))
    text(painter, chip.adjusted(6, 0, -6, 0), words, colour="hi", px=11, weight=500)
    painter.setClipping(False)


def begun_words(begun: Begun, seconds: float, language: str) -> str:
    """``Slip since 03.2 s: Shift+S again ends it, Esc drops it``."""
    return tr(
        "{name} since {start} s: {key} again ends it, {drop} drops it",
        name=begun.label.name(language),
        start=f"{seconds:04.1f}",
        key=begun.label.key,
        drop=named_key("holding.drop"),
    )


def grip_at(lane: EventLane, scale: TimeScale, x: float) -> Grip | None:
    """What lies under the pointer, the nearest where several do; ends of a bar before its middle."""
    found: list[tuple[float, int, Grip]] = []
    for place, event in enumerate(lane.events):
        left, right = scale.x_of(event.start_ns), scale.x_of(event.end_ns)
        if event.start_ns == event.end_ns:
            if abs(x - left) <= SIGN_PX / 2 + 1:
                found.append((abs(x - left), -place, Grip(event, 0)))
            continue
        for at, edge, reach in ((left, -1, SIGN_PX / 2), (right, 1, REACH_PX)):
            if abs(x - at) <= reach:
                found.append((abs(x - at), -place, Grip(event, edge)))
        if left <= x <= right:
            found.append((SIGN_PX, -place, Grip(event, None)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _is_seen(frame: Frame, event: Event) -> bool:
    return frame.x(event.end_ns) > frame.plot_left - 300 and frame.x(event.start_ns) < frame.end_x + SIGN_PX


def _sign_rect(frame: Frame, event: Event) -> QRectF:
    middle = frame.rect.y() + frame.rect.height() / 2
    return QRectF(
        frame.snap(frame.x(event.start_ns) - SIGN_PX / 2), frame.snap(middle - SIGN_PX / 2), SIGN_PX, SIGN_PX
    )


def _bar_rect(frame: Frame, event: Event) -> QRectF:
    left, right = frame.x(event.start_ns), frame.x(event.end_ns)
    middle = frame.rect.y() + frame.rect.height() / 2
    return QRectF(left, frame.snap(middle - _BAR_PX / 2), max(right - left, 1), _BAR_PX)


def _paint_bar(painter: QPainter, frame: Frame, event: Event) -> None:
    body = _bar_rect(frame, event)
    if event.proposed:
        _paint_dashed(painter, body, event)
    else:
        paint_fill(painter, body, theme.slot_of(event.label), frame.dpr)


def _paint_sign(painter: QPainter, frame: Frame, event: Event) -> None:
    rect = _sign_rect(frame, event)
    fill, ink = theme.phase_colours(theme.slot_of(event.label))
    if event.start_ns == event.end_ns:
        stem = QRectF(frame.x(event.start_ns), frame.rect.y(), 1, frame.rect.height())
        painter.fillRect(stem, theme.qcolour(fill))
    if event.proposed:
        painter.fillRect(rect, theme.qcolour("bg1"))
        _paint_dashed(painter, rect, event)
        ink = "hi"
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(theme.qcolour("bg1"))
        painter.setBrush(theme.qcolour(fill))
        painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    text(painter, rect, letter(event.label), colour=ink, px=10, weight=700, align=CENTRE)
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_dashed(painter: QPainter, body: QRectF, event: Event) -> None:
    fill = theme.phase_colours(theme.slot_of(event.label))[0]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(theme.qcolour(fill, _PROPOSED_FILL))
    painter.setPen(dashed(fill, (4, 3)))
    painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_name(painter: QPainter, frame: Frame, event: Event, language: str, limit: float) -> None:
    begin = max(_sign_rect(frame, event).right(), _bar_rect(frame, event).right()) + _GAP_PX
    room = QRectF(begin, frame.rect.y(), min(limit, frame.end_x) - _GAP_PX - begin, frame.rect.height())
    if room.width() >= _LEAST_WORDS_PX:
        text(painter, room, event.label.name(language), colour="mid", px=11, align=LEFT)
