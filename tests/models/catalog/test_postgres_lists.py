"""How lists are found in PostgreSQL: by their indexes, whatever was asked before on the same connection."""

import time
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from models.catalog.gateway import open_catalog
from models.catalog.values import EpisodeQuery
from tests.support.catalogs import episode
from tests.support.postgres import as_user, people_catalog, server


@pytest.fixture
def url() -> Iterator[str]:
    made = server().fresh_database(people_catalog)
    yield made
    server().drop_database(made)


def scans_of_grams(url: str) -> int:
    """How often search's index was asked; PostgreSQL counts with some delay."""
    with psycopg.connect(url, autocommit=True) as root:
        row = root.execute(
            "select coalesce(sum(idx_scan), 0)::int from pg_stat_user_indexes "
            "where indexrelname like 'episode_1%grams%'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_search_asks_its_index_also_after_a_page(url: str) -> None:
    eve = open_catalog(as_user(url, "eve"))
    eve.register("main", [replace(episode(f"pick {n}"), task="放下") for n in range(500)])
    server().execute("analyze rushes.episode", url.split("@/")[1].split("?", maxsplit=1)[0])
    assert len(eve.page(EpisodeQuery(limit=10)).rows) == 10
    before = scans_of_grams(url)

    assert [row.name for row in eve.search("CK 499")] == ["pick 499"]
    eve.close()

    deadline = time.monotonic() + 20
    while scans_of_grams(url) <= before:
        assert time.monotonic() < deadline, "the rows were read one by one"
        time.sleep(0.05)
