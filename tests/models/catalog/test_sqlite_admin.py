"""Looking after a catalog file: older ones brought up, sites, withdrawals, epochs, checks and backups."""

import json
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from models.catalog import admin, sqlite_admin, wire
from models.catalog.gateway import init_catalog, open_catalog
from models.catalog.tables import metadata
from models.catalog.values import EpisodeQuery
from models.errors import CatalogError
from models.labelling.changes import Change, ChangeSet
from models.storage.database import open_engine
from models.storage.places import record_to_text
from models.storage.values import AnswerStatus
from tests.support.catalogs import (
    Crowd,
    chain,
    changeset,
    episode,
    file_address,
    new_id,
    set_field,
    sqlite_home,
)


def older_file(path: Path, edits: list[tuple[ChangeSet, str]], record: str) -> None:
    """As version 1 left it, with change-sets and what was answered to them."""
    engine = open_engine(path)
    config = Config()
    config.set_main_option("script_location", str(Path(admin.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        head = [edit for edit, status in edits if status == "applied"][-1]
        connection.execute(
            "INSERT INTO episode VALUES (?, ?, 'draft', '', ?)", (head.episode_id, record, head.id)
        )
        seq = 0
        for edit, status in edits:
            parcel = wire.pack(edit)
            assert parcel is not None
            connection.execute(
                "INSERT INTO revision (changeset_id, episode_id, status, why, digest, body) VALUES (?, ?, ?, '', ?, ?)",
                (edit.id, edit.episode_id, status, parcel.digest, parcel.body),
            )
            if status == "applied":
                seq += 1
                connection.execute("INSERT INTO change_log (seq, changeset_id) VALUES (?, ?)", (seq, edit.id))
        connection.execute("UPDATE stream_head SET head = ?", (seq,))


def test_an_older_catalog_keeps_all_that_is_in_it(tmp_path: Path) -> None:
    record = episode("抓取 1")
    phase = Change("put_phase", {"id": "p", "label": "reach", "start_ns": 0, "end_ns": 5})
    first = changeset(record.id, set_field("state", "draft"), phase)
    second = changeset(record.id, set_field("note", "slow"), set_field("grade", "success"), parent=first.id)
    lost = changeset(record.id, parent=first.id, author="bob")
    path = tmp_path / "catalog.sqlite"
    old = json.loads(record_to_text(record))
    del old["site"]
    older_file(path, [(first, "applied"), (lost, "conflict"), (second, "applied")], json.dumps(old))
    url = f"sqlite:///{path}"
    with pytest.raises(CatalogError, match="rushes catalog init"):
        open_catalog(url).status()

    assert init_catalog(url) == init_catalog(url)

    gateway = open_catalog(url)
    page = gateway.pull("main", after=0)
    assert [entry.changeset for entry in page.entries] == [first, second]
    assert page.entries[0].episode == record
    assert (page.count, int(page.mark, 16)) == (1, uuid.UUID(second.id).int)
    assert sqlite_admin.verify_chain(file_address(url), "main") is None
    assert [(row.changeset, row.status) for row in gateway.revisions("main", record.id)] == [
        (first, AnswerStatus.APPLIED),
        (lost, AnswerStatus.CONFLICT),
        (second, AnswerStatus.APPLIED),
    ]
    (row,) = gateway.page(EpisodeQuery()).rows
    assert (row.name, row.note, row.grade, row.head) == ("抓取 1", "slow", "success", second.id)
    assert gateway.search("抓取") == gateway.search("slow") == (row,)
    drop = changeset(record.id, Change("drop_phase", {"id": "p"}), parent=second.id)
    assert gateway.push("main", [first, drop], {})[1].seq == 3


def test_the_tables_are_those_that_the_queries_know(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    engine = open_engine(file_address(home.url).path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _not_alembics})
        told = compare_metadata(context, metadata)
    engine.dispose()

    assert [
        item for item in told if item[0] in {"add_table", "remove_table", "add_column", "remove_column"}
    ] == []


def _not_alembics(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name != "alembic_version"


def test_sites_are_added_and_named(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    address = file_address(home.url)
    sqlite_admin.add_site(address, "sz1", "深圳一")
    sqlite_admin.add_site(address, "sz1", "深圳 1")

    hello = open_catalog(home.url).hello(user="ann", role="annotator", device_id="")  # type: ignore[arg-type]

    assert [(site.code, site.name) for site in hello.sites][2:] == [("sz1", "深圳 1")]


def test_a_withdrawn_episode_leaves_numbers_digests_and_a_line_of_audit(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    crowd, address, record = Crowd(home), file_address(home.url), episode("a face")
    stays = changeset(new_id())
    crowd.push([*chain(record.id, 2), stays], {record.id: record})
    before = crowd.pull().entries

    told = sqlite_admin.withdraw_episode(address, "main", record.id, reason="asked", login="adm")
    again = sqlite_admin.withdraw_episode(address, "main", record.id, reason="asked")

    after = crowd.pull().entries
    assert told == again == len(after) == len(before) + 1
    assert [entry.chain for entry in after][:-1] == [entry.chain for entry in before]
    assert [entry.changeset for entry in after] == [None, None, None, stays, None]
    assert {entry.episode for entry in after} == {None}
    assert sqlite_admin.verify_chain(address, "main") is None
    with closing(sqlite3.connect(address.path)) as connection:
        told_rows = connection.execute("select login, action, what from audit").fetchall()
        left = connection.execute(
            "select count(*) from revision where body like '%' || ? || '%'", (record.id,)
        )
        assert left.fetchone() == (0,)
    files = [path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith(address.path.name)]
    assert not any(b"a face" in data or record.path.encode() in data for data in files), (
        "not in free pages either"
    )
    assert told_rows == [("adm", "withdraw", f"{record.id}: asked")]
    with pytest.raises(CatalogError, match="has no episode"):
        sqlite_admin.withdraw_episode(address, "other", stays.episode_id, reason="")


def test_history_only_grows(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    path = file_address(home.url).path
    open_catalog(home.url).push("main", chain(new_id(), 2), {})

    for sql in (
        "delete from change_log",
        "update change_log set digest = ''",
        "delete from revision",
        "update revision set body = 'x'",
    ):
        with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.Error, match="only grows"):
            connection.execute(sql)


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("update change_log set chain = 'x' where seq = 2", 2),
        ("update change_log set digest = 'x' where seq = 3", 3),
        ("delete from change_log where seq = 2", 2),
        ("delete from change_log where seq = 4", 4),
        ("update revision set body = replace(body, 'ann', 'eve') where arrival = 3", 3),
        ("delete from revision where arrival = 1", 1),
    ],
)
def test_what_was_changed_by_hand_is_found(tmp_path: Path, sql: str, first: int) -> None:
    home = sqlite_home(tmp_path)
    address = file_address(home.url)
    open_catalog(home.url).push("main", chain(new_id(), 4), {})
    with closing(sqlite3.connect(address.path)) as connection, connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        connection.execute(sql)

    assert sqlite_admin.verify_chain(address, "main") == first
    assert sqlite_admin.verify_chain(address, "other") is None


def test_a_backup_is_a_whole_catalog_and_replaces_nothing(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    edits, target = chain(new_id(), 2), tmp_path / "copy.sqlite"
    open_catalog(home.url).push("main", edits, {})

    sqlite_admin.backup(file_address(home.url), target)

    copy = open_catalog(f"sqlite:///{target}")
    assert [entry.changeset for entry in copy.pull("main", after=0).entries] == edits
    with pytest.raises(CatalogError, match="replaces nothing"):
        sqlite_admin.backup(file_address(home.url), target)
    assert sqlite_admin.raise_epoch(file_address(home.url)) == 2


def test_a_log_is_read_from_an_entry_on(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    address = file_address(home.url)
    open_catalog(home.url).push("main", chain(new_id(), 4), {})
    with closing(sqlite3.connect(address.path)) as connection, connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        connection.execute("update change_log set digest = 'x' where seq = 2")

    assert [sqlite_admin.verify_logs(address, ("main",), since=since)["main"] for since in (1, 2, 3, 9)] == [
        2,
        2,
        None,
        None,
    ]
