"""The catalog as one SQLite file, for a single desk or a demonstration: the same rules, without any rights.

Whoever can write the file owns it; the roles that change-sets name are believed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from sqlalchemy import Connection, select

from models.catalog import rules, sqlite_leases, sqlite_lists, sqlite_log, sqlite_push, wire
from models.catalog.address import SqliteAddress
from models.catalog.sqlite_leases import Taker
from models.catalog.sqlite_link import opened, refuse_network_share
from models.catalog.sqlite_push import Sender
from models.catalog.tables import change_log, meta, revision, site, stream_head
from models.catalog.values import (
    CatalogPage,
    CatalogRow,
    CatalogStatus,
    EpisodeQuery,
    Hello,
    Revision,
    SiteHead,
)
from models.catalog.versions import refuse_unfit
from models.episode import EpisodeRecord
from models.errors import CatalogError
from models.labelling.changes import ChangeSet
from models.review import Role
from models.storage.places import record_to_text
from models.storage.values import Answer, AnswerStatus, Lease, Page

_VERSION = select(meta.c.schema_version)
_MIN_CLIENT = select(meta.c.min_client)


class SqliteCatalog:
    """See ``Gateway``. Opens the file for each call and holds nothing in between, so that it may be moved or copied."""

    def __init__(self, address: SqliteAddress, *, user: str = "", role: Role = Role.ANNOTATOR) -> None:
        refuse_network_share(address)
        self._address = address
        self._user = user
        self._role = role

    def hello(self, *, user: str, role: Role, device_id: str) -> Hello:  # noqa: ARG002
        """See ``Gateway.hello``."""
        self._user, self._role = user, role
        with self._opened() as connection:
            who = connection.execute(select(meta)).one()
            sites = connection.execute(
                select(site.c.code, site.c.name, stream_head.c.head, stream_head.c.chain)
                .join_from(site, stream_head, site.c.site_id == stream_head.c.site_id)
                .order_by(site.c.site_id)
            ).all()
        return Hello(
            catalog_id=who.catalog_id,
            epoch=who.epoch,
            schema_version=who.schema_version,
            min_client=who.min_client,
            user=user,
            role=role,
            sites=tuple(SiteHead(*row) for row in sites),
            enforces_roles=False,
        )

    def push(
        self,
        site: str,
        changesets: Sequence[ChangeSet],
        episodes: Mapping[str, EpisodeRecord],
        *,
        device_id: str = "",
        tokens: Mapping[str, int] = MappingProxyType({}),
        told: bool = False,
    ) -> tuple[Answer, ...]:
        """See ``Gateway.push``."""
        parcels = [wire.pack(changeset) for changeset in changesets]
        sendable = [parcel for parcel in parcels if parcel is not None]
        with self._opened(write=True) as connection:
            site_id = sqlite_log.site_id_of(connection, site)
            if site_id is None:
                return tuple(_refused(changeset) for changeset in changesets)
            records = wire.episodes_of(sendable, episodes)
            sender = Sender(site_id, device_id, tokens, told=told)
            answers = iter(sqlite_push.push(connection, sender, sendable, records))
        return tuple(
            wire.unwritable(changeset) if parcel is None else next(answers)
            for changeset, parcel in zip(changesets, parcels, strict=True)
        )

    def register(self, site: str, episodes: Sequence[EpisodeRecord]) -> int:
        """See ``Gateway.register``."""
        records = {record.id: record_to_text(record) for record in episodes}
        with self._at(site, write=True) as (connection, site_id):
            return sqlite_push.register(connection, site_id, records)

    def pull(self, site: str, *, after: int, chain: str = "", limit: int = 500) -> Page:
        """See ``Gateway.pull``."""
        with self._at(site) as (connection, site_id):
            return sqlite_log.page(connection, site, site_id, after=after, chain=chain, limit=limit)

    def take_leases(
        self,
        site: str,
        episode_ids: Sequence[str],
        *,
        device_id: str,
        hours: float = 8.0,
        break_held: bool = False,
    ) -> tuple[Lease, ...]:
        """See ``Gateway.take_leases``; in the name that said hello."""
        taker = Taker(self._user, device_id, may_break=self._role in rules.LEADS)
        with self._at(site, write=True) as (connection, site_id):
            return sqlite_leases.take(
                connection, site_id, episode_ids, taker, hours=hours, break_held=break_held
            )

    def release_leases(self, site: str, episode_ids: Sequence[str], *, device_id: str) -> None:
        """See ``Gateway.release_leases``."""
        with self._at(site, write=True) as (connection, site_id):
            sqlite_leases.release(connection, site_id, episode_ids, Taker(self._user, device_id))

    def revisions(self, site: str, episode_id: str) -> tuple[Revision, ...]:
        """See ``Gateway.revisions``."""
        wanted = (
            select(revision.c.body, revision.c.status, change_log.c.seq, revision.c.why)
            .outerjoin(change_log, revision.c.changeset_id == change_log.c.changeset_id)
            .where(revision.c.episode_id == episode_id, revision.c.body != "")
            .order_by(revision.c.arrival)
        )
        with self._at(site) as (connection, site_id):
            rows = connection.execute(wanted.where(revision.c.site_id == site_id)).all()
        return tuple(Revision(wire.as_kept(r.body), AnswerStatus(r.status), r.seq, r.why) for r in rows)

    def page(self, query: EpisodeQuery) -> CatalogPage:
        """See ``Gateway.page``."""
        with self._opened() as connection:
            return sqlite_lists.page(connection, query)

    def search(self, text: str, *, limit: int = 100) -> tuple[CatalogRow, ...]:
        """See ``Gateway.search``."""
        with self._opened() as connection:
            return sqlite_lists.search(connection, text, limit=limit)

    def status(self) -> CatalogStatus:
        """See ``Gateway.status``."""
        with self._opened() as connection:
            return sqlite_lists.status(connection)

    def close(self) -> None:
        """See ``Gateway.close``."""

    @contextmanager
    def _opened(self, *, write: bool = False) -> Iterator[Connection]:
        with opened(self._address, write=write) as connection:
            version = connection.execute(_VERSION).scalar_one()
            refuse_unfit(version, self._address)
            min_client = connection.execute(_MIN_CLIENT).scalar_one()
            refuse_unfit(version, self._address, min_client=min_client)
            yield connection

    @contextmanager
    def _at(self, code: str, *, write: bool = False) -> Iterator[tuple[Connection, int]]:
        with self._opened(write=write) as connection:
            site_id = sqlite_log.site_id_of(connection, code)
            if site_id is None:
                raise CatalogError("There is no site {site} in this catalog that you may use", site=code)
            yield connection, site_id


def _refused(changeset: ChangeSet) -> Answer:
    status, why = rules.NO_RIGHT
    return Answer(changeset.id, status, None, why)
