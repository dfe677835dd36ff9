"""A line of the episode list as the store knows it, apart from ``values``: a starting window loads nothing else."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from models.episode import EpisodeRecord
from models.review import State
from models.search import Concern
from models.storage.list_file import COLUMNS, SURE, WORDS

LABEL_FILE = "labels.sqlite"
LISTED = ", ".join(COLUMNS)
_RECORD = tuple(EpisodeRecord.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """A line of the episode list: the record with what is known of its labels.

    ``concern`` says why it concerns the person whose list it is; ``least_pm`` is the least confidence of its proposals.
    """

    record: EpisodeRecord
    state: State
    grade: str
    annotator: str
    reviewer: str
    phases: int
    pending: int
    conflicts: int
    concern: Concern = Concern.NONE
    least_pm: int | None = None


def episode_of(row: Any) -> EpisodeRecord:
    """The record of a row, by name of column; it may have further ones."""
    values = {name: row[name] for name in _RECORD}
    return EpisodeRecord(**{**values, "streams": tuple(json.loads(values["streams"] or "[]"))})


class Words:
    """Words of a list by number; those that were not met yet are read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._text = {0: ""}
        self._streams: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, number: int) -> str:
        if number not in self._text:
            found = self._connection.execute("SELECT text FROM word WHERE n = ?", (number,)).fetchone()
            self._text[number] = found[0]
        return self._text[number]

    def listed(self, row: tuple[Any, ...]) -> EpisodeRow:
        """The line of a row that was read as ``LISTED``."""
        values = dict(zip(COLUMNS, row, strict=True))
        for name in WORDS:
            values[name] = self[values[name]]
        streams = values["streams"]
        if streams not in self._streams:
            self._streams[streams] = tuple(json.loads(streams or "[]"))
        values["streams"] = self._streams[streams]
        return EpisodeRow(
            record=EpisodeRecord(*(values[name] for name in _RECORD)),
            state=State(values["state"]),
            grade=values["grade"],
            annotator=values["annotator"],
            reviewer=values["reviewer"],
            phases=values["phases"],
            pending=values["pending"],
            conflicts=values["conflicts"],
            concern=Concern(values["concern"]),
            least_pm=values["unsure"] + SURE if values["unsure"] else None,
        )
