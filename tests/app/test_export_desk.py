"""Labels go from the window into the formats of others, and the dialog tells what those cannot hold."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from tests.app.test_key_strokes import DEMO, NAME, truth
from tests.app.test_outside import labels_of_a_model, taken
from tests.support.window import Person, sits_down
from widgets.export_dialog import ExportDialog, Scope


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path), "ann", path=DEMO / f"{NAME}.mcap") as person:
        person.wait_open(NAME)
        taken(person, labels_of_a_model(tmp_path))
        person.press("'")
        yield person


def dialog(person: Person, folder: Path) -> ExportDialog:
    person.app.exports._folder = str(folder)
    person.app.exports.choose()
    found = person.app.exports.dialog
    assert found is not None
    return found


def written(person: Person, shown: ExportDialog) -> tuple[str, ...]:
    """After Enter the report is there."""
    QTest.keyClick(shown.formats, Qt.Key.Key_Return)
    person.wait(lambda: shown.pages.currentIndex() == 1, "the report is shown")
    return shown.report.sentences


def test_the_open_episode_goes_into_a_file_that_is_proposed(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path / "out")
    shown.choose_format("json")
    assert shown.path.text() == str(tmp_path / "out" / f"{NAME}.json")
    assert written(ann, shown) == ("JSON does not say who proposed a phase; only Rushes reads it: 8",)
    told = json.loads((tmp_path / "out" / f"{NAME}.json").read_text())
    assert [phase["label"] for phase in told["phases"]] == [label for label, _, _ in truth(NAME)]
    assert "rushes_labels" in told


def test_what_only_rushes_reads_is_left_out_where_that_is_wanted(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("json")
    shown.plain.setChecked(True)
    written(ann, shown)
    assert "rushes_labels" not in json.loads((tmp_path / f"{NAME}.json").read_text())


def test_what_a_format_cannot_hold_is_told_and_can_be_copied(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("eaf")
    (rounded,) = (sentence for sentence in written(ann, shown) if "ELAN rounds" in sentence)
    shown.report.copy.click()
    copied = QApplication.clipboard().text().splitlines()
    assert copied[:2] == ["Labels of 1 episode are written", str(tmp_path / f"{NAME}.eaf")]
    assert rounded in copied


def test_all_of_the_list_go_into_one_table(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("csv")
    shown.choose_scope(Scope.ALL)
    assert shown.path.text() == str(tmp_path / "labels.csv")
    written(ann, shown)
    assert len((tmp_path / "labels.csv").read_text().splitlines()) == 1 + len(truth(NAME))


def test_none_is_approved_yet_is_a_sentence_in_the_dialog(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("csv")
    shown.choose_scope(Scope.APPROVED)
    shown.go.click()
    ann.wait(lambda: bool(shown.note.text()), "it is refused")
    assert shown.note.text() == "No episode has labels to export"
    assert shown.go.isEnabled()
    assert not (tmp_path / "labels.csv").exists()


def test_a_recording_that_is_no_data_set_is_a_sentence(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("lerobot")
    shown.in_place.setChecked(True)
    assert not shown.path.isEnabled()
    shown.go.click()
    ann.wait(lambda: bool(shown.note.text()), "it is refused")
    assert "is no LeRobot data set" in shown.note.text()


def test_nothing_is_asked_without_a_place(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.path.clear()
    assert not shown.go.isEnabled()


def test_the_folder_of_the_last_export_is_proposed_the_next_time(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("csv")
    shown.path.setText(str(tmp_path / "else" / "mine.csv"))
    (tmp_path / "else").mkdir()
    written(ann, shown)
    shown.close()
    ann.wait(lambda: ann.app.exports.dialog is None, "the dialog is gone")
    ann.app.exports.choose()
    again = ann.app.exports.dialog
    assert again is not None
    assert Path(again.path.text()).parent == tmp_path / "else"
