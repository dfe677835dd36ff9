"""A push of 50 change-sets with 20 phases each to PostgreSQL, on a server that syncs each commit to the disk.

The limit is COPY of the same 1,000 phases into a table like the catalog's, its primary key included, and the commit.
Goal: at least 0.08 of its rate, that is within 12.5 times its time: the server checks form, parents, rights and
repeats, keeps every body, numbers the log and answers each. Second row: the same push once more, as after a lost reply,
against the first one. The catalog has seen some work before, and nobody analyzed its tables, as in its first minute.
"""

import atexit
import functools
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from models.catalog.gateway import Gateway, open_catalog
from models.episode import EpisodeRecord
from models.labelling.changes import Change, ChangeSet
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.support.catalogs import changeset, episode, new_id
from tests.support.postgres import PostgresServer, as_user, people_catalog

COUNT, OPS, EDITS = 50, 20, 5
_PUSHES_BEFORE = 20
_TABLE = """
create table if not exists bench_copy (
    site_id smallint, episode_id uuid, segment_id text, label text, start_ns bigint, end_ns bigint, deleted boolean,
    primary key (site_id, episode_id, segment_id))
"""


@functools.cache
def disk_server() -> PostgresServer:
    """A server of this process whose commits are on the disk when they return."""
    running = PostgresServer(settings={"fsync": "on", "shared_buffers": "128MB", "max_connections": "250"})
    atexit.register(running.destroy)
    running.start()
    return running


def phases(count: int) -> list[Change]:
    """As many phases that are put, each a second long."""
    return [
        Change(
            "put_phase", {"id": new_id(), "label": "grasp", "start_ns": n * 10**9, "end_ns": (n + 1) * 10**9}
        )
        for n in range(count)
    ]


def edits(record: EpisodeRecord, count: int, author: str) -> list[ChangeSet]:
    """Change-sets of an episode of ``OPS`` seconds, each made on the one before: other phases in place of all."""
    made: list[ChangeSet] = []
    before: list[Change] = []
    for _ in range(count):
        dropped = [Change("drop_phase", {"id": change.body["id"]}) for change in before]
        before = phases(OPS)
        parent = made[-1].id if made else ""
        made.append(changeset(record.id, *dropped, *before, parent=parent, author=author))
    return made


class Pushes:
    """Ten episodes with five edits each, new ones every time."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.records: dict[str, EpisodeRecord] = {}
        self.changesets: list[ChangeSet] = []

    def prepare(self, _number: int) -> None:
        records = [episode(seconds=OPS) for _ in range(COUNT // EDITS)]
        self.records = {record.id: record for record in records}
        self.changesets = [one for record in records for one in edits(record, EDITS, "ann")]

    def prepare_and_push(self, number: int) -> None:
        self.prepare(number)
        self.push(number)

    def push(self, _number: int) -> None:
        answers = self._gateway.push("main", self.changesets, self.records)
        assert {answer.status.value for answer in answers} == {"applied"}


class Copies:
    """The limit."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(_TABLE.encode())
        self._rows: list[tuple[object, ...]] = []

    def prepare(self, _number: int) -> None:
        self._rows = [
            (1, record.id, body["id"], body["label"], body["start_ns"], body["end_ns"], False)
            for record in [episode() for _ in range(COUNT // EDITS)]
            for body in (change.body for change in phases(EDITS * OPS))
        ]

    def copy(self, _number: int) -> None:
        with self._connection.cursor() as cursor, cursor.copy("copy bench_copy from stdin") as copy:
            for row in self._rows:
                copy.write_row(row)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def _gateway() -> Iterator[tuple[str, Gateway]]:
    running = disk_server()
    url = running.fresh_database(people_catalog)
    gateway = open_catalog(as_user(url, "ann"))
    before = Pushes(gateway)
    for number in range(_PUSHES_BEFORE):
        before.prepare_and_push(number)
    try:
        yield url, gateway
    finally:
        gateway.close()
        running.drop_database(url)


@contextmanager
def _push(_stage: Stage) -> Iterator[Contest]:
    with _gateway() as (url, gateway):
        pushes, copies = Pushes(gateway), Copies(url)
        yield Contest(
            Side(pushes.push, before=pushes.prepare), limit=Side(copies.copy, before=copies.prepare)
        )
        copies.close()


@contextmanager
def _again(_stage: Stage) -> Iterator[Contest]:
    with _gateway() as (_, gateway):
        pushes = Pushes(gateway)
        yield Contest(
            Side(pushes.push, before=pushes.prepare_and_push), limit=Side(pushes.push, before=pushes.prepare)
        )


MEASURES = (
    Measure("push of 50 with 20 phases each", "ratio_to_limit <= 12.5", timed(_push)),
    Measure("the same push again, after a lost reply", "ratio_to_limit <= 0.5", timed(_again)),
)
