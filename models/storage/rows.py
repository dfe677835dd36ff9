"""A line of the episode list as the store knows it, apart from ``values``: a starting window loads nothing else."""

import json
from dataclasses import dataclass
from typing import Any

from models.episode import EpisodeRecord
from models.review import State

LABEL_FILE = "labels.sqlite"


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """A line of the episode list: the record with what is known of its labels."""

    record: EpisodeRecord
    state: State
    grade: str
    annotator: str
    reviewer: str
    phases: int
    pending: int
    conflicts: int


def episode_of(row: Any) -> EpisodeRecord:
    """The record of a row, by name of column; it may have further ones."""
    values = {name: row[name] for name in EpisodeRecord.__dataclass_fields__}
    return EpisodeRecord(**{**values, "streams": tuple(json.loads(values["streams"]))})


def listed_of(row: Any) -> EpisodeRow:
    """The line of a row that has the columns of a record, and of what is known of its labels."""
    return EpisodeRow(
        record=episode_of(row),
        state=State(row["state"]),
        grade=row["grade"],
        annotator=row["annotator"],
        reviewer=row["reviewer"],
        phases=row["phases"],
        pending=row["pending"],
        conflicts=row["conflicts"],
    )
