"""The list is there and answers before the rest is loaded, and what was asked for meanwhile is done."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from app.cli.options import profile_of
from app.paths import resource
from app.starting import Starting
from app.translations import Language
from app.window_entry import _parser
from models.errors import StoreError
from models.review import Role, State
from models.search import Search
from models.storage.label_store import LabelStore
from tests.support.catalogs import NOW_NS


@pytest.fixture
def profile(tmp_path, demo_records):
    """Ann's, with the demo episodes on her list."""
    profile = profile_of(_parser().parse_args(["--user", "ann", "--data-dir", str(tmp_path)]))
    with LabelStore.open(profile.folder, user="ann", role=Role.ANNOTATOR, now_ns=NOW_NS) as store:
        store.put_episodes(list(demo_records.values()))
    return profile


@pytest.fixture
def start(profile, qtbot):
    """Shown, nothing else done yet."""
    start = Starting(profile, Language(resource("translations")))
    yield shown(start)
    leave(start)


def shown(start):
    """The list has rows on the screen; the application is kept when it comes."""
    start.apps = []
    start.built.connect(start.apps.append)
    start.show()
    return start


def leave(start):
    """Close the window; nothing is left of it."""
    start.window.close()
    for widget in (start.window, start, *(each for app in start.apps for each in (app.services, app))):
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def whole(start, qtbot):
    """The application, when all of it is built."""
    qtbot.waitUntil(lambda: bool(start.apps), timeout=30_000)
    return start.apps[0]


def names(window) -> list[str]:
    model = window.queue.model
    return [model.line(row).name for row in range(model.rowCount())]


def test_the_list_is_there_and_a_key_moves_in_it_before_anything_else(start, demo_records):
    assert not start.window.is_furnished
    assert names(start.window) == sorted(demo_records)
    rows = start.window.queue.rows
    QTest.keyClick(rows, Qt.Key.Key_Home)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert rows.currentIndex().row() == 1
    assert not start.window.is_furnished


def test_an_episode_that_was_asked_for_early_is_the_one_to_open(start, qtbot, demo_records):
    rows = start.window.queue.rows
    last = len(demo_records) - 1
    QTest.keyClick(rows, Qt.Key.Key_End)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    app = whole(start, qtbot)
    assert start.wanted_id == demo_records[sorted(demo_records)[last]].id
    assert app.window.is_furnished


def test_a_filter_that_was_typed_early_holds(start, qtbot, demo_records):
    QTest.keyClicks(start.window.queue.search, sorted(demo_records)[0])
    app = whole(start, qtbot)
    qtbot.waitUntil(lambda: names(app.window) == sorted(demo_records)[:1])


def test_a_state_that_was_chosen_early_holds(start, qtbot):
    start.window.queue.search_requested.emit(Search(state=State.APPROVED))
    app = whole(start, qtbot)
    qtbot.waitUntil(lambda: names(app.window) == [])


def test_the_whole_list_follows_the_glance(profile, qtbot, demo_records, monkeypatch):
    monkeypatch.setattr("app.starting.GLANCE_ROWS", 1)
    start = shown(Starting(profile, Language(resource("translations"))))
    assert names(start.window) == sorted(demo_records)[:1]
    assert start.window.queue.count.text() == f"1 / {len(demo_records)}"
    app = whole(start, qtbot)
    qtbot.waitUntil(lambda: names(app.window) == sorted(demo_records))
    leave(start)


def test_a_store_that_another_process_owns_is_told(profile, qtbot):
    with LabelStore.open(profile.folder, user="ann", role=Role.ANNOTATOR, now_ns=NOW_NS):
        start = Starting(profile, Language(resource("translations")))
        with qtbot.waitSignal(start.failed, timeout=30_000) as failed:
            shown(start)
        assert isinstance(failed.args[0], StoreError)
        leave(start)


@pytest.mark.parametrize("after_ms", [0, 20, 100, 200, 300])
def test_closed_early_nothing_is_left_and_the_store_is_free(profile, qtbot, after_ms):
    start = shown(Starting(profile, Language(resource("translations"))))
    qtbot.wait(after_ms)
    leave(start)
    LabelStore.open(profile.folder, user="ann", role=Role.ANNOTATOR, now_ns=NOW_NS).close()


def test_nothing_lies_over_the_whole_window(start, qtbot):
    """What kept a place free until its part came is gone from sight before it is deleted."""
    app = whole(start, qtbot)
    at = app.window.childAt(400, 400)
    assert at is None or at is app.window or app.window.centre.isAncestorOf(at)
    assert not app.window._foot.isVisible() if isValid(app.window._foot) else True


def test_the_window_fits_the_screen_however_few_pixels_its_scale_leaves(start):
    room = start.window.screen().availableSize()
    assert (start.window.width() <= room.width(), start.window.height() <= room.height()) == (True, True)
    assert (start.window.minimumWidth() <= 1366 / 2, start.window.minimumHeight() <= 768 / 2) == (True, True)
