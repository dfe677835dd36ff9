"""GR00T's annotations: numbers on rows that mean texts of tasks.jsonl, and what modality.json says of them."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import KnownError
from models.exports.files import Options
from models.exports.formats import format_of
from models.exports.groot import read, write
from models.labelling.document import Mark
from models.phases import Phase, PhaseTrack
from tests.support.data import shared
from tests.support.label_sets import Case, assert_no_farther, case_of, cases, few, imported, without_ids
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.placed import fresh, placed, records_of, stamps_of


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(tmp_path_factory.mktemp("sets") / "set", Recipe(version="v2.1", lengths=(40, 55)))


def labelled(root: Path) -> Case:
    record = records_of(root)[0]
    return case_of(record, stamps_of(record), {0: "idle", 10: "取罐", 11: "grasp"}, grade="success")


def texts_on_rows(root: Path, episode: int, name: str) -> list[str]:
    lines = (root / "meta/tasks.jsonl").read_text("utf-8").splitlines()
    texts = {row["task_index"]: row["task"] for row in map(json.loads, lines)}
    assert sorted(texts) == list(range(len(texts)))
    table = pq.read_table(root / f"data/chunk-000/episode_{episode:06d}.parquet")
    return [texts[number] for number in table[f"annotation.human.{name}"].to_pylist()]


def test_rows_say_task_phase_and_verdict(root: Path, tmp_path: Path):
    out = tmp_path / "out"
    placed("gr00t", [labelled(root).labels], root, out)
    assert texts_on_rows(out, 0, "coarse_action") == ["put the cup on the shelf"] * 40
    assert (
        texts_on_rows(out, 0, "fine_action")
        == ["Name of idle"] * 10 + ["Name of 取罐"] + ["Name of grasp"] * 29
    )
    assert texts_on_rows(out, 0, "validity") == ["valid"] * 40
    assert texts_on_rows(out, 1, "coarse_action") == ["close the drawer"] * 55
    assert texts_on_rows(out, 1, "fine_action") == ["unlabelled"] * 55
    assert format_of(out).name == "gr00t"


def test_modality_and_info_tell_of_the_columns(root: Path, tmp_path: Path):
    out = tmp_path / "out"
    placed("gr00t", [labelled(root).labels], root, out)
    modality = json.loads((out / "meta/modality.json").read_text("utf-8"))
    assert modality == {
        "state": {"state": {"start": 0, "end": 3}},
        "action": {},
        "video": {"top": {"original_key": "observation.images.top"}},
        "annotation": {"human.coarse_action": {}, "human.fine_action": {}, "human.validity": {}},
    }
    info = json.loads((out / "meta/info.json").read_text("utf-8"))
    columns = pq.read_schema(out / "data/chunk-000/episode_000001.parquet").names
    annotations = {name for name in columns if name.startswith("annotation.")}
    assert annotations == {f"annotation.{name}" for name in modality["annotation"]} <= info["features"].keys()
    assert info["total_tasks"] == len((out / "meta/tasks.jsonl").read_text("utf-8").splitlines())


def laned(root: Path) -> Case:
    """One arm is cut once; it slips twice, once for a moment only."""
    case = labelled(root)
    stamps_ns = [int(t_ns) for t_ns in case.frames.stamps_ns]
    phases = (
        Phase("l1", "grasp", case.document.range.start_ns, stamps_ns[20], "left"),
        Phase("l2", "取罐", stamps_ns[20], case.document.range.end_ns, "left"),
    )
    marks = (
        Mark("m1", "mistakes", "slip", stamps_ns[5], stamps_ns[8]),
        Mark("m2", "mistakes", "slip", stamps_ns[30], stamps_ns[30]),
    )
    arm = PhaseTrack(case.document.range, phases, "left")
    return replace(case, document=replace(case.document, arms=(arm,), marks=marks))


def test_arms_and_events_have_annotations_of_their_own(root: Path, tmp_path: Path):
    out = tmp_path / "out"
    export = placed("gr00t", [laned(root).labels], root, out, Options(plain=True))
    assert export.losses.sentences == (
        "Episodes of the data set without labels: 1, their rows say unlabelled",
    )
    assert texts_on_rows(out, 0, "fine_action.left") == ["Name of grasp"] * 20 + ["Name of 取罐"] * 20
    slips = texts_on_rows(out, 0, "event.mistakes.slip")
    assert [index for index, text in enumerate(slips) if text == "slip"] == [5, 6, 7, 30]
    assert set(texts_on_rows(out, 1, "event.mistakes.slip")) == {"none"}
    assert set(texts_on_rows(out, 1, "fine_action.left")) == {"unlabelled"}
    modality = json.loads((out / "meta/modality.json").read_text("utf-8"))
    assert {"human.fine_action.left", "human.event.mistakes.slip"} <= modality["annotation"].keys()
    answer = read(out, Options())(laned(root).base)
    assert answer is not None
    assert without_ids(imported(laned(root), answer)) == without_ids(laned(root).document)


def test_a_second_export_takes_away_what_is_no_longer_said(root: Path, tmp_path: Path):
    placed("gr00t", [laned(root).labels], root, tmp_path / "one")
    placed("gr00t", [labelled(root).labels], tmp_path / "one", tmp_path / "two")
    assert set(texts_on_rows(tmp_path / "two", 0, "event.mistakes.slip")) == {"none"}
    assert set(texts_on_rows(tmp_path / "two", 0, "fine_action.left")) == {"unlabelled"}


def test_a_modality_that_is_there_is_kept(root: Path, tmp_path: Path):
    placed("gr00t", [labelled(root).labels], root, tmp_path / "one")
    path = tmp_path / "one/meta/modality.json"
    path.write_text(json.dumps({"state": {"arm": {"start": 0, "end": 2}}, "annotation": {"human.task": {}}}))
    placed("gr00t", [labelled(root).labels], tmp_path / "one", tmp_path / "two")
    again = json.loads((tmp_path / "two/meta/modality.json").read_text("utf-8"))
    assert again["state"] == {"arm": {"start": 0, "end": 2}}
    assert "human.task" in again["annotation"]


@few
@given(data=st.data())
def test_no_boundary_moves_beyond_what_the_report_states(root: Path, tmp_path_factory, data: st.DataObject):
    record = records_of(root)[1]
    case = data.draw(cases(stamps_ns=stamps_of(record), inner_id="1"))
    path = fresh(tmp_path_factory.getbasetemp(), "groot")
    export = placed("gr00t", [case.labels], root, path)
    answer = read(path, Options())(case.base)
    assert answer is not None
    assert_no_farther(case, imported(case, answer), export.losses, joined=True)


def test_what_cannot_be_held_is_told(root: Path):
    case = labelled(root)
    twins = case_of(case.record, case.frames.stamps_ns, {0: "idle", 5: "idle"}, grade="failure", note="x")
    assert set(write([twins.labels], root, Options(plain=True)).losses.sentences) == {
        "GR00T joins phases of one label that meet: 1 boundaries are left out",
        "GR00T has no place for notes; left out: 1",
        "GR00T says valid or invalid; grades that become invalid: 1",
        "Episodes of the data set without labels: 1, their rows say unlabelled",
    }


def test_an_instruction_is_the_coarse_action(root: Path, tmp_path: Path):
    labels = replace(labelled(root).labels, instruction="shelve the red cup")
    placed("gr00t", [labels], root, tmp_path / "out")
    assert set(texts_on_rows(tmp_path / "out", 0, "coarse_action")) == {"shelve the red cup"}


def test_a_data_set_of_version_3_is_refused():
    with pytest.raises(KnownError, match=r"LeRobot v2\.1; .* is of v3\.0"):
        write([], shared("lerobot/g1_v30"), Options())
