"""The primary is killed and its replica takes over: clients with both in their URL find it, and nothing is lost."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from models.catalog import administration
from models.catalog.sync import synchronise
from models.catalog.values import EpisodeQuery
from models.errors import CatalogUnreachableError
from models.review import Role
from tests.support.catalogs import Home, admin_address
from tests.support.postgres import as_user, server
from tests.support.replica import Replica, either_url
from tests.support.town import Town, by


@pytest.fixture
def replica(pg: Home) -> Iterator[Replica]:
    """Of the test process's server, which comes back at the end."""
    with ExitStack() as ending:
        ending.callback(server().start)
        made = Replica(server())
        ending.callback(made.destroy)
        made.start()
        yield made


@pytest.fixture
def town(pg: Home, replica: Replica, tmp_path: Path) -> Iterator[Town]:
    """Everybody goes by the URL of both servers."""
    both = either_url(server(), replica, database(pg))
    home = replace(pg, url=both, login=lambda user: as_user(both, user))
    with Town(home, tmp_path, ("ann", "bob", "lea"), episodes=2) as made:
        yield made


def database(home: Home) -> str:
    return home.url.split("@/")[1].split("?", maxsplit=1)[0]


def test_work_that_the_replica_has_not_received_is_offered_again(town: Town, replica: Replica) -> None:
    """The copy is behind by what was acknowledged last; with another epoch everybody sends that once more."""
    first, second = town.records
    town.work("ann", first, notes=6)
    town.sync("ann")
    town.sync("bob")
    replica.catch_up()
    replica.cut_off()
    town.note("ann", first, times=5)
    town.work("bob", second)
    town.sync("ann")
    town.sync("bob")
    assert (town.pending("ann"), town.pending("bob")) == (0, 0), "acknowledged, and on the primary alone"
    town.note("ann", first, times=2)

    server().kill()
    with pytest.raises(CatalogUnreachableError, match="does not answer"):
        town.sync("ann")
    replica.promote()
    with closing(town.home.opened("ann")) as gateway:
        assert gateway.hello(user="ann", role=Role.ANNOTATOR, device_id="").sites[0].head == 11
    administration.raise_epoch(admin_address(town.home))
    reports = {user: town.sync(user) for user in ("ann", "bob")}
    tally = town.settled()

    assert [reports[user].reoffered for user in ("ann", "bob")] == [15, 4]
    assert (tally.applied, tally.refused) == (21, 0)
    print(tally.told("failover to a replica that was 9 change-sets behind", 1))


def test_killed_while_people_push_and_the_replica_has_it_all(town: Town, replica: Replica) -> None:
    """In the middle of a run; nobody says a word of an epoch, and those who push find the new one by themselves."""
    town.work("ann", town.records[0], notes=60)
    town.work("bob", town.records[1], notes=60)
    town.sync("bob")

    def fail_over(asked: list[int]) -> bool:
        asked.append(1)
        if len(asked) == 3:
            replica.catch_up()
            server().kill()
            replica.promote()
        return False

    asked: list[int] = []
    with closing(town.home.opened("ann")) as gateway:
        with pytest.raises(CatalogUnreachableError, match="does not answer"):
            synchronise(town.desks["ann"].store, gateway, cancelled=lambda: fail_over(asked))
        assert town.pending("ann") == 14
        report = synchronise(town.desks["ann"].store, gateway)
    assert (report.pushed, report.reoffered) == (14, 0)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (128, 0)
    print(tally.told("failover between two pushes", 1))


def test_a_standby_gives_lists_and_pages_and_takes_no_work(town: Town, replica: Replica) -> None:
    standby = by(town.home, lambda user: replica.url(database(town.home), user=user))
    town.work("ann", notes=3)
    town.sync("ann")
    replica.catch_up()
    assert town.sync("bob", standby).pulled == 7
    with closing(standby.opened("lea")) as gateway:
        assert [row.note for row in gateway.page(EpisodeQuery()).rows] == ["ann 3"]
        assert len(gateway.search("ann 3")) == 1
        assert len(gateway.revisions("main", town.records[0].id)) == 7
        assert gateway.status().head == 8
    town.note("bob", times=2)
    with pytest.raises(CatalogUnreachableError, match="read-only"):
        town.sync("bob", standby)
    assert town.pending("bob") == 2

    tally = town.settled()
    assert (tally.applied, tally.refused) == (9, 0)
    print(tally.told("push to a standby", 1))


def test_a_standby_that_is_behind_is_read_as_far_as_it_goes(town: Town, replica: Replica) -> None:
    """It has less than ann took before, and more than bob did; neither takes it for a catalog that was restored."""
    standby = by(town.home, lambda user: replica.url(database(town.home), user=user))
    town.work("ann", notes=3)
    town.sync("ann")
    replica.catch_up()
    with replica.paused():
        town.note("ann", times=4)
        town.sync("ann")
        with closing(standby.opened("ann")) as gateway:
            assert gateway.hello(user="ann", role=Role.ANNOTATOR, device_id="").is_standby
        behind, ahead = town.sync("ann", standby), town.sync("bob", standby)
        assert (behind.is_behind, behind.reoffered, behind.pulled) == (True, 0, 0)
        assert (ahead.is_behind, ahead.reoffered, ahead.pulled) == (False, 0, 7)
        town.note("ann", times=1)
        with pytest.raises(CatalogUnreachableError, match="standby, which is read-only: 1 edits wait"):
            town.sync("ann", standby)
        assert town.pending("ann") == 1
    report = town.sync("ann")
    assert (report.pushed, report.reoffered) == (1, 0)

    tally = town.settled()
    assert (tally.applied, tally.refused) == (12, 0)
    print(tally.told("a standby that is behind", 1))


def test_a_standby_that_has_not_heard_of_the_restore_is_waited_for(town: Town, replica: Replica) -> None:
    standby = by(town.home, lambda user: replica.url(database(town.home), user=user))
    town.work("ann", notes=3)
    town.sync("ann")
    replica.catch_up()
    with replica.paused():
        administration.raise_epoch(admin_address(town.home))
        assert town.sync("ann").reoffered > 0
        behind = town.sync("ann", standby)
        assert (behind.is_behind, behind.reoffered) == (True, 0)
    assert town.sync("ann").reoffered == 0, "the older epoch was not believed"
