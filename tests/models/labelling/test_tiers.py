"""More than one lane of phases: arms, grades and instructions of phases, proposals, idle ends, events."""

import pytest

from models.errors import RefusedEditError
from models.labelling.apply import apply
from models.labelling.commands import (
    AddMark,
    Command,
    CutPhase,
    DeletePhase,
    EndPhase,
    MoveBoundary,
    MoveMark,
    RemoveMark,
    RenamePhase,
    SetGrade,
    SetInstruction,
    SetPhaseGrade,
    SetRubric,
    SetScore,
    SetUnusable,
    SplitPhase,
    Submit,
    TakePhases,
    TrimIdle,
)
from models.labelling.document import Document, Mark
from models.phases import Phase
from models.review import Role, State
from tests.support.labels import TAXONOMY, at_s, blank, cut, proposed


def done(document: Document, *commands: Command, role: Role = Role.ANNOTATOR) -> Document:
    for command in commands:
        applied = apply(document, command, taxonomy=TAXONOMY, role=role)
        if applied.undoable:
            back = apply(applied.document, applied.inverse, taxonomy=TAXONOMY, role=role)
            assert back.document == document
        document = applied.document
    return document


def lane(document: Document, tier: str = "") -> list[tuple[str, float]]:
    return [(phase.label, (phase.start_ns - at_s(0)) / 1e9) for phase in document.track_of(tier).phases]


def end(seconds: float, label: str, tier: str = "") -> EndPhase:
    return EndPhase(at_s(seconds), label, f"{label}<{seconds}", f"idle>{seconds}", tier)


CUT = done(blank(), cut(2, "approach"), cut(4, "grasp"), cut(6, "lift"))
"""idle, approach from 2 s, grasp from 4 s, lift from 6 s."""


def test_an_arm_has_a_track_of_its_own():
    left = CutPhase(at_s(5), "grasp", "l1", "l0", "left")
    both = done(CUT, left, RenamePhase("l1", "lift"))
    assert lane(both) == lane(CUT)
    assert lane(both, "left") == [("idle", 0), ("lift", 5)]
    moved = done(both, MoveBoundary("l1", at_s(3)), SplitPhase(at_s(7), "l2", "left"))
    assert lane(moved, "left") == [("idle", 0), ("lift", 3), ("lift", 7)]
    assert lane(moved) == lane(CUT)
    gone = done(moved, DeletePhase("l0"), DeletePhase("l1"), DeletePhase("l2"))
    assert gone.arms == ()


def test_only_arms_of_the_taxonomy_have_tracks():
    with pytest.raises(RefusedEditError, match="no arm tail"):
        done(CUT, CutPhase(at_s(5), "grasp", "l1", "l0", "tail"))


def test_a_digit_that_ends_phases_cuts_them_one_after_the_other():
    first = done(blank(), end(2, "approach"))
    assert lane(first) == [("approach", 0), ("idle", 2)]
    whole = done(first, end(4, "grasp"), end(10, "lift"))
    assert lane(whole) == [("approach", 0), ("grasp", 2), ("lift", 4)]
    assert lane(done(whole, end(4, "place"))) == [("approach", 0), ("place", 2), ("lift", 4)]
    assert lane(done(blank(), end(10, "grasp"))) == [("grasp", 0)]
    with pytest.raises(RefusedEditError, match="inside the episode"):
        done(whole, end(0, "grasp"))


def test_what_follows_the_end_of_a_phase_keeps_what_is_said_of_it():
    told = done(CUT, SetPhaseGrade("grasp@4", "partial"), end(5, "lift"))
    assert lane(told) == [("idle", 0), ("approach", 2), ("lift", 4), ("grasp", 5), ("lift", 6)]
    assert [phase.grade for phase in told.track.phases] == ["", "", "", "partial", ""]


def test_the_raw_time_of_the_key_is_kept_beside_the_result():
    made = done(CUT, CutPhase(at_s(8), "place", "p", "i", "", at_s(8.2)), MoveBoundary("p", at_s(7.9)))
    assert made.track.phases[-1].raw_ns == at_s(8.2)
    assert done(made, SplitPhase(at_s(9), "q")).track.phases[-1].raw_ns is None


def test_idle_ends_are_trimmed_in_one_edit():
    trimmed = done(CUT, TrimIdle(at_s(3), at_s(8), "h", "t"))
    assert lane(trimmed) == [("idle", 0), ("approach", 3), ("grasp", 4), ("lift", 6), ("idle", 8)]
    assert lane(done(trimmed, TrimIdle(at_s(5), at_s(9), "h2", "t2"))) == [
        ("idle", 0), ("grasp", 5), ("lift", 6), ("idle", 8),
    ]  # fmt: skip
    assert done(CUT, TrimIdle(at_s(0), at_s(10), "h", "t")) == CUT
    with pytest.raises(RefusedEditError, match="nothing would be left"):
        done(CUT, TrimIdle(at_s(5), at_s(5), "h", "t"))
    with pytest.raises(RefusedEditError, match="No phase is cut"):
        done(blank(), TrimIdle(at_s(1), at_s(5), "h", "t"))


def test_proposals_are_taken_as_a_whole_and_know_where_they_come_from():
    taken = done(CUT, TakePhases(proposed(CUT, at_s(3), "grasp", 7)))
    assert lane(taken) == [("idle", 0), ("grasp", 3)]
    assert [(phase.source, phase.confidence_pm) for phase in taken.track.phases] == [
        ("transfer", 900), ("transfer", 7),
    ]  # fmt: skip
    renamed = done(taken, RenamePhase("b7", "lift")).track.phases[1]
    assert (renamed.source, renamed.confidence_pm) == ("", None)
    with pytest.raises(RefusedEditError, match="do not fill"):
        done(CUT, TakePhases((Phase("a", "grasp", at_s(1), at_s(10)),)))
    with pytest.raises(RefusedEditError, match="another track"):
        done(taken, TakePhases(proposed(CUT, at_s(3), "grasp", 7), "left"))


def test_a_phase_has_a_grade_and_an_instruction_and_the_episode_has_them_too():
    told = done(
        CUT,
        SetPhaseGrade("grasp@4", "failure"),
        SetInstruction("grasp@4", " close the gripper ", "合上夹爪"),
        SetInstruction("", "fold the towel", "叠毛巾"),
        SetScore(4),
        SetRubric((("smooth", 2), ("precise", 5))),
    )
    grasp = told.track.phases[2]
    assert (grasp.grade, grasp.text, grasp.text_zh) == ("failure", "close the gripper", "合上夹爪")
    assert (told.instruction, told.instruction_zh, told.score) == ("fold the towel", "叠毛巾", 4)
    assert told.rubric == (("precise", 5), ("smooth", 2))
    for command in (SetScore(6), SetRubric((("smooth", 9),))):
        with pytest.raises(RefusedEditError, match="from 1 to 5"):
            done(CUT, command)
    with pytest.raises(RefusedEditError, match="no criterion speed"):
        done(CUT, SetRubric((("speed", 1),)))
    with pytest.raises(RefusedEditError, match="no grade fine"):
        done(CUT, SetPhaseGrade("grasp@4", "fine"))


def test_what_cannot_be_used_is_submitted_without_phases_but_not_without_a_reason():
    graded = done(blank(), SetGrade("success"), SetUnusable("broken_recording"))
    assert graded.grade == ""
    with pytest.raises(RefusedEditError, match="needs a reason"):
        done(graded, Submit("ann"))
    sent = done(graded, SetUnusable("broken_recording", ("camera_frozen",)), Submit("ann"))
    assert (sent.state, sent.unusable, sent.reasons) == (
        State.SUBMITTED,
        "broken_recording",
        ("camera_frozen",),
    )
    assert done(graded, SetGrade("success")).unusable == ""
    assert done(graded, SetUnusable("")).unusable == ""
    with pytest.raises(RefusedEditError, match="is neither"):
        done(blank(), SetUnusable("boring"))


def test_events_are_points_or_intervals_inside_the_episode():
    contact = Mark("m1", "events", "contact", at_s(4), at_s(4))
    bump = Mark("m2", "mistakes", "collision", at_s(3), at_s(3.5), text=" the table ")
    told = done(CUT, AddMark(contact), AddMark(bump))
    assert [(mark.id, mark.text) for mark in told.marks] == [("m2", "the table"), ("m1", "")]
    moved = done(told, MoveMark("m1", at_s(9.5), at_s(12)), RemoveMark("m2"))
    assert [(mark.start_ns, mark.end_ns) for mark in moved.marks] == [(at_s(9.5), at_s(10))]
    for mark, why in (
        (Mark("m", "events", "collision", at_s(1), at_s(1)), "no mark collision"),
        (Mark("m", "events", "contact", at_s(1), at_s(11)), "inside the episode"),
        (Mark("m", "events", "contact", at_s(2), at_s(1)), "inside the episode"),
    ):
        with pytest.raises(RefusedEditError, match=why):
            done(CUT, AddMark(mark))
    with pytest.raises(RefusedEditError, match="no longer there"):
        done(CUT, MoveMark("nobody", 0, 0))
