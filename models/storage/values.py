"""Values that cross the border of the local store: rows never travel."""

from dataclasses import dataclass
from enum import StrEnum

from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet

__all__ = [
    "Answer",
    "AnswerStatus",
    "Conflict",
    "EpisodeRecord",
    "LogEntry",
    "Page",
    "Receipt",
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An acknowledged edit: its number in this store (dense, from 1) and the change-set that carries it."""

    number: int
    changeset_id: str


class AnswerStatus(StrEnum):
    """What the catalog did with a change-set. ORPHAN and FORBIDDEN keep it queued or visible; nothing is dropped."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    ORPHAN = "orphan"
    FORBIDDEN = "forbidden"
    LOCKED = "locked"
    ID_REUSED = "id_reused"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Answer:
    """The catalog's answer to one pushed change-set; a repeated push gets the same answer."""

    changeset_id: str
    status: AnswerStatus
    seq: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the catalog's dense change log, with its change-set and the episode that it speaks of."""

    seq: int
    changeset: ChangeSet
    episode: EpisodeRecord | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A pull's answer: entries in order of ``seq``, and the catalog's head at that moment."""

    entries: tuple[LogEntry, ...]
    head: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Refused work that waits for a person; it is kept until a later change-set resolves it, and after.

    ``status`` is the catalog's answer; ORPHAN is work made on top of refused work that cannot be offered.
    """

    changeset: ChangeSet
    status: AnswerStatus
    why: str = ""
