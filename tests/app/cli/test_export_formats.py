"""Labels out and in by the command line: every format, with its report, whole or not at all."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.store import shipped_taxonomy
from app.exporting import BACKUPS
from app.paths import places
from models.exports.formats import FORMATS, Shape
from models.labelling.apply import apply
from models.labelling.commands import AddMark, AddRemark, Command, CutPhase, SetGrade, SetNote
from models.labelling.document import Document, Mark, Remark
from models.review import Role
from models.storage.label_store import LabelStore
from tests.support.cli import CommandLine
from tests.support.lerobot_factory import Recipe, write_dataset

LENGTHS = (40, 55)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_dataset(tmp_path / "set", Recipe(version="v2.1", lengths=LENGTHS))


@pytest.fixture
def labelled(rushes: CommandLine, root: Path) -> CommandLine:
    """Anna labelled the first of two episodes."""
    rushes("ingest", root, "--user", "anna")
    with store_of(rushes, "anna") as store:
        edit(
            store,
            CutPhase(t_ns=333_333_343, label="approach", new_id="a" * 8, idle_id="b" * 8),
            CutPhase(t_ns=666_666_687, label="grasp", new_id="c" * 8, idle_id="d" * 8),
            SetGrade("success"),
        )
    return rushes


def store_of(rushes: CommandLine, user: str) -> LabelStore:
    folder = places(rushes.data_dir).profile(user)
    return LabelStore.open(folder, user=user, role=Role.ANNOTATOR, now_ns=time.time_ns())


def edit(store: LabelStore, *commands: Command) -> None:
    taxonomy = shipped_taxonomy()
    record = first(store)
    for command in commands:
        before = store.load(record, taxonomy)
        applied = apply(before, command, taxonomy=taxonomy, role=Role.ANNOTATOR)
        store.commit(applied, before=before, now_ns=time.time_ns())


def first(store: LabelStore):
    return next(row.record for row in store.episodes() if row.record.inner_id == "0")


def labels_of(rushes: CommandLine, user: str) -> Document:
    with store_of(rushes, user) as store:
        return store.load(first(store), shipped_taxonomy())


def spans(document: Document) -> list[tuple[str, int, int]]:
    return [(phase.label, phase.start_ns, phase.end_ns) for phase in document.track.phases]


@pytest.mark.parametrize("chosen", FORMATS, ids=lambda one: one.name)
def test_labels_go_out_and_come_back(labelled: CommandLine, root: Path, tmp_path: Path, chosen):
    out = tmp_path / ("out" if chosen.shape is Shape.DATASET else f"labels{chosen.suffix or '.json'}")
    sent = labelled("export", "--format", chosen.name, "0", "--out", out, "--user", "anna", "--json")
    assert sent.code == 0, sent.err
    bound_ns = sent.document["losses"]["largest_ns"]
    own = labelled("import-labels", out, "0", "--user", "anna", "--json")
    assert (own.document["changed"], own.document["would_change"]) == (0, 0)
    labelled("ingest", root, "--user", "li")
    got = labelled("import-labels", out, "0", "--user", "li", "--json")
    assert got.code == 0, got.err
    assert (len(got.document["episodes"]), got.document["changed"]) == (1, 1)
    old, new = spans(labels_of(labelled, "anna")), spans(labels_of(labelled, "li"))
    assert [label for label, *_ in new] == [label for label, *_ in old]
    assert all(abs(a[1] - b[1]) <= bound_ns for a, b in zip(old, new, strict=True))
    again = labelled("import-labels", out, "0", "--user", "li", "--json")
    assert again.document["changed"] == 0


def test_everything_comes_back_unless_it_is_plain(labelled: CommandLine, root: Path, tmp_path: Path):
    with store_of(labelled, "anna") as store:
        edit(
            store,
            AddMark(Mark("e" * 8, "events", "drop", 400_000_000, 500_000_000, "too early", "/top")),
            AddRemark(Remark("f" * 8, 450_000_000, "anna", "look here", value="12.4 Nm")),
            SetNote("once more"),
        )
    labelled("ingest", root, "--user", "li")
    labelled("ingest", root, "--user", "wu")
    for user, words in (("li", ()), ("wu", ("--plain",))):
        out = tmp_path / user
        labelled("export", "--format", "lerobot", "0", "--out", out, "--user", "anna", *words)
        labelled("import-labels", out, "0", "--user", user)
    mine, whole, plain = (labels_of(labelled, user) for user in ("anna", "li", "wu"))
    assert [replace(one, id="") for one in whole.marks] == [replace(one, id="") for one in mine.marks]
    assert [(one.author, one.value) for one in whole.remarks] == [("anna", "12.4 Nm")]
    assert whole.note == "once more"
    assert ([one.label for one in plain.marks], plain.remarks, plain.note) == (["drop"], (), "")


def test_a_dry_run_changes_nothing(labelled: CommandLine, root: Path, tmp_path: Path):
    out = tmp_path / "a.csv"
    labelled("export", "--format", "csv", "--out", out, "--user", "anna")
    labelled("ingest", root, "--user", "li")
    answer = labelled("import-labels", out, "--dry-run", "--user", "li")
    assert (answer.code, answer.out.splitlines()[0]) == (0, "Labels of 1 episodes, 1 would change")
    assert spans(labels_of(labelled, "li")) == []


def test_an_unknown_label_is_refused_until_it_is_mapped(labelled: CommandLine, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("label,start_ns,end_ns\nGreifen,0,500000000\n", encoding="utf-8")
    refused = labelled("import-labels", path, "0", "--user", "anna")
    assert refused.code == 2
    assert "no phase Greifen; say which it is with --map LABEL=PHASE" in refused.sentence
    assert len(labels_of(labelled, "anna").track.phases) == 3
    answer = labelled("import-labels", path, "0", "--map", "Greifen=grasp", "--user", "anna")
    assert "  Gaps: 1, now idle" in answer.out.splitlines()
    assert [label for label, *_ in spans(labels_of(labelled, "anna"))] == ["grasp", "idle"]


def test_in_place_keeps_what_was_there(labelled: CommandLine, root: Path):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    answer = labelled("export", "--format", "lerobot", "--in-place", "--user", "anna", "--json")
    assert answer.code == 0, answer.err
    (backup,) = (root / BACKUPS).iterdir()
    kept = {
        root / path.relative_to(backup): path.read_bytes() for path in backup.rglob("*") if path.is_file()
    }
    assert kept.keys() == {path for path, data in before.items() if path.read_bytes() != data}
    assert all(before[path] == data for path, data in kept.items())
    assert not list(root.rglob("*.rushes-part"))
    assert "subtask_index" in json.loads((root / "meta/info.json").read_text("utf-8"))["features"]


def test_a_list_is_added_to_only_where_that_is_said(labelled: CommandLine, tmp_path: Path):
    path = tmp_path / "task_3.json"
    path.write_text('[{"episode_id": 9, "label_info": {}}]', encoding="utf-8")
    words = ("export", "--format", "agibot", "0", "--out", path, "--user", "anna")
    refused = labelled(*words)
    assert (refused.code, "is there already" in refused.sentence) == (2, True)
    assert labelled(*words, "--in-place").code == 0
    assert [entry["episode_id"] for entry in json.loads(path.read_text("utf-8"))] == [9, 0]
    (kept,) = tmp_path.glob("task_3.json.before-*")
    assert json.loads(kept.read_text("utf-8")) == [{"episode_id": 9, "label_info": {}}]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--format", "eaf"), "Where to?"),
        (("--format", "lerobot"), "Where to?"),
        (("--format", "csv", "nobody"), "has no nobody"),
        (("--format", "lerobot", "--out", "{root}"), "is there already"),
        (("--format", "lerobot", "--out", "{root}-2", "--in-place"), "Either --out or --in-place"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    labelled: CommandLine, root: Path, words: tuple[str, ...], why: str
):
    answer = labelled("export", "--user", "anna", *(word.format(root=root) for word in words))
    assert answer.code == 2
    assert why in answer.sentence


def test_episodes_of_a_folder_each_get_a_file(labelled: CommandLine, tmp_path: Path):
    answer = labelled("export", "--format", "eaf", "--out", tmp_path / "elan", "--user", "anna")
    assert answer.code == 0, answer.err
    assert [path.name for path in (tmp_path / "elan").iterdir()] == ["set_0.eaf"]


def test_a_file_that_names_no_episode_of_the_list_is_told(labelled: CommandLine, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("episode,label,start_ns,end_ns\nstranger,grasp,0,5\n", encoding="utf-8")
    answer = labelled("import-labels", path, "--user", "anna")
    assert (answer.code, "name no episode of the list" in answer.sentence) == (2, True)
