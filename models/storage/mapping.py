"""Rows to frozen values and back; nothing that SQLAlchemy made leaves this package."""

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping

from models.episode import EpisodeRecord
from models.labelling.document import Document, Remark
from models.phases import Phase, PhaseTrack
from models.privacy import Privacy, privacy_of
from models.review import State
from models.timebase import TimeRange

_REMARK_FIELDS = ("id", "t_ns", "author", "text", "reason", "stream")


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
    }


def field_value(document: Document, name: str) -> Any:
    """The same of one column."""
    value = getattr(document, name)
    if isinstance(value, State):
        return value.value
    if isinstance(value, tuple):
        return json.dumps(value)
    return _privacy_text(value) if isinstance(value, Privacy) else value


@lru_cache(maxsize=16)
def _privacy_text(privacy: Privacy) -> str:
    return json.dumps(privacy.to_json(), ensure_ascii=False)


def document_of(row: RowMapping, phases: tuple[Phase, ...], remarks: tuple[Remark, ...]) -> Document:
    """The document of a row, with its phases in order."""
    return Document(
        episode_id=row["episode_id"],
        track=PhaseTrack(TimeRange(row["start_ns"], row["end_ns"]), phases),
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
    )


def phase_of(row: RowMapping) -> Phase:
    """A phase."""
    return Phase(row["id"], row["label"], row["start_ns"], row["end_ns"])


def remark_of(row: RowMapping) -> Remark:
    """A remark."""
    return Remark(**{name: row[name] for name in _REMARK_FIELDS})


def episode_row(record: EpisodeRecord) -> dict[str, Any]:
    """Values of all columns."""
    return {**asdict(record), "streams": json.dumps(record.streams, ensure_ascii=False)}
