"""What approved episodes have in common lies behind the plots, or it is said why not."""

import numpy as np
import pytest

from app.paths import Places
from models.labelling.commands import Approve, CutPhase, SetGrade, Submit
from models.review import Role
from tests.support.data import DEMO
from tests.support.window import sits_down
from widgets.signal_view import SignalView
from widgets.theme import qcolour

NOWHERE = "postgresql://ann@127.0.0.1:9/none"
"""Offline: a catalog would refuse what one person approves for another."""


@pytest.fixture
def person(tmp_path, qapp):
    with sits_down(Places(tmp_path), "ann", path=DEMO, catalog_url=NOWHERE) as person:
        person.wait(person.app.is_open, "an episode is open")
        person.settle()
        yield person


def label(person, name, *, approve):
    """Cut as if each phase took a third; approve it as somebody else would."""
    person.open_by_click(name)
    session, player = person.app.services.session, person.app.services.player
    whole = player.clock.range
    for number, phase in enumerate(("approach", "grasp"), 1):
        t_ns = whole.start_ns + whole.duration_ns * number // 3
        session.dispatch(CutPhase(t_ns, phase, f"{name}{phase}", f"{name}idle{number}"))
    if approve:
        assert session.dispatch(SetGrade("success")), person.said()
        assert session.dispatch(Submit("ann")), person.said()
        session.store.role = Role.LEAD
        assert session.dispatch(Approve("lea")), person.said()
        session.store.role = Role.ANNOTATOR
    person.app.services.queue.refresh()


def plot(person) -> SignalView:
    return next(v for v in person.app.board.views.values() if isinstance(v, SignalView) and v.isVisible())


def test_with_too_few_approved_it_says_so(person):
    label(person, "pick_can_success", approve=False)
    person.press("B")
    person.wait(lambda: any("needs 3" in words for words in person.said()), "it is said")
    assert plot(person)._bands == {}


def test_the_band_stands_behind_the_curve_and_goes_with_the_key(person, monkeypatch):
    # Only three episodes are shipped: two approved ones are enough to see a band here.
    monkeypatch.setattr("app.envelope.LEAST_EPISODES", 2)
    monkeypatch.setattr("models.alignment.envelope.LEAST_EPISODES", 2)
    label(person, "pick_missed_grasp", approve=True)
    label(person, "pick_can_sensor_faults", approve=True)
    label(person, "pick_can_success", approve=False)
    person.settle()
    view = plot(person)
    person.press("B")
    person.wait(lambda: bool(view._bands), "the band is there")
    band = view._bands[view.shown_channels[0]]
    assert band.episodes == 2
    assert (np.diff(band.t_ns) > 0).all()
    assert any("2 approved" in fact for fact in view.header.facts)
    accent = qcolour("accent")
    image = view.canvas.grab().toImage()
    rect = view.canvas.plot_rect()
    tinted = [
        (x, y)
        for x in range(rect.left(), rect.right(), 3)
        for y in range(rect.top(), rect.bottom(), 3)
        if image.pixelColor(x, y).green() > image.pixelColor(x, y).red() + 12
        and accent.green() > accent.red()
    ]
    assert tinted
    person.press("B")
    assert view._bands == {}
