"""Proposed phases on a lane of their own, and the ghost of a cut."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.cutting_aids.evidence import Evidence, Kind
from models.cutting_aids.suggestions import Suggestion, Suggestions
from models.timebase import NS_PER_S
from widgets.proposal_row import ProposalRow
from widgets.timeline import TimelineView
from widgets.timeline.gutter import head
from widgets.timeline.layout import Lane
from widgets.timeline.proposal_lane import confidence_words


def suggested(view: TimelineView, *confidences: float) -> Suggestions:
    """Phases of equal length over the whole range of a view."""
    whole = view.content.range
    step = whole.duration_ns // len(confidences)
    return Suggestions(
        tuple(
            Suggestion("grasp", whole.start_ns + n * step, whole.start_ns + (n + 1) * step, confidence)
            for n, confidence in enumerate(confidences)
        )
    )


def test_the_lane_comes_with_proposals_and_goes_with_the_episode(show: Callable[..., TimelineView]) -> None:
    view = show()
    assert view.row_of(Lane.PROPOSALS) is None
    view.set_proposals(suggested(view, 0.95, 0.58, 0.9))
    row = view.row_of(Lane.PROPOSALS)
    assert row is not None
    assert row.height == 22
    named = head(row, view.content)
    assert named is not None
    assert (named.name, named.meta) == ("Proposals", "3 · 1 ?")
    view.set_range(view.content.range)
    assert not view.content.proposals.phases


def test_an_unsure_one_is_marked_by_more_than_colour() -> None:
    assert confidence_words(Suggestion("grasp", 0, 1, 0.58)) == "? 0.58"
    assert confidence_words(Suggestion("grasp", 0, 1, 0.94)) == "0.94"


def test_what_is_looked_at_and_what_is_answered_look_different(show: Callable[..., TimelineView]) -> None:
    view = show()
    plain = suggested(view, 0.95, 0.58, 0.9)
    pictures = []
    for suggestions in (plain, plain.walked(1), plain.took({1: "x"})):
        view.set_proposals(suggestions)
        QApplication.processEvents()
        row = view.row_of(Lane.PROPOSALS)
        assert row is not None
        pictures.append(view.grab(view.canvas.frame(row).rect).toImage())
    assert pictures[0] != pictures[1]
    assert pictures[0] != pictures[2]


def test_a_ghost_stands_at_its_time_and_its_words_where_the_playhead_is_not(
    show: Callable[..., TimelineView],
) -> None:
    view = show()
    t_ns = view.content.range.start_ns + 5 * NS_PER_S
    view.set_playhead(t_ns - NS_PER_S // 10)
    view.set_ghost(Evidence(t_ns, Kind.GRIP_MOVES, 1.0))
    after = view.overlay.ghost
    assert after is not None
    assert abs(after.x - view.scale.x_of(t_ns)) <= 1
    assert after.label.left() > after.x
    view.set_playhead(t_ns + NS_PER_S // 10)
    view.set_ghost(Evidence(t_ns, Kind.LOAD, 1.0))
    before = view.overlay.ghost
    assert before is not None
    assert before.label.right() < before.x
    view.zoom_to(view.content.range.__class__(t_ns + NS_PER_S, t_ns + 2 * NS_PER_S))
    assert view.overlay.ghost is None, "it is out of sight"
    view.fit()
    view.set_ghost(None)
    assert view.overlay.ghost is None


def test_the_row_in_the_panel_counts_the_open_ones(qtbot: QtBot, show: Callable[..., TimelineView]) -> None:
    row, suggestions = ProposalRow(), suggested(show(), 0.95, 0.58, 0.9)
    qtbot.addWidget(row)
    assert not row.isVisibleTo(row.parentWidget())
    row.show_suggestions(suggestions)
    assert row.words.text() == "2 proposals, 1 unsure"
    row.resize(264, 60)
    row.show()
    assert row.words.height() >= row.words.heightForWidth(row.words.width())
    assert row.accept.geometry().right() < 264
    with qtbot.waitSignal(row.accept_requested):
        row.accept.click()
    row.show_suggestions(suggestions.took({1: "a", 2: "b"}))
    assert not row.isVisible()


def test_thousands_are_columns_and_an_unsure_one_keeps_its_own(show: Callable[..., TimelineView]) -> None:
    view = show()
    view.set_proposals(suggested(view, *[0.95] * 1500, 0.58, *[0.95] * 1500))
    row = view.row_of(Lane.PROPOSALS)
    assert row is not None
    image = view.grab(view.canvas.frame(row).rect).toImage()
    y = image.height() // 2
    seen = [image.pixelColor(x, y).rgb() for x in range(view.plot_left + 12, image.width() - 16)]
    usual = max(set(seen), key=seen.count)
    assert seen.count(usual) >= len(seen) - 2
    assert len(set(seen)) == 2, "the unsure one is told from all others"
