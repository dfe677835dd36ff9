"""What a format has no place for, laid beside it in full for Rushes alone: the rows of a table, exact, as JSON values.

Nothing of it says who worked on the episode, how far the review is, or who is seen: that is nobody's elsewhere.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.errors import KnownError
from models.exports.labelset import LabelSet
from models.exports.losses import NOTHING_LOST, Loss, Losses, losses_of
from models.exports.rows import PHASE, labelset_in, of_episode, rows_of

_LEFT = frozenset({"annotator", "reviewer", "privacy", "retain_until", "state", "start_s", "end_s"})

ASIDE = "rushes_labels"
"""The key under which formats of JSON have it."""
Laid = dict[str, Any]
"""``start_ns`` and ``end_ns`` of the episode, and its ``rows``, in which "name" is the English name of a phase."""


def laid_aside(labels: LabelSet) -> Laid:
    """Everything that people said of an episode."""
    names = iter([one.names.get("en", "") for tier in labels.tiers for one in labels.tier(tier)])
    whole = of_episode(labels).keys()
    rows: list[dict[str, Any]] = []
    for index, row in enumerate(rows_of(labels)):
        named = {**row, "name": next(names)} if row.get("kind") == PHASE else row
        left = _LEFT if index == 0 else _LEFT | whole
        rows.append(
            {key: value for key, value in named.items() if value not in (None, "") and key not in left}
        )
    return {"start_ns": labels.range.start_ns, "end_ns": labels.range.end_ns, "rows": rows}


def found_aside(base: LabelSet, laid: object, what: str) -> tuple[LabelSet | None, Losses]:
    """The labels that were laid aside of the episode ``base``; None where there are none, or of another recording."""
    if laid is None:
        return None, NOTHING_LOST
    try:
        if not isinstance(laid, Mapping):
            raise TypeError("no object")
        if (laid["start_ns"], laid["end_ns"]) != (base.range.start_ns, base.range.end_ns):
            other = Loss("What {what} holds for Rushes is of another recording and not taken: {n}", what=what)
            return None, losses_of([other])
        return _labels(base, list(laid["rows"])), NOTHING_LOST
    except (KnownError, LookupError, TypeError, ValueError, AttributeError):
        damaged = Loss("What {what} holds for Rushes is damaged and not taken: {n}", what=what)
        return None, losses_of([damaged])


def _labels(base: LabelSet, rows: list[dict[str, Any]]) -> LabelSet | None:
    if not rows:
        return None
    labels = labelset_in(base, rows)
    names = [str(row.get("name") or "") for row in rows if row.get("kind") == PHASE]
    segments = (
        replace(segment, names={"en": name} if name else {})
        for segment, name in zip(labels.segments, names, strict=True)
    )
    return replace(labels, segments=tuple(segments))
