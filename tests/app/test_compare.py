"""Episodes beside one another: exact pictures at mapped times, three ways to align, files closed on leaving."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app import compare as compare_module
from app.compare_reads import Alignment, open_companion
from app.paths import Places
from models.labelling.commands import CutPhase
from models.privacy import Flag
from models.streams import index_at
from models.timebase import NS_PER_S
from tests.support.data import DEMO
from tests.support.window import sits_down

FILES = Path("/proc/self/fd")


@pytest.fixture(scope="module")
def shared(tmp_path_factory, qapp):
    """One window for all who leave no labels behind; ``person`` puts it back to where each of them begins."""
    with sits_down(Places(tmp_path_factory.mktemp("shared")), "ann", path=DEMO) as person:
        person.wait(person.app.is_open, "an episode is open")
        person.settle()
        yield person


@pytest.fixture
def anywhere(shared):
    """Some episode is open; nothing is compared or marked."""
    begin(shared)
    shared.app.compare.leave()
    return shared


@pytest.fixture
def person(anywhere):
    """The clean success is open; nothing is compared or marked."""
    open_success(anywhere)
    anywhere.settle()
    return anywhere


@pytest.fixture
def compared(shared):
    """The clean success leads; two others of its task beside it."""
    begin(shared)
    open_success(shared)
    compare, player = shared.app.compare, shared.app.services.player
    if len(compare._companions) != 3:
        compare.leave()
        shared.press("C")
        exact(shared)
    compare.align(Alignment.PHASE)
    player.seek(player.clock.range.start_ns + 2 * NS_PER_S)
    exact(shared)
    return shared


@pytest.fixture
def alone(tmp_path, qapp):
    """A window of their own for those who label."""
    with sits_down(Places(tmp_path), "ann", path=DEMO) as person:
        person.wait(person.app.is_open, "an episode is open")
        person.settle()
        yield person


def begin(person):
    compare = person.app.compare
    compare._marked.clear()
    compare.marked.emit(frozenset())
    compare.wish = Alignment.PHASE
    person.window.queue.search.clear()


def open_success(person):
    if person.open_name() != "pick_can_success":
        person.open_by_click("pick_can_success")


def exact(person):
    compare, tasks = person.app.compare, person.app.services.tasks
    person.wait(
        lambda: compare.is_on and bool(compare.aligned) and compare.is_exact and not tasks.busy,
        "every picture is exact",
    )


def descriptors() -> int:
    return len(list(FILES.iterdir())) if FILES.is_dir() else 0


def cut_at(person, *named):
    player = person.app.services.player
    for label, seconds in named:
        t_ns = player.clock.range.start_ns + round(seconds * NS_PER_S)
        person.app.services.session.dispatch(CutPhase(t_ns, label, f"{label}{t_ns}", f"idle{t_ns}"))


def test_each_shows_the_sample_at_the_mapped_time(compared):
    compare, board = compared.app.compare, compared.window.compare_board()
    assert len(board.views) == 3
    compare.align(Alignment.START)
    compared.app.services.player.seek(compared.app.services.player.clock.range.start_ns + 7 * NS_PER_S)
    exact(compared)
    for place, companion in enumerate(compare._companions):
        own_ns = companion.range.start_ns + 7 * NS_PER_S
        stamps_ns = companion.opened.tracks[companion.camera].stamps_ns
        assert board.views[place]._frame.index == index_at(stamps_ns, own_ns)
        assert board.views[place].age_words


def test_the_pictures_are_those_of_the_recordings(compared):
    companion = compared.app.compare._companions[1]
    frame = compared.window.compare_board().views[1]._frame
    again = companion.opened.episode.streams[companion.camera].sample(frame.index)
    np.testing.assert_array_equal(frame.rgb, again.rgb)


def test_without_common_phases_it_says_that_it_goes_by_the_start(compared):
    assert {each.used for each in compared.app.compare.aligned[1:]} == {Alignment.START}
    assert "no common phases" in compared.window.compare_board().notes.words()


def test_movement_aligns_by_the_joints_and_the_key_goes_round(compared):
    compare = compared.app.compare
    compared.press("Shift+C")
    compared.wait(lambda: compare.aligned[1].used is Alignment.DTW, "it is warped")
    assert compare.aligned[1].cost is not None
    exact(compared)
    compared.press("Shift+C")
    compared.wait(lambda: compare.aligned[1].used is Alignment.START, "it goes by the start")


def test_one_channel_of_all_is_plotted_each_with_its_own_samples(compared):
    board = compared.window.compare_board()
    compared.wait(lambda: board.plot.pyramid is not None, "the plot is there")
    assert board.plot.names == tuple(each.opened.record.name for each in compared.app.compare._companions)
    lead = compared.app.compare._companions[0].signal
    row = lead.info.channels.index(board.channel)
    inside = np.isfinite(board.plot.pyramid.values[0])
    np.testing.assert_array_equal(board.plot.pyramid.values[0][inside], lead.pyramid.values[row][inside])
    assert inside.mean() > 0.99


def test_the_keys_of_plots_act_on_the_compared_channel(compared):
    plot = compared.window.compare_board().plot
    compared.wait(lambda: plot.pyramid is not None, "the plot is there")
    compared.press("I")
    compared.wait(lambda: plot.drawn is not None, "the slopes are there")
    assert plot.drawn is not plot.pyramid


def test_what_a_recording_says_of_its_privacy_holds_beside_another_too(compared, monkeypatch):
    companion = compared.app.compare._companions[1]
    summary = replace(companion.opened.summary, attributes={"privacy": "restricted"})
    restricted = replace(companion, opened=replace(companion.opened, summary=summary))
    assert restricted.privacy.flag is Flag.RESTRICTED
    compare, board = compared.app.compare, compared.window.compare_board()
    places = list(compare._companions)
    monkeypatch.setattr(compare, "_companions", (places[0], restricted, *places[2:]))
    before = board.views[1]._frame.rgb
    compare._pictures.redraw()
    exact(compared)
    assert np.abs(np.diff(board.views[1]._frame.rgb.astype(int), axis=1)).mean() < (
        0.5 * np.abs(np.diff(before.astype(int), axis=1)).mean()
    )


def test_the_others_count_in_the_memory_that_is_told(compared):
    memory, compare = compared.app.memory, compared.app.compare
    assert compare.nbytes > 0
    with_others = memory.usage().readers_nbytes
    compared.press("Escape")
    assert memory.usage().readers_nbytes < with_others


def test_leaving_closes_the_files_and_brings_the_views_back(compared):
    open_files = descriptors()
    compared.press("Escape")
    assert not compared.app.compare.is_on
    assert compared.window.grid.isVisible()
    compared.settle()
    assert descriptors() < open_files or not FILES.is_dir()


def test_asked_twice_before_it_is_there_nothing_stays_open(person, monkeypatch):
    opened, closed = [], []

    def opens(record, document):
        companion = open_companion(record, document)
        opened.append(companion)
        return companion

    def closes(companions):
        closed.extend(companions)
        close(companions)

    close = compare_module._close
    monkeypatch.setattr(compare_module, "open_companion", opens)
    monkeypatch.setattr(compare_module, "_close", closes)
    person.app.compare.toggle()
    person.app.compare.toggle()
    exact(person)
    person.app.compare.leave()
    assert len(opened) >= 3
    assert len(closed) == len(opened)
    assert {id(each) for each in closed} == {id(each) for each in opened}


def test_the_list_shows_which_are_marked_through_filters_and_marking_again_takes_it_away(person):
    person.open_by_click("pick_missed_grasp")
    person.press("K")
    table, model = person.window.queue, person.window.queue.model

    def marked() -> list[str]:
        rows = range(model.rowCount())
        return [model.line(row).name for row in rows if model.data(model.index(row), model.COMPARED)]

    assert marked() == ["pick_missed_grasp"]
    table.search.setText("success")
    person.settle()
    assert marked() == []
    assert table.compared.number.text() == "1"
    table.search.clear()
    person.app.services.queue.refresh()
    person.settle()
    assert marked() == ["pick_missed_grasp"]
    person.press("K")
    assert marked() == []


def test_a_marked_episode_is_compared_with_and_a_broken_one_is_a_sentence(anywhere, tmp_path):
    person = anywhere
    person.open_by_click("pick_missed_grasp")
    person.press("K")
    person.open_by_click("pick_can_success")
    compare = person.app.compare
    record = next(iter(compare._marked.values()))
    gone = tmp_path / "gone.mcap"
    gone.write_bytes(b"no recording")
    compare._marked["gone"] = replace(record, id="gone", path=str(gone))
    person.press("C")
    exact(person)
    assert [each.opened.record.name for each in compare._companions] == [
        "pick_can_success",
        "pick_missed_grasp",
    ]
    assert any("gone.mcap" in words for words in person.said())


def test_another_episode_ends_the_comparison(compared):
    compared.press("]")
    compared.wait(lambda: not compared.app.compare.is_on, "the comparison ended")
    compared.settle()


def test_phases_of_the_same_name_stand_over_one_another(alone):
    person = alone
    person.open_by_click("pick_missed_grasp")
    cut_at(person, ("approach", 2), ("grasp", 5))
    person.open_by_click("pick_can_success")
    cut_at(person, ("approach", 4), ("grasp", 9))
    person.press("C")
    exact(person)
    compare = person.app.compare
    assert compare.wish is Alignment.PHASE
    names = [each.opened.record.name for each in compare._companions]
    missed = names.index("pick_missed_grasp")
    lead_ns = compare._companions[0].range.start_ns + 9 * NS_PER_S
    other_ns = compare.aligned[missed].map.to_other(lead_ns)
    assert other_ns == compare._companions[missed].range.start_ns + 5 * NS_PER_S
    strips = person.window.compare_board().strips
    assert strips.rects(0)[-1].left() == pytest.approx(strips.rects(missed)[-1].left(), abs=1)
