"""Rights that change in the middle of a sync: one clear sentence; the queue is kept and goes through after repair."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from models.catalog import administration
from models.catalog.gateway import Gateway
from models.catalog.sync_steps import SyncReport
from models.catalog.values import EpisodeQuery
from models.errors import CatalogError, CatalogUnreachableError
from models.labelling.commands import Approve
from models.review import Role, State
from models.storage.values import Answer, Page
from tests.support.catalogs import OTHER, Home, Through, admin_address
from tests.support.postgres import server
from tests.support.town import Town, by

SECOND = 2
Act = Callable[[], object]


class Before(Through):
    """Something happens before the nth push, or before the nth pull."""

    def __init__(self, gateway: Gateway, what: str, nth: int, act: Act) -> None:
        super().__init__(gateway)
        self._what, self._left, self._act = what, nth, act

    def push(self, *args: Any, **options: Any) -> tuple[Answer, ...]:
        self._count("push")
        return super().push(*args, **options)

    def pull(self, *args: Any, **options: Any) -> Page:
        self._count("pull")
        return super().pull(*args, **options)

    def _count(self, what: str) -> None:
        self._left -= what == self._what
        if what == self._what and self._left == 0:
            self._act()


@pytest.fixture
def town(pg: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(pg, tmp_path, ("ann", "bob", "lea"), episodes=2) as made:
        yield made


def sync_and(town: Town, user: str, what: str, nth: int, act: Act) -> SyncReport:
    return town.sync_through(user, lambda gateway: Before(gateway, what, nth, act))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(("what", "nth", "left"), [("push", SECOND, 14), ("pull", 1, 0)])
def test_disabled_in_mid_sync(town: Town, what: str, nth: int, left: int) -> None:
    admin = admin_address(town.home)
    town.work("ann", notes=60)
    with psycopg.connect(town.home.login("ann"), autocommit=True) as open_session:
        with pytest.raises(CatalogError, match="does not know the login ann, or it was disabled") as caught:
            sync_and(town, "ann", what, nth, lambda: administration.disable(admin, "ann"))
        assert not isinstance(caught.value, CatalogUnreachableError)
        assert town.pending("ann") == left
        for table in ("episode", "segment", "revision", "change_log", "site", "app_user"):
            rows = open_session.execute(f"select * from rushes.{table}".encode()).fetchall()
            assert [row for row in rows if table != "app_user" or row[0] != "ann"] == [], table
    with closing(town.home.opened("ann")) as gateway:
        reads: list[Act] = [
            lambda: gateway.page(EpisodeQuery()),
            lambda: gateway.search("ann"),
            lambda: gateway.revisions("main", town.records[0].id),
            gateway.status,
        ]
        for read in reads:
            with pytest.raises(CatalogError, match="does not know the login ann, or it was disabled"):
                read()
    town.note("ann", times=2)
    administration.enable(admin, "ann")

    tally = town.settled()
    assert (tally.applied, tally.refused) == (66, 0)
    print(tally.told(f"disabled before {what} {nth}", 1))


def test_the_password_is_changed_in_mid_sync(town: Town) -> None:
    """An open connection goes on; the next one, after a hiccup of the line, is refused."""
    admin = admin_address(town.home)
    database = town.home.url.split("@/")[1].split("?", maxsplit=1)[0]

    def door(secret: str) -> Home:
        return by(town.home, lambda user: server().tcp_url(database, user=user, password=secret))

    administration.set_password(admin, "ann", "first-secret")
    town.work("ann", notes=60)
    gateway = door("first-secret").opened("ann")

    def change() -> None:
        administration.set_password(admin, "ann", "second-secret")
        gateway.close()

    with pytest.raises(
        CatalogError, match="refuses the login ann: the password or the name is wrong"
    ) as caught:
        town.desks["ann"].sync(Before(gateway, "push", SECOND, change))  # type: ignore[arg-type]
    assert "secret" not in str(caught.value)
    assert not isinstance(caught.value, CatalogUnreachableError)
    assert town.pending("ann") == 14
    with pytest.raises(CatalogError, match="refuses the login ann"):
        town.sync("ann", door("first-secret"))
    assert town.sync("ann", door("second-secret")).pushed == 14

    print(town.settled().told("password changed between pushes, SCRAM", 1))


def test_a_lead_becomes_an_annotator_in_mid_sync(town: Town) -> None:
    """A decision that she had no right to any more is refused and kept; with the right back she decides again."""
    admin, record = admin_address(town.home), town.records[0]
    town.work("ann")
    town.model.acknowledge("ann", town.desks["ann"].submit(record))
    town.sync("ann")
    town.sync("lea")
    town.work("lea", town.records[1], notes=50)
    ids = town.desks["lea"].do(record, Approve("lea"))
    town.model.acknowledge("lea", ids)
    report = sync_and(
        town, "lea", "push", SECOND, lambda: administration.set_role(admin, "lea", Role.ANNOTATOR)
    )
    assert (report.pushed, report.forbidden) == (54, 1)
    assert [item.why for item in town.desks["lea"].store.conflicts()] == ["this step belongs to a lead"]
    assert town.desks["lea"].document(record).state is State.SUBMITTED
    administration.set_role(admin, "lea", Role.LEAD)
    town.model.acknowledge("lea", town.desks["lea"].do(record, Approve("lea")))

    tally = town.settled()
    assert town.desks["ann"].document(record).state is State.APPROVED
    assert (tally.applied, tally.refused) == (60, 1)
    print(tally.told("role taken between pushes", 1))


def test_an_annotator_becomes_a_lead_in_mid_sync(town: Town) -> None:
    town.work("ann", notes=60)
    sync_and(
        town,
        "ann",
        "push",
        SECOND,
        lambda: administration.set_role(admin_address(town.home), "ann", Role.LEAD),
    )
    administration.set_role(admin_address(town.home), "ann", Role.ANNOTATOR)

    tally = town.settled()
    assert (tally.applied, tally.refused) == (64, 0)
    print(tally.told("role given between pushes", 1))


@pytest.mark.parametrize(("what", "nth", "left"), [("push", SECOND, 14), ("pull", 1, 0)])
def test_a_site_is_revoked_in_mid_sync(town: Town, what: str, nth: int, left: int) -> None:
    """Work for the other site goes on; what waits for this one stays in the queue, whole, until it is granted again."""
    admin = admin_address(town.home)
    town.work("ann", notes=60)
    elsewhere = replace(town.records[1], site=OTHER)
    town.records[1] = elsewhere
    town.work("ann", elsewhere)
    with pytest.raises(CatalogError, match="no right to the site main") as caught:
        sync_and(town, "ann", what, nth, lambda: administration.revoke_site(admin, "ann", "main"))
    assert not isinstance(caught.value, CatalogUnreachableError)
    town.note("ann", times=2)
    with pytest.raises(CatalogError, match="no right to the site main"):
        town.sync("ann")
    waiting = town.desks["ann"].store.pending(99)
    assert [edit.episode_id for edit in waiting] == [town.records[0].id] * (left + 2)
    assert town.desks["ann"].store.conflicts() == []
    administration.grant_site(admin, "ann", "main")

    tally = town.settled()
    assert (tally.applied, tally.refused) == (70, 0)
    print(tally.told(f"site revoked before {what} {nth}", 1))
