"""What the panels put off is done before a key whose meaning depends on it, and before no other."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from app.session import MANY
from models.labelling.commands import TakePhases
from models.phases import Phase
from models.review import State
from models.timebase import NS_PER_S
from tests.support.data import DEMO
from tests.support.window import Person, sits_down

NAME = "pick_can_success"


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path), "ann", path=DEMO / f"{NAME}.mcap") as person:
        person.wait_open(NAME)
        person.app.services.player.seek(person.app.services.player.t_ns + NS_PER_S)
        yield person


@pytest.fixture
def cutting(ann: Person) -> Person:
    ann.press("1")
    ann.wait(lambda: rows(ann)["idle"] > 0, "the panel shows what lies before it")
    return ann


def rows(person: Person) -> dict[str, int]:
    return {row.code: row.spent_ns for row in person.window.phase_panel.rows.rows}


def look_further(person: Person) -> dict[str, int]:
    """What the panel says after two more seconds, seen from their middle."""
    player = person.app.services.player
    t_ns = player.t_ns
    player.seek(t_ns + 2 * NS_PER_S)
    person.wait(lambda: rows(person)["approach"] == 2 * NS_PER_S, "the panel counts what was seen")
    player.seek(t_ns + NS_PER_S)
    return rows(person)


def test_a_cut_alone_does_not_hurry_the_panel(cutting: Person) -> None:
    before = look_further(cutting)
    cutting.app.services.labels.cut("grasp")
    cutting.app.presenter.before_key()
    assert rows(cutting) == before
    cutting.wait(lambda: rows(cutting) != before, "it comes by itself")


def test_nor_does_the_first_one_which_makes_a_draft(ann: Person) -> None:
    ann.app.services.labels.cut("grasp")
    ann.app.presenter.before_key()
    assert ann.document.state is State.DRAFT
    assert rows(ann)["idle"] == 0
    ann.wait(lambda: rows(ann)["idle"] > 0, "it comes by itself")


def test_a_grade_asks_for_its_reasons_before_the_next_key(ann: Person) -> None:
    ann.app.services.labels.grade("failure")
    assert not ann.window.phase_panel.outcome.wants_reason
    ann.app.presenter.before_key()
    assert ann.window.phase_panel.outcome.wants_reason


def test_whoever_writes_in_the_panel_writes_into_what_is_shown(cutting: Person) -> None:
    before = look_further(cutting)
    cutting.press("N")
    cutting.app.services.labels.cut("grasp")
    cutting.app.presenter.before_key()
    assert rows(cutting) != before


def test_an_edit_on_its_way_is_not_hurried_by_a_key(ann: Person) -> None:
    session = ann.app.services.session
    assert session.document is not None
    whole = session.document.range
    edges = [whole.start_ns + place * (whole.duration_ns // MANY) for place in range(MANY)]
    session.dispatch(
        TakePhases(
            tuple(
                Phase(str(place), "grasp", start_ns, end_ns)
                for place, (start_ns, end_ns) in enumerate(pairwise((*edges, whole.end_ns)))
            )
        )
    )
    ann.app.presenter.before_key()
    assert session.is_busy
    ann.wait(lambda: not session.is_busy, "it is done")
