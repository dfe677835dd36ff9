"""A catalog of version 1 with work in it, brought up: nothing is lost, all of it belongs to the site "main"."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from models.catalog import administration, migrations
from models.catalog.admin_postgres import FirstAdmin, init_postgres
from models.catalog.gateway import open_catalog
from models.catalog.values import EpisodeQuery
from models.episode import EpisodeRecord
from models.labelling.changes import Change, ChangeSet, changeset_to_json, digest
from models.review import Role
from models.storage.chain import EMPTY, next_chain
from models.storage.places import record_to_text
from tests.support.catalogs import changeset, episode, new_id, set_field
from tests.support.postgres import as_user, postgres_address, server


class FirstVersion:
    """A database as the first version of the program left it, filled by its owner."""

    def __init__(self) -> None:
        self.url = server().fresh_database()
        self.catalog_id = ""
        engine = create_engine(self.url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.exec_driver_sql("create schema rushes")
            connection.exec_driver_sql("set local search_path = rushes")
            config = Config()
            config.set_main_option("script_location", str(Path(migrations.__file__).parent))
            config.set_main_option("path_separator", "os")
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            self.catalog_id = connection.exec_driver_sql("select catalog_id from meta").scalar_one()
            connection.exec_driver_sql(
                "create function rushes.status() returns jsonb language sql as 'select null::jsonb'"
            )
        self._engine = engine
        self._head = 0

    def episode(self, record: EpisodeRecord, *, state: str = "new", head: str | None = None) -> None:
        self._run(
            "insert into rushes.episode values (%s, %s, %s, %s, %s)",
            (record.id, record_to_text(record), state, "ann", head),
        )

    def revision(self, made: ChangeSet, status: str = "applied") -> None:
        self._run(
            "insert into rushes.revision (changeset_id, episode_id, status, why, digest, body) "
            "values (%s, %s, %s, %s, %s, %s)",
            (made.id, made.episode_id, status, "", digest(made), changeset_to_json(made)),
        )
        if status == "applied":
            self._head += 1
            self._run("insert into rushes.change_log values (%s, %s)", (self._head, made.id))
            self._run("update rushes.stream_head set head = %s", (self._head,))

    def malformed(self, body: str) -> None:
        self._run(
            "insert into rushes.revision (changeset_id, status, why, digest, body) "
            "values (%s, 'bad', 'it is no valid JSON', 'x', %s)",
            (new_id(), body),
        )

    def close(self) -> None:
        self._engine.dispose()

    def _run(self, sql: str, values: tuple[object, ...]) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(sql, values)


@pytest.fixture
def old() -> Iterator[FirstVersion]:
    made = FirstVersion()
    yield made
    made.close()
    server().drop_database(made.url)


def phase(phase_id: str, end_ns: int) -> Change:
    return Change("put_phase", {"id": phase_id, "label": "reach", "start_ns": 0, "end_ns": end_ns})


def test_all_work_of_version_1_is_there_afterwards(old: FirstVersion) -> None:
    record, untouched = episode("pick 放下"), episode("never labelled")
    kept, dropped = new_id(), new_id()
    remark = Change("put_remark", {"id": new_id(), "t_ns": 5, "author": "ann", "text": "late"})
    first = changeset(record.id, phase(kept, 5), phase(dropped, 9), set_field("note", "first 好的"), remark)
    second = changeset(
        record.id,
        phase(kept, 7),
        Change("drop_phase", {"id": dropped}),
        set_field("grade", "success"),
        set_field("state", "draft"),
        parent=first.id,
    )
    refused = changeset(record.id, parent=first.id, author="bob")
    old.episode(record, state="draft")
    old.episode(untouched)
    for made in (first, second):
        old.revision(made)
    old.revision(refused, "conflict")
    old.malformed("{not JSON")
    server().execute(
        f"update rushes.episode set head = '{second.id}' where episode_id = '{record.id}'", _name(old)
    )

    address = postgres_address(old.url)
    assert init_postgres(address, admin=FirstAdmin("adm")) == old.catalog_id
    admin = postgres_address(as_user(old.url, "adm"))
    administration.add_user(admin, "ann", role=Role.ANNOTATOR, sites=["main"])

    gateway = open_catalog(as_user(old.url, "ann"))
    page = gateway.pull("main", after=0)
    assert [entry.changeset for entry in page.entries] == [first, second, None]
    assert [entry.episode for entry in page.entries] == [record, None, untouched]
    assert (page.count, page.mark) == (1, second.id.replace("-", ""))
    told = EMPTY
    for entry in page.entries:
        told = next_chain(
            told,
            seq=entry.seq,
            kind=entry.kind,
            episode_id=entry.episode_id,
            item_id=entry.item_id,
            digest=entry.digest,
        )
        assert entry.chain == told
    assert [row.status.value for row in gateway.revisions("main", record.id)] == [
        "applied",
        "applied",
        "conflict",
    ]
    rows = {row.episode_id: row for row in gateway.page(EpisodeQuery()).rows}
    assert set(rows) == {record.id, untouched.id}
    shown = rows[record.id]
    assert (shown.note, shown.grade, shown.state.value, shown.head) == (
        "first 好的",
        "success",
        "draft",
        second.id,
    )
    assert [row.episode_id for row in gateway.search("好的")] == [record.id]
    assert gateway.status().revisions == 4
    assert gateway.push("main", [first, second, refused], {})[1].seq == 2
    third = changeset(record.id, Change("drop_phase", {"id": kept}), parent=second.id)
    assert gateway.push("main", [third], {})[0].seq == 4
    gateway.close()
    segments = server().execute("select segment_id, deleted from rushes.segment", _name(old))
    assert sorted(segments) == sorted([(kept, True), (dropped, True)])
    assert administration.verify_chain(admin, "main") is None


def test_an_empty_catalog_of_version_1_gets_the_sites_that_are_asked_for(old: FirstVersion) -> None:
    address = postgres_address(old.url)

    for _ in range(2):
        assert init_postgres(address, sites=("sz1", "sz2")) == old.catalog_id

    assert server().execute("select code from rushes.site order by 1", _name(old)) == [("sz1",), ("sz2",)]


def _name(old: FirstVersion) -> str:
    return old.url.split("@/")[1].split("?", maxsplit=1)[0]
