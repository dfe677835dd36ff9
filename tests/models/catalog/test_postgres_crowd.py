"""Many who write at once: no number is left out, nobody waits in a ring, no label slips past an approval."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.catalog import administration
from models.catalog.gateway import Gateway, open_catalog
from models.labelling.changes import ChangeSet
from models.storage.values import LogEntry
from tests.support.catalogs import chain, changeset, new_id, set_field
from tests.support.postgres import as_user, people_catalog, postgres_address, server

WRITERS = [login for login in ("ann", "bob", "cat", "dan") for _ in range(4)]


@pytest.fixture
def url() -> Iterator[str]:
    made = server().fresh_database(people_catalog)
    yield made
    server().drop_database(made)


def in_threads(works: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result(120)


def with_gateway(url: str, login: str, work: Callable[[Gateway], None]) -> Callable[[], None]:
    def run() -> None:
        gateway = open_catalog(as_user(url, login))
        try:
            work(gateway)
        finally:
            gateway.close()

    return run


def test_a_reader_misses_nothing_that_sixteen_writers_write(url: str) -> None:
    seen, written, done = list[LogEntry](), set[str](), threading.Event()

    def write(login: str) -> Callable[[Gateway], None]:
        def work(gateway: Gateway) -> None:
            for _ in range(6):
                edits = chain(new_id(), 3, author=login)
                answers = gateway.push("main", edits, {})
                assert {answer.status.value for answer in answers} == {"applied"}
                written.update(edit.id for edit in edits)

        return work

    def read(gateway: Gateway) -> None:
        while True:
            last = done.is_set()
            page = gateway.pull("main", after=len(seen), chain=seen[-1].chain if seen else "", limit=20)
            assert not page.rewound
            assert [entry.seq for entry in page.entries] == [
                len(seen) + n for n in range(1, len(page.entries) + 1)
            ]
            seen.extend(page.entries)
            if last and len(seen) == page.head:
                return

    reader = threading.Thread(target=with_gateway(url, "lea", read))
    reader.start()
    try:
        in_threads([with_gateway(url, login, write(login)) for login in WRITERS])
    finally:
        done.set()
        reader.join(120)

    assert len(written) == len(WRITERS) * 18
    assert {entry.item_id for entry in seen} == written
    assert administration.verify_chain(postgres_address(as_user(url, "adm")), "main") is None


def test_pushes_over_the_same_episodes_never_wait_in_a_ring(url: str) -> None:
    episodes = [new_id() for _ in range(12)]

    def push(turned: int) -> Callable[[Gateway], None]:
        def work(gateway: Gateway) -> None:
            for n in range(6):
                order = episodes[n:] + episodes[:n]
                offered = order if turned else order[::-1]
                answers = gateway.push("main", [changeset(id_, author=who) for id_ in offered], {})
                assert {answer.status.value for answer in answers} <= {"applied", "conflict"}

        who = "ann" if turned else "bob"
        return work

    in_threads([with_gateway(url, "ann" if n % 2 else "bob", push(n % 2)) for n in range(8)])

    gateway = open_catalog(as_user(url, "lea"))
    assert (gateway.status().head, gateway.status().episodes) == (12, 12)
    gateway.close()


def test_no_label_slips_into_an_episode_that_is_approved_at_the_same_instant(url: str) -> None:
    """Whoever comes first is applied, and the other one is told so; never both on one base."""
    outcomes = set[tuple[str, str]]()
    ann, lea = open_catalog(as_user(url, "ann")), open_catalog(as_user(url, "lea"))
    for _ in range(12):
        draft = changeset(new_id())
        hand_over = (set_field("state", "submitted"), set_field("annotator", "ann"))
        submitted = changeset(draft.episode_id, *hand_over, parent=draft.id)
        ann.push("main", [draft, submitted], {})
        taken_back = changeset(draft.episode_id, set_field("state", "draft"), parent=submitted.id)
        approved = changeset(
            draft.episode_id, set_field("state", "approved"), parent=submitted.id, author="lea", role="lead"
        )
        answers = dict[str, str]()

        def push(gateway: Gateway, edit: ChangeSet, answers: dict[str, str] = answers) -> None:
            answers[edit.author] = gateway.push("main", [edit], {})[0].status.value

        in_threads([lambda: push(ann, taken_back), lambda: push(lea, approved)])  # noqa: B023
        outcomes.add((answers["ann"], answers["lea"]))
    ann.close()
    lea.close()

    assert outcomes <= {("applied", "conflict"), ("locked", "applied")}
