"""Keys act on the plot in sight, and what they ask for is worked out on a lane."""

import pytest

from app.paths import Places
from models.playback.measures import statistics_of
from models.timebase import NS_PER_S, TimeRange
from tests.support.data import DEMO
from tests.support.window import sits_down
from widgets.signal_view import SignalView


@pytest.fixture
def person(tmp_path, qapp):
    with sits_down(Places(tmp_path), "ann", path=DEMO) as person:
        person.wait(lambda: person.app.is_open() and person.app.board.is_filled, "all is there")
        person.settle()
        yield person


def plot_of(person) -> SignalView:
    return next(v for v in person.app.board.views.values() if isinstance(v, SignalView) and v.isVisible())


def test_slopes_come_from_the_lane_and_go_with_the_key(person):
    view = plot_of(person)
    person.press("I")
    person.wait(lambda: view.drawn is not None, "the slopes are there")
    assert view.drawn.channel_count == len(view.shown)
    person.press("I")
    person.press("I")
    assert view.drawn is view.pyramid


def test_what_is_in_sight_is_measured(person):
    view = plot_of(person)
    view.set_window(
        TimeRange(person.app.services.player.t_ns, person.app.services.player.t_ns + 2 * NS_PER_S)
    )
    person.press("E")
    person.wait(lambda: view.tools._desk.measures, "the numbers are there")
    stretch = view.canvas.selection
    expected = statistics_of(view.pyramid, view.shown[0], stretch)
    assert view.tools._desk._measured[0].statistics == expected
    person.press("E")
    assert view.canvas.selection is None


def test_one_limb_after_the_other_by_key_and_then_what_was_there(person):
    view = plot_of(person)
    before, limbs = view.shown, []
    person.press("Y")
    while view.shown != before and len(limbs) < 12:
        limbs.append(view.header._chip)
        assert {name.partition(".")[0] for name in view.shown_channels} == {"effort"}
        person.press("Y")
    assert limbs == ["Left arm", "Right arm", "Left hand", "Right hand", "Torso", "Left leg", "Right leg"]
    assert view.header._chip == ""


def test_heat_ranking_solo_and_numbers_by_key(person):
    view = plot_of(person)
    before = view.shown
    person.press("H")
    assert view.tools.draws_heat
    assert len(view.shown) > len(before)
    person.press("H")
    assert view.shown == before
    person.press("O")
    assert view.shown == before[:1]
    person.press("O", "U", "U", "T")
    assert view.shown == before
    assert view.tools._desk.isVisible()
