"""What an export leaves out because the format has no place for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.exports.labelset import PHASES, LabelSet, Mark, Segment
from models.exports.losses import Loss, Losses, losses_of

UNREVIEWED = frozenset({"", "new", "draft"})
PARTS = {
    "marks": ("mark_texts", "mark_streams", "mark_sources"),
    "remarks": ("remark_pins", "questions", "answers"),
    "questions": ("answers",),
    "tiers": ("arm_texts",),
}
"""What is gone together with the member that it is a part of, and is told with that alone."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What is said of a member that is laid aside, where Rushes alone finds it."""

    template: str


@dataclass(frozen=True, slots=True)
class Member:
    """What an episode may have, how to count it, and what is said where it is left out: always, without ``aside``."""

    count: Callable[[LabelSet], int]
    template: str
    aside: Aside | None = None


MEMBERS: dict[str, Member] = {
    "grade": Member(
        lambda labels: bool(labels.grade),
        "{what} has no place for grades of episodes; left out: {n}",
        Aside("{what} has no place for grades of episodes; only Rushes reads them: {n}"),
    ),
    "reasons": Member(
        lambda labels: len(labels.reasons),
        "{what} has no place for failure reasons; left out: {n}",
        Aside("{what} has no place for failure reasons; only Rushes reads them: {n}"),
    ),
    "note": Member(
        lambda labels: bool(labels.note),
        "{what} has no place for notes; left out: {n}",
        Aside("{what} has no place for notes; only Rushes reads them: {n}"),
    ),
    "remarks": Member(
        lambda labels: len(labels.remarks),
        "{what} has no place for remarks; left out: {n}",
        Aside("{what} has no place for remarks; only Rushes reads them: {n}"),
    ),
    "marks": Member(
        lambda labels: len(labels.marks),
        "{what} has no place for events; left out: {n}",
        Aside("{what} has no place for events; only Rushes reads them: {n}"),
    ),
    "tiers": Member(
        lambda labels: sum(segment.tier != PHASES for segment in labels.segments),
        "{what} has one tier; segments of others left out: {n}",
        Aside("{what} has one tier; only Rushes reads segments of others: {n}"),
    ),
    "texts": Member(
        lambda labels: sum(bool(segment.text) for segment in labels.phases),
        "{what} has no place for instructions of phases; left out: {n}",
        Aside("{what} has no place for instructions of phases; only Rushes reads them: {n}"),
    ),
    "arm_texts": Member(
        lambda labels: sum(bool(one.text) and one.tier != PHASES for one in labels.segments),
        "{what} has no place for instructions of phases of arms; left out: {n}",
        Aside("{what} has no place for instructions of phases of arms; only Rushes reads them: {n}"),
    ),
    "texts_zh": Member(
        lambda labels: sum(bool(segment.text_zh) for segment in labels.segments),
        "{what} has no place for Chinese instructions of phases; left out: {n}",
        Aside("{what} has no place for Chinese instructions of phases; only Rushes reads them: {n}"),
    ),
    "grades": Member(
        lambda labels: sum(bool(segment.grade) for segment in labels.segments),
        "{what} has no place for grades of phases; left out: {n}",
        Aside("{what} has no place for grades of phases; only Rushes reads them: {n}"),
    ),
    "score": Member(
        lambda labels: labels.score is not None,
        "{what} has no place for scores; left out: {n}",
        Aside("{what} has no place for scores; only Rushes reads them: {n}"),
    ),
    "rubric": Member(
        lambda labels: len(labels.rubric),
        "{what} has no place for criteria; left out: {n}",
        Aside("{what} has no place for criteria; only Rushes reads them: {n}"),
    ),
    "instruction": Member(
        lambda labels: bool(labels.instruction),
        "{what} has no place for instructions of episodes; left out: {n}",
        Aside("{what} has no place for instructions of episodes; only Rushes reads them: {n}"),
    ),
    "instruction_zh": Member(
        lambda labels: bool(labels.instruction_zh),
        "{what} has no place for Chinese instructions of episodes; left out: {n}",
        Aside("{what} has no place for Chinese instructions of episodes; only Rushes reads them: {n}"),
    ),
    "sources": Member(
        lambda labels: _proposed(labels.segments),
        "{what} does not say who proposed a phase; left out: {n}",
        Aside("{what} does not say who proposed a phase; only Rushes reads it: {n}"),
    ),
    "raw": Member(
        lambda labels: sum(segment.raw_ns is not None for segment in labels.segments),
        "{what} has no place for when a key was pressed; left out: {n}",
        Aside("{what} has no place for when a key was pressed; only Rushes reads it: {n}"),
    ),
    "unusable": Member(
        lambda labels: bool(labels.unusable),
        "{what} has no place for why an episode cannot be used; left out: {n}",
        Aside("{what} has no place for why an episode cannot be used; only Rushes reads it: {n}"),
    ),
    "mark_texts": Member(
        lambda labels: sum(bool(mark.text) for mark in labels.marks),
        "{what} has no place for texts of events; left out: {n}",
        Aside("{what} has no place for texts of events; only Rushes reads them: {n}"),
    ),
    "mark_streams": Member(
        lambda labels: sum(bool(mark.stream) for mark in labels.marks),
        "{what} has no place for streams of events; left out: {n}",
        Aside("{what} has no place for streams of events; only Rushes reads them: {n}"),
    ),
    "mark_sources": Member(
        lambda labels: _proposed(labels.marks),
        "{what} does not say who proposed an event; left out: {n}",
        Aside("{what} does not say who proposed an event; only Rushes reads it: {n}"),
    ),
    "remark_pins": Member(
        lambda labels: sum(bool(one.stream or one.value or one.reason) for one in labels.remarks),
        "{what} has no place for streams, readings and reasons of remarks; left out: {n}",
        Aside(
            "{what} has no place for streams, readings and reasons of remarks; only Rushes reads them: {n}"
        ),
    ),
    "questions": Member(
        lambda labels: sum(bool(one.kind) for one in labels.remarks),
        "{what} does not know questions; now plain remarks: {n}",
        Aside("{what} does not know questions; only Rushes reads them as such: {n}"),
    ),
    "answers": Member(
        lambda labels: sum(bool(one.asked or one.answer) for one in labels.remarks),
        "{what} has no place for whom a question goes to and for answers; left out: {n}",
        Aside("{what} has no place for whom a question goes to and for answers; only Rushes reads them: {n}"),
    ),
    "review": Member(
        lambda labels: labels.state not in UNREVIEWED,
        "{what} has no place for the review; episodes submitted or decided: {n}",
    ),
}


def dropped(labelsets: Iterable[LabelSet], *, what: str, kept: Iterable[str], aside: bool = False) -> Losses:
    """Every member that some episode has and the format ``what`` does not keep, or keeps ``aside`` only."""
    sets = tuple(labelsets)
    held = set(kept)
    held.update(part for name, parts in PARTS.items() if name not in held for part in parts)
    told: list[Loss] = []
    for name, member in MEMBERS.items():
        if name not in held:
            said = member.aside if aside and member.aside else member
            told.append(Loss(said.template, sum(int(member.count(one)) for one in sets), what=what))
    return losses_of(told)


def _proposed(items: Iterable[Segment | Mark]) -> int:
    return sum(bool(one.source) or one.confidence_pm is not None for one in items)
