"""Clocks of 1999 and 2099: the log's order is that of arrival, and nothing else goes by a client's clock."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from models.catalog.gateway import Gateway
from tests.support.catalogs import Home
from tests.support.machine_people import CLOCKS
from tests.support.town import Town

HOUR_NS = 3_600_000_000_000
MINUTE_NS = 60_000_000_000
_PLACES = "select changeset_id::text, tableoid::regclass::text from rushes.revision"


@pytest.fixture
def town(pg: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(pg, tmp_path, ("ann", "bob", "cat")) as made:
        made.desks["ann"].now_ns = CLOCKS["1999"]
        made.desks["bob"].now_ns = CLOCKS["2099"]
        made.desks["cat"].now_ns = time.time_ns()
        yield made


def test_the_order_is_that_of_arrival(town: Town) -> None:
    """Three people hand one episode to and fro, the one with the clock of 2099 first."""
    order: list[str] = []
    for turn, user in enumerate(("bob", "ann", "cat", "ann", "bob", "cat", "bob", "ann")):
        town.sync(user)
        order += town.note(user, times=2) if turn else town.work(user)
        town.sync(user)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (18, 0)
    logged = [entry.item_id for entry in town.model.log("main").entries if entry.changeset is not None]
    assert logged == order
    assert logged != sorted(logged), "the ids tell another order"
    with psycopg.connect(town.home.url) as link:
        places = {str(key): str(place) for key, place in link.execute(_PLACES).fetchall()}
    for user, ids in town.model.made.items():
        in_default = {places[changeset_id].endswith("revision_default") for changeset_id in ids}
        assert in_default == {user != "cat"}, (
            "bad clocks land in the DEFAULT partition, good ones in quarters"
        )
    print(tally.told("clocks of 1999, 2099 and now", 8))


def test_offline_work_of_both_is_told_apart_by_its_base(town: Town) -> None:
    """Whoever comes first is applied, whatever the clocks say; a later date wins nothing."""
    town.work("ann")
    town.sync("ann")
    town.sync("bob")
    town.note("bob", times=3)
    town.note("ann", times=3)
    assert town.sync("ann").pushed == 3
    assert town.sync("bob").conflicts == 3
    tally = town.settled()

    assert town.desks["bob"].document(town.records[0]).note.startswith("ann")
    print(tally.told("clocks of 1999 and 2099, offline", 1))


def test_leases_go_by_the_server_s_clock(town: Town) -> None:
    town.work("ann")
    town.sync("ann")
    town.sync("bob")
    with closing(town.home.opened("bob")) as gateway:
        before = time.time_ns()
        expires = take(town, gateway, "bob", hours=8)
        assert abs(expires - before - 8 * HOUR_NS) < 5 * MINUTE_NS, "not in 2099"
        town.note("ann")
        assert town.sync("ann").conflicts == 1, "bob holds it, though the clock of ann says 1999"
        expires = take(town, gateway, "bob", hours=0.3 / 3600)
    while time.time_ns() < expires + 50_000_000:
        time.sleep(0.05)
    town.note("ann")
    assert town.sync("ann").conflicts == 0, "it ran out by the server's clock, though bob's says 2099"

    tally = town.settled()
    assert (tally.applied, tally.refused) == (5, 1)
    print(tally.told("leases with clocks of 1999 and 2099", 2))


def take(town: Town, gateway: Gateway, user: str, *, hours: float) -> int:
    store = town.desks[user].store
    leases = gateway.take_leases("main", [town.records[0].id], device_id=store.device_id, hours=hours)
    store.put_leases(leases)
    return leases[0].expires_at_ns
