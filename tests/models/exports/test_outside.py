"""Labels of others as proposals: which phases, how sure, from where, and which words are strange."""

import json
from pathlib import Path

import pytest

from models.errors import KnownError
from models.exports.outside import proposals_in
from tests.support.label_sets import TAXONOMY, case_of, plain_case
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.placed import placed, records_of, stamps_of

CASE = plain_case()
END_NS = CASE.record.range.end_ns


def labels_file(folder: Path, *phases: dict[str, object]) -> Path:
    path = folder / "model.json"
    path.write_text(json.dumps({"recording": "elsewhere.mcap", "task": "pick", "phases": list(phases)}))
    return path


def test_phases_of_a_labels_file_keep_how_sure_they_are(tmp_path: Path):
    path = labels_file(
        tmp_path,
        {"label": "idle", "start_ns": 0, "end_ns": 500_000_000, "confidence": 1},
        {"label": "Name of grasp", "start_ns": 500_000_000, "end_ns": 900_000_000, "confidence": 0.41},
        {"label": "取罐", "start_ns": 900_000_000, "end_ns": END_NS},
    )
    found = proposals_in(path, CASE.record, TAXONOMY)
    assert [(one.label, one.start_ns, one.end_ns, one.confidence) for one in found.suggestions] == [
        ("idle", 0, 500_000_000, 1.0),
        ("grasp", 500_000_000, 900_000_000, 0.41),
        ("取罐", 900_000_000, END_NS, None),
    ]
    assert {one.source for one in found.suggestions} == {"outside:model.json"}
    assert (found.least_pm, found.strangers) == (0, {})


def test_a_strange_label_is_counted_and_its_time_is_unsure_idle(tmp_path: Path):
    path = labels_file(
        tmp_path,
        {"label": "Greifen", "start_ns": 0, "end_ns": 500_000_000, "confidence": 0.9},
        {"label": "grasp", "start_ns": 500_000_000, "end_ns": 900_000_000, "confidence": 0.9},
        {"label": "Greifen", "start_ns": 900_000_000, "end_ns": END_NS, "confidence": 0.9},
    )
    found = proposals_in(path, CASE.record, TAXONOMY)
    assert [(one.label, one.confidence) for one in found.suggestions] == [
        ("idle", None),
        ("grasp", 0.9),
        ("idle", None),
    ]
    assert found.strangers == {"Greifen": 2}


@pytest.mark.parametrize("named", ["", "meta/info.json"])
def test_subtasks_of_a_data_set_are_proposals(named: str, tmp_path: Path):
    root = write_dataset(tmp_path / "set", Recipe(version="v3.0", lengths=(40, 55)))
    record = records_of(root)[1]
    case = case_of(record, stamps_of(record), {0: "idle", 10: "取罐", 30: "grasp"})
    placed("lerobot", [case.labels], root, tmp_path / "told")
    found = proposals_in(tmp_path / "told" / named, record, TAXONOMY)
    assert [(one.label, one.start_ns, one.end_ns) for one in found.suggestions] == [
        (one.label, one.start_ns, one.end_ns) for one in case.document.track.phases
    ]
    assert {one.source for one in found.suggestions} == {"outside:told"}
    assert all(one.is_unsure for one in found.suggestions)


def test_a_data_set_of_other_episodes_says_nothing(tmp_path: Path):
    root = write_dataset(tmp_path / "set", Recipe(version="v3.0", lengths=(40,)))
    with pytest.raises(KnownError, match="set says no phases of episode one"):
        proposals_in(root, CASE.record, TAXONOMY)
