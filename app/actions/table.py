"""All actions of the window: what each does and when it may."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from app.actions.records import Action
from app.main_window import ANNOTATE, REVIEW
from models.labelling.merge import Side
from models.playback.clock import neighbour_rate
from models.taxonomy import GradeLabel, MarkLabel, PhaseLabel
from models.timebase import NS_PER_S
from widgets.i18n import tr
from widgets.review_panel import APPROVE, SEND_BACK
from widgets.signal_tools import SignalTools

if TYPE_CHECKING:
    from app.application import Application


def all_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    yield from _player_actions(app)
    yield from _label_actions(app)
    yield from _cut_actions(app)
    yield from _mark_actions(app)
    yield from _review_actions(app)
    yield from _episode_actions(app)
    yield from _view_actions(app)
    yield from _plot_actions(app)
    yield from _compare_actions(app)
    yield from _conflict_actions(app)
    yield from _privacy_actions(app)
    yield from _window_actions(app)


def _player_actions(app: "Application") -> Iterator[Action]:
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


def _label_actions(app: "Application") -> Iterator[Action]:
    labels, session = app.services.labels, app.services.session
    editable, panel = app.can_edit, app.window.phase_panel
    proposing = app.proposing

    def next_phase() -> None:
        if proposing.waits:
            proposing.walk(1)
        else:
            labels.cut_next()

    yield Action(
        "label.next_phase",
        lambda: tr("Next proposed phase, or next of the template"),
        next_phase,
        editable,
    )
    yield Action(
        "label.proposal_back",
        lambda: tr("Look at the proposed phase before"),
        lambda: proposing.walk(-1),
        editable,
    )
    yield Action("label.accept_all", lambda: tr("Accept all proposed phases"), proposing.accept_all, editable)
    yield Action("label.arm", lambda: tr("Cut the phases of the next arm"), labels.next_arm, app.is_open)
    yield Action("label.split", lambda: tr("Split the phase at the playhead"), labels.split, editable)
    yield Action("label.merge", lambda: tr("Merge the phase with the next"), labels.merge, editable)
    yield Action("label.delete", lambda: tr("Delete the phase or mark"), partial(_delete, app), editable)
    yield Action(
        "label.nudge_back",
        lambda: tr("Move the cut or mark one frame back"),
        partial(_nudge, app, -1),
        editable,
        repeats=True,
    )
    yield Action(
        "label.nudge_forward",
        lambda: tr("Move the cut or mark one frame on"),
        partial(_nudge, app, 1),
        editable,
        repeats=True,
    )
    yield Action(
        "label.note",
        lambda: tr("Write a note to the reviewer"),
        app.window.phase_panel.focus_note,
        app.is_open,
    )
    yield Action("label.remark", lambda: tr("Pin a remark to the playhead"), app.focus_remark, app.is_open)
    yield Action(
        "label.words", lambda: tr("Write what the robot was told"), panel.write_instruction, app.can_edit
    )
    yield Action(
        "label.phase_words",
        lambda: tr("Write what the robot was told in this phase"),
        panel.write_phase,
        app.can_edit,
    )
    yield Action("label.levels", lambda: tr("Give a score and levels"), panel.give_levels, app.can_edit)
    for code, title in (
        ("cannot_judge", lambda: tr("It cannot be judged")),
        ("broken_recording", lambda: tr("The recording is broken")),
    ):
        yield Action(f"label.{code}", title, partial(app.saying.give_up, code), editable)
    yield Action(
        "label.ask",
        lambda: tr("Ask a lead or an engineer about this moment"),
        lambda: app.pinning.write(asks=True),
        app.is_open,
    )
    yield Action("label.undo", lambda: tr("Undo"), lambda: _ignore(session.undo()), repeats=True)
    yield Action("label.redo", lambda: tr("Redo"), lambda: _ignore(session.redo()), repeats=True)
    yield Action(
        "label.trim", lambda: tr("Make the time before and after all movement idle"), labels.trim, editable
    )
    yield Action("label.snap", lambda: tr("Snap cuts to evidence, or no more"), app.cut_desk.toggle_snap)
    yield Action("label.cut_options", lambda: tr("Options of cutting"), app.cut_desk.open_menu)
    yield Action(
        "label.done",
        lambda: tr("Go on: accept a proposal, submit or decide, and next"),
        app.advance,
        app.is_open,
    )
    yield Action("label.submit", lambda: tr("Submit or decide, and next"), app.confirm, app.is_open)
    yield Action(
        "label.migrate",
        lambda: tr("Bring the labels to this version of the taxonomy"),
        labels.migrate,
        lambda: labels.must_migrate,
    )
    yield Action("label.withdraw", lambda: tr("Take back what was submitted"), labels.withdraw, app.is_open)


def _cut_actions(app: "Application") -> Iterator[Action]:
    for label in app.services.taxonomy.phases:
        yield Action(
            f"cut.{label.code}",
            partial(_cut_title, app, label),
            partial(app.services.labels.cut, label.code),
            app.can_edit,
        )
        yield Action(
            f"exact.{label.code}",
            partial(_exact_title, app, label),
            partial(app.services.labels.cut, label.code, exact=True),
            app.can_edit,
            listed=False,
        )
    for grade in app.services.taxonomy.grades:
        yield Action(
            f"grade.{grade.code}",
            partial(_grade_title, app, grade),
            partial(app.services.labels.grade, grade.code),
            app.can_edit,
        )
        yield Action(
            f"phase_grade.{grade.code}",
            partial(_phase_grade_title, app, grade),
            partial(app.saying.grade_here, grade.code),
            app.can_edit,
        )


def _cut_title(app: "Application", label: PhaseLabel) -> str:
    return tr("Begin {phase}", phase=label.name(app.presenter.language))


def _exact_title(app: "Application", label: PhaseLabel) -> str:
    return tr("Begin {phase} exactly here", phase=label.name(app.presenter.language))


def _grade_title(app: "Application", grade: GradeLabel) -> str:
    return tr("Grade: {grade}", grade=grade.name(app.presenter.language))


def _mark_actions(app: "Application") -> Iterator[Action]:
    for tier, label in app.services.taxonomy.marks():
        yield Action(
            f"mark.{label.code}",
            partial(_mark_title, app, label),
            partial(app.marking.press, tier.code, label),
            app.can_edit,
        )
    yield Action(
        "holding.drop", lambda: tr("Drop the interval that waits for its end"), app.marking.drop, app.can_edit
    )


def _mark_title(app: "Application", label: MarkLabel) -> str:
    name = label.name(app.presenter.language)
    return tr("Note: {mark}", mark=name) if label.is_point else tr("Begin or end: {mark}", mark=name)


def _nudge(app: "Application", frames: int) -> None:
    if not app.marking.nudge(frames):
        app.services.labels.nudge(frames)


def _delete(app: "Application") -> None:
    if not app.marking.delete():
        app.services.labels.delete()


def _phase_grade_title(app: "Application", grade: GradeLabel) -> str:
    return tr("Grade of this phase: {grade}", grade=grade.name(app.presenter.language))


def _review_actions(app: "Application") -> Iterator[Action]:
    panel, deciding = app.window.review_panel, app.is_deciding
    yield Action("review.approve", lambda: tr("Approve"), lambda: panel.choose(APPROVE), deciding)
    yield Action("review.send_back", lambda: tr("Send back"), lambda: panel.choose(SEND_BACK), deciding)


def _episode_actions(app: "Application") -> Iterator[Action]:
    queue = app.services.queue
    yield Action("episode.next", lambda: tr("Next episode"), lambda: queue.step(1))
    yield Action("episode.previous", lambda: tr("Previous episode"), lambda: queue.step(-1))
    yield Action(
        "episode.skip", lambda: tr("Leave this episode, with a reason"), app.skipping.open_menu, app.can_edit
    )
    order = app.window.queue.order
    yield Action(
        "episode.order", lambda: tr("Order of the list"), lambda: _ignore(order.open_menu()), order.isVisible
    )
    yield Action("episode.open", lambda: tr("Open a recording"), app.library.choose_recording)
    yield Action("episode.open_url", lambda: tr("Open a URL"), app.library.choose_address)
    yield Action(
        "episode.add_folder", lambda: tr("Add the recordings of a folder"), app.library.choose_folder
    )
    yield Action("episode.offline", lambda: tr("Take the next episodes offline"), app.offline_desk.choose)
    yield Action("episode.release", lambda: tr("Release offline copies"), app.offline.release)
    yield Action(
        "episode.fetch",
        lambda: tr("Fetch the recording of this episode"),
        app.offline_desk.fetch_open,
        lambda: app.offline_desk.can_fetch,
    )
    yield Action(
        "episode.stop_fetching",
        lambda: tr("Stop fetching recordings"),
        app.offline.stop,
        lambda: app.offline.progress is not None,
    )
    yield Action("episode.demo", lambda: tr("Add the sample episodes"), app.library.add_demo)


def _view_actions(app: "Application") -> Iterator[Action]:
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


def _compare_actions(app: "Application") -> Iterator[Action]:
    compare = app.compare
    yield Action(
        "compare.toggle", lambda: tr("Compare with other episodes, or leave"), compare.toggle, app.is_open
    )
    yield Action("compare.mark", lambda: tr("Mark this episode for comparing"), compare.mark, app.is_open)
    yield Action(
        "compare.align", lambda: tr("The next way to align"), compare.next_alignment, lambda: compare.is_on
    )


def _conflict_actions(app: "Application") -> Iterator[Action]:
    conflicts, on = app.conflicts, app.is_merging
    for name, title, run, repeats in (
        ("next", lambda: tr("The next difference"), partial(conflicts.step, 1), True),
        ("previous", lambda: tr("The difference before"), partial(conflicts.step, -1), True),
        ("next_open", lambda: tr("The next open difference"), partial(conflicts.step_open, 1), False),
        ("previous_open", lambda: tr("The open difference before"), partial(conflicts.step_open, -1), False),
        ("mine", lambda: tr("Take mine"), partial(conflicts.choose, Side.MINE), False),
        ("theirs", lambda: tr("Take theirs"), partial(conflicts.choose, Side.THEIRS), False),
        ("base", lambda: tr("Take the base"), partial(conflicts.choose, Side.BASE), False),
        ("write", lambda: tr("Write the merged labels"), conflicts.write, False),
        (
            "aside",
            lambda: tr("Keep the refused edits aside, or take them up again"),
            conflicts.put_aside,
            False,
        ),
        ("export", lambda: tr("Write what was refused to a file"), app.export_refused, False),
        ("leave", lambda: tr("Leave it as it is"), conflicts.leave, False),
    ):
        yield Action(f"conflict.{name}", title, run, on, repeats=repeats)


def _plot_actions(app: "Application") -> Iterator[Action]:
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


def _privacy_actions(app: "Application") -> Iterator[Action]:
    yield Action("privacy.panel", lambda: tr("Privacy of this episode"), app.blurring.open_panel, app.is_open)
    yield Action(
        "privacy.look",
        lambda: tr("Show what is blurred, or blur it again"),
        app.blurring.toggle_blur,
        app.blurring.can_look,
    )
    yield Action(
        "privacy.find_faces", lambda: tr("Look for faces"), app.services.privacy.find_faces, app.is_open
    )
    yield Action("privacy.draw", lambda: tr("Draw an area to blur"), app.blurring.draw_region, app.is_open)


def _window_actions(app: "Application") -> Iterator[Action]:
    window, timeline = app.window, app.window.timeline
    yield Action("window.palette", lambda: tr("Search or run a command"), app.sheets.open_palette)
    yield Action("window.keys", lambda: tr("All keys"), app.sheets.open_keys)
    yield Action("window.edit_keys", lambda: tr("Change or print the keys"), app.key_desk.open)
    yield Action("window.pace", lambda: tr("My pace"), app.figures.open_own)
    yield Action(
        "window.team_pace", lambda: tr("The team's pace"), app.figures.open_team, app.figures.sees_others
    )
    yield Action("window.queue", lambda: tr("Show or fold the list of episodes"), window.toggle_queue)
    yield Action("window.fit", lambda: tr("Show the whole episode"), timeline.fit, app.is_open)
    yield Action(
        "window.zoom_in", lambda: tr("Zoom in"), lambda: timeline.zoom(2.0), app.is_open, repeats=True
    )
    yield Action(
        "window.zoom_out", lambda: tr("Zoom out"), lambda: timeline.zoom(0.5), app.is_open, repeats=True
    )
    yield Action("window.annotate", lambda: tr("Workspace Annotate"), lambda: app.set_workspace(ANNOTATE))
    yield Action("window.review", lambda: tr("Workspace Review"), lambda: app.set_workspace(REVIEW))
    yield Action("window.reset_layout", lambda: tr("Reset the layout of the views"), window.grid.reset_layout)
    yield Action("window.next_dock", lambda: tr("Next part of the window"), app.focus_next_part)
    sync = app.services.sync
    yield Action("window.sync", lambda: tr("Sync now"), sync.sync_now)
    yield Action(
        "window.sync_pause",
        lambda: tr("Sync by itself again") if sync.paused else tr("Pause the sync"),
        lambda: sync.set_paused(not sync.paused),
    )
    yield Action("window.catalog", lambda: tr("Choose the catalog"), app.catalog.choose)
    yield Action("window.taxonomy", lambda: tr("Edit the taxonomy"), app.taxonomy.edit)
    yield Action("window.choose_taxonomy", lambda: tr("Choose the taxonomy"), app.taxonomy.choose)
    yield Action("window.conflict", lambda: tr("Next conflict"), app.conflicts.open_next)
    yield Action("window.theme", lambda: tr("Dark or light"), app.toggle_theme)
    yield Action("window.language", lambda: tr("Chinese or English"), app.toggle_language)
    yield Action("window.memory", lambda: tr("Memory for decoded data"), window.status.open_memory)
    yield Action("window.quit", lambda: tr("Quit"), lambda: _ignore(window.close()))


def _ignore(_answer: object) -> None:
    """An action answers nothing."""
