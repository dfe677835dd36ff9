"""Faults between a person and the catalog: killed servers, racing pushers. Nothing lost, nothing doubled."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from models.catalog import wire
from models.catalog.sync import synchronise
from models.catalog.tables import SCHEMA_VERSION
from models.catalog.values import Revision
from models.errors import CatalogUnreachableError
from models.labelling.changes import ChangeSet
from models.labelling.commands import SetNote
from models.storage.values import Answer, AnswerStatus
from tests.support.catalogs import Crowd, Desk, Home, chain, changeset, episode, new_id
from tests.support.postgres import server

NAMES = ("ann", "bob", "cat", "dan")


def push_until_answered(
    home: Home,
    user: str,
    batches: list[list[ChangeSet]],
    *,
    end: float,
    answered: list[AnswerStatus] | None = None,
    cuts: list[str] | None = None,
) -> None:
    """Push each batch until it is answered, whatever happens to the server meanwhile.

    ``answered`` gets the answers, ``cuts`` the sentences of pushes without one.
    """
    gateway = home.opened(user)
    for batch in batches:
        while time.monotonic() < end:
            try:
                statuses = [answer.status for answer in gateway.push("main", batch, {})]
                if answered is not None:
                    answered += statuses
                break
            except CatalogUnreachableError as error:
                if cuts is not None:
                    cuts.append(str(error))
                time.sleep(0.01)
    gateway.close()


def test_kill_9_of_the_server_while_people_push(pg: Home) -> None:
    """Committed but unanswered pushes are pushed again: each change-set is there once, in one unbroken log."""
    work = [chain(new_id(), 200, author=NAMES[n]) for n in range(3)]
    batches = [[edits[n : n + 5] for n in range(0, len(edits), 5)] for edits in work]
    answered: list[AnswerStatus] = []
    cuts: list[str] = []
    end = time.monotonic() + 120

    def person(n: int) -> None:
        push_until_answered(pg, NAMES[n], batches[n], end=end, answered=answered, cuts=cuts)

    people = [threading.Thread(target=person, args=(n,)) for n in range(len(work))]
    for one in people:
        one.start()
    for so_many in (20, 140, 260, 380, 500):
        while len(answered) < so_many and time.monotonic() < end:
            time.sleep(0.0005)
        server().kill()
        server().restart()
    for one in people:
        one.join(120)

    assert answered == [AnswerStatus.APPLIED] * 600
    assert any("does not answer: server closed the connection" in cut for cut in cuts), "a push was under way"
    _once_and_dense(pg, work)


def test_racing_pushers_get_one_unbroken_log(home: Home) -> None:
    """Several people, some on the same episodes, each change-set pushed twice."""
    shared = new_id()
    work = [[*chain(new_id(), 20, author=NAMES[n]), *chain(shared, 5, author=NAMES[n])] for n in range(4)]
    failures: list[BaseException] = []

    def person(edits: list[ChangeSet]) -> None:
        try:
            batches = [edits[n : n + 3] for n in range(0, len(edits), 3)]
            push_until_answered(
                home,
                edits[0].author,
                [b for batch in batches for b in (batch, batch)],
                end=time.monotonic() + 60,
            )
        except BaseException as error:
            failures.append(error)

    people = [threading.Thread(target=person, args=(edits,)) for edits in work]
    for one in people:
        one.start()
    for one in people:
        one.join(120)

    assert failures == []
    gateway = home.opened("ann")
    seqs = [entry.seq for entry in gateway.pull("main", after=0).entries]
    on_shared = gateway.revisions("main", shared)
    status = gateway.status()
    gateway.close()
    assert seqs == list(range(1, 4 * 20 + 5 + 1)), "one of four won the shared episode"
    assert len(on_shared) == 20
    assert len({row.changeset.author for row in on_shared if row.status is AnswerStatus.APPLIED}) == 1
    assert status.revisions == 4 * 25


def push_raw(connection: psycopg.Connection[tuple[object, ...]], edit: ChangeSet) -> None:
    """A push inside the transaction of ``connection``, left without COMMIT."""
    parcel = wire.pack(edit)
    assert parcel is not None
    connection.execute(
        "select rushes.push(%s, 'main', '', %s::uuid[], %s::text[], %s::text[], '{}', '{}', '{}', '{}')",
        (SCHEMA_VERSION, [parcel.id], [parcel.episode_id], [parcel.body]),
    )


@contextmanager
def pushing(home: Home, edit: ChangeSet) -> Iterator[list[Answer]]:
    """Somebody pushes ``edit`` beside the block and cannot go on before its end; the answer is there after it."""
    answers: list[Answer] = []

    def person() -> None:
        with closing(home.opened(edit.author)) as gateway:
            answers.extend(gateway.push("main", [edit], {}))

    other = threading.Thread(target=person)
    other.start()
    other.join(0.5)
    assert answers == [], "it waits"
    yield answers
    other.join(30)


def test_a_push_waits_for_one_of_the_same_episode_and_then_sees_it(pg: Home) -> None:
    base = chain(new_id(), 1)[0]
    push_until_answered(pg, "ann", [[base]], end=time.monotonic() + 10)
    mine, theirs = (changeset(base.episode_id, parent=base.id, author=name) for name in ("ann", "bob"))

    with psycopg.connect(pg.login("bob")) as other:
        push_raw(other, theirs)
        with pushing(pg, mine) as answers:
            other.commit()

    assert [answer.status for answer in answers] == [AnswerStatus.CONFLICT]


def test_numbers_are_taken_in_the_order_of_the_commits(pg: Home) -> None:
    """A number taken before its turn would be committed after a higher one, and a reader would pass it by."""
    first, second = changeset(new_id()), changeset(new_id())

    with psycopg.connect(pg.login("ann")) as other:
        push_raw(other, first)
        with pushing(pg, second) as answers:
            other.commit()

    assert [answer.seq for answer in answers] == [2]
    _once_and_dense(pg, [[first, second]])


def test_a_reader_never_misses_what_writers_add(pg: Home) -> None:
    """A page ends at the head of its own moment, so that a cursor never passes a row that commits later."""
    work = [chain(new_id(), 60, author=NAMES[n]) for n in range(4)]
    writers = [
        threading.Thread(
            target=push_until_answered,
            args=(pg, edits[0].author, [[edit] for edit in edits]),
            kwargs={"end": time.monotonic() + 60},
        )
        for edits in work
    ]
    for one in writers:
        one.start()
    gateway, seen, cursor = pg.opened("lea"), list[int](), 0
    while (len(seen) < 240 and any(one.is_alive() for one in writers)) or gateway.status().head > cursor:
        page = gateway.pull("main", after=cursor, limit=7)
        seen += [entry.seq for entry in page.entries]
        cursor = seen[-1] if seen else 0
    for one in writers:
        one.join(60)
    gateway.close()

    assert seen == list(range(1, 241))


def test_two_pushes_that_cross_over_each_other_do_not_wait_in_a_ring(pg: Home) -> None:
    """Both touch the same two episodes in opposite order, again and again."""
    episodes = [new_id(), new_id()]
    forward = [chain(episodes[0], 1)[0], chain(episodes[1], 1)[0]]
    start = threading.Barrier(2)
    failures: list[str] = []

    def person(edits: list[ChangeSet]) -> None:
        gateway = pg.opened(edits[0].author)
        for _ in range(30):
            start.wait(30)
            try:
                gateway.push("main", edits, {})
            except CatalogUnreachableError as error:
                failures.append(str(error))
        gateway.close()

    people = [threading.Thread(target=person, args=(edits,)) for edits in (forward, forward[::-1])]
    for one in people:
        one.start()
    for one in people:
        one.join(60)

    assert failures == []


def test_kill_9_in_the_middle_of_a_sync_keeps_the_queue(pg: Home, desk: Callable[..., Desk]) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)
    ann.do(record, *(SetNote(f"note {n}") for n in range(120)))
    gateway = pg.opened("ann")
    calls = iter(range(100))

    def kill_in_the_third_pause() -> bool:
        if next(calls) == 2:
            server().kill()
        return False

    with pytest.raises(CatalogUnreachableError):
        synchronise(ann.store, gateway, cancelled=kill_in_the_third_pause)
    waiting = ann.store.pending_count()
    server().restart()
    report = synchronise(ann.store, gateway)
    gateway.close()

    assert waiting == 124 - 50
    assert report.pushed == waiting
    assert ann.store.pending_count() == 0
    _once_and_dense(pg, [[row.changeset for row in _revisions(pg, record.id)]], count=124)


def _revisions(home: Home, episode_id: str) -> tuple[Revision, ...]:
    with closing(home.opened("lea")) as gateway:
        return gateway.revisions("main", episode_id)


def _once_and_dense(home: Home, work: list[list[ChangeSet]], *, count: int | None = None) -> None:
    with closing(Crowd(home)) as crowd:
        found = crowd.changesets()
        entries = crowd.pull(limit=10_000).entries
        status = crowd.status()
    wanted = [edit.id for edits in work for edit in edits]
    assert len(wanted) == (count or len(wanted))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert sorted(edit.id for edit in found) == sorted(wanted)
    assert status.revisions == len(wanted)
