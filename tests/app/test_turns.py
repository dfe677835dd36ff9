"""Jobs of the GUI thread are shared among turns of the event loop, the newest of a kind in the place of the first."""

import time

from PySide6.QtCore import QCoreApplication

from app.turns import MOST_MS, Turns


def slow() -> None:
    time.sleep(1.5 * MOST_MS / 1000)


def test_a_turn_ends_when_its_time_is_spent(qapp, qtbot):
    turns, done = Turns(), []
    for key in "abc":
        turns.later(key, lambda key=key: (slow(), done.append(key)))
    QCoreApplication.processEvents()
    assert len(done) < 3
    qtbot.waitUntil(lambda: done == ["a", "b", "c"])


def test_the_newest_takes_the_place_of_the_one_that_waits(qapp, qtbot):
    turns, done = Turns(), []
    turns.later("a", lambda: done.append("old"))
    turns.later("b", lambda: done.append("b"))
    turns.later("a", lambda: done.append("new"))
    qtbot.waitUntil(lambda: done == ["new", "b"])


def test_what_somebody_needs_now_is_done_now_and_once(qapp, qtbot):
    turns, done = Turns(), []
    turns.later("a", lambda: done.append("a"))
    turns.later("b", lambda: done.append("b"))
    turns.hasten("b")
    turns.hasten("c")
    assert done == ["b"]
    qtbot.waitUntil(lambda: done == ["b", "a"])


def test_what_was_done_already_is_dropped(qapp, qtbot):
    turns, done = Turns(), []
    turns.later("a", lambda: done.append("a"))
    turns.later("b", lambda: done.append("b"))
    turns.drop("a")
    qtbot.waitUntil(lambda: done == ["b"])
