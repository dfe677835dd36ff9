"""Labels as rows of a table: one a segment, for CSV and Parquet. Exact: times are whole nanoseconds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from models.errors import NoLabelsError
from models.exports.dropped import MEMBERS, dropped
from models.exports.files import Answer, Labels, matching
from models.exports.labelset import PHASES, LabelSet, Mark, Segment
from models.exports.losses import Losses
from models.exports.rubric import rubric_in, rubric_text
from models.labelling.document import Remark
from models.labelling.pinned import QUESTION

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
    "kind": str,
    "raw_ns": int,
    "stream": str,
    "unusable": str,
    "rubric": str,
    "author": str,
    "reason": str,
    "value": str,
    "asked": str,
    "answer": str,
    "answered_by": str,
}
"""Names of the columns and what they hold. ``phase`` counts from 0 within its tier.

``kind`` says what a row is: a phase, a mark, a remark or a question. ``rubric`` is JSON, levels by code of criterion.
"""

PHASE, MARK, REMARK = "phase", "mark", "remark"
EVENTS = "event"
"""The tier of events in tables that have no ``kind``."""
SEPARATOR = ";"
KEPT = frozenset(MEMBERS)
_REMARKS = frozenset({REMARK, QUESTION})
_TEXTS = ("grade", "note", "instruction", "instruction_zh", "unusable", "state")
_REMARK = ("author", "text", "reason", "stream", "value", "asked", "answer", "answered_by")
_NS_PER_S = 1_000_000_000

Row = Mapping[str, Any]


def rows_of(labels: LabelSet) -> Iterator[dict[str, Any]]:
    """One row a segment, mark and remark; of an episode that was touched but has none one row without times."""
    after = of_episode(labels)
    rows = [
        *(_of_segment(index, one) for tier in labels.tiers for index, one in enumerate(labels.tier(tier))),
        *(_of_mark(index, mark) for index, mark in enumerate(labels.marks)),
        *(_of_remark(index, remark) for index, remark in enumerate(labels.remarks)),
    ]
    for row in rows:
        seconds = {
            f"{end}_s": _exact_seconds(row[f"{end}_ns"] - labels.range.start_ns) for end in ("start", "end")
        }
        yield {**after, **row, **seconds}
    if not rows and labels.is_labelled:
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
        return None if chosen is None else Answer(labelset_in(base, chosen))

    return of


def _name_of(row: Row) -> tuple[str, str]:
    return (str(row.get("episode_id") or ""), str(row.get("episode") or ""))


def of_episode(labels: LabelSet) -> dict[str, Any]:
    """What each row says of the episode as a whole."""
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
        "rubric": rubric_text(labels.rubric),
        "unusable": labels.unusable,
        "taxonomy": labels.taxonomy_id,
        "taxonomy_version": labels.taxonomy_version,
    }


def _of_segment(index: int, segment: Segment) -> dict[str, Any]:
    return {
        "kind": PHASE,
        "phase": index,
        "label": segment.code,
        "start_ns": segment.start_ns,
        "end_ns": segment.end_ns,
        "tier": segment.tier,
        "text": segment.text,
        "text_zh": segment.text_zh,
        "phase_grade": segment.grade,
        "source": segment.source,
        "confidence_pm": segment.confidence_pm,
        "raw_ns": segment.raw_ns,
    }


def _of_mark(index: int, mark: Mark) -> dict[str, Any]:
    return {
        "kind": MARK,
        "phase": index,
        "label": mark.code,
        "start_ns": mark.start_ns,
        "end_ns": mark.end_ns,
        "tier": mark.tier,
        "text": mark.text,
        "stream": mark.stream,
        "source": mark.source,
        "confidence_pm": mark.confidence_pm,
    }


def _of_remark(index: int, remark: Remark) -> dict[str, Any]:
    told = {name: getattr(remark, name) for name in _REMARK}
    times = {"start_ns": remark.t_ns, "end_ns": remark.t_ns}
    return {**told, **times, "kind": QUESTION if remark.kind == QUESTION else REMARK, "phase": index}


def _exact_seconds(offset_ns: int) -> str:
    sign = "-" if offset_ns < 0 else ""
    return f"{sign}{abs(offset_ns) // _NS_PER_S}.{abs(offset_ns) % _NS_PER_S:09d}"


def labelset_in(base: LabelSet, rows: Sequence[Row]) -> LabelSet:
    """The labels of one episode by its rows, of which there is one at least.

    Raises:
        NoLabelsError: a cell is no number, or empty where it must not be.
    """
    first = rows[0]
    kinds = [_kind(row) for row in rows]
    told: dict[str, Any] = {name: str(first.get(name) or "") for name in _TEXTS}
    return replace(
        base,
        **told,
        segments=tuple(_segment(row) for row, kind in zip(rows, kinds, strict=True) if kind == PHASE),
        marks=tuple(_mark(row) for row, kind in zip(rows, kinds, strict=True) if kind == MARK),
        remarks=tuple(_remark(row) for row, kind in zip(rows, kinds, strict=True) if kind in _REMARKS),
        reasons=tuple(filter(None, str(first.get("reasons") or "").split(SEPARATOR))),
        score=_whole(first, "score"),
        rubric=_rubric(first),
    )


def _kind(row: Row) -> str:
    """What a row is; "" for one that only speaks of its episode."""
    if row.get("kind") in {PHASE, MARK, *_REMARKS}:
        return str(row["kind"])
    if not row.get("label"):
        return ""
    return MARK if row.get("tier") == EVENTS else PHASE


def _rubric(row: Row) -> tuple[tuple[str, int], ...]:
    text = str(row.get("rubric") or "")
    try:
        return rubric_in(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise NoLabelsError("The table says {value} in {column}", value=text, column="rubric") from error


def _segment(row: Row) -> Segment:
    return Segment(
        code=_label(row),
        start_ns=_time(row, "start_ns"),
        end_ns=_time(row, "end_ns"),
        tier=str(row.get("tier") or PHASES),
        grade=str(row.get("phase_grade") or ""),
        text=str(row.get("text") or ""),
        text_zh=str(row.get("text_zh") or ""),
        source=str(row.get("source") or ""),
        confidence_pm=_whole(row, "confidence_pm"),
        raw_ns=_whole(row, "raw_ns"),
    )


def _mark(row: Row) -> Mark:
    tier = str(row.get("tier") or "")
    return Mark(
        _label(row),
        _time(row, "start_ns"),
        _time(row, "end_ns"),
        text=str(row.get("text") or ""),
        tier="" if tier == EVENTS and not row.get("kind") else tier,
        stream=str(row.get("stream") or ""),
        source=str(row.get("source") or ""),
        confidence_pm=_whole(row, "confidence_pm"),
    )


def _remark(row: Row) -> Remark:
    told: dict[str, Any] = {name: str(row.get(name) or "") for name in _REMARK}
    kind = _kind(row)
    return Remark("", _time(row, "start_ns"), **told, kind="" if kind == REMARK else kind)


def _label(row: Row) -> str:
    if not row.get("label"):
        raise NoLabelsError("The table has a phase without {column}", column="label")
    return str(row["label"])


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
