"""Recordings put on the list while others are still being read."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.paths import Places
from tests.support.data import DEMO
from tests.support.window import sits_down

NAMES = ("pick_can_success", "pick_can_sensor_faults", "pick_missed_grasp")


def test_what_is_asked_for_at_once_comes_whole_and_the_last_is_open(
    tmp_path: Path, qapp: QApplication
) -> None:
    with sits_down(Places(tmp_path), "ann") as person:
        for name in NAMES:
            person.app.library.add(DEMO / f"{name}.mcap")
        person.wait_open(NAMES[-1])
        for name in NAMES:
            assert person.line(name).name == name
        assert person.open_name() == NAMES[-1]


def test_a_folder_that_is_not_there_does_not_stop_what_it_interrupted(
    tmp_path: Path, qapp: QApplication
) -> None:
    with sits_down(Places(tmp_path), "ann") as person:
        person.app.library.add(DEMO / f"{NAMES[0]}.mcap")
        person.app.library.add(tmp_path / "nowhere")
        person.wait(lambda: any("nowhere" in words for words in person.said()), "it says what is not there")
        assert person.line(NAMES[0]).name == NAMES[0]
