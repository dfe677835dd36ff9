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
from widgets.notification_strip import Notice, NoticeKind


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
    for scope in (Scope.ALL, Scope.OPEN):
        shown.scopes[scope].click()
        assert [one for one, button in shown.scopes.items() if button.isChecked()] == [scope]
    shown.choose_format("json")
    path = tmp_path / "out" / f"{NAME}.json"
    assert shown.path.text() == str(path)
    assert written(ann, shown) == ("JSON does not say who proposed a phase; only Rushes reads it: 8",)
    told = json.loads(path.read_text())
    assert [phase["label"] for phase in told["phases"]] == [label for label, _, _ in truth(NAME)]
    assert "rushes_labels" in told
    shown.report.again.click()
    shown.plain.setChecked(True)
    written(ann, shown)
    assert "rushes_labels" not in json.loads(path.read_text()), "what only Rushes reads was not wanted"


def test_what_a_format_cannot_hold_is_told_and_can_be_copied(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("eaf")
    (rounded,) = (sentence for sentence in written(ann, shown) if "ELAN rounds" in sentence)
    shown.report.copy.click()
    copied = QApplication.clipboard().text().splitlines()
    assert copied[:2] == ["Labels of 1 episode are written", str(tmp_path / f"{NAME}.eaf")]
    assert rounded in copied
    shown.report.again.click()
    shown.choose_format("csv")
    shown.choose_scope(Scope.ALL)
    assert shown.path.text() == str(tmp_path / "labels.csv")
    (tmp_path / "else").mkdir()
    shown.path.setText(str(tmp_path / "else" / "all.csv"))
    written(ann, shown)
    assert len((tmp_path / "else" / "all.csv").read_text().splitlines()) == 1 + len(truth(NAME))
    shown.close()
    ann.wait(lambda: ann.app.exports.dialog is None, "the dialog is gone")
    ann.app.exports.choose()
    again = ann.app.exports.dialog
    assert again is not None
    assert Path(again.path.text()).parent == tmp_path / "else", "the folder of the last one is proposed"


def test_what_cannot_be_written_is_a_sentence_in_the_dialog(ann: Person, tmp_path: Path) -> None:
    shown = dialog(ann, tmp_path)
    shown.choose_format("csv")
    shown.choose_scope(Scope.APPROVED)
    assert refused(ann, shown) == "No episode has labels to export"
    assert shown.go.isEnabled()
    assert not (tmp_path / "labels.csv").exists()
    shown.choose_scope(Scope.OPEN)
    shown.choose_format("lerobot")
    shown.in_place.setChecked(True)
    assert not shown.path.isEnabled()
    assert "is no LeRobot data set" in refused(ann, shown)
    shown.in_place.setChecked(False)
    shown.path.clear()
    assert not shown.go.isEnabled(), "there must be a place"


def refused(person: Person, shown: ExportDialog) -> str:
    """Why nothing was written."""
    shown.go.click()
    person.wait(lambda: bool(shown.note.text()), "it is refused")
    return shown.note.text()


def test_an_export_that_ends_after_its_dialog_was_closed_is_told_all_the_same(
    ann: Person, tmp_path: Path
) -> None:
    shown = dialog(ann, tmp_path / "out")
    shown.choose_format("eaf")
    QTest.keyClick(shown.formats, Qt.Key.Key_Return)
    shown.close()
    path = tmp_path / "out" / f"{NAME}.eaf"
    ann.wait(
        lambda: str(path) in (ann.window.strip.current() or Notice(NoticeKind.INFO, "")).words, "it is told"
    )
    assert path.exists()
