"""What an older catalog let in and no program can put onto the labels: everything else goes on."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.catalog.wire import Parcel
from models.labelling.changes import Change, ChangeSet, changeset_to_json
from models.labelling.commands import SetNote
from tests.support.catalogs import Crowd, Desk, Home, changeset, episode, new_id, set_field
from tests.support.raw_push import let_in, parcel_of


def _bodies(episode_id: str, parent: str) -> dict[str, Parcel]:
    def of(*changes: Change) -> Parcel:
        made = changeset(episode_id, *changes, parent=parent, author="bob")
        return Parcel(made.id, episode_id, changeset_to_json(made))

    made = changeset(episode_id, set_field("note", "of a newer program"), parent=parent, author="bob")
    newer: dict[str, object] = {
        "id": made.id,
        "episode_id": episode_id,
        "parent": parent,
        "author": "bob",
        "role": "annotator",
        "made_at_ns": 0,
        "changes": [],
        "mood": "good",
    }
    return {
        "a list as note": of(set_field("note", ["a"])),
        "half an episode": of(Change("put_phase", {"id": "p", "label": "reach", "start_ns": 0, "end_ns": 5})),
        "no change at all": of(Change("paint", {})),
        "a key that nobody knows": parcel_of(newer),
    }


@pytest.mark.parametrize("what", list(_bodies("", "")))
def test_the_pull_of_everything_else_goes_on(
    home: Home, crowd: Crowd, desk: Callable[..., Desk], what: str
) -> None:
    bad, good = episode("bad one"), episode("good one")
    first = changeset(bad.id, set_field("note", "seen"), author="bob")
    crowd.push([first], {bad.id: bad})
    unfit = _bodies(bad.id, first.id)[what]
    let_in(home, unfit)
    later = changeset(bad.id, set_field("grade", "success"), parent=unfit.id, author="bob")
    assert crowd.push([later])[0].status.value == "applied"
    crowd.push([changeset(good.id, set_field("note", "fine"), author="bob")], {good.id: good})
    ann = desk("ann")

    report = ann.sync(home)

    assert (ann.document(bad).note, ann.document(good).note) == ("seen", "fine")
    assert (report.stuck, report.mended) == (("bad one",), ())
    assert ann.sync(home).stuck == ("bad one",), "told again as long as it is so"
    assert [row.changeset.id for row in crowd.revisions(bad.id)] == [first.id, unfit.id, later.id]
    ann.do(bad, SetNote("mine"))
    ann.do(good, SetNote("mine, too"))
    second = ann.sync(home)
    assert (second.pushed, second.conflicts) == (1, 1), "nobody writes over what they could not see"


def test_what_makes_it_fit_again_brings_everything(
    home: Home, crowd: Crowd, desk: Callable[..., Desk]
) -> None:
    """Half a track that an older catalog let in, and the change-set of a lead that completes it."""
    record = episode("mended")
    first = changeset(record.id, author="bob")
    crowd.push([first], {record.id: record})
    half = _bodies(record.id, first.id)["half an episode"]
    let_in(home, half)
    ann = desk("ann")
    assert ann.sync(home).stuck == ("mended",)
    rest = Change("put_phase", {"id": "q", "label": "grasp", "start_ns": 5, "end_ns": record.range.end_ns})
    let_in(home, _parcel(changeset(record.id, rest, parent=half.id, author="bob")))

    report = ann.sync(home)

    assert (report.stuck, report.mended) == ((), ())
    assert [phase.id for phase in ann.document(record).track.phases] == ["p", "q"]


def test_an_episode_whose_record_is_anothers_stops_nobody(
    home: Home, crowd: Crowd, desk: Callable[..., Desk]
) -> None:
    """A record that tells of another episode is not believed."""
    record, other = episode("mine"), episode("other")
    edit = changeset(record.id, set_field("note", "x"), author="bob")
    crowd.push([edit], {record.id: replace(other, id=new_id())})
    crowd.push([changeset(other.id, set_field("note", "fine"), author="bob")], {other.id: other})
    ann = desk("ann")

    assert ann.sync(home).stuck == (record.id,)
    assert ann.document(other).note == "fine"


def _parcel(made: ChangeSet) -> Parcel:
    return Parcel(made.id, made.episode_id, changeset_to_json(made))
