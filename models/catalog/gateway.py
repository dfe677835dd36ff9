"""The one contract of a catalog, and the door to its two homes.

A gateway connects on its first call and again after an error; making one never waits. It belongs to one
lane at a time. Its calls raise ``CatalogUnreachableError`` (try again later) or ``CatalogError`` (somebody
must act), nothing else, and no sentence of theirs holds a password.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from models.catalog.address import PostgresAddress, parse_url
from models.catalog.admin import init_sqlite
from models.catalog.sqlite_file import SqliteCatalog
from models.catalog.values import CatalogStatus, Hello, Revision
from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet
from models.review import Role
from models.storage.values import Answer, Page


class Gateway(Protocol):
    """A catalog, wherever it lives."""

    def hello(self, *, user: str, role: Role, device_id: str) -> Hello:
        """Say who works, learn who answers.

        ``user`` and ``role`` are taken as given: only logins of the database could prove them.
        """

    def push(
        self, changesets: Sequence[ChangeSet], episodes: Mapping[str, EpisodeRecord]
    ) -> tuple[Answer, ...]:
        """Offer change-sets in the order in which they were made; one transaction, one answer each, in order.

        ``episodes`` holds the records of their episodes; those that the catalog knows are left as they are.
        Per change-set: known id and the same content -> the same answer again; other content -> ID_REUSED;
        malformed -> BAD; unknown parent -> ORPHAN (not kept, offer it again); a parent that is not the
        head of its episode -> CONFLICT; an approved episode -> LOCKED; no right -> FORBIDDEN; else APPLIED with
        its number in the log. All but ORPHAN and ID_REUSED are kept as revisions with their status.
        """

    def pull(self, *, after: int, limit: int = 500) -> Page:
        """Log entries ``after`` + 1 and on, without a gap: at most ``limit``, at most about 8 MB, at least one."""

    def revisions(self, episode_id: str) -> tuple[Revision, ...]:
        """All that was ever offered for an episode, refused or applied, in the order of arrival."""

    def status(self) -> CatalogStatus:
        """Counts."""

    def close(self) -> None:
        """Let go of the connection; a later call opens it again."""


def open_catalog(url: str) -> Gateway:
    """The gateway for ``sqlite:///path`` or ``postgresql://...`` (a libpq URL); connects only on its first call.

    Raises:
        CatalogError: the URL cannot be understood, or names a file on a network share.
    """
    address = parse_url(url)
    if not isinstance(address, PostgresAddress):
        return SqliteCatalog(address)
    from models.catalog.postgres import PostgresCatalog  # noqa: PLC0415  the driver costs 0.1 s

    return PostgresCatalog(address)


def init_catalog(url: str) -> str:
    """Make the catalog, or bring it to this program's version; harmless where nothing is to do. Returns its id.

    Raises:
        CatalogError: the URL, the rights, PostgreSQL's version, or a catalog of a newer program.
        CatalogUnreachableError: no answer.
    """
    address = parse_url(url)
    if not isinstance(address, PostgresAddress):
        return init_sqlite(address)
    from models.catalog.admin_postgres import init_postgres  # noqa: PLC0415  the driver costs 0.1 s

    return init_postgres(address)
