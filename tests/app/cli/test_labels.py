"""Labels on their way: one person labels and syncs, another fetches them, both export the same table."""

import csv
import io
import json
import time
from pathlib import Path

import pytest

from app.cli.store import shipped_taxonomy
from app.paths import places
from app.settings import load_settings
from models.labelling.apply import apply
from models.labelling.commands import Command, CutPhase, SetGrade, SetNote, Submit
from models.review import Role
from models.storage.label_store import LabelStore
from tests.support.cli import CommandLine
from tests.support.data import DEMO
from tests.support.postgres import as_user, make_people, server

NOTE = '=取罐, "clean"'


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a place where no catalog is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    return server().fresh_database()


def label(rushes: CommandLine, user: str, name: str) -> None:
    """Two cuts, a grade, a note, submit, through the door that the window uses."""
    taxonomy = shipped_taxonomy()
    now_ns = time.time_ns()
    with LabelStore.open(
        places(rushes.data_dir).profile(user), user=user, role=Role.ANNOTATOR, now_ns=now_ns
    ) as store:
        record = next(row.record for row in store.episodes() if row.record.name == name)
        document = store.load(record, taxonomy)
        commands: tuple[Command, ...] = (
            CutPhase(t_ns=record.start_ns + 1_500_000_000, label="approach", new_id="a" * 8, idle_id="b" * 8),
            CutPhase(t_ns=record.start_ns + 6_000_000_000, label="grasp", new_id="c" * 8, idle_id="d" * 8),
            SetGrade("success"),
            SetNote(NOTE),
            Submit(user),
        )
        for command in commands:
            applied = apply(document, command, taxonomy=taxonomy, role=Role.ANNOTATOR)
            store.commit(applied, before=document, now_ns=now_ns)
            document = applied.document


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def exported(rushes: CommandLine, user: str) -> list[dict[str, str]]:
    answer = rushes("export", "--format", "csv", "--user", user)
    assert answer.code == 0, answer.err
    return table(answer.out)


def test_labels_travel_through_the_catalog(rushes: CommandLine, catalog: str):
    in_file = catalog.startswith("sqlite")
    if in_file:
        made = rushes("catalog", "init", catalog, "--json")
        assert made.code == 0, made.err
        assert rushes("catalog", "init", catalog, "--json").document == made.document
    else:
        make_people(catalog, sites=("main",))
    of_ann, of_lea = (catalog if in_file else as_user(catalog, user) for user in ("ann", "lea"))
    rushes("ingest", DEMO, "--user", "ann")
    label(rushes, "ann", "pick_can_success")
    sent = rushes("sync", "--user", "ann", "--catalog", of_ann, "--json")
    assert sent.code == 0, sent.err
    assert (sent.document["pushed"], sent.document["waiting"], sent.document["conflicts"]) == (5, 0, 0)
    fetched = rushes("sync", "--user", "lea", "--role", "lead", "--catalog", of_lea, "--json").document
    assert fetched["pulled"] == 5
    assert len(fetched["episodes"]) == 1
    status = rushes("catalog", "status", of_lea, "--json").document
    known = 3 if in_file else 1
    assert (status["episodes"], status["head"], status["states"]["submitted"]) == (known, known + 5, 1), (
        "where no roles are enforced an annotator's machine tells of its episodes before they are labelled"
    )
    labelled = [row for row in exported(rushes, "ann") if row["state"] == "submitted"]
    assert labelled == [row for row in exported(rushes, "lea") if row["state"] == "submitted"] != []


def test_a_catalog_that_answered_is_remembered(rushes: CommandLine, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    missing = rushes("sync", "--user", "anna", "--catalog", url)
    assert missing.code == 2
    assert "catalog init" in missing.sentence
    assert load_settings(places(rushes.data_dir).settings("anna")).catalog_url == ""
    rushes("catalog", "init", url)
    assert rushes("sync", "--user", "anna", "--catalog", url).code == 0
    assert rushes("sync").code == 0


@pytest.mark.parametrize("url", ["postgresql://a:secret@127.0.0.1:9/x", "http://x", "sqlite:///", "nonsense"])
def test_a_catalog_that_cannot_be_reached_is_a_sentence_without_its_password(rushes: CommandLine, url: str):
    for words in (
        ("catalog", "status", url),
        ("catalog", "init", url),
        ("sync", "--user", "anna", "--catalog", url),
    ):
        answer = rushes(*words, "--json")
        assert answer.code == 2
        assert "secret" not in answer.sentence
        assert list(answer.document) == ["error"]


def test_without_a_catalog_people_at_one_machine_share_the_one_beside_the_profiles(rushes: CommandLine):
    rushes("ingest", DEMO, "--user", "anna")
    label(rushes, "anna", "pick_can_success")
    assert rushes("sync", "--user", "anna", "--json").document["pushed"] == 5
    assert rushes("sync", "--user", "li", "--json").document["pulled"] == 5
    assert load_settings(places(rushes.data_dir).settings("li")).catalog_url == ""


@pytest.fixture
def labelled(rushes: CommandLine) -> CommandLine:
    """Anna's list, with labels on one of three episodes."""
    rushes("ingest", DEMO, "--user", "anna")
    label(rushes, "anna", "pick_can_success")
    return rushes


def test_the_table_has_a_row_a_phase(labelled: CommandLine):
    rows = exported(labelled, "anna")
    assert [(row["phase"], row["label"], row["start_s"]) for row in rows] == [
        ("0", "idle", "0.000000000"),
        ("1", "approach", "1.500000000"),
        ("2", "grasp", "6.000000000"),
    ]
    assert {(row["grade"], row["note"], row["state"], row["annotator"]) for row in rows} == {
        ("success", NOTE, "submitted", "anna")
    }


def test_a_file_holds_what_stdout_shows(labelled: CommandLine, tmp_path: Path):
    out = tmp_path / "labels.csv"
    answer = labelled("export", "--format", "csv", "--user", "anna", "--out", out, "--json")
    assert answer.document == {
        "path": str(out),
        "episodes": 3,
        "losses": {"moved": 0, "largest_ns": 0, "sentences": []},
    }
    assert table(out.read_bytes().decode("utf-8")) == exported(labelled, "anna")


def test_a_labels_file_names_its_recording_and_holds_its_phases(labelled: CommandLine, tmp_path: Path):
    out = tmp_path / "one.json"
    answer = labelled("export", "--format", "json", "--plain", "--user", "anna", "--out", out, "--json")
    assert (answer.document["path"], answer.document["episodes"]) == (str(out), 1)
    document = json.loads(out.read_text(encoding="utf-8"))
    assert list(document) == ["recording", "task", "phases"]
    assert Path(document["recording"]) == DEMO / "pick_can_success.mcap"
    rows = exported(labelled, "anna")
    assert [tuple(phase.values()) for phase in document["phases"]] == [
        (row["label"], int(row["start_ns"]), int(row["end_ns"])) for row in rows
    ]
    refused = labelled("export", "--format", "json", "--user", "anna", "--episode", "pick_can_missed_grasp")
    assert refused.code == 2


def test_one_episode_by_name_or_id(labelled: CommandLine):
    words = ("export", "--format", "csv", "--user", "anna", "--episode")
    by_name = labelled(*words, "pick_can_success").out
    episode_id = table(by_name)[0]["episode_id"]
    assert labelled(*words, episode_id).out == by_name
    assert table(labelled(*words, "pick_missed_grasp").out) == []
    assert labelled(*words, "none").code == 2


def test_a_spreadsheet_runs_no_note(labelled: CommandLine, tmp_path: Path):
    out = tmp_path / "labels.csv"
    labelled("export", "--format", "csv", "--user", "anna", "--out", out, "--for-spreadsheet")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert table(out.read_text(encoding="utf-8-sig"))[0]["note"] == "'" + NOTE


def test_json_and_a_table_do_not_share_stdout(labelled: CommandLine):
    assert labelled("export", "--format", "csv", "--json").code == 2


def test_asking_for_a_stranger_makes_no_profile(labelled: CommandLine):
    answer = labelled("export", "--format", "csv", "--user", "nobody")
    assert answer.code == 2
    assert "anna" in answer.sentence
    assert places(labelled.data_dir).users() == ("anna",)
