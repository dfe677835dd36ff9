"""A connection that was opened on an empty catalog goes by the keys once that has grown, analyzed or not."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from models.catalog.backup import backup
from models.catalog.gateway import Gateway
from models.catalog.restore import restore
from models.labelling.changes import ChangeSet
from tests.support.catalogs import Home, changeset, episode, set_field
from tests.support.postgres import postgres_address, server

PUSHES, EACH, AGAIN = 15, 20, 15
READ = """
select coalesce(sum(seq_tup_read + coalesce((
    select sum(i.idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid), 0)), 0)::integer
from pg_stat_user_tables t where schemaname = 'rushes' and relname like '{table}\\_%'
"""


def database(url: str) -> str:
    return url.split("@/")[1].split("?", maxsplit=1)[0]


def rows_read(url: str, table: str) -> int:
    """Of all partitions of a table since the catalog was made, by connections that are closed."""
    return int(str(server().execute(READ.format(table=table), database(url))[0][0]))


def grown(gateway: Gateway) -> list[ChangeSet]:
    """The last change-sets of many."""
    for _ in range(PUSHES):
        records = [episode() for _ in range(EACH)]
        edits = [changeset(record.id, set_field("note", "slips")) for record in records]
        gateway.push("main", edits, {record.id: record for record in records})
    return edits


def push_again(gateway: Gateway, edits: list[ChangeSet]) -> None:
    gateway.push("main", edits, {})


def pull_the_end(gateway: Gateway, _edits: list[ChangeSet]) -> None:
    page = gateway.pull("main", after=(2 * PUSHES - 1) * EACH)
    assert len(page.entries) == EACH


@pytest.mark.parametrize("table", ["revision", "change_log"])
@pytest.mark.parametrize("act", [push_again, pull_the_end])
def test_what_is_asked_again_and_again_reads_no_more_than_it_needs(
    pg: Home, act: Callable[[Gateway, list[ChangeSet]], None], table: str
) -> None:
    with closing(pg.opened("ann")) as gateway:
        for _ in range(AGAIN):
            gateway.pull("main", after=0)
        edits = grown(gateway)
        for _ in range(AGAIN):
            act(gateway, edits)

    assert EACH * AGAIN <= rows_read(pg.url, table) <= 4 * EACH * AGAIN


def test_a_restored_catalog_is_analyzed(pg: Home, tmp_path: Path) -> None:
    with closing(pg.opened("ann")) as gateway:
        grown(gateway)
    backup(postgres_address(pg.url), tmp_path / "all")
    url = server().fresh_database()

    restore(tmp_path / "all", postgres_address(url), with_people=False)

    found = server().execute("select reltuples from pg_class where relname = 'episode'", database(url))
    server().drop_database(url)
    assert found == [(PUSHES * EACH,)]
