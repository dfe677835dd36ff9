"""What a catalog in PostgreSQL knows of recordings: reads under row-level security, writes by functions."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import LiteralString

import psycopg
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.postgres_link import connect, known_errors
from models.catalog.rules import is_uuid
from models.catalog.tables import SCHEMA_VERSION
from models.media.manifest import manifest_from
from models.media.mapping import PathRule
from models.media.register import (
    LEAST_COPIES,
    MediaCopy,
    last_verified_first,
    refuse_another_manifest,
    refuse_deletion,
)

_AT_ONCE = 1000


class PostgresMedia:
    """A ``MediaRegister``; connects on its first call and keeps the connection until it is closed.

    Everybody of a site reads; leads, engineers and admins write, others get a ``CatalogError``.
    """

    def __init__(self, address: PostgresAddress) -> None:
        self._address = address
        self._connection: psycopg.Connection[TupleRow] | None = None

    def put_manifest(self, site: str, episode_id: str, manifest_text: str) -> None:
        """See ``MediaRegister``."""
        text = manifest_from(manifest_text).text
        kept = self._rows(
            "select rushes.media_put_manifest(%s, %s, %s::uuid, %s)", SCHEMA_VERSION, site, episode_id, text
        )
        if not kept[0][0]:
            raise refuse_another_manifest(episode_id)

    def manifests(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, str]:
        """See ``MediaRegister``."""
        rows = self._rows(
            "select m.episode_id::text, m.manifest from rushes.media_manifest m join rushes.site s using (site_id)"
            " where s.code = %s and m.episode_id = any(%s::uuid[])",
            site,
            _uuids(episode_ids),
        )
        return dict(rows)

    def put_copies(self, site: str, copies: Sequence[MediaCopy]) -> None:
        """See ``MediaRegister``; copies of episodes that the site does not have are passed over."""
        for start in range(0, len(copies), _AT_ONCE):
            some = [copy for copy in copies[start : start + _AT_ONCE] if is_uuid(copy.episode_id)]
            self._rows(
                "select rushes.media_put_copies(%s, %s, %s::uuid[], %s::text[], %s::bigint[], %s::text[])",
                SCHEMA_VERSION,
                site,
                [copy.episode_id for copy in some],
                [copy.location for copy in some],
                [copy.verified_at_ns for copy in some],
                [copy.sha256 for copy in some],
            )

    def copies(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, tuple[MediaCopy, ...]]:
        """See ``MediaRegister``."""
        rows = self._rows(
            "select c.episode_id::text, c.location, c.verified_at_ns, c.sha256"
            " from rushes.media_copy c join rushes.site s using (site_id)"
            " where s.code = %s and c.episode_id = any(%s::uuid[]) order by c.episode_id",
            site,
            _uuids(episode_ids),
        )
        found = groupby((MediaCopy(*row) for row in rows), key=lambda copy: copy.episode_id)
        return {episode_id: last_verified_first(tuple(copies)) for episode_id, copies in found}

    def delete_copy(self, site: str, episode_id: str, location: str) -> None:
        """See ``MediaRegister``."""
        rows = self._rows(
            "select rushes.media_delete_copy(%s, %s, %s::uuid, %s)",
            SCHEMA_VERSION,
            site,
            episode_id,
            location,
        )
        if rows[0][0] < LEAST_COPIES:
            raise refuse_deletion(location, rows[0][0])

    def path_maps(self, site: str) -> tuple[PathRule, ...]:
        """See ``MediaRegister``."""
        rows = self._rows(
            "select p.prefix, p.here from rushes.media_path p join rushes.site s using (site_id)"
            " where s.code = %s order by p.prefix",
            site,
        )
        return tuple(PathRule(prefix, here, site) for prefix, here in rows)

    def put_path_map(self, site: str, prefix: str, here: str) -> None:
        """See ``MediaRegister``."""
        self._rows("select rushes.media_put_path(%s, %s, %s, %s)", SCHEMA_VERSION, site, prefix, here)

    def close(self) -> None:
        """Let go of the connection; a later call opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _rows(self, sql: LiteralString, *values: object) -> list[TupleRow]:
        with self._opened() as connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def _opened(self) -> Iterator[psycopg.Connection[TupleRow]]:
        with known_errors(self._address):
            try:
                if self._connection is None:
                    self._connection = connect(self._address)
                yield self._connection
            except BaseException:
                self.close()
                raise


def _uuids(ids: Sequence[str]) -> list[str]:
    return [one for one in ids if is_uuid(one)]
