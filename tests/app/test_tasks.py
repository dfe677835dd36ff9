import threading

from PySide6.QtCore import QThread

from app.tasks import Tasks
from models.errors import KnownError


def test_work_is_done_elsewhere_and_its_result_comes_home(tasks, qtbot):
    lane, seen = tasks.lane("a"), []
    lane.submit(threading.current_thread, lambda thread: seen.append((thread, QThread.isMainThread())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, at_home = seen[0]
    assert worker is not threading.main_thread()
    assert at_home


def test_a_waiting_job_is_replaced_by_one_of_the_same_key(tasks, qtbot):
    lane, gate, seen = tasks.lane("a"), threading.Event(), []
    lane.submit(gate.wait, lambda _: seen.append("first"), key="now")
    for number in range(50):
        lane.submit(lambda number=number: number, seen.append, key="now")
    gate.set()
    qtbot.waitUntil(lambda: not lane.busy)
    assert seen[-1] == 49
    assert len(seen) <= 2


def test_what_was_forgotten_is_not_delivered(tasks, qtbot):
    lane, gate, seen = tasks.lane("a"), threading.Event(), []
    lane.submit(gate.wait, lambda _: seen.append("late"))
    lane.forget()
    lane.submit(lambda: "fresh", seen.append)
    gate.set()
    qtbot.waitUntil(lambda: not lane.busy)
    assert seen == ["fresh"]


def test_lanes_that_are_held_back_wait_and_say_so(tasks, qtbot):
    tasks.hold_back(frozenset({"later"}))
    seen = []
    tasks.lane("later").submit(lambda: "later", seen.append)
    tasks.lane("now").submit(lambda: "now", seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert tasks.busy
    assert seen == ["now"]
    tasks.hold_back(frozenset())
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == ["now", "later"]


def test_an_error_goes_to_the_one_who_asked(tasks, qtbot):
    lane, errors = tasks.lane("a"), []
    lane.submit(lambda: 1 // 0, lambda _: None, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_what_the_world_did_is_told_and_a_bug_is_not_hidden_by_it(tasks, qtbot):
    def fail(error: Exception) -> None:
        raise error

    lane, known, bugs = tasks.lane("a"), [], []
    away = KnownError("It went away")
    lane.submit(lambda: fail(away), lambda _: None, on_known=known.append, on_error=bugs.append)
    lane.submit(
        lambda: fail(ZeroDivisionError()), lambda _: None, on_known=known.append, on_error=bugs.append
    )
    qtbot.waitUntil(lambda: not lane.busy)
    assert known == [away]
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    with qtbot.captureExceptions() as raised:
        lane.submit(lambda: fail(ZeroDivisionError()), lambda _: None, on_known=known.append)
        qtbot.waitUntil(lambda: bool(raised))
    assert known == [away]


def test_a_lane_that_hangs_is_left_without_a_wait(tasks, qtbot):
    gate, seen = threading.Event(), []
    tasks.lane("server").submit(gate.wait, lambda _: seen.append("late"))
    tasks.leave_lane("server")
    tasks.lane("server").submit(lambda: "next", seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    gate.set()
    qtbot.wait(20)
    assert seen == ["next"]


def test_lanes_leave_no_thread_behind(qapp):
    tasks = Tasks()
    lane = tasks.lane("short")
    lane.submit(lambda: None, lambda _: None)
    tasks.close()
    assert not any(thread.name == "lane-short" for thread in threading.enumerate())
