"""What an export leaves out because the format has no place for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.exports.labelset import PHASES, LabelSet
from models.exports.losses import Loss, Losses, losses_of


@dataclass(frozen=True, slots=True)
class Member:
    """What an episode may have, how to count it, and what is said where it is left out."""

    count: Callable[[LabelSet], int]
    template: str


MEMBERS: dict[str, Member] = {
    "grade": Member(
        lambda labels: bool(labels.grade), "{what} has no place for grades of episodes; left out: {n}"
    ),
    "reasons": Member(
        lambda labels: len(labels.reasons), "{what} has no place for failure reasons; left out: {n}"
    ),
    "note": Member(lambda labels: bool(labels.note), "{what} has no place for notes; left out: {n}"),
    "remarks": Member(lambda labels: len(labels.remarks), "{what} has no place for remarks; left out: {n}"),
    "marks": Member(lambda labels: len(labels.marks), "{what} has no place for events; left out: {n}"),
    "tiers": Member(
        lambda labels: sum(segment.tier != PHASES for segment in labels.segments),
        "{what} has one tier; segments of others left out: {n}",
    ),
    "texts": Member(
        lambda labels: sum(bool(segment.text) for segment in labels.segments),
        "{what} has no place for instructions of phases; left out: {n}",
    ),
    "texts_zh": Member(
        lambda labels: sum(bool(segment.text_zh) for segment in labels.segments),
        "{what} has no place for Chinese instructions of phases; left out: {n}",
    ),
    "grades": Member(
        lambda labels: sum(bool(segment.grade) for segment in labels.segments),
        "{what} has no place for grades of phases; left out: {n}",
    ),
    "score": Member(lambda labels: labels.score is not None, "{what} has no place for scores; left out: {n}"),
    "rubric": Member(lambda labels: len(labels.rubric), "{what} has no place for criteria; left out: {n}"),
    "instruction": Member(
        lambda labels: bool(labels.instruction),
        "{what} has no place for instructions of episodes; left out: {n}",
    ),
    "instruction_zh": Member(
        lambda labels: bool(labels.instruction_zh),
        "{what} has no place for Chinese instructions of episodes; left out: {n}",
    ),
    "sources": Member(
        lambda labels: sum(
            bool(segment.source) or segment.confidence_pm is not None for segment in labels.segments
        ),
        "{what} does not say who proposed a phase; left out: {n}",
    ),
}


def dropped(labelsets: Iterable[LabelSet], *, what: str, kept: Iterable[str]) -> Losses:
    """Every member that some episode has and the format ``what`` does not keep."""
    sets, held = tuple(labelsets), frozenset(kept)
    return losses_of(
        Loss(member.template, sum(int(member.count(one)) for one in sets), what=what)
        for name, member in MEMBERS.items()
        if name not in held
    )
