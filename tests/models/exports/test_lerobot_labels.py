"""Labels in LeRobot data sets, read as its own loaders read them: pandas tables, language rows, stages of SARM."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exports.files import Answer, Options
from models.exports.formats import format_of
from models.exports.lerobot_labels import read, write
from models.exports.lerobot_language import ROW
from models.exports.losses import NOTHING_LOST
from models.labelling.document import Mark
from models.phases import Phase, PhaseTrack
from tests.support.data import shared
from tests.support.label_sets import (
    Case,
    assert_no_farther,
    assert_unchanged,
    case_of,
    cases,
    few,
    imported,
    left_out,
    without_ids,
)
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.placed import fresh, placed, records_of, stamps_of

LENGTHS = (40, 55, 25)


@pytest.fixture(scope="module", params=["v2.1", "v3.0"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three episodes; in v3.0 one file whose row groups do not follow them."""
    recipe = Recipe(version=request.param, lengths=LENGTHS, row_group_size=30)
    return write_dataset(tmp_path_factory.mktemp("sets") / "set", recipe)


def labelled(root: Path) -> list[Case]:
    """The first succeeded, the last failed, nobody labelled the one between."""
    first, _, last = records_of(root)
    return [
        case_of(first, stamps_of(first), {0: "idle", 10: "取罐", 11: "grasp", 30: "idle"}, grade="success"),
        case_of(last, stamps_of(last), {0: "grasp", 20: "a=b"}, grade="failure", note="slipped"),
    ]


@pytest.fixture
def out(root: Path, tmp_path: Path) -> Path:
    placed("lerobot", [case.labels for case in labelled(root)], root, tmp_path / "out")
    return tmp_path / "out"


def data(root: Path) -> pa.Table:
    return pa.concat_tables(
        pq.read_table(path, partitioning=None) for path in sorted(root.glob("data/*/*.parquet"))
    )


def rows_of(root: Path, episode: int) -> pa.Table:
    table = data(root)
    return table.filter(pa.compute.equal(table["episode_index"], episode))


def taken(case: Case, path: Path) -> Answer:
    answer = read(path, Options())(case.base)
    assert answer is not None
    return answer


def test_a_reimport_gives_the_same_labels(root: Path, out: Path):
    for case in labelled(root):
        document = imported(case, taken(case, out))
        assert [(p.label, p.start_ns, p.end_ns) for p in document.track.phases] == [
            (p.label, p.start_ns, p.end_ns) for p in case.document.track.phases
        ]
    assert imported(labelled(root)[0], taken(labelled(root)[0], out)).grade == "success"
    assert format_of(out).name == "lerobot"


def test_numbers_without_the_file_that_names_them_leave_it_to_the_language_rows(root: Path, out: Path):
    (out / "meta/subtasks.parquet").unlink()
    (out / "meta/rushes_labels.jsonl").unlink()
    first, _ = labelled(root)
    document = imported(first, taken(first, out))
    assert [(p.label, p.start_ns) for p in document.track.phases] == [
        (p.label, p.start_ns) for p in first.document.track.phases
    ]


@few
@given(data=st.data())
def test_no_boundary_moves_beyond_what_the_report_states(root: Path, tmp_path_factory, data: st.DataObject):
    record = records_of(root)[1]
    case = data.draw(cases(stamps_ns=stamps_of(record), inner_id="1"))
    path = fresh(tmp_path_factory.getbasetemp(), "out")
    export = placed("lerobot", [case.labels], root, path)
    answer = taken(case, path)
    assert answer.losses == NOTHING_LOST
    assert_no_farther(case, imported(case, answer), export.losses)
    if not left_out(export.losses):
        assert_unchanged(case, answer)


def test_every_other_column_is_as_it_was(root: Path, out: Path):
    before, after = data(root), data(out)
    assert after.column_names[: len(before.column_names)] == before.column_names
    for name in before.column_names:
        assert after[name].type == before[name].type
        assert after[name].combine_chunks().equals(before[name].combine_chunks())
    for old, new in zip(sorted(root.glob("data/*/*")), sorted(out.glob("data/*/*")), strict=True):
        one, other = pq.ParquetFile(old).metadata, pq.ParquetFile(new).metadata
        groups = range(one.num_row_groups)
        assert [other.row_group(g).num_rows for g in groups] == [one.row_group(g).num_rows for g in groups]
        assert other.row_group(0).column(0).compression == one.row_group(0).column(0).compression


def test_each_row_has_the_number_of_its_subtask(out: Path):
    texts = {
        row["subtask_index"]: row["subtask"]
        for row in pq.read_table(out / "meta/subtasks.parquet").to_pylist()
    }
    assert sorted(texts) == list(range(len(texts)))
    named = [[texts[i] for i in rows_of(out, episode)["subtask_index"].to_pylist()] for episode in range(3)]
    assert (
        named[0] == ["Name of idle"] * 10 + ["Name of 取罐"] + ["Name of grasp"] * 19 + ["Name of idle"] * 10
    )
    assert named[1] == ["unlabelled"] * 55
    assert named[2] == ["Name of grasp"] * 20 + ["Name of a=b"] * 5


def test_pandas_reads_subtasks_by_their_text_as_the_loader_does(out: Path):
    pandas = pytest.importorskip("pandas", reason="pandas of the development packages is not installed")
    subtasks = pandas.read_parquet(out / "meta/subtasks.parquet")
    assert (subtasks.index.name, list(subtasks.columns)) == ("subtask", ["subtask_index"])
    assert subtasks.iloc[rows_of(out, 2)["subtask_index"][0].as_py()].name == "Name of grasp"


def test_language_rows_follow_the_rules_of_the_validator(out: Path):
    for episode, length in enumerate(LENGTHS):
        rows = rows_of(out, episode)
        told = rows["language_persistent"].to_pylist()
        assert told == [told[0]] * length
        seconds = rows["timestamp"].to_pylist()
        starts = [row["timestamp"] for row in told[0]]
        assert starts == sorted(set(starts))
        assert set(starts) <= set(seconds)
        assert all(
            (row["role"], row["style"], row["camera"]) == ("assistant", "subtask", None) for row in told[0]
        )
        assert rows["language_events"].to_pylist() == [[]] * length
    struct = data(out).schema.field("language_persistent").type.value_type
    assert [(field.name, field.type, field.nullable) for field in struct] == [
        (field.name, field.type, field.nullable) for field in ROW
    ]
    assert rows_of(out, 1)["language_persistent"][0].as_py() == []


def laned(root: Path) -> Case:
    """The left arm is cut once; a slip lasts three rows, a contact one."""
    case = labelled(root)[0]
    stamps_ns = [int(t_ns) for t_ns in case.frames.stamps_ns]
    phases = (
        Phase("l1", "grasp", case.document.range.start_ns, stamps_ns[20], "left"),
        Phase("l2", "a=b", stamps_ns[20], case.document.range.end_ns, "left"),
    )
    marks = (
        Mark("m1", "mistakes", "slip", stamps_ns[5], stamps_ns[8]),
        Mark("m2", "events", "contact", stamps_ns[30], stamps_ns[30]),
    )
    arm = PhaseTrack(case.document.range, phases, "left")
    return replace(case, document=replace(case.document, arms=(arm,), marks=marks))


def test_arms_and_events_have_columns_of_their_own(root: Path, tmp_path: Path):
    out, again = tmp_path / "out", tmp_path / "again"
    export = placed("lerobot", [laned(root).labels], root, out, Options(plain=True))
    assert export.losses.largest_ns == 0
    rows = rows_of(out, 0)
    assert [i for i, there in enumerate(rows["event.mistakes.slip"].to_pylist()) if there] == [5, 6, 7]
    assert [i for i, there in enumerate(rows["event.events.contact"].to_pylist()) if there] == [30]
    assert not any(rows_of(out, 1)["event.mistakes.slip"].to_pylist())
    texts = {
        row["subtask_index"]: row["subtask"]
        for row in pq.read_table(out / "meta/subtasks.parquet").to_pylist()
    }
    arm = [texts[number] for number in rows["subtask_index.left"].to_pylist()]
    assert arm == ["Name of grasp"] * 20 + ["Name of a=b"] * 20
    assert {texts[number] for number in rows_of(out, 1)["subtask_index.left"].to_pylist()} == {"unlabelled"}
    features = json.loads((out / "meta/info.json").read_text("utf-8"))["features"]
    assert features["event.mistakes.slip"] == {"dtype": "bool", "shape": [1], "names": None}
    assert features["subtask_index.left"] == {"dtype": "int64", "shape": [1], "names": None}
    case = laned(root)
    assert without_ids(imported(case, taken(case, out))) == without_ids(case.document)
    placed("lerobot", [labelled(root)[0].labels], out, again)
    assert not any(rows_of(again, 0)["event.mistakes.slip"].to_pylist())


def test_an_event_that_others_took_away_stays_away(root: Path, tmp_path: Path):
    """What lies aside does not bring back what the rows no longer say."""
    out = tmp_path / "out"
    placed("lerobot", [laned(root).labels], root, out)
    for path in out.glob("data/*/*.parquet"):
        table = pq.read_table(path, partitioning=None)
        place = table.column_names.index("event.mistakes.slip")
        nothing = pa.array([False] * table.num_rows)
        pq.write_table(table.set_column(place, "event.mistakes.slip", nothing), path)
    after = imported(laned(root), taken(laned(root), out))
    assert [mark.label for mark in after.marks] == ["contact"]


def test_success_stands_on_the_last_row(out: Path):
    assert rows_of(out, 0)["next.success"].to_pylist() == [False] * 39 + [True]
    assert not any(rows_of(out, 2)["next.success"].to_pylist())


def test_info_tells_of_the_new_features(root: Path, out: Path):
    before, after = (json.loads((each / "meta/info.json").read_text("utf-8")) for each in (root, out))
    new = {"subtask_index", "language_persistent", "language_events", "next.success"}
    assert after["features"].keys() - before["features"].keys() == new
    assert after["features"]["language_events"] == {"dtype": "language", "shape": [1], "names": None}
    assert {**after, "features": before["features"]} == before


def test_stages_of_sarm_cover_the_episode(root: Path, out: Path):
    if not (root / "meta/episodes").exists():
        pytest.skip("v2.1 has no table of episodes")
    rows = pq.read_table(out / "meta/episodes").to_pylist()
    first, none, last = rows
    assert first["dense_subtask_names"] == ["Name of idle", "Name of 取罐", "Name of grasp", "Name of idle"]
    assert (first["dense_subtask_start_frames"], first["dense_subtask_end_frames"]) == (
        [0, 10, 11, 30],
        [10, 11, 30, 40],
    )
    seconds = np.float32(rows_of(out, 0)["timestamp"].to_pylist()).tolist()
    assert first["dense_subtask_end_times"] == [seconds[10], seconds[11], seconds[30], seconds[39]]
    assert (first["sparse_subtask_names"], first["subtask_end_frames"]) == (["task"], [40])
    assert none["dense_subtask_names"] is None
    shares = json.loads((out / "meta/temporal_proportions_dense.json").read_text("utf-8"))
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["Name of grasp"] == pytest.approx((19 / 40 + 20 / 25) / 2)
    assert json.loads((out / "meta/temporal_proportions_sparse.json").read_text("utf-8")) == {"task": 1.0}
    assert last["tasks"] == pq.read_table(root / "meta/episodes").to_pylist()[2]["tasks"]


def test_what_only_rushes_reads_lies_in_a_file_of_its_own(root: Path, out: Path, tmp_path: Path):
    """A later export keeps what it says of other episodes, a plain one takes its own away."""
    first, last = labelled(root)

    def laid(where: Path) -> list[int]:
        lines = (where / "meta/rushes_labels.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line)["episode_index"] for line in lines]

    assert laid(out) == [0, 2]
    assert taken(last, out).labels.note == "slipped"
    placed("lerobot", [first.labels], out, tmp_path / "again")
    assert laid(tmp_path / "again") == [0, 2]
    placed("lerobot", [first.labels], tmp_path / "again", tmp_path / "plain", Options(plain=True))
    assert laid(tmp_path / "plain") == [2]
    placed("lerobot", [first.labels], root, tmp_path / "bare", Options(plain=True))
    assert not (tmp_path / "bare/meta/rushes_labels.jsonl").exists()


def test_what_cannot_be_held_is_told(root: Path):
    sentences = write([case.labels for case in labelled(root)], root, Options(plain=True)).losses.sentences
    assert set(sentences) == {
        "LeRobot has no place for notes; left out: 1",
        "LeRobot says success or not; other grades left out: 1",
        "Episodes of the data set without labels: 1, their rows say unlabelled",
    }


def test_a_second_export_keeps_what_others_said(root: Path, out: Path, tmp_path: Path):
    """Numbers stay, other episodes keep their subtasks, rows of other styles keep their place."""
    case = labelled(root)[0]
    other = case_of(case.record, case.frames.stamps_ns, {0: "lift; place, go", 5: "grasp"})
    placed("lerobot", [other.labels], out, tmp_path / "again")
    before, after = (
        {
            row["subtask"]: row["subtask_index"]
            for row in pq.read_table(each / "meta/subtasks.parquet").to_pylist()
        }
        for each in (out, tmp_path / "again")
    )
    assert after.items() >= before.items()
    for name in ("subtask_index", "language_persistent", "next.success"):
        assert rows_of(tmp_path / "again", 2)[name].to_pylist() == rows_of(out, 2)[name].to_pylist()
    assert [p.label for p in imported(other, taken(other, tmp_path / "again")).track.phases] == [
        "lift; place, go",
        "grasp",
    ]


def test_an_instruction_of_a_phase_is_spoken_and_its_name_kept(root: Path, tmp_path: Path):
    case = labelled(root)[0]
    spoken = tuple(replace(phase, text=f"do {i}") for i, phase in enumerate(case.labels.phases))
    placed("lerobot", [replace(case.labels, segments=spoken)], root, tmp_path / "out", Options(plain=True))
    contents = [row["content"] for row in rows_of(tmp_path / "out", 0)["language_persistent"][0].as_py()]
    assert contents == ["do 0", "do 1", "do 2", "do 3"]
    again = taken(case, tmp_path / "out").labels.phases
    assert [(phase.code, phase.text) for phase in again][:2] == [
        ("Name of idle", "do 0"),
        ("Name of 取罐", "do 1"),
    ]


@pytest.mark.parametrize("name", ["g1_v21", "g1_v30"])
def test_real_data_sets_come_back(name: str, tmp_path: Path):
    root = shared(f"lerobot/{name}")
    labelled = [
        case_of(record, stamps_of(record), {0: "idle", 50 + i: "grasp", 150: "取罐"}, grade="success")
        for i, record in enumerate(records_of(root))
    ]
    export = placed("lerobot", [case.labels for case in labelled], root, tmp_path / "out")
    assert export.losses.largest_ns == 0
    for case in labelled:
        assert spans(imported(case, taken(case, tmp_path / "out"))) == spans(case.document)
    assert [record.id for record in records_of(tmp_path / "out")] != []


def spans(document) -> Sequence[tuple[str, int, int]]:
    return [(phase.label, phase.start_ns, phase.end_ns) for phase in document.track.phases]
