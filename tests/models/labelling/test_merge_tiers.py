"""Arms, marks, what is said of phases and of the whole: laid together like the cuts of the main track."""

from dataclasses import replace

from models.labelling.apply import apply
from models.labelling.commands import (
    AddMark,
    AnswerQuestion,
    AskQuestion,
    Command,
    CutPhase,
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
    TakePhases,
)
from models.labelling.document import Document, Mark, Remark
from models.labelling.merge import Kind, Side, Status, merge, merged, undecided
from models.labelling.settle import settle
from models.review import Role
from tests.support.labels import TAXONOMY, at_s, blank, cut, proposed

LEAD = Role.LEAD


def done(document: Document, *commands: Command) -> Document:
    for command in commands:
        document = apply(document, command, taxonomy=TAXONOMY, role=LEAD).document
    return document


def arm(seconds: float, label: str, tier: str = "left") -> CutPhase:
    return CutPhase(at_s(seconds), label, f"{tier} {label}", f"{tier} idle", tier)


CUT = done(blank(), cut(2, "approach"), cut(4, "grasp"), cut(6, "lift"), arm(5, "grasp"))
"""idle, approach from 2 s, grasp from 4 s, lift from 6 s; the left arm is idle until it grasps at 5 s."""


def told(mine: Document, theirs: Document, base: Document = CUT) -> list[tuple[str, str]]:
    return [(one.id, one.status.value) for one in merge(base, mine, theirs, role=LEAD).differences]


def test_arms_are_merged_each_by_itself():
    mine = done(CUT, MoveBoundary("grasp@4", at_s(4.5)), arm(3, "lift", "right"))
    theirs = done(CUT, MoveBoundary("left grasp", at_s(5.5)))
    laid = merge(CUT, mine, theirs, role=LEAD)
    assert [(one.tier, one.status) for one in laid.differences] == [
        ("right", Status.MINE), ("", Status.MINE), ("left", Status.THEIRS),
    ]  # fmt: skip
    result = merged(laid, {})
    assert result.track == mine.track
    assert result.track_of("right") == mine.track_of("right")
    assert result.track_of("left") == theirs.track_of("left")
    answer = settle(theirs, result, taxonomy=TAXONOMY, role=LEAD)
    assert answer.document == result


def test_the_same_boundary_of_an_arm_moved_by_both_is_open():
    mine = done(CUT, MoveBoundary("left grasp", at_s(5.2)))
    theirs = done(CUT, MoveBoundary("left grasp", at_s(5.5)))
    laid = merge(CUT, mine, theirs, role=LEAD)
    (one,) = undecided(laid, {})
    assert (one.kind, one.tier, one.id.split(":")[0]) == (Kind.PHASES, "left", "phases@left")
    assert merged(laid, {one.id: Side.MINE}).arms == mine.arms


def test_what_is_said_of_a_phase_is_a_difference_and_follows_the_phase_that_wins():
    mine = done(CUT, SetPhaseGrade("grasp@4", "failure"), SetInstruction("grasp@4", "close", "合上"))
    assert [status for _, status in told(mine, CUT)] == ["mine"]
    assert merged(merge(CUT, mine, CUT, role=LEAD), {}).track == mine.track
    theirs = done(CUT, RenamePhase("lift@6", "place"))
    both = merged(merge(CUT, mine, theirs, role=LEAD), {})
    assert [(phase.label, phase.grade, phase.text) for phase in both.track.phases[2:]] == [
        ("grasp", "failure", "close"), ("place", "", ""),
    ]  # fmt: skip
    graded = done(CUT, SetPhaseGrade("grasp@4", "partial"))
    assert [status for _, status in told(mine, graded)] == ["open"]


def test_who_agrees_on_a_boundary_has_no_conflict_about_the_key_that_cut_it():
    here, there = (
        done(CUT, CutPhase(at_s(8), "place", name, "i", "", at_s(raw)))
        for name, raw in (("p", 8.2), ("q", 8.3))
    )
    laid = merge(CUT, here, there, role=LEAD)
    assert [one.status for one in laid.differences] == [Status.SAME]
    assert merged(laid, {}) == there


def test_where_a_phase_comes_from_is_kept_by_the_side_that_took_it():
    mine = done(CUT, TakePhases(proposed(CUT, at_s(3), "grasp", 7)))
    result = merged(merge(CUT, mine, CUT, role=LEAD), {})
    assert [(p.source, p.confidence_pm) for p in result.track.phases] == [("transfer", 900), ("transfer", 7)]
    by_hand = replace(
        mine, track=replace(mine.track, phases=tuple(replace(p, source="") for p in mine.track.phases))
    )
    assert [status for _, status in told(by_hand, mine, mine)] == ["mine", "mine"]


def test_marks_are_met_by_their_ids():
    contact = Mark("m", "events", "contact", at_s(4), at_s(4))
    base = done(CUT, AddMark(contact))
    mine = done(base, MoveMark("m", at_s(4.2), at_s(4.2)), AddMark(replace(contact, id="n")))
    theirs = done(base, RemoveMark("m"))
    laid = merge(base, mine, theirs, role=LEAD)
    assert [(one.id, one.status) for one in laid.differences] == [
        ("mark:m", Status.OPEN), ("mark:n", Status.MINE),
    ]  # fmt: skip
    assert merged(laid, {"mark:m": Side.MINE}).marks == mine.marks
    assert merged(laid, {"mark:m": Side.BASE}).mark("m") == contact
    assert [mark.id for mark in merged(laid, {}).marks] == ["n"]


def test_what_is_said_of_the_whole_moves_by_what_belongs_together():
    mine = done(CUT, SetScore(4), SetInstruction("", "fold", "叠"))
    theirs = done(CUT, SetRubric((("smooth", 2),)), SetGrade("success"))
    assert told(mine, theirs) == [("outcome", "theirs"), ("rating", "open"), ("instruction", "mine")]
    result = merged(merge(CUT, mine, theirs, role=LEAD), {"rating": Side.MINE})
    assert (result.grade, result.score, result.rubric, result.instruction) == ("success", 4, (), "fold")
    broken = done(CUT, SetUnusable("broken_recording", ("camera_frozen",)))
    assert told(broken, theirs)[0] == ("outcome", "open")
    assert (
        merged(merge(CUT, broken, theirs, role=LEAD), {"outcome": Side.MINE}).unusable == "broken_recording"
    )


def test_an_answer_and_more_cuts_do_not_meet():
    base = done(CUT, AskQuestion(Remark("q", at_s(3), "ann", "Does this count?"), "engineer"))
    mine = done(base, cut(8, "place"))
    theirs = done(base, AnswerQuestion("q", "Yes", "eve"))
    laid = merge(base, mine, theirs, role=LEAD)
    assert undecided(laid, {}) == ()
    result = merged(laid, {})
    assert (result.track, result.remarks) == (mine.track, theirs.remarks)
