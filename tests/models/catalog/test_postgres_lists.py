"""How lists are found in PostgreSQL: by their indexes, whatever was asked before on the same connection."""

import time
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from models.catalog import administration
from models.catalog.gateway import open_catalog
from models.catalog.values import EpisodeQuery
from models.review import State
from tests.support.catalogs import episode
from tests.support.postgres import as_user, people_catalog, postgres_address, server


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


@pytest.mark.parametrize(
    "query",
    [EpisodeQuery(), EpisodeQuery(state=State.NEW), EpisodeQuery(state=State.NEW, robot="arm")],
    ids=["all", "one filter", "two filters"],
)
def test_who_works_at_no_site_has_an_empty_list(url: str, query: EpisodeQuery) -> None:
    admin = postgres_address(as_user(url, "adm"))
    eve, bob = open_catalog(as_user(url, "eve")), open_catalog(as_user(url, "bob"))
    eve.register("main", [replace(episode("pick"), robot="arm")])
    assert len(bob.page(query).rows) == 1

    administration.revoke_site(admin, "bob", "main")

    assert bob.page(query).rows == ()
    eve.close()
    bob.close()


@pytest.mark.parametrize("name", ["added", "state", "task", "robot", "annotator"])
def test_the_parts_of_a_page_show_no_foreign_site(url: str, name: str) -> None:
    """Whoever calls them by hand and names any site gets what row-level security leaves."""
    adm = open_catalog(as_user(url, "adm"))
    adm.register("other", [replace(episode("secret"), task="x", robot="x")])
    adm.close()
    wanted = {"state": "new", "annotator": ""}.get(name, "x")
    call = f"select count(*) from rushes.page_by_{name}('{{1,2}}', '{{main,other}}', %s, 1000000, 100)"

    def seen(login: str) -> tuple[int, ...] | None:
        with psycopg.connect(as_user(url, login)) as link:
            return link.execute(call.encode(), (wanted,)).fetchone()

    assert seen("ann") == (0,)
    assert seen("adm") == (1,)
