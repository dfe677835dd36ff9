"""Labels as annotations of ELAN and back: tier, value, and whole milliseconds from the start of the episode."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.exports.labelset import PHASES, LabelSet, Mark, Segment
from models.labelling.document import Remark
from models.labelling.pinned import QUESTION
from models.timebase import NS_PER_MS

EVENTS, REMARKS, QUESTIONS = "event", "remark", QUESTION
BESIDE = {"instruction": "text", "instruction_zh": "text_zh", "grade": "grade"}
"""Tiers beside one of phases, with what they say of each."""

Note = tuple[str, str, int, int]
"""Tier, value, start and end in milliseconds."""


def notes_of(labels: LabelSet) -> Iterator[Note]:
    """The annotations; what holds no millisecond has none."""
    for tier in labels.tiers:
        for segment in labels.tier(tier):
            start, end = ms_of(segment.start_ns, labels), ms_of(segment.end_ns, labels)
            if start < end:
                yield tier, segment.code, start, end
                for kind, name in BESIDE.items():
                    if getattr(segment, name):
                        yield _pinned(kind, tier), getattr(segment, name), start, end
    for mark in labels.marks:
        start = ms_of(mark.start_ns, labels)
        yield _pinned(EVENTS, mark.tier), mark.code, start, max(ms_of(mark.end_ns, labels), start + 1)
    for remark in labels.remarks:
        start = ms_of(remark.t_ns, labels)
        kind = QUESTIONS if remark.kind == QUESTION else REMARKS
        yield _pinned(kind, remark.author), remark.text or remark.reason, start, start + 1


def _pinned(kind: str, whose: str) -> str:
    """The tier of the events of a lane, of the remarks of a person, or beside a tier of phases."""
    return f"{kind}:{whose}" if whose else kind


def is_pinned(tier: str) -> bool:
    """Whether a tier holds something else than phases."""
    kind, colon, _ = tier.partition(":")
    return kind in {EVENTS, REMARKS} or (bool(colon) and kind in {QUESTIONS, *BESIDE})


def ms_of(t_ns: int, labels: LabelSet) -> int:
    """The nearest millisecond from the start; the end of an episode is never before one of its stamps."""
    return (t_ns - labels.range.start_ns + NS_PER_MS // 2) // NS_PER_MS


def t_ns_of(ms: int, labels: LabelSet) -> int:
    """The time of a millisecond; the last one is the end of the episode."""
    last = ms_of(labels.range.end_ns, labels)
    return labels.range.end_ns if ms == last else labels.range.start_ns + ms * NS_PER_MS


def labels_of(notes: Sequence[Note], phases: str, base: LabelSet) -> LabelSet:
    """What annotations say; the tier ``phases`` holds the phases."""
    beside = {(tier, start, end): value for tier, value, start, end in notes if is_pinned(tier)}
    return replace(
        base,
        segments=tuple(_segment(note, phases, base, beside) for note in notes if not is_pinned(note[0])),
        marks=tuple(_mark(note, base) for note in _of_kind(EVENTS, notes)),
        remarks=tuple(
            Remark("", t_ns_of(start, base), author, value, kind=kind)
            for tier, kind in ((REMARKS, ""), (QUESTIONS, QUESTION))
            for author, value, start, _ in _of_kind(tier, notes)
        ),
    )


def marks_as_read(marks: Iterable[Mark], base: LabelSet) -> list[Mark]:
    """What ``labels_of`` makes of marks."""
    notes = [
        note for mark in marks for note in notes_of(replace(base, segments=(), marks=(mark,), remarks=()))
    ]
    return [_mark(note, base) for note in _of_kind(EVENTS, notes)]


def _segment(note: Note, phases: str, base: LabelSet, beside: Mapping[tuple[str, int, int], str]) -> Segment:
    tier, value, start, end = note
    said: dict[str, Any] = {
        name: beside.get((_pinned(kind, tier), start, end), "") for kind, name in BESIDE.items()
    }
    whose = PHASES if tier == phases else tier
    return Segment(value, t_ns_of(start, base), t_ns_of(end, base), tier=whose, **said)


def _mark(note: Note, base: LabelSet) -> Mark:
    lane, value, start, end = note
    return Mark(value, t_ns_of(start, base), t_ns_of(start if end - start <= 1 else end, base), tier=lane)


def _of_kind(kind: str, notes: Iterable[Note]) -> Iterator[Note]:
    """Events or remarks, with their lane or author in the place of the tier."""
    for tier, value, start, end in notes:
        found, _, whose = tier.partition(":")
        if found == kind:
            yield whose, value, start, end
