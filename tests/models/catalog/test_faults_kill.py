"""kill -9 of the server and of single sessions in the middle of a push: what was acknowledged is there, once."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from models.errors import CatalogUnreachableError
from tests.support.catalogs import Home
from tests.support.postgres import server
from tests.support.town import Town, by
from tests.support.wire_proxy import WireProxy

KILLS = 3
_PUSHING = (
    "select pid from pg_stat_activity where query like 'select rushes.push%%' and state = 'active' and {}"
)


@pytest.fixture
def town(pg: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(pg, tmp_path, ("ann", "bob"), episodes=2) as made:
        yield made


@contextmanager
def held_at_the_log(url: str) -> Iterator[None]:
    """Nobody can write the log in the block: a push has written all else and waits, without COMMIT."""
    with psycopg.connect(url) as holder:
        holder.execute("select from rushes.stream_head for update")
        try:
            yield
        finally:
            if not holder.broken:
                try:
                    holder.rollback()
                except psycopg.OperationalError:
                    holder.close()


def wait_for_push(url: str, condition: str) -> int:
    """Process of the session that pushes."""
    end = time.monotonic() + 30
    with psycopg.connect(url, autocommit=True) as link:
        while time.monotonic() < end:
            row = link.execute(_PUSHING.format(condition).encode()).fetchone()
            if row is not None:
                return int(str(row[0]))
            time.sleep(0.005)
    raise AssertionError("nobody pushes")


@contextmanager
def syncing(town: Town, home: Home, *people: str) -> Iterator[list[str]]:
    """They sync beside the block; the sentences of what came of it, after it."""
    told: list[str] = []

    def run(user: str) -> None:
        try:
            town.sync(user, home)
        except CatalogUnreachableError as error:
            told.append(str(error))

    threads = [threading.Thread(target=run, args=(user,)) for user in people]
    for one in threads:
        one.start()
    yield told
    for one in threads:
        one.join(60)


def acknowledged(town: Town) -> int:
    return sum(map(len, town.model.made.values()))


def kill_postmaster(_: int) -> None:
    server().kill()
    server().restart()


def kill_backend(pid: int) -> None:
    """The postmaster notices and begins anew with everybody cut off."""
    os.kill(pid, signal.SIGKILL)
    server().start()


@pytest.mark.parametrize("kill", [kill_postmaster, kill_backend])
def test_killed_while_a_push_waits_for_its_turn_at_the_log(town: Town, kill: Callable[[int], None]) -> None:
    """Nothing of it was committed: it is told, kept, and pushed again."""
    for n in range(KILLS):
        for user, record in zip(town.desks, town.records, strict=True):
            if n:
                town.note(user, record, times=4)
            else:
                town.work(user, record)
        with held_at_the_log(town.home.url), syncing(town, town.home, *town.desks) as told:
            kill(wait_for_push(town.home.url, "wait_event_type = 'Lock'"))
        assert any("does not answer" in sentence for sentence in told)
        assert all(town.pending(user) in {0, 4} for user in town.desks)
        assert town.pending("ann") + town.pending("bob") >= 4
        for user in town.desks:
            town.stubborn(user)
    tally = town.settled()

    assert tally.applied == 2 * KILLS * 4
    print(tally.told(f"kill -9, {kill.__name__}, before COMMIT", KILLS))


def test_killed_between_the_commit_and_the_reply(town: Town) -> None:
    """All of it was committed and nobody heard: it is pushed again, and answered as the first time."""
    with WireProxy(server()) as line:
        far = by(town.home, lambda user: line.through(town.home.login(user)))
        for n in range(KILLS):
            ids = town.note("ann", times=4) if n else town.work("ann")
            line.hold_reply("rushes.push")
            before = line.fired
            with syncing(town, far, "ann") as told:
                end = time.monotonic() + 30
                while line.fired == before and time.monotonic() < end:
                    time.sleep(0.005)
                kill_postmaster(0)
            assert len(told) == 1
            assert [edit.id for edit in town.desks["ann"].store.pending(99)] == ids
            town.stubborn("ann", far)
    tally = town.settled()

    assert tally.applied == KILLS * 4
    print(tally.told("kill -9 of the postmaster after COMMIT, before the reply", KILLS))


def test_killed_at_any_moment_while_people_edit_and_sync(town: Town) -> None:
    """No moment is chosen: people go on for as long as it takes."""
    town.work("ann", town.records[0])
    town.work("bob", town.records[1])
    cuts: list[str] = []
    done = threading.Event()

    def person(user: str, n: int) -> None:
        while not done.is_set() or town.pending(user):
            if not done.is_set():
                town.note(user, town.records[n], times=3)
            cuts.extend(town.stubborn(user, tries=2000))

    people = [threading.Thread(target=person, args=(user, n)) for n, user in enumerate(town.desks)]
    for one in people:
        one.start()
    for n in range(2 * KILLS):
        so_many, end = acknowledged(town) + 12, time.monotonic() + 30
        while acknowledged(town) < so_many and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(0.007 * n)
        kill_postmaster(0)
    done.set()
    for one in people:
        one.join(60)
    tally = town.settled()

    assert cuts
    assert tally.refused == 0
    print(tally.told(f"kill -9 of the postmaster at any moment, {len(cuts)} syncs cut", 2 * KILLS))
