"""What keys do to what is seen of the recording: the playhead, the views, the plots, other episodes beside."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from app.actions.records import Action
from models.playback.clock import neighbour_rate
from models.timebase import NS_PER_S
from widgets.i18n import tr
from widgets.signal_tools import SignalTools

if TYPE_CHECKING:
    from app.application import Application


def player_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    player, is_open = app.services.player, app.is_open

    def to_boundary(step: int) -> None:
        t_ns = app.services.labels.boundary_from_playhead(step)
        if t_ns is not None:
            player.seek(t_ns)

    yield Action("player.play", lambda: tr("Play or pause"), player.toggle, is_open)
    yield Action(
        "player.step_back", lambda: tr("One frame back"), lambda: player.step(-1), is_open, repeats=True
    )
    yield Action(
        "player.step_forward", lambda: tr("One frame on"), lambda: player.step(1), is_open, repeats=True
    )
    yield Action(
        "player.second_back", lambda: tr("One second back"), lambda: player.seek(player.t_ns - NS_PER_S), is_open,
        repeats=True,
    )  # fmt: skip
    yield Action(
        "player.second_forward", lambda: tr("One second on"), lambda: player.seek(player.t_ns + NS_PER_S), is_open,
        repeats=True,
    )  # fmt: skip
    yield Action("player.to_start", lambda: tr("To the start"), app.playhead.to_start, is_open)
    yield Action("player.to_end", lambda: tr("To the end"), app.playhead.to_end, is_open)
    yield Action(
        "player.slower", lambda: tr("Slower"), lambda: player.set_rate(neighbour_rate(player.clock.rate, -1))
    )
    yield Action(
        "player.faster", lambda: tr("Faster"), lambda: player.set_rate(neighbour_rate(player.clock.rate, 1))
    )
    yield Action("player.hurry", lambda: tr("Fast through idle stretches"), app.pace.toggle)
    yield Action(
        "player.quick_copies",
        lambda: tr("Make quick copies of videos with distant keyframes, or no longer"),
        app.toggle_quick_copies,
    )
    yield Action(
        "player.loop_phase",
        lambda: tr("Repeat the phase at the playhead"),
        app.playhead.toggle_phase_loop,
        is_open,
    )
    yield Action(
        "player.around_cut",
        lambda: tr("Play around the nearest cut, and back"),
        app.cut_desk.play_around,
        app.is_open,
    )
    yield Action(
        "label.boundary_back", lambda: tr("To the cut before"), lambda: to_boundary(-1), is_open, repeats=True
    )
    yield Action(
        "label.boundary_forward", lambda: tr("To the next cut"), lambda: to_boundary(1), is_open, repeats=True
    )


def view_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    space = app.space
    yield Action(
        "view.depth", lambda: tr("Depth beside the scan"), space.toggle_depth, lambda: space.has_depth
    )
    yield Action(
        "view.scans",
        lambda: tr("More scans together, or this one alone"),
        space.trail.next_count,
        lambda: space.has_scans,
    )
    yield Action(
        "view.robot",
        lambda: tr("The robot's pose in the cloud"),
        space.stance.toggle,
        lambda: space.stance.is_known,
    )
    yield Action(
        "view.measure",
        lambda: tr("Measure from the marked point, or no more"),
        space.marks.measure,
        lambda: space.marks.is_set,
    )
    yield Action(
        "view.clear_mark",
        lambda: tr("Take the marked point away"),
        space.marks.clear,
        lambda: space.marks.is_set,
    )


def plot_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    act, there = app.plots.act, app.plots.has_any
    for name, title, tool in (
        ("numbers", lambda: tr("Numbers at the playhead beside the plot"), SignalTools.toggle_desk),
        ("unusual", lambda: tr("The most unusual channels first"), SignalTools.toggle_ranking),
        ("heat", lambda: tr("Curves or rows of colours"), SignalTools.toggle_heat),
        ("slopes", lambda: tr("Values, slopes, slopes of slopes"), SignalTools.next_order),
        ("solo", lambda: tr("The first channel alone"), SignalTools.solo_first),
        ("measure", lambda: tr("Measure what the plot shows"), SignalTools.measure_window),
        ("limb", lambda: tr("One limb after the other"), SignalTools.next_limb),
    ):
        yield Action(f"plot.{name}", title, partial(act, tool), there)
    usual = app.usual.toggle
    yield Action(
        "plot.usual", lambda: tr("The usual range of approved episodes behind the plots"), usual, there
    )


def compare_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    compare = app.compare
    yield Action(
        "compare.toggle", lambda: tr("Compare with other episodes, or leave"), compare.toggle, app.is_open
    )
    yield Action("compare.mark", lambda: tr("Mark this episode for comparing"), compare.mark, app.is_open)
    yield Action(
        "compare.align", lambda: tr("The next way to align"), compare.next_alignment, lambda: compare.is_on
    )
