"""The history of a catalog in PostgreSQL: plain reads under row-level security, which a replica answers too."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.history import PAGE_ROWS, HistoryRow, HistorySite, history_row
from models.catalog.postgres_link import connect, known_errors
from models.catalog.postgres_rows import hello_of
from models.catalog.tables import SCHEMA_VERSION

_STATEMENT_S = 300
_ROWS = """
select l.seq, l.at, l.kind, l.episode_id::text, l.changeset_id::text, l.login, e.name, e.task, e.robot, r.body
from (
    select * from rushes.change_log c
    where c.site_id = %(site)s and c.seq > %(after)s and c.seq <= %(up_to)s order by c.seq limit %(most)s) l
left join rushes.revision r on r.changeset_id = l.changeset_id
left join rushes.episode e on e.site_id = l.site_id and e.episode_id = l.episode_id
order by l.seq
"""


class PostgresHistory:
    """See ``History``."""

    def __init__(self, connection: psycopg.Connection[TupleRow]) -> None:
        self._connection = connection
        row = connection.execute("select rushes.hello(%s)", (SCHEMA_VERSION,)).fetchone()
        hello = hello_of(row[0] if row else {})
        self.catalog_id, self.epoch = hello.catalog_id, hello.epoch
        sites = connection.execute(
            "select s.code, s.site_id, h.head, h.chain from rushes.site s join rushes.stream_head h using (site_id)"
            " order by s.site_id"
        ).fetchall()
        self._ids = {code: site_id for code, site_id, _, _ in sites}
        self.sites = tuple(HistorySite(code, head, chain) for code, _, head, chain in sites)

    def rows(self, code: str, *, after: int, up_to: int) -> list[HistoryRow]:
        """See ``History.rows``."""
        values = {"site": self._ids[code], "after": after, "up_to": up_to, "most": PAGE_ROWS}
        return [history_row(*row) for row in self._connection.execute(_ROWS, values)]

    def chain_at(self, code: str, seq: int) -> str:
        """See ``History.chain_at``."""
        row = self._connection.execute(
            "select chain from rushes.change_log where site_id = %s and seq = %s", (self._ids[code], seq)
        ).fetchone()
        return str(row[0]) if row else ""


@contextmanager
def connected(address: PostgresAddress) -> Iterator[psycopg.Connection[TupleRow]]:
    """A connection that ends with the block.

    Raises:
        CatalogError, CatalogUnreachableError: as ``known_errors``.
    """
    with known_errors(address):
        connection = connect(address, statement_s=_STATEMENT_S)
        try:
            yield connection
        finally:
            connection.close()
