"""Commands and their answers, rule by rule."""

from dataclasses import replace

import pytest

from models.errors import RefusedEditError
from models.labelling.apply import Applied, apply
from models.labelling.commands import (
    AddRemark,
    Approve,
    Command,
    DeletePhase,
    MergePhase,
    MoveBoundary,
    RemoveRemark,
    RenamePhase,
    Reopen,
    SendBack,
    SetGrade,
    SetNote,
    SplitPhase,
    Submit,
    Withdraw,
)
from models.labelling.document import Document, Remark
from models.phases import Phase
from models.review import Role, State
from tests.support.labels import TAXONOMY, at_s, blank, cut


def done(document: Document, *commands: Command, role: Role = Role.ANNOTATOR) -> Document:
    for command in commands:
        document = apply(document, command, taxonomy=TAXONOMY, role=role).document
    return document


def answer(document: Document, command: Command, role: Role = Role.ANNOTATOR) -> Applied:
    return apply(document, command, taxonomy=TAXONOMY, role=role)


def lane(document: Document) -> list[tuple[str, float]]:
    """Label and start in seconds of every phase."""
    return [(phase.label, (phase.start_ns - at_s(0)) / 1e9) for phase in document.track.phases]


def ids(document: Document) -> list[str]:
    return [phase.id for phase in document.track.phases]


CUT = done(blank(), cut(2, "approach"), cut(4, "grasp"), cut(6, "lift"))
SUBMITTED = done(CUT, SetGrade("success"), Submit("ann"))


def test_the_first_cut_makes_the_time_before_it_idle() -> None:
    document = done(blank(), cut(2, "approach"))
    assert lane(document) == [("idle", 0), ("approach", 2)]
    assert document.state is State.DRAFT
    assert (document.taxonomy_id, document.taxonomy_version) == (TAXONOMY.id, TAXONOMY.version)


def test_the_first_cut_at_the_very_start_leaves_no_idle() -> None:
    assert lane(done(blank(), cut(0, "approach"))) == [("approach", 0)]


def test_each_cut_ends_the_phase_before_and_lasts_until_the_next() -> None:
    assert lane(CUT) == [("idle", 0), ("approach", 2), ("grasp", 4), ("lift", 6)]
    assert lane(done(CUT, cut(5, "place"))) == [*lane(CUT)[:3], ("place", 5), ("lift", 6)]


def test_a_cut_on_a_boundary_renames_the_phase_that_begins_there() -> None:
    renamed = done(CUT, cut(4, "place"))
    assert lane(renamed)[2] == ("place", 4)
    assert ids(renamed) == ids(CUT)


@pytest.mark.parametrize("seconds", [-1, 10, 11])
def test_a_cut_outside_the_episode_is_refused(seconds: float) -> None:
    with pytest.raises(RefusedEditError, match="inside the episode"):
        answer(CUT, cut(seconds, "place"))


@pytest.mark.parametrize("seconds", [4.0009, 3.9991, 9.9999])
def test_a_phase_lasts_a_millisecond_at_least(seconds: float) -> None:
    with pytest.raises(RefusedEditError, match="at least 1 ms"):
        answer(CUT, cut(seconds, "place"))


def test_a_label_that_the_taxonomy_lacks_is_refused() -> None:
    with pytest.raises(RefusedEditError, match="no phase dance"):
        answer(CUT, cut(5, "dance"))
    with pytest.raises(RefusedEditError, match="no phase dance"):
        answer(CUT, RenamePhase(CUT.track.phases[0].id, "dance"))
    with pytest.raises(RefusedEditError, match="no grade so_so"):
        answer(CUT, SetGrade("so_so"))
    with pytest.raises(RefusedEditError, match="no reason bad_luck"):
        answer(CUT, SetGrade("failure", ("bad_luck",)))


def test_split_keeps_the_label_on_both_sides() -> None:
    assert lane(done(CUT, SplitPhase(at_s(5), "new")))[2:4] == [("grasp", 4), ("grasp", 5)]
    assert answer(CUT, SplitPhase(at_s(4), "new")).changes == ()
    with pytest.raises(RefusedEditError, match="no phase to split"):
        answer(blank(), SplitPhase(at_s(4), "new"))


def test_a_boundary_moves_as_one_and_stops_at_its_neighbours() -> None:
    grasp = CUT.track.phases[2]
    assert lane(done(CUT, MoveBoundary(grasp.id, at_s(4.5))))[2] == ("grasp", 4.5)
    assert lane(done(CUT, MoveBoundary(grasp.id, at_s(0))))[2] == ("grasp", 2.001)
    assert lane(done(CUT, MoveBoundary(grasp.id, at_s(9))))[2] == ("grasp", 5.999)


def test_the_start_of_the_episode_does_not_move() -> None:
    with pytest.raises(RefusedEditError, match="begins with its episode"):
        answer(CUT, MoveBoundary(CUT.track.phases[0].id, at_s(1)))


def test_neighbours_that_are_too_short_do_not_give_way() -> None:
    with pytest.raises(RefusedEditError, match="too short"):
        answer(CUT, MoveBoundary(CUT.track.phases[2].id, at_s(3), min_ns=3_000_000_000))


def test_the_time_of_a_deleted_phase_falls_to_the_one_before() -> None:
    first, second, *_ = CUT.track.phases
    assert lane(done(CUT, DeletePhase(second.id))) == [("idle", 0), ("grasp", 4), ("lift", 6)]
    assert lane(done(CUT, DeletePhase(first.id))) == [("approach", 0), ("grasp", 4), ("lift", 6)]
    only = done(blank(), cut(0, "approach"))
    assert lane(done(only, DeletePhase(only.track.phases[0].id))) == []


def test_merge_swallows_the_next_phase() -> None:
    assert lane(done(CUT, MergePhase(CUT.track.phases[1].id))) == [("idle", 0), ("approach", 2), ("lift", 6)]
    with pytest.raises(RefusedEditError, match="no next one"):
        answer(CUT, MergePhase(CUT.track.phases[-1].id))


def test_what_is_gone_cannot_be_edited() -> None:
    for command in (DeletePhase("x"), MergePhase("x"), RenamePhase("x", "grasp"), MoveBoundary("x", 0)):
        with pytest.raises(RefusedEditError, match="no longer there"):
            answer(CUT, command)
    with pytest.raises(RefusedEditError, match="no longer there"):
        answer(CUT, RemoveRemark("x"))


def test_a_command_that_changes_nothing_has_no_changes() -> None:
    grasp = CUT.track.phases[2]
    for command in (
        RenamePhase(grasp.id, "grasp"),
        SetNote(""),
        SetGrade(""),
        MoveBoundary(grasp.id, at_s(4)),
    ):
        assert answer(CUT, command).changes == ()
    untouched = answer(blank(), SetGrade(""))
    assert untouched.document == blank()


def test_a_cleared_grade_takes_its_reasons_along() -> None:
    graded = done(CUT, SetGrade("failure", ("dropped", "dropped", "misplaced")))
    assert graded.reasons == ("dropped", "misplaced")
    assert done(graded, SetGrade("")).reasons == ()


def test_texts_keep_nothing_that_a_database_or_a_file_would_refuse() -> None:
    assert done(blank(), SetNote("a\0b\ud800 抓取")).note == "ab? 抓取"


def test_remarks_are_pinned_inside_the_episode_and_stand_in_order() -> None:
    late, early = Remark("1", at_s(7), "ann", " slips "), Remark("2", at_s(3), "ann", "here")
    document = done(blank(), AddRemark(late), AddRemark(early))
    assert document.remarks == (early, replace(late, text="slips"))
    assert done(document, RemoveRemark("2")).remarks == (replace(late, text="slips"),)
    with pytest.raises(RefusedEditError, match="inside the episode"):
        answer(blank(), AddRemark(replace(early, t_ns=at_s(11))))
    with pytest.raises(RefusedEditError, match="a sentence or a reason"):
        answer(blank(), AddRemark(replace(early, text=" ")))


def test_submit_names_the_annotator_and_closes_the_labels() -> None:
    assert (SUBMITTED.state, SUBMITTED.annotator) == (State.SUBMITTED, "ann")
    with pytest.raises(RefusedEditError, match="cannot be edited"):
        answer(SUBMITTED, cut(5, "place"))
    assert done(SUBMITTED, Withdraw()).state is State.DRAFT


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (blank(), "No phase is cut yet"),
        (CUT, "No grade is given"),
        (done(CUT, SetGrade("failure")), "The grade Fail needs a reason"),
    ],
)
def test_submit_is_refused_with_what_is_missing(document: Document, sentence: str) -> None:
    with pytest.raises(RefusedEditError, match=sentence):
        answer(document, Submit("ann"))


def test_a_lead_may_correct_and_accept_a_submission() -> None:
    corrected = done(SUBMITTED, cut(5, "place"), role=Role.LEAD)
    assert corrected.state is State.SUBMITTED
    approved = done(corrected, Approve("lea"), role=Role.LEAD)
    assert (approved.state, approved.reviewer, approved.annotator) == (State.APPROVED, "lea", "ann")


def test_nobody_reviews_their_own_labels() -> None:
    for decision in (Approve("ann"), SendBack("ann", ("boundary_off",))):
        with pytest.raises(RefusedEditError, match="their own labels"):
            answer(SUBMITTED, decision, Role.LEAD)
    with pytest.raises(RefusedEditError, match="belongs to a lead"):
        answer(SUBMITTED, Approve("lea"), Role.ANNOTATOR)


def test_labels_go_back_with_a_reason_or_a_pinned_remark() -> None:
    with pytest.raises(RefusedEditError, match="takes a reason"):
        answer(SUBMITTED, SendBack("lea"), Role.LEAD)
    with pytest.raises(RefusedEditError, match="no reason dropped"):
        answer(SUBMITTED, SendBack("lea", ("dropped",)), Role.LEAD)
    remark = Remark("r", at_s(4), "lea", "0.3 s late", "boundary_off")
    returned = done(SUBMITTED, SendBack("lea", ("boundary_off",), remark), role=Role.LEAD)
    assert (returned.state, returned.reviewer) == (State.RETURNED, "lea")
    assert (returned.review_reasons, returned.remarks) == (("boundary_off",), (remark,))


def test_a_returned_episode_stays_returned_until_it_is_submitted_again() -> None:
    returned = done(SUBMITTED, SendBack("lea", ("boundary_off",)), role=Role.LEAD)
    edited = done(returned, cut(5, "place"))
    assert (edited.state, edited.reviewer, edited.review_reasons) == (
        State.RETURNED,
        "lea",
        ("boundary_off",),
    )
    again = done(edited, Submit("ann"))
    assert (again.state, again.reviewer, again.review_reasons) == (State.SUBMITTED, "", ())


@pytest.mark.parametrize("decision", [Approve("lea"), SendBack("lea", ("boundary_off",))])
def test_a_lead_takes_a_decision_back(decision: Command) -> None:
    decided = done(SUBMITTED, decision, role=Role.LEAD)
    assert done(decided, Reopen(), role=Role.LEAD) == SUBMITTED
    with pytest.raises(RefusedEditError, match="belongs to a lead"):
        answer(decided, Reopen())


def test_undo_never_moves_the_review() -> None:
    """The inverse of the first edit says NEW; once the episode was returned it must not."""
    first = answer(blank(), cut(2, "approach"))
    returned = done(
        first.document, SetGrade("success"), Submit("ann"), SendBack("lea", ("wrong_grade",)), role=Role.LEAD
    )
    undone = done(returned, first.inverse)
    assert (undone.state, undone.track.phases) == (State.RETURNED, ())
    with pytest.raises(RefusedEditError, match="cannot be edited"):
        answer(SUBMITTED, first.inverse)


def test_what_no_longer_fits_is_not_restored() -> None:
    first = answer(blank(), cut(2, "approach"))
    with pytest.raises(RefusedEditError, match="no longer be restored"):
        answer(blank(), first.inverse)


def test_moves_of_the_review_are_not_undoable() -> None:
    graded = done(CUT, SetGrade("success"))
    assert not answer(graded, Submit("ann")).undoable
    assert not answer(SUBMITTED, Approve("lea"), Role.LEAD).undoable
    assert answer(graded, SetNote("x")).undoable


def test_labels_of_another_taxonomy_are_not_edited() -> None:
    foreign = replace(CUT, taxonomy_id="welding")
    with pytest.raises(RefusedEditError, match="the taxonomy welding"):
        answer(foreign, SetNote("x"))
    assert (
        answer(replace(CUT, taxonomy_version=0), SetNote("x")).document.taxonomy_version == TAXONOMY.version
    )


def test_an_episode_of_one_sample_can_be_labelled() -> None:
    document = blank()
    instant = replace(
        document,
        track=replace(document.track, range=replace(document.range, end_ns=document.range.start_ns + 1)),
    )
    assert done(instant, cut(0, "idle")).track.phases == (Phase("idle@0", "idle", at_s(0), at_s(0) + 1),)
