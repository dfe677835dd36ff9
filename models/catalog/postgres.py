"""The catalog in PostgreSQL: one call of a server function for each call of the gateway."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from models.catalog import wire
from models.catalog.address import PostgresAddress
from models.catalog.postgres_link import connect, known_errors
from models.catalog.tables import SCHEMA_VERSION
from models.catalog.values import CatalogStatus, Hello, Revision
from models.catalog.versions import refuse_other_version
from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet
from models.review import Role
from models.storage.values import Answer, AnswerStatus, LogEntry, Page


class PostgresCatalog:
    """See ``Gateway``. Rights are those of the database's login plus what a change-set says of itself."""

    def __init__(self, address: PostgresAddress) -> None:
        self._address = address
        self._connection: psycopg.Connection[TupleRow] | None = None

    def hello(self, *, user: str, role: Role, device_id: str) -> Hello:
        """See ``Gateway.hello``."""
        request = {"user": user, "role": role.value, "device_id": device_id, "schema_version": SCHEMA_VERSION}
        return Hello(**self._one("select rushes.hello(%s)", Jsonb(request)))

    def push(
        self, changesets: Sequence[ChangeSet], episodes: Mapping[str, EpisodeRecord]
    ) -> tuple[Answer, ...]:
        """See ``Gateway.push``."""
        parcels = [wire.pack(changeset) for changeset in changesets]
        sendable = [parcel for parcel in parcels if parcel is not None]
        request = {
            "changesets": [{"id": p.id, "episode_id": p.episode_id, "body": p.body} for p in sendable],
            "episodes": wire.episodes_of(sendable, episodes),
        }
        rows = iter(self._one("select rushes.push(%s)", Jsonb(request)) if sendable else ())
        return tuple(
            wire.unwritable(changeset) if parcel is None else _answer(changeset.id, next(rows))
            for changeset, parcel in zip(changesets, parcels, strict=True)
        )

    def pull(self, *, after: int, limit: int = 500) -> Page:
        """See ``Gateway.pull``."""
        rows = self._rows("select head, seq, body, episode_id, record from rushes.pull(%s, %s)", after, limit)
        records = {row[3]: wire.episode_from_text(row[4]) for row in rows if row[4] is not None}
        entries = [
            LogEntry(row[1], wire.unpack(row[2]), records.get(row[3])) for row in rows if row[1] is not None
        ]
        return Page(tuple(entries), rows[0][0])

    def revisions(self, episode_id: str) -> tuple[Revision, ...]:
        """See ``Gateway.revisions``."""
        rows = self._rows("select body, status, seq, why from rushes.revisions(%s)", episode_id)
        return tuple(
            Revision(wire.unpack(body), AnswerStatus(status), seq, why) for body, status, seq, why in rows
        )

    def status(self) -> CatalogStatus:
        """See ``Gateway.status``."""
        return CatalogStatus(**self._one("select rushes.status()"))

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
                    _refuse_other_version(self._connection, self._address)
                yield self._connection
            except BaseException:
                self.close()
                raise


def _refuse_other_version(connection: psycopg.Connection[TupleRow], address: PostgresAddress) -> None:
    row = connection.execute("select rushes.hello('{}')").fetchone()
    refuse_other_version(row[0]["schema_version"] if row else 0, address)


def _answer(changeset_id: str, row: Mapping[str, Any]) -> Answer:
    return Answer(changeset_id, AnswerStatus(row["status"]), row["seq"], row["why"])
