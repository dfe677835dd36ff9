"""``ingest`` into a person's own list: nothing twice, and a stopped run goes on."""

import shutil
import time
from pathlib import Path

from app.paths import places
from app.settings import last_user
from models.review import Role
from models.storage.label_store import LabelStore
from tests.support.cli import CommandLine
from tests.support.data import DEMO


def names(rushes: CommandLine, user: str) -> list[str]:
    folder = places(rushes.data_dir).profile(user)
    with LabelStore.open(folder, user=user, role=Role.ANNOTATOR, now_ns=time.time_ns()) as store:
        return [row.record.name for row in store.episodes()]


def test_the_second_run_adds_nothing(rushes: CommandLine):
    first = rushes("ingest", DEMO, "--user", "anna", "--json")
    assert first.code == 0
    assert first.err == ""
    again = rushes("ingest", DEMO, "--user", "anna", "--json").document
    assert (first.document["added"], first.document["known"]) == (3, 0)
    assert (again["added"], again["known"], again["moved"], again["damaged"]) == (0, 3, 0, 0)
    assert again["episodes"] == first.document["episodes"]
    assert names(rushes, "anna") == ["pick_can_sensor_faults", "pick_can_success", "pick_missed_grasp"]


def test_who_was_named_is_the_one_to_start_with(rushes: CommandLine):
    rushes("ingest", DEMO / "pick_can_success.mcap", "--user", "王伟")
    assert last_user(places(rushes.data_dir)) == "王伟"
    rushes("ingest", DEMO / "pick_missed_grasp.mcap")
    assert names(rushes, "王伟") == ["pick_can_success", "pick_missed_grasp"]


def test_a_moved_recording_keeps_its_place_in_the_list(rushes: CommandLine, tmp_path: Path):
    (tmp_path / "in").mkdir()
    shutil.copy(DEMO / "pick_missed_grasp.mcap", tmp_path / "in" / "a.mcap")
    rushes("ingest", tmp_path / "in", "--user", "anna")
    (tmp_path / "in" / "a.mcap").rename(tmp_path / "in" / "b.mcap")
    assert rushes("ingest", tmp_path / "in", "--user", "anna", "--json").document["moved"] == 1
    assert names(rushes, "anna") == ["b"]


def test_damage_is_reported_and_the_rest_goes_in(rushes: CommandLine, tmp_path: Path):
    shutil.copy(DEMO / "pick_missed_grasp.mcap", tmp_path / "a.mcap")
    (tmp_path / "b.mcap").write_bytes(b"junk")
    answer = rushes("ingest", tmp_path, "--user", "anna", "--json")
    assert answer.code == 0
    assert (answer.document["added"], answer.document["damaged"]) == (1, 1)
    assert answer.document["problems"][0]["path"] == str(tmp_path / "b.mcap")
    assert "b.mcap" in answer.sentence


def test_nothing_readable_is_two(rushes: CommandLine, tmp_path: Path):
    empty = tmp_path / "empty"
    empty.mkdir()
    answer = rushes("ingest", empty, "--user", "anna")
    assert (answer.code, answer.out) == (2, "")
    assert answer.sentence
    assert rushes("ingest", tmp_path / "none", "--user", "anna").code == 2


def test_a_list_that_is_open_elsewhere_is_a_sentence(rushes: CommandLine):
    folder = places(rushes.data_dir).profile("anna")
    with LabelStore.open(folder, user="anna", role=Role.ANNOTATOR, now_ns=time.time_ns()):
        answer = rushes("ingest", DEMO, "--user", "anna")
    assert answer.code == 2
    assert "another Rushes" in answer.sentence
