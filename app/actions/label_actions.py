"""What keys do to the labels: phases, grades, marks, words."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from app.actions.records import Action, ignored
from models.taxonomy import GradeLabel, MarkLabel, PhaseLabel
from widgets.i18n import tr

if TYPE_CHECKING:
    from app.application import Application


def label_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    labels, proposing, editable = app.services.labels, app.proposing, app.can_edit

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
    yield Action(
        "label.outside", lambda: tr("Take proposals from a file or data set…"), app.outside.choose, editable
    )
    yield Action(
        "label.import", lambda: tr("Import labels from a file or data set…"), app.imports.choose, editable
    )
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
    yield from _word_actions(app)
    yield from _whole_actions(app)


def _word_actions(app: "Application") -> Iterator[Action]:
    panel, editable = app.window.phase_panel, app.can_edit
    yield Action(
        "label.note",
        lambda: tr("Write a note to the reviewer"),
        panel.focus_note,
        app.is_open,
    )
    yield Action("label.remark", lambda: tr("Pin a remark to the playhead"), app.focus_remark, app.is_open)
    yield Action(
        "label.words", lambda: tr("Write what the robot was told"), panel.write_instruction, editable
    )
    yield Action(
        "label.phase_words",
        lambda: tr("Write what the robot was told in this phase"),
        panel.write_phase,
        editable,
    )
    yield Action("label.levels", lambda: tr("Give a score and levels"), panel.give_levels, editable)
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


def _whole_actions(app: "Application") -> Iterator[Action]:
    labels, session, editable = app.services.labels, app.services.session, app.can_edit
    yield Action("label.undo", lambda: tr("Undo"), lambda: ignored(session.undo()), repeats=True)
    yield Action("label.redo", lambda: tr("Redo"), lambda: ignored(session.redo()), repeats=True)
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


def cut_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
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


def mark_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
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


def _cut_title(app: "Application", label: PhaseLabel) -> str:
    return tr("Begin {phase}", phase=label.name(app.presenter.language))


def _exact_title(app: "Application", label: PhaseLabel) -> str:
    return tr("Begin {phase} exactly here", phase=label.name(app.presenter.language))


def _grade_title(app: "Application", grade: GradeLabel) -> str:
    return tr("Grade: {grade}", grade=grade.name(app.presenter.language))


def _phase_grade_title(app: "Application", grade: GradeLabel) -> str:
    return tr("Grade of this phase: {grade}", grade=grade.name(app.presenter.language))


def _mark_title(app: "Application", label: MarkLabel) -> str:
    name = label.name(app.presenter.language)
    return tr("Note: {mark}", mark=name) if label.is_point else tr("Begin or end: {mark}", mark=name)


def _nudge(app: "Application", frames: int) -> None:
    if not app.marking.nudge(frames):
        app.services.labels.nudge(frames)


def _delete(app: "Application") -> None:
    if not app.marking.delete():
        app.services.labels.delete()
