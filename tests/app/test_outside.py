"""Proposals of others in the window: ghosts, walked and accepted like our own, never labels by themselves."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.figures import Verdict
from tests.app.test_key_strokes import DEMO, NAME, truth
from tests.support.window import Person, sits_down


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path), "ann", path=DEMO / f"{NAME}.mcap") as person:
        person.wait_open(NAME)
        yield person


def labels_of_a_model(folder: Path, *, strange: str = "") -> Path:
    """As the truth says, the last but one less sure; the last may have a name that nobody knows."""
    phases = [
        {"label": label, "start_ns": start_ns, "end_ns": end_ns, "confidence": 0.95}
        for label, start_ns, end_ns in truth(NAME)
    ]
    phases[-2]["confidence"] = 0.41
    phases[-1]["label"] = strange or phases[-1]["label"]
    path = folder / "model.json"
    path.write_text(json.dumps({"recording": "there.mcap", "task": "", "phases": phases}))
    return path


def taken(person: Person, path: Path) -> None:
    person.app.outside.take(path)
    person.wait(lambda: person.app.proposing.waits, "the phases of the file lie there as ghosts")


def test_the_less_sure_comes_first_and_enter_takes_it(ann: Person, tmp_path: Path) -> None:
    taken(ann, labels_of_a_model(tmp_path))
    assert ann.document.track.phases == ()
    ann.press("Tab")
    unsure = ann.app.proposing.suggestions.phases[-2]
    ann.wait(lambda: ann.app.services.player.t_ns == unsure.start_ns, "the less sure one is looked at")
    ann.press("Return")
    phase = ann.document.track.phases[-1]
    assert (phase.source, phase.confidence_pm) == ("outside:model.json", 410)


def test_all_of_them_are_one_step_and_counted_like_our_own(ann: Person, tmp_path: Path) -> None:
    taken(ann, labels_of_a_model(tmp_path))
    ann.press("'")
    labels = [phase.label for phase in ann.document.track.phases]
    assert labels == [label for label, _, _ in truth(NAME)]
    answers = ann.app.proposing.suggestions.answers(ann.document.track)
    assert [(each.label, each.verdict) for each in answers] == [(label, Verdict.KEPT) for label in labels[1:]]
    ann.press("Ctrl+Z")
    assert ann.document.track.phases == ()


def test_strange_labels_are_told_by_name(ann: Person, tmp_path: Path) -> None:
    told: list[str] = []
    ann.app.outside.told.connect(told.append)
    taken(ann, labels_of_a_model(tmp_path, strange="Greifen"))
    assert "Greifen (1)" in told[0]


def test_a_file_that_is_none_is_a_sentence(ann: Person, tmp_path: Path) -> None:
    refused: list[object] = []
    ann.app.outside.refused.connect(refused.append)
    (tmp_path / "a.json").write_text("[")
    ann.app.outside.take(tmp_path / "a.json")
    ann.wait(lambda: refused != [], "it is refused")
    assert not ann.app.proposing.waits


def test_one_that_was_accepted_by_itself_is_drawn_as_far_as_it_was_proposed(
    ann: Person, tmp_path: Path
) -> None:
    taken(ann, labels_of_a_model(tmp_path))
    ann.press("Tab", "Return")
    assert ann.app.services.labels.reached_ns == ann.app.proposing.suggestions.phases[-2].end_ns
    ann.press("'")
    assert ann.app.services.labels.reached_ns == ann.document.range.end_ns
