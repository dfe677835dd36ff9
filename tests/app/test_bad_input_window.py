"""Bad input in the real window: one sentence, what can be read is shown, and nothing stored is lost by it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from app.paths import Places
from tests.support.bad_recordings import (
    DAMAGED,
    FRAMES,
    JOINTS,
    LEFT,
    RIGHT,
    at_ns,
    cut_short,
    damaged_pictures,
    foreign_topics,
)
from tests.support.data import DEMO, ROOT
from tests.support.window import Person, sits_down
from widgets.view_note import ViewNote

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    """At the window, nothing open."""
    with sits_down(Places(tmp_path / "data"), "ann", size=(1366, 768)) as person:
        yield person


def open_and_hear(person: Person, path: Path) -> str:
    """The sentence that the strip says after ``path`` was opened."""
    before = len(person.said())
    person.app.library.add(path)
    person.wait(lambda: len(person.said()) > before, "the window says something")
    person.wait(lambda: not person.app.services.tasks.busy, "it has come to rest")
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert person.window.strip.isVisible()
    sentence = person.said()[-1]
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert "Error(" not in sentence
    return sentence


def problems(person: Person) -> list[str]:
    """Lines of the problem list, opened by a click."""
    assert person.window.status.problems.isVisible()
    panel = person.window.status.open_problems()
    words = [label.text() for label in panel.findChildren(QLabel)]
    panel.close()
    panel.deleteLater()
    return words


def test_a_recording_that_is_not_there(ann: Person, tmp_path: Path) -> None:
    assert "gone.mcap" in open_and_hear(ann, tmp_path / "gone.mcap")
    assert not ann.app.is_open()
    assert ann.window.welcome.isVisible()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mcap", b""),
        ("text.mcap", b"Dear diary, today the arm dropped the can again.\n" * 40),
        ("picture.mcap", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("magic.mcap", b"\x89MCAP0\r\n"),
        ("later.mcap", b"\x89MCAP9\r\n" + bytes(2000)),
    ],
)
def test_a_file_that_is_no_recording(ann: Person, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert name in open_and_hear(ann, path)
    assert not ann.app.is_open()
    ann.shoot(f"bad-{path.stem}")


def test_a_folder_without_recordings(ann: Person, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.txt").write_text("meow")
    assert open_and_hear(ann, tmp_path / "photos") == "No recording that Rushes can read was found there"


def test_a_good_recording_beside_bad_ones(ann: Person, tmp_path: Path) -> None:
    """The bad one is told, the good one is listed and opened."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "broken.mcap").write_bytes(b"no")
    damaged_pictures(folder / "good.mcap")
    assert "broken.mcap" in open_and_hear(ann, folder)
    ann.wait_open("good")


def test_what_a_cut_file_still_holds_is_shown(ann: Person, tmp_path: Path) -> None:
    path = cut_short(tmp_path / "cut.mcap")
    ann.app.library.add(path)
    ann.wait_open("cut")
    ann.app.playhead.to_end()
    ann.settle()
    assert ann.window.grid.view(LEFT).words == ""  # type: ignore[union-attr]
    assert any("truncated" in line for line in problems(ann))
    ann.press("1", "S")
    assert ann.document.grade == "success"
    ann.shoot("bad-cut")


def test_a_half_understood_recording_shows_its_other_half(ann: Person, tmp_path: Path) -> None:
    ann.app.library.add(foreign_topics(tmp_path / "foreign.mcap"))
    ann.wait_open("foreign")
    ann.app.playhead.to_end()
    ann.settle()
    listed = " ".join(problems(ann))
    assert "/vendor/secret" in listed
    assert "/wrist/wrench" in listed
    left = ann.window.grid.view(LEFT)
    assert left is not None
    assert left.words == ""
    ann.shoot("bad-foreign")


def test_damaged_samples_leave_the_other_views_alone(ann: Person, tmp_path: Path) -> None:
    """The view of the damaged stream says so, the others show their samples, and behind the damage all is well."""
    ann.app.library.add(damaged_pictures(tmp_path / "spots.mcap"))
    ann.wait_open("spots")
    grid, player = ann.window.grid, ann.app.services.player
    left, right = grid.view(LEFT), grid.view(RIGHT)
    assert left is not None
    assert right is not None
    ann.app.playhead.set_reference("left/color")
    player.seek(at_ns(DAMAGED.start + 3))
    ann.settle()
    assert left.words != ""
    assert "Traceback" not in left.words
    assert right.words == ""
    assert any(LEFT in line for line in problems(ann))
    ann.shoot("bad-spots")
    player.seek(at_ns(DAMAGED.stop + 2))
    ann.settle()
    assert (left.words, right.words) == ("", "")
    player.seek(at_ns(DAMAGED.start - 2))
    ann.press("Space")
    ann.wait(lambda: player.t_ns > at_ns(FRAMES - 5), "it plays through the damage")
    ann.settle()
    assert (left.words, right.words) == ("", "")
    assert grid.view(JOINTS) is not None


def test_a_recording_that_went_away_after_it_was_listed(tmp_path: Path, qapp: QApplication) -> None:
    """Its labels stay and can be edited; in the place of the views it is said what is missing."""
    path = damaged_pictures(tmp_path / "here.mcap")
    with sits_down(Places(tmp_path / "data"), "ann", path=path) as ann:
        ann.wait_open("here")
        ann.press("1", "S")
        labelled = ann.document
    path.rename(tmp_path / "elsewhere.mcap")
    with sits_down(Places(tmp_path / "data"), "ann") as ann:
        ann.wait(ann.app.is_open, "its labels are open")
        shown = ann.window.centre.currentWidget()
        assert isinstance(shown, ViewNote)
        assert "here.mcap" in shown.sentence
        assert ann.line("here").grade == "success"
        assert ann.document == labelled
        ann.app.library.add(tmp_path / "elsewhere.mcap")
        ann.wait(lambda: bool(ann.app.board.views), "the episode is open from its new place")
        assert ann.document == labelled


@contextmanager
def full_disk(person: Person) -> Iterator[None]:
    """The label file may not grow by a single page; SQLite says what it says on a full disk."""
    file = person.app.services.store._door.connection.driver_connection
    file.execute("PRAGMA max_page_count = 1")
    yield
    file.execute("PRAGMA max_page_count = 1073741823")


def test_a_full_disk_while_editing(tmp_path: Path, qapp: QApplication) -> None:
    """What cannot be saved is not shown as if it were; the same keys work again when there is room."""
    with sits_down(Places(tmp_path), "ann", path=DEMO / "pick_missed_grasp.mcap") as ann:
        ann.wait_open("pick_missed_grasp")
        ann.press("Shift+Right", "1")
        before, number = ann.document, ann.app.services.store.last_receipt()
        with full_disk(ann):
            refused = write_until_refused(ann)
            before, number = ann.document, ann.app.services.store.last_receipt()
            assert "not saved" in refused
            assert ann.window.status.saved.text().startswith(f"Edit {number} saved")
            ann.press("N")
            ann.type("x" * 1500)
            ann.press("Return")
            assert ann.document == before
            assert ann.app.services.store.last_receipt() == number
            assert (
                ann.app.services.store.load(ann.app.services.session.record, ann.app.services.taxonomy)
                == before
            )
            ann.shoot("bad-full-disk")
        ann.press("Ctrl+Z", "Ctrl+Y")
        assert ann.document == before
        ann.press("Shift+Right", "3", "S")
        assert ann.document.grade == "success"
        assert ann.document.track.phases[-1].label == "lift"
        last = ann.document
    with sits_down(Places(tmp_path), "ann", path=DEMO / "pick_missed_grasp.mcap") as ann:
        ann.wait_open("pick_missed_grasp")
        assert ann.document == last


def write_until_refused(ann: Person) -> str:
    """Cut and cut until the pages that the file has are full; the sentence."""
    said = len(ann.said())
    for _ in range(200):
        ann.press("Right", "X")
        if len(ann.said()) > said:
            return ann.said()[-1]
    raise AssertionError("the disk was never full")


def test_a_second_window_on_the_same_profile_is_told(tmp_path: Path, qapp: QApplication) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "--data-dir", str(tmp_path), "--user", "ann"]
    with sits_down(Places(tmp_path), "ann") as ann:
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 2
        assert "open in another Rushes" in second.stderr
        assert "Traceback" not in second.stderr
        assert second.stderr.count("\n") == 1
        assert second.stdout == ""
        assert ann.window.isVisible()


def test_a_profile_of_somebody_else_is_refused(tmp_path: Path, qapp: QApplication) -> None:
    """A folder that was copied: the labels in it stay those of their owner."""
    with sits_down(Places(tmp_path), "ann"):
        pass
    (tmp_path / "profiles" / "ann").rename(tmp_path / "profiles" / "bob")
    command = [sys.executable, str(ROOT / "main.py"), "--data-dir", str(tmp_path), "--user", "bob"]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
    assert "labels of ann" in refused.stderr
