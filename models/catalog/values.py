"""Values that a catalog gives, beside those that it shares with the local store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models.labelling.changes import ChangeSet
from models.review import Role, State
from models.storage.values import AnswerStatus


@dataclass(frozen=True, slots=True)
class SiteHead:
    """A site that the person may see: number and chain of its last log entry."""

    code: str
    name: str
    head: int
    chain: str


@dataclass(frozen=True, slots=True)
class Hello:
    """Who answers, and as whom it knows the one who asks.

    A store binds to ``catalog_id``; ``epoch`` rises when a backup was restored. Clients from ``min_client`` on may work
    with it. ``enforces_roles`` is False for a file, which believes what is said. ``is_standby``: a server that follows
    the one that takes work, and may be behind it.
    """

    catalog_id: str
    epoch: int
    schema_version: int
    min_client: int
    user: str
    role: Role
    sites: tuple[SiteHead, ...]
    enforces_roles: bool
    is_standby: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """A change-set as the catalog keeps it, applied or refused; ``seq`` is its number in the log if applied."""

    changeset: ChangeSet
    status: AnswerStatus
    seq: int | None
    why: str


@dataclass(frozen=True, slots=True)
class EpisodeQuery:
    """Which episodes, newest first; "" and None leave a filter out. ``after`` is a ``CatalogPage.after``."""

    site: str = ""
    state: State | None = None
    task: str = ""
    robot: str = ""
    annotator: str = ""
    after: str | None = None
    limit: int = 100


class CatalogRow(NamedTuple):
    """An episode as a list of the catalog shows it; ``head`` is the id of its last change-set, "" for none.

    A tuple: made by the hundred for each page, where a frozen dataclass takes eight times as long.
    """

    site: str
    episode_id: str
    name: str
    task: str
    robot: str
    state: State
    annotator: str
    grade: str
    note: str
    head: str


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """Rows and the key of the next page, None at the end."""

    rows: tuple[CatalogRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """Counts over the sites that one may see: ``revisions`` of every status, ``conflicts`` among them.

    ``states`` counts episodes by ``State`` value, ``sites`` has the head of each site by its code.
    """

    episodes: int
    revisions: int
    conflicts: int
    states: Mapping[str, int]
    sites: Mapping[str, int]

    @property
    def head(self) -> int:
        """Entries of all logs."""
        return sum(self.sites.values())
