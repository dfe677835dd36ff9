"""From a file's labels to one edit: gaps, overlaps, strangers, and what stays as it is."""

from dataclasses import replace

import pytest

from models.errors import KnownError
from models.exports.importing import code_of, commands_of
from models.exports.labelset import LabelSet, Segment
from models.exports.labelset import Mark as FoundMark
from models.labelling.apply import apply
from models.labelling.commands import Restore
from models.labelling.document import Document, Mark, Remark
from models.review import Role, State
from tests.support.label_sets import TAXONOMY, Case, iter_ids, plain_case

CASE: Case = plain_case()
END_NS = CASE.record.range.end_ns


def read(*segments: Segment, **fields: object) -> LabelSet:
    return replace(CASE.base, segments=segments, **fields)  # type: ignore[arg-type]


def taken(
    labels: LabelSet, document: Document = CASE.blank, **mapping: str
) -> tuple[Document, tuple[str, ...]]:
    made = commands_of(labels, document, TAXONOMY, new_id=iter_ids().__next__, mapping=mapping)
    for command in made.commands:
        document = apply(document, command, taxonomy=TAXONOMY, role=Role.ANNOTATOR).document
    return document, made.losses.sentences


def spans(document: Document) -> list[tuple[str, int, int]]:
    return [(phase.label, phase.start_ns, phase.end_ns) for phase in document.track.phases]


def test_gaps_become_idle_and_are_told():
    document, told = taken(
        read(Segment("grasp", 100_000_000, 200_000_000), Segment("取罐", 300_000_000, END_NS))
    )
    assert spans(document) == [
        ("idle", 0, 100_000_000),
        ("grasp", 100_000_000, 200_000_000),
        ("idle", 200_000_000, 300_000_000),
        ("取罐", 300_000_000, END_NS),
    ]
    assert told == ("Gaps: 2, now idle",)


def test_a_gap_too_short_for_a_phase_is_closed():
    document, told = taken(read(Segment("grasp", 0, 200_000_000), Segment("取罐", 200_400_000, END_NS)))
    assert spans(document) == [("grasp", 0, 200_400_000), ("取罐", 200_400_000, END_NS)]
    assert told == ("Gaps too short for a phase: 1, closed by up to 0.4 ms",)


def test_of_overlapping_phases_the_earlier_gives_way():
    document, told = taken(read(Segment("grasp", 0, 500_000_000), Segment("取罐", 400_000_000, END_NS)))
    assert spans(document) == [("grasp", 0, 400_000_000), ("取罐", 400_000_000, END_NS)]
    assert told == ("Phases that overlap: 1, the earlier one cut by up to 100 ms",)


def test_what_reaches_out_of_the_episode_is_cut():
    document, told = taken(
        read(Segment("grasp", -5_000_000, END_NS + 9_000_000), Segment("取罐", END_NS + 1, END_NS + 2))
    )
    assert spans(document) == [("grasp", 0, END_NS)]
    assert "Phases outside of the episode, left out: 1" in told
    assert any("cut by up to 9 ms" in sentence for sentence in told)


def test_a_label_that_the_taxonomy_lacks_is_refused_or_mapped():
    labels = read(Segment("Greifen", 0, END_NS), Segment("Heben", END_NS, END_NS))
    with pytest.raises(KnownError, match="no phase Greifen, Heben; say which it is with --map"):
        taken(labels)
    document, _ = taken(read(Segment("Greifen", 0, END_NS)), Greifen="grasp")
    assert spans(document) == [("grasp", 0, END_NS)]


def test_a_phase_is_known_by_its_code_or_by_its_name_in_any_language_and_case():
    assert [code_of(said, TAXONOMY) for said in ("grasp", "NAME OF GRASP", "名称2", "nothing")] == [
        "grasp",
        "grasp",
        "取罐",
        None,
    ]


def test_the_same_labels_are_no_edit():
    made = commands_of(CASE.labels, CASE.document, TAXONOMY, new_id=iter_ids().__next__)
    assert made.commands == ()


def test_an_import_is_one_edit_that_one_undo_takes_back():
    made = commands_of(read(Segment("grasp", 0, END_NS)), CASE.document, TAXONOMY, new_id=iter_ids().__next__)
    (command,) = made.commands
    assert isinstance(command, Restore)
    applied = apply(CASE.document, command, taxonomy=TAXONOMY, role=Role.ANNOTATOR)
    assert applied.document.note == CASE.document.note
    back = apply(applied.document, applied.inverse, taxonomy=TAXONOMY, role=Role.ANNOTATOR)
    assert back.document == CASE.document


def test_labels_that_are_submitted_cannot_be_overwritten():
    submitted = replace(CASE.document, state=State.SUBMITTED)
    with pytest.raises(KnownError, match="cannot be edited"):
        taken(read(Segment("grasp", 0, END_NS)), submitted)


def test_a_grade_that_the_taxonomy_lacks_is_refused():
    with pytest.raises(KnownError, match="no grade superb"):
        taken(read(Segment("grasp", 0, END_NS), grade="superb"))


def test_what_is_replaced_is_told():
    made = commands_of(
        read(Segment("grasp", 0, END_NS), grade="success", note="again"),
        CASE.document,
        TAXONOMY,
        new_id=iter_ids().__next__,
    )
    assert made.replaced.sentences == ("Phases replaced: 6", "Grades replaced: 1", "Notes replaced: 1")


def test_marks_replace_those_of_their_lane_and_keep_the_others():
    there = replace(
        CASE.document, marks=(Mark("a", "events", "slip", 5, 9), Mark("b", "mistakes", "slip", 5, 9, "mine"))
    )
    document, told = taken(read(marks=(FoundMark("Events/none", 0, 0), FoundMark("contact", 7, 7))), there)
    assert [(one.tier, one.label, one.text) for one in document.marks] == [
        ("mistakes", "slip", "mine"),
        ("events", "contact", ""),
    ]
    assert told == ("Events that the taxonomy does not have, left out: 1 times Events/none",)


def test_a_mark_of_two_lanes_must_say_which():
    document, told = taken(read(marks=(FoundMark("slip", 5, 9),)))
    assert (document.marks, len(told)) == ((), 1)
    document, _ = taken(read(marks=(FoundMark("slip", 5, 9, tier="mistakes"),)))
    assert [one.tier for one in document.marks] == ["mistakes"]


def test_a_tier_that_is_no_arm_is_left_out():
    document, told = taken(
        read(Segment("grasp", 0, 5, tier="gaze"), Segment("grasp", 0, END_NS, tier="Left arm"))
    )
    assert [(arm.tier, len(arm.phases)) for arm in document.arms] == [("left", 1)]
    assert told == ("Tiers that are no arm of the taxonomy, left out: 1 segments of gaze",)


def test_remarks_are_added_and_answers_are_for_those_who_may_give_them():
    asked = Remark(
        "", 5, "li", "which can?", kind="question", asked="lead", answer="the red one", answered_by="wu"
    )
    made = commands_of(
        read(remarks=(asked,)), CASE.document, TAXONOMY, new_id=iter_ids().__next__, role=Role.ANNOTATOR
    )
    assert made.losses.sentences == ("Answers are given by a lead or an engineer; left out: 1",)
    document, _ = taken(read(remarks=(asked,)), CASE.document)
    assert [(one.author, one.answer) for one in document.remarks] == [("li", "the red one")]
    again, _ = taken(read(remarks=(asked,)), document)
    assert again == document


def test_the_review_of_others_is_not_taken_over():
    document, told = taken(read(Segment("grasp", 0, END_NS), state="approved"))
    assert (document.state, told) == (
        State.DRAFT,
        ("The review is not taken over; labels come as a draft: 1",),
    )
