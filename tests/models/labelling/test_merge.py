"""Base, mine and theirs laid together: what is proposed, what stays open, and what always holds."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.errors import RefusedEditError
from models.labelling.apply import apply
from models.labelling.changes import fold
from models.labelling.commands import (
    AddRemark,
    Approve,
    Command,
    DeletePhase,
    MoveBoundary,
    RemoveRemark,
    RenamePhase,
    SetGrade,
    SetNote,
    SplitPhase,
    Submit,
)
from models.labelling.document import Document, Remark
from models.labelling.merge import Kind, Side, Status, carried, merge, merged, undecided
from models.labelling.settle import settle
from models.review import Role, State
from tests.support.labels import TAXONOMY, WISHES, Wish, at_s, blank, command_of, cut

LEAD, ANNOTATOR = Role.LEAD, Role.ANNOTATOR


def done(document: Document, *commands: Command, role: Role = ANNOTATOR) -> Document:
    for command in commands:
        document = apply(document, command, taxonomy=TAXONOMY, role=role).document
    return document


def lane(document: Document) -> list[tuple[str, float]]:
    """Label and start in seconds of every phase."""
    return [(phase.label, (phase.start_ns - at_s(0)) / 1e9) for phase in document.track.phases]


def told(mine: Document, theirs: Document, base: Document | None = None) -> list[tuple[str, float, float]]:
    """Status, start and end in seconds of every stretch."""
    laid = merge(base or CUT, mine, theirs, role=ANNOTATOR)
    return [
        (one.status.value, (one.range.start_ns - at_s(0)) / 1e9, (one.range.end_ns - at_s(0)) / 1e9)
        for one in laid.differences
        if one.kind is Kind.PHASES and one.range is not None
    ]


def proposal(mine: Document, theirs: Document, base: Document | None = None) -> Document:
    return merged(merge(base or CUT, mine, theirs, role=ANNOTATOR), {})


CUT = done(blank(), cut(2, "approach"), cut(4, "grasp"), cut(6, "lift"), cut(8, "place"))
"""idle, approach from 2 s, grasp from 4 s, lift from 6 s, place from 8 s."""


def test_a_moved_boundary_is_one_stretch_with_both_its_phases():
    mine = done(CUT, MoveBoundary("grasp@4", at_s(4.5)))
    assert told(mine, CUT) == [("mine", 4.0, 4.5)]
    assert lane(proposal(mine, CUT)) == lane(mine)


def test_disjoint_phases_are_proposed_together():
    mine = done(CUT, MoveBoundary("grasp@4", at_s(4.5)))
    theirs = done(CUT, RenamePhase("place@8", "transport"))
    assert told(mine, theirs) == [("mine", 4.0, 4.5), ("theirs", 8.0, 10.0)]
    assert lane(proposal(mine, theirs)) == [
        ("idle", 0), ("approach", 2), ("grasp", 4.5), ("lift", 6), ("transport", 8),
    ]  # fmt: skip


def test_neighbours_that_were_renamed_do_not_touch():
    mine, theirs = done(CUT, RenamePhase("approach@2", "lift")), done(CUT, RenamePhase("grasp@4", "place"))
    assert [one[0] for one in told(mine, theirs)] == ["mine", "theirs"]


def test_a_boundary_that_both_moved_differently_is_open():
    mine, theirs = (
        done(CUT, MoveBoundary("grasp@4", at_s(4.5))),
        done(CUT, MoveBoundary("grasp@4", at_s(4.2))),
    )
    laid = merge(CUT, mine, theirs, role=ANNOTATOR)
    (one,) = undecided(laid, {})
    assert one.values == {
        Side.BASE: CUT.track.phases[2:3], Side.MINE: mine.track.phases[1:2], Side.THEIRS: theirs.track.phases[2:3],
    }  # fmt: skip
    assert lane(merged(laid, {one.id: Side.MINE})) == lane(mine)
    assert lane(merged(laid, {one.id: Side.THEIRS})) == lane(theirs)
    assert lane(merged(laid, {one.id: Side.BASE})) == lane(CUT)


def test_a_phase_renamed_here_and_shortened_there_is_open():
    mine = done(CUT, RenamePhase("grasp@4", "lift"))
    theirs = done(CUT, MoveBoundary("grasp@4", at_s(4.5)))
    assert told(mine, theirs) == [("open", 4.0, 6.0)]


def test_both_cut_the_same_and_one_goes_on():
    both = done(CUT, MoveBoundary("grasp@4", at_s(4.5)))
    mine = done(both, RenamePhase("place@8", "transport"))
    assert told(mine, both) == [("same", 4.0, 4.5), ("mine", 8.0, 10.0)]
    assert lane(proposal(mine, both)) == lane(mine)


def test_a_phase_that_one_deleted_and_the_other_moved_is_open():
    mine = done(CUT, DeletePhase("grasp@4"))
    theirs = done(CUT, MoveBoundary("lift@6", at_s(6.5)))
    assert told(mine, theirs) == [("open", 4.0, 6.5)]


def test_a_cut_between_equal_labels_is_a_stretch_without_length():
    mine = done(CUT, SplitPhase(at_s(7), "half"))
    assert told(mine, CUT) == [("mine", 7.0, 7.0)]
    assert lane(proposal(mine, CUT)) == lane(mine)


def test_two_first_labellings_agree_where_they_agree():
    mine = done(blank(), cut(2, "approach"), cut(4, "grasp"))
    theirs = done(blank(), cut(2, "approach"), cut(4.5, "grasp"))
    assert told(mine, theirs, blank()) == [
        ("same", 0.0, 4.0), ("open", 4.0, 4.5), ("same", 4.5, 10.0),
    ]  # fmt: skip
    laid = merge(blank(), mine, theirs, role=ANNOTATOR)
    (one,) = undecided(laid, {})
    assert one.options == (Side.MINE, Side.THEIRS)
    assert lane(merged(laid, {one.id: Side.MINE})) == lane(mine)


def test_ids_of_phases_go_on_so_that_little_is_written():
    mine = done(CUT, MoveBoundary("grasp@4", at_s(4.5)))
    theirs = done(CUT, RenamePhase("place@8", "transport"))
    document = proposal(mine, theirs)
    assert [phase.id for phase in document.track.phases] == [phase.id for phase in theirs.track.phases]
    answer = settle(theirs, document, taxonomy=TAXONOMY, role=ANNOTATOR)
    assert [(change.op, change.body["id"]) for change in answer.changes] == [
        ("put_phase", "approach@2"), ("put_phase", "grasp@4"),
    ]  # fmt: skip


def test_remarks_are_met_by_their_ids():
    seen = Remark("r1", at_s(3), "lead", "look here")
    base = done(CUT, AddRemark(seen))
    mine = done(base, RemoveRemark("r1"), AddRemark(Remark("r2", at_s(5), "ann", "mine")))
    theirs = done(base, AddRemark(replace(seen, text="look there")))
    laid = merge(base, mine, theirs, role=ANNOTATOR)
    assert [(one.id, one.status) for one in laid.differences] == [
        ("remark:r1", Status.OPEN), ("remark:r2", Status.MINE),
    ]  # fmt: skip
    assert [remark.id for remark in merged(laid, {"remark:r1": Side.MINE}).remarks] == ["r2"]
    assert merged(laid, {"remark:r1": Side.BASE}).remark("r1") == seen


def test_grade_and_reasons_move_as_one():
    mine = done(CUT, SetGrade("failure", ("slip",)) if TAXONOMY.reason("slip") else SetGrade("failure"))
    theirs = done(CUT, SetGrade("success"), SetNote("fine"))
    laid = merge(CUT, mine, theirs, role=ANNOTATOR)
    assert [(one.id, one.status) for one in laid.differences] == [
        ("outcome", Status.OPEN), ("note", Status.THEIRS),
    ]  # fmt: skip
    result = merged(laid, {"outcome": Side.MINE})
    assert (result.grade, result.reasons, result.note) == (mine.grade, mine.reasons, "fine")


def test_my_submission_is_proposed_while_the_catalog_still_has_a_draft():
    mine = done(CUT, SetGrade("success"), Submit("ann"))
    theirs = done(CUT, SetNote("hello"))
    document = proposal(mine, theirs)
    assert (document.state, document.annotator, document.note) == (State.SUBMITTED, "ann", "hello")
    answer = settle(theirs, document, taxonomy=TAXONOMY, role=ANNOTATOR)
    assert answer.document == document
    assert not answer.undoable


def test_theirs_stands_where_the_review_went_on():
    mine = done(CUT, SetNote("mine"))
    theirs = done(CUT, SetGrade("success"), Submit("bob"))
    laid = merge(CUT, mine, theirs, role=ANNOTATOR)
    assert merged(laid, {}).state is State.SUBMITTED
    with pytest.raises(RefusedEditError, match="submitted"):
        settle(theirs, merged(laid, {}), taxonomy=TAXONOMY, role=ANNOTATOR)
    assert settle(theirs, merged(laid, {}), taxonomy=TAXONOMY, role=LEAD).document.note == "mine"


def test_a_verdict_on_other_labels_is_never_proposed():
    base = done(CUT, SetGrade("success"), Submit("ann"))
    mine = done(base, Approve("lea"), role=LEAD)
    theirs = done(base, SetNote("corrected"), role=LEAD)
    laid = merge(base, mine, theirs, role=LEAD)
    assert [one.id for one in undecided(laid, {})] == ["review"]
    approved = merged(laid, {"review": Side.MINE})
    assert settle(theirs, approved, taxonomy=TAXONOMY, role=LEAD).document.state is State.APPROVED


def test_choices_are_kept_where_they_still_fit():
    mine = done(CUT, MoveBoundary("grasp@4", at_s(4.5)), SetGrade("failure"))
    theirs = done(CUT, MoveBoundary("grasp@4", at_s(4.2)), SetGrade("success"))
    before = merge(CUT, mine, theirs, role=ANNOTATOR)
    choices = {one.id: Side.MINE for one in undecided(before, {})}
    after = merge(CUT, mine, done(theirs, SetGrade("partial"), SetNote("more")), role=ANNOTATOR)
    kept = carried(choices, before, after)
    assert [one.id for one in undecided(after, kept)] == ["outcome"]


def grown(document: Document, wishes: list[Wish], first: int) -> Document:
    """``document`` after random edits, new ids counted from ``first``; those that are refused are left out."""
    for serial, wish in enumerate(wishes, first):
        command = command_of(wish, document, serial)
        try:
            document = apply(document, command, taxonomy=TAXONOMY, role=ANNOTATOR).document
        except RefusedEditError:
            continue
    return document


EDITS = st.lists(WISHES, max_size=6)
SIDES = st.lists(st.sampled_from(Side), min_size=12, max_size=12)


def three(first: list[Wish], second: list[Wish], third: list[Wish]) -> tuple[Document, Document, Document]:
    base = grown(blank(), first, 0)
    return base, grown(base, second, 100), grown(base, third, 200)


def bare(document: Document) -> Document:
    """Without the ids of phases and the state, which no person sees as a label."""
    track, *arms = (
        replace(one, phases=tuple(replace(p, id=f"{one.tier}{n}") for n, p in enumerate(one.phases)))
        for one in document.tracks
    )
    return replace(
        document, track=track, arms=tuple(arms), state=State.DRAFT, taxonomy_id="", taxonomy_version=0
    )


def said(document: Document) -> Document:
    """Without what no person said either: where a phase comes from."""
    bared = bare(document)
    track, *arms = (
        replace(one, phases=tuple(replace(p, source="", confidence_pm=None, raw_ns=None) for p in one.phases))
        for one in bared.tracks
    )
    return replace(bared, track=track, arms=tuple(arms))


@settings(max_examples=60, deadline=None)
@given(EDITS, EDITS)
def test_where_i_changed_nothing_theirs_stands(first: list[Wish], third: list[Wish]):
    base, _, theirs = three(first, [], third)
    laid = merge(base, base, theirs, role=ANNOTATOR)
    assert undecided(laid, {}) == ()
    assert merged(laid, {}) == theirs


@settings(max_examples=60, deadline=None)
@given(EDITS, EDITS)
def test_where_they_changed_nothing_mine_stands(first: list[Wish], second: list[Wish]):
    base, mine, _ = three(first, second, [])
    laid = merge(base, mine, base, role=ANNOTATOR)
    assert undecided(laid, {}) == ()
    assert bare(merged(laid, {})) == bare(mine)


@settings(max_examples=80, deadline=None)
@given(EDITS, EDITS, EDITS)
def test_disjoint_edits_merge_to_the_same_from_both_sides(
    first: list[Wish], second: list[Wish], third: list[Wish]
):
    base, mine, theirs = three(first, second, third)
    here, there = merge(base, mine, theirs, role=ANNOTATOR), merge(base, theirs, mine, role=ANNOTATOR)
    assume(not undecided(here, {}))
    assert not undecided(there, {})
    assert said(merged(here, {})) == said(merged(there, {}))


@settings(max_examples=80, deadline=None)
@given(EDITS, EDITS, EDITS)
def test_one_side_everywhere_gives_that_side(first: list[Wish], second: list[Wish], third: list[Wish]):
    base, mine, theirs = three(first, second, third)
    laid = merge(base, mine, theirs, role=ANNOTATOR)
    assert merged(laid, {one.id: Side.THEIRS for one in laid.differences}) == theirs
    all_mine = merged(laid, {one.id: Side.MINE for one in laid.differences})
    assert said(all_mine) == said(mine)


@settings(max_examples=80, deadline=None)
@given(EDITS, EDITS, EDITS, SIDES)
def test_whatever_is_chosen_the_result_tiles_and_keeps_what_both_agree_on(
    first: list[Wish], second: list[Wish], third: list[Wish], sides: list[Side]
):
    base, mine, theirs = three(first, second, third)
    laid = merge(base, mine, theirs, role=ANNOTATOR)
    choices = {one.id: side for one, side in zip(laid.differences, sides, strict=False)}
    result = merged(laid, choices)
    back = any(side is Side.BASE for side in choices.values())
    if not back:
        for phase in mine.track.phases:
            middle = (phase.start_ns + phase.end_ns) // 2
            other, chosen = theirs.track.at(middle), result.track.at(middle)
            if other is not None and other.label == phase.label:
                assert chosen is not None
                assert chosen.label == phase.label
    assert {remark for remark in mine.remarks if remark in theirs.remarks} <= set(result.remarks)
    if mine.note == theirs.note:
        assert result.note == mine.note
    answer = settle(theirs, result, taxonomy=TAXONOMY, role=ANNOTATOR)
    assert fold(theirs, answer.changes) == answer.document
    assert bare(answer.document) == bare(result)
