"""Labels of others become those of the open episode: shown first, then one edit that one undo takes back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.review import State
from tests.app.test_key_strokes import DEMO, NAME, truth
from tests.support.in_sight import cut_words, never_reached
from tests.support.window import Person, sits_down
from widgets.import_dialog import ImportDialog

ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-11-29T00:00:00+00:00" FORMAT="3.0" VERSION="3.0">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="2000"/>
    <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2000"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="4000"/>
  </TIME_ORDER>
  <TIER TIER_ID="speech" LINGUISTIC_TYPE_REF="default"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1"
    TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>hello</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>
  </ANNOTATION></TIER>
  <TIER TIER_ID="actions" LINGUISTIC_TYPE_REF="default"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2"
    TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4"><ANNOTATION_VALUE>grasp</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>
  </ANNOTATION></TIER>
  <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>
"""


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path), "ann", path=DEMO / f"{NAME}.mcap") as person:
        person.wait_open(NAME)
        yield person


def labels_file(folder: Path, recording: Path = DEMO / f"{NAME}.mcap", **renamed: str) -> Path:
    """What the truth says; some labels have names that nobody here knows."""
    phases = [
        {"label": renamed.get(label, label), "start_ns": start_ns, "end_ns": end_ns}
        for label, start_ns, end_ns in truth(NAME)
    ]
    path = folder / "theirs.json"
    path.write_text(json.dumps({"recording": str(recording), "task": "", "phases": phases}))
    return path


def shown(person: Person, path: Path) -> ImportDialog:
    person.app.imports.take(path)
    dialog = person.app.imports.dialog
    assert dialog is not None
    person.wait(
        lambda: dialog.go.isEnabled() or bool(dialog.note.text()) or dialog.tiers.isVisible(), "it was read"
    )
    return dialog


def labels(person: Person) -> list[str]:
    return [phase.label for phase in person.document.track.phases]


def test_enter_takes_them_as_one_edit(ann: Person, tmp_path: Path) -> None:
    dialog = shown(ann, labels_file(tmp_path))
    assert labels(ann) == []
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert labels(ann) == [label for label, _, _ in truth(NAME)]
    assert ann.document.state is State.DRAFT
    assert ann.app.imports.dialog is None or not dialog.isVisible()
    assert "theirs.json" in ann.window.strip.current().words
    ann.press("Ctrl+Z")
    assert labels(ann) == []


def test_what_is_replaced_is_told_before_and_nothing_changes_the_second_time(
    ann: Person, tmp_path: Path
) -> None:
    ann.app.services.player.seek(ann.app.services.player.clock.range.start_ns + 10**9)
    ann.press("5", "F", "1")
    dialog = shown(ann, labels_file(tmp_path))
    assert dialog.sentences[0] == "Phases replaced: 2"
    assert dialog.sentences[1].startswith("Phases that reach out of the episode: 1")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert ann.document.grade == "failure", "what the file does not say stays"
    again = shown(ann, tmp_path / "theirs.json")
    assert not again.go.isEnabled()
    assert again.note.text() == "The labels say all of this already"
    QTest.keyClick(again, Qt.Key.Key_Escape)


def test_a_person_says_which_phase_a_strange_label_is(ann: Person, tmp_path: Path) -> None:
    dialog = shown(ann, labels_file(tmp_path, grasp="Greifen", place="Ablegen"))
    assert list(dialog.chosen) == ["Greifen", "Ablegen"]
    assert (cut_words(dialog), never_reached(dialog)) == ([], [])
    assert (dialog.note.text(), dialog.go.isEnabled()) == ("Say which phase Greifen is", False)
    for label, code in (("Greifen", "grasp"), ("Ablegen", "place")):
        box = dialog.chosen[label]
        box.setCurrentIndex(box.findData(code))
        box.activated.emit(box.currentIndex())
    assert (dialog.note.text(), dialog.go.isEnabled()) == ("", True)
    dialog.go.click()
    assert labels(ann) == [label for label, _, _ in truth(NAME)]


def test_of_several_tiers_a_person_says_which(ann: Person, tmp_path: Path) -> None:
    (tmp_path / "theirs.eaf").write_text(ELAN, encoding="utf-8")
    dialog = shown(ann, tmp_path / "theirs.eaf")
    dialog.tiers.setCurrentText("actions")
    dialog.tiers.activated.emit(dialog.tiers.currentIndex())
    ann.wait(dialog.go.isEnabled, "the tier was read")
    dialog.go.click()
    assert "grasp" in labels(ann)
    assert "hello" not in labels(ann)


def test_a_file_that_says_nothing_of_it_is_a_sentence(ann: Person, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[")
    dialog = shown(ann, tmp_path / "a.json")
    assert "a.json cannot be read" in dialog.note.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert labels(ann) == []
    dialog.close()


def test_a_file_of_another_episode_is_doubted_before_it_is_taken(ann: Person, tmp_path: Path) -> None:
    dialog = shown(ann, labels_file(tmp_path, Path("there.mcap")))
    assert dialog.note.text() == "The file calls its episode otherwise: is it the same?"
    dialog.go.click()
    assert labels(ann) == [label for label, _, _ in truth(NAME)]
