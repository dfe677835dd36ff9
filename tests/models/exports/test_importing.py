"""From a file's labels to one edit: gaps, overlaps, strangers, and what stays as it is."""

from dataclasses import replace

import pytest

from models.errors import KnownError
from models.exports.importing import code_of, commands_of
from models.exports.labelset import LabelSet, Segment
from models.labelling.apply import apply
from models.labelling.commands import Restore
from models.labelling.document import Document
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
