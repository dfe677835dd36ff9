"""Values that a catalog gives, beside those that it shares with the local store."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.labelling.changes import ChangeSet
from models.storage.values import AnswerStatus


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the catalog is: a store binds to ``catalog_id``; ``epoch`` rises when a backup was restored."""

    catalog_id: str
    epoch: int
    schema_version: int
    head: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A change-set as the catalog keeps it, applied or refused; ``seq`` is its number in the log if applied."""

    changeset: ChangeSet
    status: AnswerStatus
    seq: int | None
    why: str


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """Counts: ``revisions`` of every status, ``conflicts`` among them, ``states`` of episodes by ``State`` value."""

    episodes: int
    revisions: int
    conflicts: int
    head: int
    states: Mapping[str, int]
