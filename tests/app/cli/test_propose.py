"""Proposals as scripts ask for them."""

import json
from pathlib import Path

import pytest

from tests.support.cli import CommandLine
from tests.support.data import DEMO
from tests.support.label_sets import case_of
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.placed import placed, records_of, stamps_of
from tests.support.sim_labels import boundary_score, true_phases, write_labels

EPISODE = next(iter(sorted(DEMO.glob("*success*.mcap"))), DEMO)


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    if not EPISODE.with_suffix(".truth.json").exists():
        pytest.skip("the demo episode has no truth beside it")
    return write_labels(tmp_path / "labels.json", EPISODE, true_phases(EPISODE), "pick up the can")


def test_an_episode_is_proposed_its_own_phases(rushes: CommandLine, labels: Path):
    answer = rushes("propose", EPISODE, "--from", labels, labels, "--json")
    assert answer.code == 0, answer.err
    assert list(answer.document) == ["phases", "method"]
    assert {tuple(phase) for phase in answer.document["phases"]} == {
        ("label", "start_ns", "end_ns", "confidence")
    }
    assert boundary_score(answer.document["phases"], true_phases(EPISODE)) == (1.0, False)


def test_people_read_a_table(rushes: CommandLine, labels: Path):
    answer = rushes("propose", EPISODE, "--from", labels, "--task", "fold a shirt")
    assert answer.code == 0, answer.err
    assert "confidence" in answer.out.splitlines()[0]
    assert "grasp" in answer.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is no JSON"),
        ("[]", "is no labels file"),
        ('{"recording": "x", "phases": []}', "holds no phases"),
        ('{"recording": "x", "phases": [{"label": "a", "start_ns": 1.5, "end_ns": 2}]}', "is no labels file"),
        ('{"recording": "x", "phases": [{"label": "a", "start_ns": 2, "end_ns": 2}]}', "does not end"),
        (
            '{"recording": "none.mcap", "phases": [{"label": "a", "start_ns": 1, "end_ns": 2}]}',
            "does not exist",
        ),
    ],
)
def test_labels_that_cannot_be_used_are_a_sentence(
    rushes: CommandLine, tmp_path: Path, text: str, words: str
):
    path = tmp_path / "labels.json"
    path.write_text(text, encoding="utf-8")
    answer = rushes("propose", EPISODE, "--from", path, "--json")
    assert answer.code == 2
    assert words in answer.sentence
    assert list(answer.document) == ["error"]


def test_phases_outside_of_the_recording_are_a_sentence(rushes: CommandLine, tmp_path: Path):
    far = [{"label": "a", "start_ns": 1, "end_ns": 2}]
    answer = rushes("propose", EPISODE, "--from", write_labels(tmp_path / "l.json", EPISODE, far))
    assert answer.code == 2
    assert "outside" in answer.sentence


def test_a_recording_is_found_beside_its_labels(rushes: CommandLine, labels: Path, tmp_path: Path):
    (tmp_path / "here.mcap").symlink_to(EPISODE)
    document = json.loads(labels.read_text(encoding="utf-8"))
    labels.write_text(json.dumps({**document, "recording": "here.mcap"}), encoding="utf-8")
    assert rushes("propose", EPISODE, "--from", labels, "--json").code == 0


def test_a_data_set_says_the_phases_of_its_own_episode(rushes: CommandLine, tmp_path: Path):
    root = write_dataset(tmp_path / "set", Recipe(version="v3.0", lengths=(40, 55)))
    record = records_of(root)[1]
    case = case_of(record, stamps_of(record), {0: "idle", 10: "取罐", 30: "grasp"})
    placed("lerobot", [case.labels], root, tmp_path / "told")
    for named in ("told", "told/meta/info.json"):
        answer = rushes("propose", root, "--episode", record.inner_id, "--from", tmp_path / named, "--json")
        assert answer.code == 0, answer.err
        assert answer.document == {
            "phases": [
                {
                    "label": one.label,
                    "start_ns": one.start_ns,
                    "end_ns": one.end_ns,
                    "confidence": 0.0,
                }
                for one in case.document.track.phases
            ],
            "method": "outside:told",
        }


def test_what_others_say_comes_alone_and_must_be_of_this_episode(
    rushes: CommandLine, labels: Path, tmp_path: Path
):
    root = write_dataset(tmp_path / "set", Recipe(version="v3.0", lengths=(40,)))
    for examples, words in (([labels, root], "give it alone"), ([root], "says no phases of")):
        answer = rushes("propose", EPISODE, "--from", *examples)
        assert answer.code == 2
        assert words in answer.sentence
