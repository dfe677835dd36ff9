"""Keys from one episode on the screen to the next: play, confirm and submit included."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import figures_file
from app.paths import Places
from app.session import MANY
from app.settings import Settings
from models.cutting_aids.suggestions import Suggestion
from models.episode import EpisodeRecord
from models.figures import Verdict
from models.labelling.commands import TakePhases
from models.phases import Phase
from models.review import State
from models.timebase import NS_PER_S
from tests.support.data import DEMO
from tests.support.window import Person, left_behind, sits_down

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

NAME = "pick_can_success"
KEYS = {"approach": "1", "grasp": "2", "lift": "3", "transport": "4", "place": "5", "retreat": "6"}
RATE = 2.0


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    yield
    assert left_behind() == []


class Hand:
    """Sends keys to the window as the system does, and counts them."""

    def __init__(self, person: Person) -> None:
        self.person, self.count = person, 0

    def press(self, key: str) -> None:
        self.person.come_to_front()
        self.count += 1
        window = self.person.window.windowHandle()
        combination = QKeySequence(key)[0]
        QTest.keyClick(window, combination.key(), combination.keyboardModifiers())
        QTest.qWait(1)


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    """At the window as it comes: episodes open playing, here twice as fast."""
    with sits_down(Places(tmp_path), "ann", path=DEMO / "pick_missed_grasp.mcap", usual=Settings()) as person:
        person.app.services.player.set_rate(RATE)
        person.wait(lambda: person.open_name() == "pick_missed_grasp", "the other one is on the list")
        person.app.library.add(DEMO / f"{NAME}.mcap")
        person.wait(lambda: person.open_name() == NAME, "it is open")
        person.wait(lambda: person.app.services.player.clock.playing, "the episode plays by itself")
        yield person


def truth(name: str) -> list[tuple[str, int, int]]:
    """Label, start and end of each phase, on the stamps of the headers."""
    told = json.loads((DEMO / f"{name}.truth.json").read_text())
    return [(phase["name"], phase["start_ns"], phase["end_ns"]) for phase in told["phases"]]


def cut_while_it_plays(hand: Hand, name: str) -> None:
    """A digit as each phase begins."""
    player = hand.person.app.services.player
    for label, start_ns, _ in truth(name)[1:]:
        if label in KEYS:
            hand.person.wait(lambda at=start_ns: player.t_ns >= at, f"{label} begins")  # type: ignore[misc]
            hand.press(KEYS[label])


def went_on(person: Person) -> None:
    person.wait(lambda: person.open_name() == "pick_missed_grasp", "the next episode is on the screen")


def test_six_phases_a_grade_and_next_are_eight_keys(ann: Person) -> None:
    hand = Hand(ann)
    cut_while_it_plays(hand, NAME)
    labels = [phase.label for phase in ann.document.track.phases]
    cuts = [(phase.start_ns, phase.raw_ns) for phase in ann.document.track.phases[1:]]
    hand.press("S")
    hand.press("Return")
    went_on(ann)
    assert hand.count <= 8
    ann.wait_state(NAME, State.SUBMITTED)
    assert labels == ["idle", *KEYS]
    assert all(raw_ns is None or abs(start_ns - raw_ns) < NS_PER_S for start_ns, raw_ns in cuts)


def test_a_failure_adds_one_for_its_reason(ann: Person) -> None:
    hand = Hand(ann)
    cut_while_it_plays(hand, NAME)
    hand.press("F")
    hand.press("3")
    hand.press("Return")
    went_on(ann)
    assert hand.count <= 9
    ann.wait_state(NAME, State.SUBMITTED)


def test_a_digit_right_after_a_failure_is_its_reason_among_hundreds_of_phases_too(ann: Person) -> None:
    session, whole = ann.app.services.session, ann.document.range
    ann.app.services.player.pause()
    edges_ns = [whole.start_ns + place * whole.duration_ns // MANY for place in range(MANY)]
    ends_ns = [*edges_ns[1:], whole.end_ns]
    phases = [
        Phase(f"p{place}", "grasp", start_ns, end_ns)
        for place, (start_ns, end_ns) in enumerate(zip(edges_ns, ends_ns, strict=True))
    ]
    session.dispatch(TakePhases(tuple(phases)))
    ann.settle()
    ann.come_to_front()
    for key in (Qt.Key.Key_F, Qt.Key.Key_3):
        QTest.keyClick(ann.window.windowHandle(), key)
    assert (ann.document.grade, ann.document.reasons) == ("failure", ("misplaced",))
    assert len(ann.document.track.phases) == MANY


def proposed(record: EpisodeRecord, _examples: object) -> tuple[Suggestion, ...]:
    """As the truth says, so that they are correct; the last but one unsure."""
    phases = truth(record.name)
    start_ns, end_ns = record.range.start_ns, record.range.end_ns
    return tuple(
        Suggestion(
            label,
            max(first, start_ns) if place else start_ns,
            min(last, end_ns) if place < len(phases) - 1 else end_ns,
            0.58 if place == len(phases) - 2 else 0.95,
        )
        for place, (label, first, last) in enumerate(phases)
    )


@pytest.fixture
def guessed(ann: Person) -> Person:
    """One episode of the task is submitted, and the other one is on the screen with proposals."""
    ann.app.proposing.suggest = proposed
    ann.press("Space", "Home", "1", "Shift+Right", "2", "S", "Return")
    went_on(ann)
    ann.wait(lambda: ann.app.proposing.waits, "phases are proposed")
    return ann


def test_with_correct_proposals_it_is_three(guessed: Person, tmp_path: Path) -> None:
    hand, expected = Hand(guessed), truth("pick_missed_grasp")
    hand.press("'")
    assert [phase.label for phase in guessed.document.track.phases] == [label for label, _, _ in expected]
    assert not guessed.app.proposing.waits
    hand.press("S")
    hand.press("Return")
    guessed.wait(lambda: guessed.state_of("pick_missed_grasp") is State.SUBMITTED, "it is handed over")
    assert hand.count <= 3
    cuts = len(expected) - 1
    assert {phase.source for phase in guessed.document.track.phases} == {"transfer"}
    assert guessed.document.track.phases[-2].confidence_pm == 580
    assert guessed.app.proposing.rate == 1.0
    guessed.window.close()
    (answered,) = figures_file.read(Places(tmp_path).profile("ann"), "ann").answered
    assert [one.verdict for one in answered.answers] == [Verdict.KEPT] * cuts


def test_tab_walks_the_unsure_one_first_enter_accepts_and_digits_correct(guessed: Person) -> None:
    suggestions = guessed.app.proposing.suggestions.phases
    player = guessed.app.services.player
    guessed.press("Tab")
    guessed.wait(lambda: player.t_ns == suggestions[-2].start_ns, "the unsure one is looked at")
    assert not player.clock.playing
    guessed.shoot("proposals-walked")
    guessed.press("Return")
    assert [phase.label for phase in guessed.document.track.phases] == ["idle", suggestions[-2].label]
    guessed.wait(lambda: player.t_ns == suggestions[1].start_ns, "the next one is looked at")
    guessed.press("Left", "2")
    assert guessed.document.track.phases[1].label == "grasp"
    assert guessed.app.proposing.suggestions.passed == {1}
    guessed.press("Ctrl+Z", "Ctrl+Z")
    assert guessed.document.track.phases == ()
    assert len(guessed.app.proposing.suggestions.open) == len(suggestions) - 1


def test_a_digit_right_after_enter_corrects_the_next_one(guessed: Person) -> None:
    suggestions, player = guessed.app.proposing.suggestions.phases, guessed.app.services.player
    guessed.press("Tab")
    guessed.wait(lambda: player.t_ns == suggestions[-2].start_ns, "the unsure one is looked at")
    guessed.come_to_front()
    guessed.app.proposing.accept_one()
    assert player.t_ns == suggestions[-2].start_ns, "it has a turn of its own"
    QTest.keyClick(guessed.window.windowHandle(), Qt.Key.Key_2)
    cuts = [(phase.label, phase.start_ns) for phase in guessed.document.track.phases]
    assert ("grasp", suggestions[1].start_ns) in cuts
    assert guessed.app.proposing.suggestions.passed == {1}


def test_what_a_person_cuts_goes_before_what_is_proposed(guessed: Person) -> None:
    guessed.press("End", "Shift+Left", "Shift+Left", "6")
    assert guessed.app.proposing.suggestions.open == (len(guessed.app.proposing.suggestions.phases) - 1,) or (
        not guessed.app.proposing.waits
    )
    before = guessed.document.track
    guessed.press("'")
    assert guessed.document.track.phases[: len(before.phases) - 1] == before.phases[:-1]


def test_a_labelled_repeat_is_enough_for_three_keys(tmp_path: Path, qapp: QApplication) -> None:
    """What is really worked out from one example, nearer than a quarter of a second everywhere."""
    repeat = "pick_can_sensor_faults"
    with sits_down(Places(tmp_path), "ann", path=DEMO / f"{repeat}.mcap") as person:
        person.wait_open(repeat)
        person.app.library.add(DEMO / f"{NAME}.mcap")
        person.wait_open(NAME)
        record = person.app.services.session.record
        assert record is not None
        first, *cuts = proposed(record, ())
        assert person.app.services.labels.take(cuts, [first])
        person.press("S", "Return")
        person.wait_open(repeat)
        person.wait(lambda: person.app.proposing.waits, "phases are proposed")
        person.shoot("proposals-worked-out")
        hand = Hand(person)
        for key in ("'", "S", "Return"):
            hand.press(key)
        person.wait(lambda: person.state_of(repeat) is State.SUBMITTED, "it is handed over")
        assert hand.count == 3
        phases, expected = person.document.track.phases, truth(repeat)
        assert [phase.label for phase in phases] == [label for label, _, _ in expected]
        off_ns = [
            abs(phase.start_ns - start_ns) for phase, (_, start_ns, _) in zip(phases, expected, strict=True)
        ]
        assert max(off_ns[1:]) < NS_PER_S // 4


def test_what_cannot_be_judged_is_three_keys(ann: Person) -> None:
    hand = Hand(ann)
    hand.press("Shift+U")
    hand.press("2")
    hand.press("Return")
    went_on(ann)
    assert hand.count == 3
    ann.wait_state(NAME, State.SUBMITTED)
