"""Labels as rows of a table: one a segment, for CSV and Parquet. Exact: times are whole nanoseconds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from models.exports.dropped import MEMBERS, dropped
from models.exports.files import Answer, Labels, NoLabelsError, matching
from models.exports.labelset import PHASES, LabelSet, Mark, Segment
from models.exports.losses import Losses

COLUMNS: dict[str, type] = {
    "episode_id": str,
    "episode": str,
    "phase": int,
    "label": str,
    "start_ns": int,
    "end_ns": int,
    "start_s": str,
    "end_s": str,
    "grade": str,
    "reasons": str,
    "note": str,
    "state": str,
    "annotator": str,
    "reviewer": str,
    "privacy": str,
    "retain_until": str,
    "tier": str,
    "text": str,
    "text_zh": str,
    "phase_grade": str,
    "source": str,
    "confidence_pm": int,
    "task": str,
    "instruction": str,
    "instruction_zh": str,
    "score": int,
    "taxonomy": str,
    "taxonomy_version": int,
}
"""Names of the columns and what they hold. ``phase`` counts from 0 within its tier."""

EVENTS = "event"
SEPARATOR = ";"
KEPT = frozenset(MEMBERS) - {"remarks", "rubric"}
_NS_PER_S = 1_000_000_000

Row = Mapping[str, Any]


def rows_of(labels: LabelSet) -> Iterator[dict[str, Any]]:
    """One row a segment, one an event; of an episode that was touched but has neither one row without times."""
    after = _of_episode(labels)
    count = 0
    for tier in labels.tiers:
        for index, segment in enumerate(labels.tier(tier)):
            count += 1
            yield {**after, "phase": index, **_of_segment(segment, labels.range.start_ns)}
    for index, mark in enumerate(labels.marks):
        count += 1
        event = Segment(mark.code, mark.start_ns, mark.end_ns, tier=EVENTS, text=mark.text)
        yield {**after, "phase": index, **_of_segment(event, labels.range.start_ns)}
    if not count and labels.is_labelled:
        yield after


def losses_of_rows(labelsets: Iterable[LabelSet], what: str) -> Losses:
    """Members that rows do not keep."""
    return dropped(labelsets, what=what, kept=KEPT)


def labels_in(rows: Sequence[Row]) -> Labels:
    """The labels of the episodes of a table.

    Raises:
        NoLabelsError: columns are missing, or a cell is no number.
    """
    missing = [name for name in ("label", "start_ns", "end_ns") if rows and name not in rows[0]]
    if missing:
        raise NoLabelsError("The table has no column {column}", column=missing[0])
    by_episode = groupby(
        sorted(rows, key=_name_of),
        key=_name_of,
    )
    entries = [({str(name) for name in names if name}, list(group)) for names, group in by_episode]

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:
        chosen = matching(entries, base, anyway=anyway)
        return None if chosen is None else Answer(_labelset(base, chosen))

    return of


def _name_of(row: Row) -> tuple[str, str]:
    return (str(row.get("episode_id") or ""), str(row.get("episode") or ""))


def _of_episode(labels: LabelSet) -> dict[str, Any]:
    return {
        "episode_id": labels.episode_id,
        "episode": labels.episode,
        "grade": labels.grade,
        "reasons": SEPARATOR.join(labels.reasons),
        "note": labels.note,
        "state": labels.state,
        "annotator": labels.annotator,
        "reviewer": labels.reviewer,
        "privacy": labels.privacy,
        "retain_until": labels.retain_until,
        "task": labels.task,
        "instruction": labels.instruction,
        "instruction_zh": labels.instruction_zh,
        "score": labels.score,
        "taxonomy": labels.taxonomy_id,
        "taxonomy_version": labels.taxonomy_version,
    }


def _of_segment(segment: Segment, episode_start_ns: int) -> dict[str, Any]:
    return {
        "label": segment.code,
        "start_ns": segment.start_ns,
        "end_ns": segment.end_ns,
        "start_s": _exact_seconds(segment.start_ns - episode_start_ns),
        "end_s": _exact_seconds(segment.end_ns - episode_start_ns),
        "tier": segment.tier,
        "text": segment.text,
        "text_zh": segment.text_zh,
        "phase_grade": segment.grade,
        "source": segment.source,
        "confidence_pm": segment.confidence_pm,
    }


def _exact_seconds(offset_ns: int) -> str:
    sign = "-" if offset_ns < 0 else ""
    return f"{sign}{abs(offset_ns) // _NS_PER_S}.{abs(offset_ns) % _NS_PER_S:09d}"


def _labelset(base: LabelSet, rows: Sequence[Row]) -> LabelSet:
    first = rows[0]
    labelled = [row for row in rows if row.get("label")]
    return replace(
        base,
        segments=tuple(_segment(row) for row in labelled if row.get("tier") != EVENTS),
        marks=tuple(_mark(row) for row in labelled if row.get("tier") == EVENTS),
        grade=str(first.get("grade") or ""),
        reasons=tuple(filter(None, str(first.get("reasons") or "").split(SEPARATOR))),
        note=str(first.get("note") or ""),
        instruction=str(first.get("instruction") or ""),
        instruction_zh=str(first.get("instruction_zh") or ""),
        score=_whole(first, "score"),
    )


def _segment(row: Row) -> Segment:
    return Segment(
        code=str(row["label"]),
        start_ns=_time(row, "start_ns"),
        end_ns=_time(row, "end_ns"),
        tier=str(row.get("tier") or PHASES),
        grade=str(row.get("phase_grade") or ""),
        text=str(row.get("text") or ""),
        text_zh=str(row.get("text_zh") or ""),
        source=str(row.get("source") or ""),
        confidence_pm=_whole(row, "confidence_pm"),
    )


def _mark(row: Row) -> Mark:
    return Mark(str(row["label"]), _time(row, "start_ns"), _time(row, "end_ns"), str(row.get("text") or ""))


def _time(row: Row, name: str) -> int:
    value = _whole(row, name)
    if value is None:
        raise NoLabelsError("The table has a phase without {column}", column=name)
    return value


def _whole(row: Row, name: str) -> int | None:
    value = row.get(name)
    try:
        return None if value in (None, "") else int(value)
    except (TypeError, ValueError) as error:
        raise NoLabelsError(
            "The table says {value} in {column}: no whole number", value=value, column=name
        ) from error
