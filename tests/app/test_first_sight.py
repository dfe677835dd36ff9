"""What waits until the first pictures are on the screen, and what does not."""

import pytest

from app.first_sight import WAITING
from app.paths import Places
from tests.support.data import DEMO
from tests.support.window import sits_down


@pytest.fixture
def person(tmp_path, qapp):
    with sits_down(Places(tmp_path), "ann", path=DEMO) as person:
        person.wait(lambda: person.app.is_open() and person.app.board.is_filled, "all is there")
        person.settle()
        yield person


def test_views_come_first_and_the_rest_follows(person):
    app = person.app
    began: list[str] = []
    for name in WAITING:
        lane = app.services.tasks.lane(name)
        lane.submit(lambda name=name: began.append(name), lambda _: None)
    person.settle()
    began.clear()
    app.first_sight.begin()
    for name in WAITING:
        app.services.tasks.lane(name).submit(lambda name=name: began.append(name), lambda _: None)
    person.wait(lambda: not app.first_sight.waits, "patience ends where no view ever settles")
    person.settle()
    assert set(began) == WAITING


def test_the_first_window_of_a_plot_comes_before_the_whole(person):
    app, seen = person.app, []
    app.preparer.following = list
    app.preparer.close()
    app.board.signals.shown.connect(lambda: seen.append((app.board.signals.is_filled, app.first_sight.waits)))
    person.open_by_click("pick_can_success")
    person.wait(lambda: app.board.is_filled, "all of it is there")
    assert seen[0] == (False, True)
    assert seen[-1] == (True, False)


def test_messages_wait_hidden_until_the_rest_is_there(person):
    app = person.app
    person.open_by_click("pick_can_success")
    person.wait(lambda: app.services.player.is_settled, "the pictures are there")
    person.settle()
    person.wait(lambda: "/tf" in app.window.grid.view_names(), "the hidden views are made")
    assert "/tf" not in app.window.grid.visible_names()


def test_a_stream_that_is_asked_for_at_once_gets_its_view_at_once(person):
    app = person.app
    person.open_by_click("pick_can_success")
    app.board.show_stream("/tf")
    person.wait(lambda: "/tf" in app.window.grid.visible_names(), "it is seen")


def test_views_of_common_streams_stay_from_one_episode_to_another(person):
    app = person.app
    person.open_by_click("pick_can_success")
    person.settle()
    camera = app.services.player.reference
    before = app.board.views[camera]
    person.open_by_click("pick_can_sensor_faults")
    person.settle()
    assert app.board.views[camera] is before
