"""A push of 50 change-sets to PostgreSQL.

The limit is COPY of the same 50 bodies into a bare table and its commit. Goal: at least 0.08 of its rate, that is
within 12.5 times its time: the server checks parents, rights and repeats, numbers the log and answers each.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from models.catalog import wire
from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet
from models.review import Role
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.support.catalogs import chain, episode
from tests.support.postgres import server

COUNT = 50


class Pushes:
    """Ten episodes with five edits each, new ones every time."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        gateway.hello(user="ann", role=Role.ANNOTATOR, device_id="bench")
        self.records: dict[str, EpisodeRecord] = {}
        self.changesets: list[ChangeSet] = []

    def prepare(self, _number: int) -> None:
        records = [episode() for _ in range(COUNT // 5)]
        self.records = {record.id: record for record in records}
        self.changesets = [one for record in records for one in chain(record.id, 5)]

    def push(self, _number: int) -> None:
        answers = self._gateway.push(self.changesets, self.records)
        assert len(answers) == COUNT


class Copies:
    """The limit."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(
            "create table if not exists bench_copy (id uuid, episode_id uuid, body text)"
        )
        self._rows: list[tuple[str, str, str]] = []

    def prepare(self, changesets: list[ChangeSet]) -> None:
        parcels = [wire.pack(changeset) for changeset in changesets]
        self._rows = [(p.id, p.episode_id, p.body) for p in parcels if p is not None]

    def copy(self, _number: int) -> None:
        with self._connection.cursor() as cursor, cursor.copy("copy bench_copy from stdin") as copy:
            for row in self._rows:
                copy.write_row(row)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def _push(_stage: Stage) -> Iterator[Contest]:
    running = server()
    url = running.fresh_database(init_catalog)
    gateway = open_catalog(url)
    pushes, copies = Pushes(gateway), Copies(url)
    pushes.prepare(0)
    try:
        yield Contest(
            Side(pushes.push, before=pushes.prepare),
            limit=Side(copies.copy, before=lambda _number: copies.prepare(pushes.changesets)),
        )
    finally:
        copies.close()
        gateway.close()


MEASURES = (Measure("push of 50 to PostgreSQL", "ratio_to_limit <= 12.5", timed(_push)),)
