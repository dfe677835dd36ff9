"""Many at one instant: all get through, nobody waits in a ring."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from models.catalog import administration, postgres_link
from models.catalog.gateway import Gateway, open_catalog
from models.errors import CatalogError
from models.review import Role
from tests.support.catalogs import MAIN, Home, admin_address, chain, new_id
from tests.support.postgres import PostgresServer, as_user, people_catalog, server
from tests.support.town import Town

pytestmark = pytest.mark.long

EDITS = 5
_CLIENTS = """
select rushes.admin_add_user('client' || n, 'Client', 'annotator', null, array['main']) from generate_series(1, %s) n
"""


@pytest.fixture
def big() -> Iterator[str]:
    """URL of a catalog on a server of its own that takes 300 sessions."""
    running = PostgresServer(settings={"max_connections": "300"})
    try:
        running.start()
        yield running.fresh_database(people_catalog)
    finally:
        running.destroy()


def at_once(works: list[Callable[[], None]]) -> tuple[list[BaseException], float]:
    """All begin at one instant; what went wrong, and the seconds until the last was done."""
    start = threading.Barrier(len(works) + 1)
    wrong: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        start.wait(120)
        try:
            work()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    start.wait(120)
    begin = time.monotonic()
    for one in threads:
        one.join(300)
    return wrong, time.monotonic() - begin


@pytest.mark.parametrize("many", [pytest.param(200, marks=pytest.mark.slow)])
def test_clients_at_one_instant(big: str, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each connects, says hello, pushes five change-sets and fetches the log; a process of threads is all of them.

    On a machine that is busy with other things the last one would give up connecting, and come again later.
    """
    monkeypatch.setitem(postgres_link._LIMITS, "connect_timeout", 120)
    monkeypatch.setattr(postgres_link, "STATEMENT_S", 120)
    with psycopg.connect(as_user(big, "adm")) as link:
        link.execute(_CLIENTS.encode(), (many,))
    work = [chain(new_id(), EDITS, author=f"client{n}") for n in range(1, many + 1)]
    heads: list[int] = []

    def client(n: int) -> None:
        with closing(open_catalog(as_user(big, f"client{n + 1}"))) as gateway:
            gateway.hello(user=f"client{n + 1}", role=Role.ANNOTATOR, device_id="d")
            answers = gateway.push(MAIN, work[n], {})
            assert {answer.status.value for answer in answers} == {"applied"}
            assert len(answers) == EDITS
            heads.append(gateway.pull(MAIN, after=0).head)

    wrong, seconds = at_once([lambda n=n: client(n) for n in range(many)])  # type: ignore[misc]

    assert [str(error) for error in wrong] == []
    assert len(heads) == many
    assert max(heads) == many * EDITS
    with closing(open_catalog(as_user(big, "lea"))) as gateway:
        entries = gateway.pull(MAIN, after=0, limit=5000).entries
    assert sorted(entry.item_id for entry in entries) == sorted(edit.id for edits in work for edit in edits)
    assert [entry.seq for entry in entries] == list(range(1, many * EDITS + 1))
    print(f"{many} clients at one instant: {seconds:.2f} s, errors 0, lost 0, doubled 0")


def test_the_same_episodes_in_every_order(pg: Home, tmp_path: Path) -> None:
    """People, leases, registrations and withdrawals cross over the same episodes; not one waits in a ring."""
    people = ("ann", "bob", "cat", "dan", "lea", "eve")
    with Town(pg, tmp_path, people, episodes=8) as town:
        extra = new_id()
        for n, user in enumerate(people):
            order = [*town.records[n:], *town.records[:n]]
            for record in order if n % 2 else order[::-1]:
                if user != "eve":
                    town.work(user, record)
        ids = [record.id for record in town.records]

        def sync(user: str) -> Callable[[], None]:
            return lambda: [town.sync(user) for _ in range(3)] and None

        def hold(gateway: Gateway, user: str) -> None:
            for n in range(12):
                mine = ids[n % 8 :] + ids[: n % 8]
                gateway.take_leases(MAIN, mine, device_id="other", break_held=user == "lea", hours=0.0001)
                gateway.release_leases(MAIN, mine[::-1], device_id="other")

        def register(gateway: Gateway, _: str) -> None:
            for n in range(12):
                gateway.register(MAIN, town.records[n % 8 :])

        def withdraw() -> None:
            administration.withdraw_episode(admin_address(pg), MAIN, extra, reason="asked for")

        def opened(user: str, work: Callable[[Gateway, str], None]) -> Callable[[], None]:
            def run() -> None:
                with closing(pg.opened(user)) as gateway:
                    work(gateway, user)

            return run

        with closing(pg.opened("ann")) as gateway:
            gateway.push(MAIN, chain(extra, 2), {})
        before = deadlocks(pg)
        wrong, seconds = at_once(
            [
                *(sync(user) for user in people),
                opened("lea", hold),
                opened("dan", hold),
                opened("eve", register),
                opened("eve", register),
                withdraw,
            ]
        )
        assert [str(error) for error in wrong if isinstance(error, CatalogError)] == []
        assert wrong == []
        assert deadlocks(pg) == before
        tally = town.settled()

    print(tally.told(f"everybody on the same episodes in every order, {seconds:.2f} s, deadlocks 0", 1))


def deadlocks(home: Home) -> int:
    database = home.url.split("@/")[1].split("?", maxsplit=1)[0]
    rows = server().execute(f"select deadlocks from pg_stat_database where datname = '{database}'")
    return int(str(rows[0][0]))
