"""The catalog in PostgreSQL: one call of a server function for each call of the gateway."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow

from models.catalog import wire
from models.catalog.address import PostgresAddress
from models.catalog.postgres_link import connect, known_errors, refuse_misfit
from models.catalog.postgres_rows import (
    answer_of,
    episodes_of_rows,
    hello_of,
    lease_of,
    page_of,
    revision_of,
    status_of,
)
from models.catalog.rules import is_uuid
from models.catalog.tables import SCHEMA_VERSION
from models.catalog.values import CatalogPage, CatalogRow, CatalogStatus, EpisodeQuery, Hello, Revision
from models.episode import EpisodeRecord
from models.errors import CatalogError
from models.labelling.changes import ChangeSet
from models.review import Role
from models.storage.places import record_to_text
from models.storage.values import Answer, Lease, Page


class PostgresCatalog:
    """See ``Gateway``. Name, role and sites are those of the database's login; what is said of them is not believed.

    Bodies and records travel as binary arrays: the driver would escape each quote of a text array by itself.
    """

    def __init__(self, address: PostgresAddress) -> None:
        self._address = address
        self._connection: psycopg.Connection[TupleRow] | None = None

    def hello(self, *, user: str, role: Role, device_id: str) -> Hello:  # noqa: ARG002
        """See ``Gateway.hello``."""
        return hello_of(self._one("select rushes.hello(%s)", SCHEMA_VERSION))

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
        texts = wire.episodes_of(sendable, episodes)
        records = {p.episode_id: texts[p.episode_id] for p in sendable if p.episode_id in texts}
        known = {key: token for key, token in tokens.items() if is_uuid(key)}
        rows: Iterator[Mapping[str, Any]] = iter(
            self._one(
                "select rushes.push(%s, %s, %s, %s::uuid[], %s::text[], %b::text[], %s::uuid[], %b::text[], "
                "%s::uuid[], %s::bigint[], %s)",
                SCHEMA_VERSION,
                site,
                device_id,
                [parcel.id for parcel in sendable],
                [parcel.episode_id if is_uuid(parcel.episode_id) else "" for parcel in sendable],
                [parcel.body for parcel in sendable],
                *_columns({key: text for key, text in records.items() if is_uuid(key)}),
                *_columns(known),
                told,
            )
            if sendable
            else ()
        )
        return tuple(
            wire.unwritable(changeset) if parcel is None else answer_of(changeset.id, next(rows))
            for changeset, parcel in zip(changesets, parcels, strict=True)
        )

    def register(self, site: str, episodes: Sequence[EpisodeRecord]) -> int:
        """See ``Gateway.register``."""
        records = {record.id: record_to_text(record) for record in episodes if is_uuid(record.id)}
        return int(
            self._one(
                "select rushes.register(%s, %s, %s::uuid[], %b::text[])",
                SCHEMA_VERSION,
                site,
                *_columns(records),
            )
        )

    def pull(self, site: str, *, after: int, chain: str = "", limit: int = 500) -> Page:
        """See ``Gateway.pull``."""
        rows = self._rows(
            "select * from rushes.pull(%s, %s, %s, %s, %s)", SCHEMA_VERSION, site, after, chain, limit
        )
        if not rows:
            raise CatalogError(
                "The login {user} has no right to the site {site} at {where}",
                user=self._address.user,
                site=site,
                where=self._address.where,
            )
        return page_of(site, rows)

    def take_leases(
        self,
        site: str,
        episode_ids: Sequence[str],
        *,
        device_id: str,
        hours: float = 8.0,
        break_held: bool = False,
    ) -> tuple[Lease, ...]:
        """See ``Gateway.take_leases``."""
        rows = self._rows(
            "select * from rushes.take_leases(%s, %s, %s::uuid[], %s, %s, %s)",
            SCHEMA_VERSION,
            site,
            list(episode_ids),
            device_id,
            float(hours),
            break_held,
        )
        return tuple(lease_of(row) for row in rows)

    def release_leases(self, site: str, episode_ids: Sequence[str], *, device_id: str) -> None:
        """See ``Gateway.release_leases``."""
        self._rows(
            "select rushes.release_leases(%s, %s, %s::uuid[], %s)",
            SCHEMA_VERSION,
            site,
            list(episode_ids),
            device_id,
        )

    def revisions(self, site: str, episode_id: str) -> tuple[Revision, ...]:
        """See ``Gateway.revisions``."""
        rows = self._rows(
            "select body, status, seq, why from rushes.revisions(%s, %s, %s)",
            SCHEMA_VERSION,
            site,
            episode_id,
        )
        return tuple(revision_of(row) for row in rows)

    def page(self, query: EpisodeQuery) -> CatalogPage:
        """See ``Gateway.page``."""
        rows = self._rows(
            "select * from rushes.page(%s, %s, %s, %s, %s, %s, %s::bigint, %s)",
            SCHEMA_VERSION,
            query.site,
            query.state.value if query.state is not None else "",
            query.task,
            query.robot,
            query.annotator,
            _key(query.after),
            query.limit + 1,
        )
        shown = rows[: query.limit]
        more = len(rows) > query.limit and bool(shown)
        return CatalogPage(episodes_of_rows(shown), str(shown[-1][-1]) if more else None)

    def search(self, text: str, *, limit: int = 100) -> tuple[CatalogRow, ...]:
        """See ``Gateway.search``."""
        return episodes_of_rows(
            self._rows("select * from rushes.search(%s, %s, %s)", SCHEMA_VERSION, text, limit)
        )

    def status(self) -> CatalogStatus:
        """See ``Gateway.status``."""
        return status_of(self._one("select rushes.status(%s)", SCHEMA_VERSION))

    def close(self) -> None:
        """See ``Gateway.close``."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _one(self, sql: LiteralString, *values: object) -> Any:
        return self._rows(sql, *values)[0][0]

    def _rows(self, sql: LiteralString, *values: object) -> list[TupleRow]:
        with self._opened() as connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def _opened(self) -> Iterator[psycopg.Connection[TupleRow]]:
        """The connection, each statement a transaction; after an error a new one, for its state is unknown."""
        with known_errors(self._address):
            try:
                if self._connection is None:
                    self._connection = connect(self._address)
                yield self._connection
            except psycopg.errors.UndefinedFunction:
                if self._connection is not None:
                    refuse_misfit(self._connection, self._address)
                self.close()
                raise
            except BaseException:
                self.close()
                raise


def _columns(values: Mapping[str, object]) -> tuple[list[str], list[object]]:
    return list(values), list(values.values())


def _key(after: str | None) -> int | None:
    try:
        return None if after is None else int(after)
    except ValueError as error:
        raise CatalogError("This page of the catalog's list is not known any more; begin anew") from error
