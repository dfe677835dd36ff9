"""Changes as they are stored and sent."""

from dataclasses import replace

import pytest

from models.errors import KnownError
from models.labelling.apply import apply
from models.labelling.changes import Change, ChangeSet, changeset_from_json, changeset_to_json, diff, fold
from models.labelling.commands import SetNote
from models.labelling.document import Document, Remark, empty_document
from models.review import Role
from models.timebase import TimeRange
from tests.support.labels import TAXONOMY, blank, cut


def edited(document: Document, seconds: float, label: str) -> Document:
    return apply(document, cut(seconds, label), taxonomy=TAXONOMY, role=Role.ANNOTATOR).document


def test_the_text_of_a_change_set_is_canonical() -> None:
    note = apply(blank(), SetNote("抓取"), taxonomy=TAXONOMY, role=Role.ANNOTATOR)
    text = changeset_to_json(ChangeSet("b", "e", "a", "ann", "annotator", 7, note.changes))
    assert text == (
        '{"author":"ann","changes":['
        '{"body":{"field":"state","value":"draft"},"op":"set_field"},'
        '{"body":{"field":"note","value":"抓取"},"op":"set_field"},'
        '{"body":{"field":"taxonomy_id","value":"pick_place"},"op":"set_field"},'
        '{"body":{"field":"taxonomy_version","value":2},"op":"set_field"}],'
        '"episode_id":"e","id":"b","made_at_ns":7,"parent":"a","resolves":[],"role":"annotator"}'
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"changes":[1]}', '{"changes":[],"resolves":[],"x":1}'])
def test_what_is_no_change_set_is_refused(text: str) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        changeset_from_json(text)


def test_who_never_saw_the_episode_arrives_at_the_same_labels() -> None:
    """The first edit states the taxonomy, although the annotator's blank document had it already."""
    first = apply(blank(), cut(2, "approach"), taxonomy=TAXONOMY, role=Role.ANNOTATOR)
    stranger = empty_document(episode_id=blank().episode_id, time_range=blank().range)
    assert fold(stranger, first.changes) == first.document


def test_only_the_end_of_the_way_must_tile() -> None:
    one = edited(blank(), 2, "approach")
    two = edited(one, 4, "grasp")
    with pytest.raises(ValueError, match="phase"):
        fold(blank(), diff(one, two)[:1])
    assert len(fold(blank(), [*diff(blank(), one), *diff(one, two)]).track.phases) == 3


@pytest.mark.parametrize(
    "change",
    [
        Change("paint", {}),
        Change("drop_phase", {"id": "nobody"}),
        Change("drop_remark", {"id": "nobody"}),
        Change("put_phase", {"id": "x"}),
        Change("set_field", {"field": "episode_id", "value": "other"}),
        Change("set_field", {"field": "state", "value": "lost"}),
    ],
    ids=lambda change: change.op,
)
def test_a_change_that_does_not_fit_is_refused(change: Change) -> None:
    with pytest.raises(ValueError, match=r"change|field|lost"):
        fold(blank(), [change])


def test_two_episodes_have_no_difference() -> None:
    with pytest.raises(ValueError, match="not one episode"):
        diff(blank(1), blank(2))
    shorter = replace(blank(), track=replace(blank().track, range=TimeRange(0, 5)))
    with pytest.raises(ValueError, match="not one episode"):
        diff(blank(), shorter)


def test_two_remarks_do_not_share_an_id() -> None:
    with pytest.raises(ValueError, match="share an id"):
        replace(blank(), remarks=(Remark("1", 0, "a", "b"), Remark("1", 5, "a", "c")))


def test_an_edit_of_a_crowded_lane_is_still_small() -> None:
    """Among 200 phases a cut changes one and adds one."""
    document = blank()
    for index in range(1, 200):
        document = edited(document, index * 0.05, TAXONOMY.phases[index % 7].code)
    assert len(apply(document, cut(5.01, "place"), taxonomy=TAXONOMY, role=Role.ANNOTATOR).changes) == 2
