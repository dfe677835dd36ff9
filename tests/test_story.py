"""The main job from end to end in the real window: by keys and mouse, with a real PostgreSQL between two people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.review import Role, State
from models.timebase import NS_PER_MS, NS_PER_S
from tests.support.data import DEMO, shared
from tests.support.on_screen import on_screen
from tests.support.postgres import PostgresServer, as_user, people_catalog, server
from tests.support.story import (
    authors_in_catalog,
    cut_while_playing,
    drag_boundary,
    in_catalog,
    true_phases,
)
from tests.support.window import Person, left_behind, sits_down
from widgets.remark_list import RemarkItem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

EPISODE = "pick_can_success"
PHASES = ["idle", "approach", "grasp", "lift", "transport", "place", "retreat", "idle"]


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    before = left_behind()
    yield
    assert [each for each in left_behind() if each not in before] == []


@on_screen
def test_two_people_finish_an_episode(tmp_path: Path) -> None:
    """Label, submit, sync; sent back with a reason pinned to a moment; mended, approved; each sees it after sync."""
    url, where = server().fresh_database(people_catalog), Places(tmp_path)
    with sits_down(where, "ann", catalog_url=as_user(url, "ann"), path=DEMO) as ann:
        open_episode(ann, EPISODE)
        label_everything(ann, DEMO / f"{EPISODE}.mcap")
        submit(ann, EPISODE)
        record = ann.app.services.store.episode(ann.line(EPISODE).id)
        assert record is not None
        labelled = ann.app.services.store.load(record, ann.app.services.taxonomy)
        ann.sync()
        assert in_catalog(url, record) == labelled
        with sits_down(where, "lea", Role.LEAD, catalog_url=as_user(url, "lea"), path=DEMO) as lea:
            see_submitted(lea, EPISODE)
            assert lea.document == labelled
            moment_ns = labelled.track.phases[3].start_ns
            send_back(lea, moment_ns, "the grasp begins later")
            lea.sync()
            assert in_catalog(url, record).state is State.RETURNED

            see_returned(ann, EPISODE, moment_ns)
            mend_and_submit(ann)
            ann.sync()

            lea.sync()
            approve(lea, EPISODE)
            lea.sync()
        see_approved(ann, EPISODE)
        assert in_catalog(url, record) == ann.document
        assert authors_in_catalog(url, record) == ["ann", "lea", "ann", "lea"]


@on_screen
def test_an_approval_of_a_simulated_recording(tmp_path: Path) -> None:
    """The same way on another recording, without a detour; the annotator's window is a new one each time."""
    recording = shared("sim/ep_101.mcap")
    url, where = server().fresh_database(people_catalog), Places(tmp_path)
    with sits_down(where, "ann", catalog_url=as_user(url, "ann"), path=recording) as ann:
        ann.wait_open("ep_101")
        label_everything(ann, recording)
        submit(ann, "ep_101")
        ann.sync()
    with sits_down(where, "lea", Role.LEAD, catalog_url=as_user(url, "lea"), path=recording) as lea:
        see_submitted(lea, "ep_101")
        approve(lea, "ep_101")
        lea.sync()
    with sits_down(where, "ann", catalog_url=as_user(url, "ann"), path=recording) as ann:
        ann.wait_open("ep_101")
        see_approved(ann, "ep_101")
        assert in_catalog(url, ann.app.services.session.record) == ann.document


@on_screen
def test_the_catalog_goes_down_in_the_middle(tmp_path: Path) -> None:
    """What is done offline is safe, through a restart of the window too, and arrives when the catalog is back."""
    running = server()
    url, where = running.fresh_database(people_catalog), Places(tmp_path)
    phases = true_phases(DEMO / f"{EPISODE}.mcap")
    try:
        with sits_down(where, "ann", catalog_url=as_user(url, "ann"), path=DEMO) as ann:
            open_episode(ann, EPISODE)
            cut_while_playing(ann, phases[:3])
            ann.sync()
            record = ann.app.services.session.record
            assert record is not None
            assert in_catalog(url, record) == ann.document
            running.stop()
            cut_while_playing(ann, phases[3:])
            see_offline(ann)
            ann.press("S")
            unsent = ann.document
        with sits_down(where, "ann", catalog_url=as_user(url, "ann"), path=DEMO) as ann:
            open_episode(ann, EPISODE)
            assert ann.document == unsent
            ann.press("Ctrl+Z")
            assert ann.document.grade == "", "undo reaches over a restart"
            ann.press("Ctrl+Y")
            submit(ann, EPISODE)
            see_offline(ann)
            come_back(running, ann)
            handed_over = ann.app.services.store.load(record, ann.app.services.taxonomy)
            assert in_catalog(url, record) == handed_over
            assert handed_over.track == unsent.track
        with sits_down(where, "lea", Role.LEAD, catalog_url=as_user(url, "lea"), path=DEMO) as lea:
            see_submitted(lea, EPISODE)
            running.stop()
            approve(lea, EPISODE)
            see_offline(lea)
            come_back(running, lea)
            assert in_catalog(url, record).state is State.APPROVED
    finally:
        running.restart()


@on_screen
def test_three_episodes_are_handed_over_while_the_server_comes_and_goes(tmp_path: Path) -> None:
    """At each moment the badge says what is so, and Ctrl+S without an answer leaves one sentence, not a pile."""
    running = server()
    url, where = running.fresh_database(people_catalog), Places(tmp_path)
    try:
        with sits_down(where, "ann", catalog_url=as_user(url, "ann"), path=DEMO) as ann:
            ann.wait(ann.app.is_open, "the first episode is open")
            ann.wait(lambda: ann.window.queue.model.rowCount() == 3, "all three are on the list")
            store = ann.app.services.store
            ann.sync()
            for n in range(3):
                if n == 1:
                    running.stop()
                name = ann.open_name()
                hand_over_quickly(ann)
                ann.wait(lambda name=name, n=n: ann.open_name() != name or n == 2, "the next one is open")
                if n >= 1:
                    ann.press("Ctrl+S", "Ctrl+S")
                    ann.wait(lambda: ann.badge().startswith("Offline since"), "it is offline")
                    ann.wait(lambda: not ann.app.services.sync.running, "the try has ended")
            waiting = store.pending_count()
            told = [words for words in ann.said() if "does not answer" in words]
            assert len(told) == len(set(told)) <= 2
            strip = ann.window.strip
            assert strip.current() is not None
            assert f"{waiting} edits wait here" in strip.current().words
            ann.shoot("story-three-offline")
            running.restart()
            ann.sync()
            assert (store.pending_count(), store.conflicts()) == (0, [])
            assert strip.current() is None or "does not answer" not in strip.current().words
            assert ann.window.top_bar.sync._view.since == ""
    finally:
        running.restart()


def hand_over_quickly(ann: Person) -> None:
    """A grade and a phase a second, without looking."""
    player = ann.app.services.player
    for second, key in enumerate("123456", start=1):
        player.seek(player.clock.range.start_ns + second * NS_PER_S)
        ann.press(key)
    ann.press("S", "Ctrl+Return")


def open_episode(person: Person, name: str) -> None:
    person.wait(person.app.is_open, "the first episode is open")
    if person.open_name() != name:
        person.open_by_click(name)


def label_everything(ann: Person, recording: Path) -> None:
    """Six phases and the idle time at the end, a cut mended by mouse, a grade; at the end nothing is missing."""
    player = ann.app.services.player
    ann.press(*["="] * 5)
    assert player.clock.rate == 16.0
    ann.press("Space")
    ann.wait(lambda: player.t_ns > player.clock.range.start_ns + NS_PER_S, "it plays")
    ann.press("Space", *["-"] * 3)
    assert player.clock.rate == 2.0
    cut_while_playing(ann, true_phases(recording))
    assert [phase.label for phase in ann.document.track.phases] == PHASES
    assert ann.chip() == "Draft"
    assert not ann.window.phase_panel.submit.isEnabled()

    before = ann.document
    drag_boundary(ann, before.track.phases[2], 30)
    moved = ann.document
    ann.press("Ctrl+Z")
    assert ann.document == before
    ann.press("Ctrl+Shift+Z")
    assert ann.document == moved

    ann.press("S", "N")
    ann.type("picked at 16x, 2 and 3 are close")
    assert ann.document.track == moved.track, "digits in a note cut nothing"
    ann.press("Return")
    assert ann.document.note == "picked at 16x, 2 and 3 are close"
    assert ann.document.grade == "success"
    assert ann.window.phase_panel.submit.isEnabled()
    number = ann.app.services.store.last_receipt()
    assert ann.window.status.saved.text().startswith(f"Edit {number} saved")
    ann.settle()
    ann.shoot(f"story-labelled-{ann.open_name()}")


def submit(ann: Person, name: str) -> None:
    """Ctrl+Enter; the window goes on to the next episode where there is one."""
    others = ann.window.queue.model.rowCount() > 1
    ann.press("Ctrl+Return")
    ann.wait_state(name, State.SUBMITTED)
    if others:
        ann.wait(lambda: ann.open_name() not in {"", name}, "the next episode is open")


def see_submitted(lea: Person, name: str) -> None:
    lea.wait(lea.app.is_open, "the first episode is open")
    lea.sync()
    lea.wait_state(name, State.SUBMITTED)
    assert lea.line(name).annotator == "ann"
    open_episode(lea, name)
    assert lea.chip() == "Submitted"
    assert lea.window.review_panel.isVisible()
    assert lea.window.review_panel.author.words() == "by ann"


def send_back(lea: Person, moment_ns: int, words: str) -> None:
    """R, a digit for the reason, a remark at the playhead, Ctrl+Enter."""
    panel = lea.window.review_panel
    lea.seek(moment_ns)
    lea.press("R", "1")
    assert panel.send_back.isChecked()
    lea.press("M")
    lea.type(words)
    lea.press("Return")
    assert [(remark.text, remark.author) for remark in lea.document.remarks] == [(words, "lea")]
    lea.settle()
    lea.shoot("story-sends-back")
    lea.press("Ctrl+Return")
    assert lea.document.state is State.RETURNED
    assert lea.document.review_reasons == ("boundary_off",)
    assert lea.chip() == "Sent back"


def see_returned(ann: Person, name: str, moment_ns: int) -> None:
    """State in the chip, the card and the row; a click on the remark leads to its moment."""
    open_episode(ann, name)
    ann.sync()
    card = ann.window.phase_panel.verdict
    assert ann.chip() == "Sent back"
    ann.wait_state(name, State.RETURNED)
    assert card.isVisible()
    assert card.title.text() == "Sent back by lea"
    assert card.reasons.text() == "Boundary off"
    assert "These labels were sent back, see the reasons" in ann.said()
    remark = card.findChild(RemarkItem)
    assert remark is not None
    ann.click(remark)
    frame_px = ann.window.timeline.scale.ns_per_px
    assert abs(ann.app.services.player.t_ns - moment_ns) <= 2 * frame_px
    ann.settle()
    ann.shoot("story-sent-back")


def mend_and_submit(ann: Person) -> None:
    phase = ann.document.track.phases[2]
    drag_boundary(ann, phase, 20)
    ann.press("Ctrl+Return")
    ann.wait_state(EPISODE, State.SUBMITTED)


def approve(lea: Person, name: str) -> None:
    """A, then Ctrl+Enter."""
    open_episode(lea, name)
    lea.press("A")
    assert lea.window.review_panel.approve.isChecked()
    lea.press("Ctrl+Return")
    lea.wait_state(name, State.APPROVED)


def see_approved(ann: Person, name: str) -> None:
    """State in the chip, the card and the row, and no more edits."""
    open_episode(ann, name)
    ann.sync()
    assert ann.chip() == "Approved"
    ann.wait_state(name, State.APPROVED)
    assert ann.window.phase_panel.verdict.title.text() == "Approved by lea"
    document = ann.document
    ann.seek(document.range.start_ns + 500 * NS_PER_MS)
    ann.press("3", "F", "Delete")
    assert ann.document == document
    assert not ann.window.phase_panel.submit.isVisible()
    ann.settle()
    ann.shoot(f"story-approved-{name}")


def see_offline(person: Person) -> None:
    """The badge says so, and that nothing is lost."""
    person.press("Ctrl+S")
    person.wait(lambda: person.badge().startswith("Offline since"), "the badge says offline")
    assert person.badge().endswith("edits are safe")
    assert person.app.services.store.pending_count() > 0
    badge = person.window.top_bar.sync
    person.wait(lambda: badge.width() >= badge.sizeHint().width(), "the badge can be read as a whole", 5)
    person.shoot(f"story-offline-{person.app.services.who.user}")


def come_back(running: PostgresServer, person: Person) -> None:
    running.restart()
    person.sync()
    assert person.app.services.store.pending_count() == 0
    assert person.app.services.store.conflicts() == []
