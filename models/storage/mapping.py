"""Rows to frozen values and back; nothing that SQLAlchemy made leaves this package."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import RowMapping

from models.episode import EpisodeRecord
from models.labelling.bodies import more_in
from models.labelling.document import Document, Mark, Remark
from models.phases import Phase, PhaseTrack
from models.privacy import Privacy, privacy_of
from models.review import State
from models.timebase import TimeRange

_REMARK_FIELDS = ("id", "t_ns", "author", "text", "reason", "stream")
ITEM_COLUMNS = {
    "phase": ("id", "label", "start_ns", "end_ns", "tier", "more"),
    "remark": (*_REMARK_FIELDS, "more"),
    "mark": ("id", "tier", "label", "start_ns", "end_ns", "more"),
}
_PHASE = itemgetter(*ITEM_COLUMNS["phase"][:-2])
_REMARK = itemgetter(*ITEM_COLUMNS["remark"][:-1])
_MARK = itemgetter(*ITEM_COLUMNS["mark"][:-1])
_SURE = "confidence_pm"
"""Of thousands of proposed phases it is often all that stands in ``more``."""
_SELDOM = {"score": 0, "rubric": (), "instruction": "", "instruction_zh": "", "unusable": ""}
"""Members of a document that stand in ``more`` where they say something, with what says nothing."""


def document_row(document: Document) -> dict[str, Any]:
    """Values of ``document``'s own columns, without its heads and its shadow."""
    return {
        "episode_id": document.episode_id,
        "start_ns": document.range.start_ns,
        "end_ns": document.range.end_ns,
        "state": document.state.value,
        "grade": document.grade,
        "reasons": json.dumps(document.reasons) if document.reasons else "[]",
        "note": document.note,
        "annotator": document.annotator,
        "reviewer": document.reviewer,
        "review_reasons": json.dumps(document.review_reasons) if document.review_reasons else "[]",
        "taxonomy_id": document.taxonomy_id,
        "taxonomy_version": document.taxonomy_version,
        "privacy": _privacy_text(document.privacy),
        "more": _more_of(document),
    }


def _more_of(document: Document) -> str:
    said = {name: getattr(document, name) for name, nothing in _SELDOM.items()}
    return _text({name: value for name, value in said.items() if value != _SELDOM[name]})


def item_values(kind: str, body: Mapping[str, Any]) -> tuple[Any, ...]:
    """Values of a phase, remark or mark as the body of a change tells it, in order of ``ITEM_COLUMNS``."""
    more = more_in(kind, body)
    if kind == "phase":
        return (*_PHASE(body), more.pop("tier", ""), _text(more))
    return (*(_REMARK if kind == "remark" else _MARK)(body), _text(more))


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _text(more: dict[str, Any]) -> str:
    if not more:
        return ""
    if more.keys() == {_SURE}:
        return _sure_text(more[_SURE])
    return _encode(more)


@lru_cache(maxsize=1001, typed=True)
def _sure_text(per_mille: int) -> str:
    return _encode({_SURE: per_mille})


def _read(more: str) -> dict[str, Any]:
    return json.loads(more) if more else {}


def columns_of(document: Document, fields: Iterable[str]) -> dict[str, Any]:
    """Values of the columns that say these members of ``document``."""
    row = {}
    for name in fields:
        if name in _SELDOM:
            row["more"] = _more_of(document)
        else:
            row[name] = _column(getattr(document, name))
    return row


def _column(value: Any) -> Any:
    if isinstance(value, State):
        return value.value
    if isinstance(value, tuple):
        return json.dumps(value)
    return _privacy_text(value) if isinstance(value, Privacy) else value


@lru_cache(maxsize=16)
def _privacy_text(privacy: Privacy) -> str:
    return json.dumps(privacy.to_json(), ensure_ascii=False)


def document_of(
    row: RowMapping, phases: Iterable[Phase], remarks: tuple[Remark, ...], marks: tuple[Mark, ...]
) -> Document:
    """The document of a row, with its phases in order of their starts."""
    whole = TimeRange(row["start_ns"], row["end_ns"])
    tiers: dict[str, list[Phase]] = {"": []}
    for phase in phases:
        tiers.setdefault(phase.tier, []).append(phase)
    track, *arms = (PhaseTrack(whole, tuple(ordered), tier) for tier, ordered in tiers.items())
    more = _read(row["more"])
    if "rubric" in more:
        more["rubric"] = tuple((code, level) for code, level in more["rubric"])
    return Document(
        episode_id=row["episode_id"],
        track=track,
        arms=tuple(arms),
        marks=marks,
        state=State(row["state"]),
        grade=row["grade"],
        reasons=tuple(json.loads(row["reasons"])),
        note=row["note"],
        remarks=remarks,
        annotator=row["annotator"],
        reviewer=row["reviewer"],
        review_reasons=tuple(json.loads(row["review_reasons"])),
        taxonomy_id=row["taxonomy_id"],
        taxonomy_version=row["taxonomy_version"],
        privacy=privacy_of(json.loads(row["privacy"])),
        **more,
    )


def phase_of(row: RowMapping) -> Phase:
    """A phase."""
    return Phase(row["id"], row["label"], row["start_ns"], row["end_ns"], row["tier"], **_read(row["more"]))


def remark_of(row: RowMapping) -> Remark:
    """A remark."""
    return Remark(**{name: row[name] for name in _REMARK_FIELDS}, **_read(row["more"]))


def mark_of(row: RowMapping) -> Mark:
    """An event or a mistake."""
    return Mark(row["id"], row["tier"], row["label"], row["start_ns"], row["end_ns"], **_read(row["more"]))


def episode_row(record: EpisodeRecord) -> dict[str, Any]:
    """Values of all columns."""
    return {**asdict(record), "streams": json.dumps(record.streams, ensure_ascii=False)}
