"""Far away on a narrow line that stalls: a day's work goes through, and each call costs one round trip."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.catalog import administration
from models.catalog.gateway import Gateway, open_catalog
from models.catalog.sync import SyncRun
from tests.support.catalogs import Home, admin_address
from tests.support.postgres import server
from tests.support.town import Town, by
from tests.support.wire_proxy import KBIT_S, WireProxy

pytestmark = pytest.mark.long

CONNECT_TRIPS = 2
"""One asks for TLS, which this server does not have, one begins the session; SCRAM takes two more."""
SCRAM_TRIPS = 2


@pytest.fixture
def town(pg: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(pg, tmp_path, ("ann", "bob"), episodes=4) as made:
        yield made


def counted(town: Town, user: str, gateway: Gateway, line: WireProxy) -> list[tuple[str, int]]:
    """A whole run: what was asked, and the round trips that each took."""
    run, told = SyncRun(town.desks[user].store), list[tuple[str, int]]()
    while (request := run.next_request()) is not None:
        before = line.round_trips
        result = request.send(gateway)
        told.append((type(request).__name__.removesuffix("Request"), line.round_trips - before))
        run.take(request, result)
    return told


@pytest.mark.parametrize("round_trip_ms", [25, 100, 300])
def test_a_day_s_work_goes_through_a_far_and_narrow_line(town: Town, round_trip_ms: int) -> None:
    for record in town.records:
        town.work("ann", record, notes=11)
    assert town.pending("ann") == 60
    with WireProxy(server(), seed=round_trip_ms) as line:
        line.round_trip_s, line.bytes_per_s = round_trip_ms / 1000, 256 * KBIT_S
        line.stall_chance, line.stall_s = 0.01, 0.4
        far = by(town.home, lambda user: line.through(town.home.login(user)))
        # Both are open to the end: a farewell counts where another one listens.
        with closing(far.opened("ann")) as of_ann, closing(far.opened("bob")) as of_bob:
            asked = counted(town, "ann", of_ann, line)
            fetched = counted(town, "bob", of_bob, line)
        assert line.connections == 2

    hello = ("Hello", CONNECT_TRIPS + 1)
    assert asked == [hello, ("Push", 1), ("Push", 1), ("Pull", 1), ("Pull", 1)]
    assert fetched == [hello, ("Pull", 1), ("Pull", 1)]
    print(town.settled().told(f"{round_trip_ms} ms, 256 kbit/s, {line.stalls} stalls", 1))


def test_the_sixth_call_of_a_kind_costs_no_more_than_the_first(town: Town) -> None:
    """The driver would prepare a statement that comes again and again, in a round trip of its own."""
    with WireProxy(server()) as line, closing(open_catalog(line.through(town.home.login("ann")))) as gateway:
        gateway.status()
        before = line.round_trips
        for n in range(8):
            gateway.pull("main", after=0)
            if n == 0:
                town.work("ann")
            else:
                town.note("ann")
            gateway.push("main", town.desks["ann"].store.pending(50), {})
        trips = line.round_trips - before
    assert trips == 16

    print(town.settled().told("round trips of 8 pushes and 8 pulls: 16; pushed by hand", 1))


def test_connecting_with_a_password_takes_two_more(town: Town) -> None:
    administration.set_password(admin_address(town.home), "ann", "a long secret")
    database = town.home.url.split("@/")[1].split("?", maxsplit=1)[0]
    url = server().tcp_url(database, user="ann", password="a%20long%20secret")
    town.work("ann", notes=16)
    with WireProxy(server(), by_tcp=True) as line:
        line.round_trip_s = 0.05
        with closing(open_catalog(line.through(url))) as gateway:
            asked = counted(town, "ann", gateway, line)

    hello = ("Hello", CONNECT_TRIPS + SCRAM_TRIPS + 1)
    assert asked == [hello, ("Push", 1), ("Pull", 1), ("Pull", 1)]
    print(town.settled().told("SCRAM over 50 ms, connecting takes 4 round trips", 1))
