"""AgiBot's task_info: what its loaders find in it, what stays of what was there, and the way back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import KnownError
from models.exports.agibot_tasks import number_of, read, write
from models.exports.files import Answer, Options
from models.exports.losses import Losses
from models.readers.agibot_files import find_episodes, task_entry
from tests.support.agibot_factory import EPISODES, write_agibot
from tests.support.label_sets import (
    Case,
    assert_no_farther,
    assert_unchanged,
    cases,
    imported,
    left_out,
    plain_case,
    some,
)


def written(case: Case, path: Path, **options: bool) -> Losses:
    export = write([case.labels], path, Options(**options))  # type: ignore[arg-type]
    path.write_bytes(export.files[0].content())
    return export.losses


def taken(case: Case, path: Path, **options: bool) -> Answer:
    answer = read(path, Options(**options))(case.base)  # type: ignore[arg-type]
    assert answer is not None
    return answer


@some
@given(case=cases(), inclusive=st.booleans())
def test_no_boundary_moves_beyond_what_the_report_states(case: Case, inclusive: bool, tmp_path_factory):
    path = tmp_path_factory.mktemp("agibot") / "task_327.json"
    losses = written(case, path, inclusive_end=inclusive)
    assert_no_farther(case, imported(case, taken(case, path, inclusive_end=inclusive)), losses)
    if not left_out(losses):
        assert_unchanged(case, taken(case, path, inclusive_end=inclusive))


def test_actions_stand_as_the_public_loaders_read_them(tmp_path: Path):
    case = plain_case()
    written(case, tmp_path / "task_327.json")
    (entry,) = json.loads((tmp_path / "task_327.json").read_text("utf-8"))
    assert (entry["episode_id"], entry["task_id"], entry["task_name"]) == (
        number_of(case.labels),
        327,
        "pick",
    )
    assert entry["label_info"]["action_config"][:3] == [
        {"start_frame": 0, "end_frame": 10, "action_text": "Name of idle", "skill": "Name of idle"},
        {"start_frame": 10, "end_frame": 11, "action_text": "Name of grasp", "skill": "Name of grasp"},
        {"start_frame": 11, "end_frame": 25, "action_text": "Name of 取罐", "skill": "Name of 取罐"},
    ]


def test_entries_of_others_and_other_keys_stay(tmp_path: Path):
    case = plain_case()
    path = tmp_path / "task_327.json"
    other = {"episode_id": 1, "task_id": 5, "label_info": {"action_config": []}, "extra": "罐"}
    own = {"episode_id": number_of(case.labels), "init_scene_text": "A shelf.", "label_info": {"mood": 3}}
    path.write_text(json.dumps([other, own]), encoding="utf-8")
    written(case, path)
    first, second = json.loads(path.read_text("utf-8"))
    assert first == other
    assert (second["init_scene_text"], second["label_info"]["mood"]) == ("A shelf.", 3)
    assert len(second["label_info"]["action_config"]) == 6


def test_the_reader_of_agibot_finds_the_entry(tmp_path: Path):
    root = write_agibot(tmp_path / "set")
    (path,) = sorted(root.rglob("task_info/*.json"))[:1]
    case = plain_case()
    numbered = replace(case, record=replace(case.record, inner_id=str(EPISODES[0])))
    written(numbered, path)
    entry, damaged = task_entry(find_episodes(root)[str(EPISODES[0])])
    assert (len(entry["label_info"]["action_config"]), damaged) == (6, False)


def test_what_is_left_out_is_told(tmp_path: Path):
    assert set(written(plain_case(), tmp_path / "a.json", plain=True).sentences) == {
        "AgiBot has no place for grades of episodes; left out: 1",
        "AgiBot has no place for failure reasons; left out: 1",
        "AgiBot has no place for notes; left out: 1",
        "AgiBot numbers its episodes; numbers made from ids: 1",
    }


def test_an_action_may_say_it_in_chinese_and_english(tmp_path: Path):
    case = plain_case()
    action = {"start_frame": 0, "end_frame": 60, "skill": "grasp"}
    action |= {"action_text": "拿起罐子", "english_action_text": "Pick up the can"}
    entry = {"episode_id": 7, "label_info": {"action_config": [action]}}
    (tmp_path / "a.json").write_text(json.dumps([entry]), encoding="utf-8")
    answer = read(tmp_path / "a.json", Options())(case.base, anyway=True)
    assert answer is not None
    (phase,) = answer.labels.phases
    assert (phase.code, phase.text, phase.text_zh) == ("grasp", "Pick up the can", "拿起罐子")


def test_the_challenge_names_its_texts_otherwise(tmp_path: Path):
    case = plain_case()
    action = {"start_frame": 0, "end_frame": 60, "english_action_text": "grasp"}
    entry = {"episode_id": 7, "label_info": {"action_config": [action]}}
    (tmp_path / "a.json").write_text(json.dumps([entry]), encoding="utf-8")
    answer = read(tmp_path / "a.json", Options())(case.base, anyway=True)
    assert answer is not None
    assert [segment.code for segment in answer.labels.segments] == ["grasp"]


@pytest.mark.parametrize(
    "text", ["{", "{}", "[3]", '[{"episode_id": 7, "label_info": {"action_config": [{}]}}]']
)
def test_what_is_no_list_of_episodes_is_a_sentence(text: str, tmp_path: Path):
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match="is no task_info of AgiBot"):
        read(tmp_path / "a.json", Options())(plain_case().base, anyway=True)
