"""What was laid aside in a file, after others changed the file: the file is believed, the rest stays exact."""

from dataclasses import replace

import pytest

from models.exports.aside import found_aside, laid_aside
from models.exports.dropped import MEMBERS
from models.exports.files import Answer
from models.exports.labelset import LabelSet, Mark, Segment
from models.exports.together import Held, completed, together
from models.labelling.document import Remark
from models.timebase import NS_PER_MS, TimeRange
from tests.support.label_sets import plain_case

CASE = plain_case(on_frames=False)
LAID = replace(
    CASE.labels,
    segments=tuple(replace(one, text_zh="轻放", source="transfer") for one in CASE.labels.segments),
    marks=(Mark("slip", 7, 9, "oops", "events"),),
    remarks=(Remark("", 5, "li", "look", value="12.4 Nm"),),
    score=4,
)
TEN_MS = 10 * NS_PER_MS
PHASES_ONLY = Held("Mine", frozenset())


def rounded(t_ns: int) -> int:
    return t_ns if t_ns == CASE.base.range.end_ns else t_ns // TEN_MS * TEN_MS


def told(*segments: Segment, **fields: object) -> LabelSet:
    """What a format that rounds to ten milliseconds says by itself."""
    said = segments or tuple(
        Segment(one.names["en"], rounded(one.start_ns), rounded(one.end_ns)) for one in LAID.segments
    )
    return replace(CASE.base, segments=said, **fields)  # type: ignore[arg-type]


def spans(labels: LabelSet) -> list[tuple[str, int, int]]:
    return [(one.code, one.start_ns, one.end_ns) for one in labels.phases]


def test_what_agrees_is_taken_exactly():
    both = together(told(), LAID, PHASES_ONLY, rounded)
    assert (both.segments, both.marks, both.remarks, both.score) == (
        LAID.segments,
        LAID.marks,
        LAID.remarks,
        4,
    )


def test_a_boundary_that_others_moved_lies_where_they_put_it():
    said = list(told().segments)
    said[2] = replace(said[2], end_ns=said[2].end_ns + TEN_MS)
    said[3] = replace(said[3], start_ns=said[3].start_ns + TEN_MS)
    both = together(told(*said), LAID, PHASES_ONLY, rounded)
    exact = spans(LAID)
    assert spans(both)[:2] == exact[:2]
    assert spans(both)[2] == (*exact[2][:2], said[2].end_ns)
    assert [one.text_zh for one in both.phases] == ["轻放", "轻放", "轻放", "", "轻放", "轻放"]


def test_marks_that_others_took_away_are_gone_where_the_format_has_them():
    holds = Held("Mine", frozenset({"marks"}))
    new = Mark("contact", 3, 3, tier="events")
    seen = replace(LAID.marks[0], text="")
    assert together(told(marks=(new,)), LAID, holds, rounded).marks == (new,)
    assert together(told(marks=(seen, new)), LAID, holds, rounded).marks == (*LAID.marks, new)


def test_a_verdict_that_others_changed_is_theirs():
    holds = Held("Mine", frozenset({"grade"}), only_success=True)
    kept = together(told(grade=""), LAID, holds, rounded)
    assert (kept.grade, kept.reasons) == ("failure", ("dropped",))
    changed = together(told(grade="success"), LAID, holds, rounded)
    assert (changed.grade, changed.reasons) == ("success", ())


@pytest.mark.parametrize("laid", [5, {}, {"start_ns": 0}, {**laid_aside(LAID), "rows": [{"kind": "phase"}]}])
def test_what_is_damaged_is_told_and_not_taken(laid: object):
    answer = completed(Answer(told()), CASE.base, laid, PHASES_ONLY)
    assert answer.labels == told()
    assert answer.losses.sentences == ("What Mine holds for Rushes is damaged and not taken: 1",)


def test_what_is_of_another_recording_is_not_taken():
    other = replace(CASE.base, range=TimeRange(5, 9))
    labels, losses = found_aside(other, laid_aside(LAID), "Mine")
    assert labels is None
    assert losses.sentences == ("What Mine holds for Rushes is of another recording and not taken: 1",)


def test_nothing_of_the_people_and_of_the_review_is_laid_aside():
    labels = replace(LAID, annotator="anna", reviewer="wu", state="approved", privacy="restricted")
    (first, *_) = laid_aside(labels)["rows"]
    assert not {"annotator", "reviewer", "state", "privacy"} & first.keys()
    assert {"note", "grade", "taxonomy"} <= first.keys()
    assert set(MEMBERS) >= {"review"}
