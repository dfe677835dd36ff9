"""The taxonomy in the real window: edited from the palette, saved for everybody here, labels brought along."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.mending import mend
from app.paths import Places
from app.taxonomies import SETTING, taxonomy_shelf
from models.review import Role
from models.taxonomy.migrations import Kind, Rename
from tests.support.data import DEMO
from tests.support.window import Person, left_behind, sits_down

RECORDING = DEMO / "pick_can_success.mcap"


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    yield
    assert left_behind() == []


def opened(person: Person) -> None:
    person.wait(person.app.is_open, "an open episode")
    person.settle()


def test_a_saved_taxonomy_is_kept_and_the_next_window_labels_with_it(tmp_path: Path, monkeypatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    with sits_down(Places(tmp_path), "ann", Role.LEAD, path=RECORDING) as person:
        person.app.actions.trigger("window.taxonomy")
        editor = person.app.taxonomy.editor
        assert editor is not None
        editor.sheet.item(1, 0).setText("reach")
        editor.save.click()
        assert person.app.settings.values[SETTING] == "pick_place"
    assert codes == [76]
    made = taxonomy_shelf(Places(tmp_path)).load("pick_place")
    assert [step for step in made.migrations if step.to == made.version] == [
        Rename(made.version, Kind.PHASE, "approach", "reach")
    ]
    with sits_down(Places(tmp_path), "ann", Role.LEAD) as person:
        assert person.app.services.taxonomy.phase("reach") is not None


def test_labels_of_the_version_before_are_brought_along_by_the_line_under_submit(tmp_path: Path) -> None:
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as person:
        opened(person)
        person.app.services.player.seek(person.app.services.player.clock.range.start_ns + 10**9)
        person.app.services.labels.cut("grasp")
        taxonomy = person.app.services.taxonomy
    phases = tuple(replace(one, code="seize") if one.code == "grasp" else one for one in taxonomy.phases)
    version = taxonomy.version + 1
    step = Rename(version, Kind.PHASE, "grasp", "seize")
    newer = replace(taxonomy, version=version, phases=phases, template=(), migrations=(step,))
    taxonomy_shelf(Places(tmp_path)).save(newer)
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as person:
        opened(person)
        labels = person.app.services.labels
        assert labels.must_migrate
        (line,) = [item for item in labels.missing() if item.code == "older_taxonomy"]
        mend(line, person.window.phase_panel, labels)
        assert [phase.label for phase in labels.document.track.phases] == ["idle", "seize"]
        assert person.app.services.session.can_undo
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as person:
        opened(person)
        assert person.app.services.session.document.taxonomy_version == version


def test_labels_of_a_version_that_is_not_known_here_are_looked_at_only(tmp_path: Path) -> None:
    shelf = taxonomy_shelf(Places(tmp_path))
    shipped = shelf.load("pick_place")
    path = shelf.save(replace(shipped, version=shipped.version + 1))
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as person:
        opened(person)
        person.app.services.player.seek(person.app.services.player.clock.range.start_ns + 10**9)
        person.app.services.labels.cut("grasp")
    path.unlink()
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as person:
        opened(person)
        labels = person.app.services.labels
        assert not labels.editable
        assert labels.missing()[0].code == "newer_taxonomy"
        assert not person.app.window.timeline.editable
        assert person.app.window.phase_panel.checks.isVisible()
        person.app.services.labels.cut("place")
        assert [phase.label for phase in labels.document.track.phases] == ["idle", "grasp"]
