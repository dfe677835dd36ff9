"""Older files are brought up to date with all that is in them; newer ones are refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.errors import StoreError
from models.labelling.changes import Change, ChangeSet, changes_to_json, changeset_to_json
from models.labelling.commands import (
    AddMark,
    AskQuestion,
    CutPhase,
    SetInstruction,
    SetPhaseGrade,
    SetRubric,
    SetScore,
)
from models.labelling.document import Mark, Remark
from models.storage import documents
from models.storage import migrate as migrate_module
from models.storage.database import open_engine, reading
from models.storage.label_store import FILE_NAME
from models.storage.migrate import migrate
from models.storage.migrations import HEAD
from models.storage.tables import METADATA
from models.storage.values import SiteState
from tests.support.desk import Desk
from tests.support.labels import TAXONOMY, at_s, cut, record


def older_file(directory: Path) -> ChangeSet:
    """As the first version left it: one episode with two phases, one edit not sent yet, one step to undo."""
    engine = open_engine(directory / FILE_NAME)
    migrate(engine, directory / FILE_NAME, target="0001")
    engine.dispose()
    episode = record()
    changeset = ChangeSet("c1", episode.id, "", "ann", "annotator", 1, ())
    with closing(sqlite3.connect(directory / FILE_NAME)) as connection, connection:
        connection.execute("INSERT INTO meta VALUES ('user', 'ann'), ('device_id', 'd1')")
        connection.execute(
            "INSERT INTO document VALUES (?, ?, ?, 'draft', 'success', '[]', 'note', '', '', '[]', ?, 1, 'c1')",
            (episode.id, episode.range.start_ns, episode.range.end_ns, TAXONOMY.id),
        )
        connection.executemany(
            "INSERT INTO phase VALUES (?, ?, ?, ?, ?)",
            [
                (episode.id, "a", "idle", episode.range.start_ns, at_s(2)),
                (episode.id, "b", "grasp", at_s(2), episode.range.end_ns),
            ],
        )
        connection.execute(
            "INSERT INTO outbox (changeset_id, episode_id, parent, body) VALUES ('c1', ?, '', ?)",
            (episode.id, changeset_to_json(changeset)),
        )
        connection.execute("INSERT INTO undo VALUES (?, 'done', 1, '[]')", (episode.id,))
    return changeset


def test_an_older_file_keeps_all_that_is_in_it(tmp_path: Path) -> None:
    changeset = older_file(tmp_path)
    with Desk(tmp_path) as desk:
        document = desk.document()
        assert [phase.label for phase in document.track.phases] == ["idle", "grasp"]
        assert (document.grade, document.note) == ("success", "note")
        assert desk.store.pending() == [changeset]
        assert len(desk.history().done) == 1
        assert desk.store.device_id == "d1"
        (receipt,) = desk.do(cut(4, "lift"))
        assert receipt.number == 2
        assert desk.store.pending()[1].parent == "c1"


def test_a_copy_of_the_older_file_is_laid_beside_it(tmp_path: Path) -> None:
    older_file(tmp_path)
    Desk(tmp_path).store.close()
    with closing(sqlite3.connect(tmp_path / f"{FILE_NAME}.before-{HEAD}")) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert copy.execute("SELECT count(*) FROM phase").fetchone() == (2,)


def test_a_migration_that_fails_leaves_the_older_file(tmp_path: Path) -> None:
    older_file(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute("CREATE TABLE ix_outbox_unsettled (x)")
    with pytest.raises(StoreError, match="cannot be brought up to date"):
        Desk(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert "shadow" not in [row[1] for row in connection.execute("PRAGMA table_info(document)")]


def synced_file(directory: Path) -> None:
    """As the third version left it: one edit that the catalog applied, and one that waits."""
    older_file(directory)
    engine = open_engine(directory / FILE_NAME)
    migrate(engine, directory / FILE_NAME, target="0003")
    engine.dispose()
    with closing(sqlite3.connect(directory / FILE_NAME)) as connection, connection:
        connection.execute(
            "INSERT INTO meta VALUES ('catalog_id', 'home'), ('catalog_epoch', 2), ('cursor', 7)"
        )
        connection.execute("UPDATE outbox SET state = 'applied', seq = 7")
        connection.execute("UPDATE document SET shadow_head = 'c1'")
        connection.execute(
            "INSERT INTO outbox (changeset_id, episode_id, parent, body) VALUES ('c2', ?, 'c1', ?)",
            (record().id, changeset_to_json(ChangeSet("c2", record().id, "c1", "ann", "annotator", 1, ()))),
        )


def test_what_was_synced_belongs_to_the_main_site_and_its_log_is_taken_again(tmp_path: Path) -> None:
    synced_file(tmp_path)
    with Desk(tmp_path) as desk:
        assert desk.store.catalog_identity() == ("home", 2)
        assert (desk.store.known_sites(), desk.store.default_site) == (("main",), "main")
        assert desk.store.site_of(record().id) == "main"
        assert desk.store.site_state("main") == SiteState()
        assert [changeset.id for changeset in desk.store.pending(site="main")] == ["c2"]
        assert desk.store.sanity("main") == (0, f"{0:032x}")
        assert desk.document().note == "note"
        assert desk.store.rewind("main") == 1
        assert [changeset.id for changeset in desk.store.pending()] == ["c1", "c2"]


def test_what_an_older_file_knew_of_the_catalog_is_known(tmp_path: Path) -> None:
    older_file(tmp_path)
    engine = open_engine(tmp_path / FILE_NAME)
    migrate(engine, tmp_path / FILE_NAME, target="0010")
    told = changes_to_json([Change("set_field", {"field": "note", "value": "theirs"})])
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE document SET shadow = ?, shadow_head = 'c1'", (told,))
    migrate(engine, tmp_path / FILE_NAME)
    with reading(engine) as connection:
        stored = documents.read(connection, record().id)
    engine.dispose()
    assert stored is not None
    assert (stored.shadow.note, stored.shadow_head, stored.document.note) == ("theirs", "c1", "note")


def test_a_number_that_an_older_file_gave_and_forgot_is_not_given_again(tmp_path: Path) -> None:
    older_file(tmp_path)
    engine = open_engine(tmp_path / FILE_NAME)
    migrate(engine, tmp_path / FILE_NAME, target="0008")
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        insert = "INSERT INTO outbox (local_seq, changeset_id, episode_id, parent, body) VALUES (6, 'c6', ?, '', '')"
        connection.execute(insert, (record().id,))
        connection.execute("DELETE FROM outbox WHERE changeset_id = 'c6'")
    with Desk(tmp_path) as desk:
        assert desk.store.last_receipt() == 6
        assert desk.do(cut(4, "lift"))[0].number == 7
        assert desk.store.pending()[0].id == "c1"


@pytest.mark.parametrize("version", ["0999", "f00dcafe"])
def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path, version: str) -> None:
    Desk(tmp_path).store.close()
    path = tmp_path / FILE_NAME
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    content = path.read_bytes()
    with pytest.raises(
        StoreError, match=rf"written by a newer Rushes \(version {version}, this one knows {HEAD}\)"
    ):
        Desk(tmp_path)
    assert path.read_bytes() == content


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / FILE_NAME)
    migrate(engine, tmp_path / FILE_NAME)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_the_newest_step_is_the_one_that_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate_module.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_older_file_says_more_from_then_on(tmp_path: Path) -> None:
    older_file(tmp_path)
    arm = CutPhase(at_s(5), "lift", "l1", "l0", "left", at_s(5.2))
    contact = Mark("m", "events", "contact", at_s(4), at_s(4), confidence_pm=900)
    question = AskQuestion(Remark("q", at_s(3), "ann", "Does this count?", value="12.4 Nm"), "lead")
    with Desk(tmp_path) as desk:
        desk.do(arm, SetPhaseGrade("l1", "partial"), AddMark(contact), question)
        desk.do(SetScore(3), SetRubric((("smooth", 2),)), SetInstruction("", "fold", "叠"))
        said = desk.document()
    with Desk(tmp_path) as desk:
        assert desk.document() == said
        assert (said.arms[0].phases[1].grade, said.marks, said.score) == ("partial", (contact,), 3)
