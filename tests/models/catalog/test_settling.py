"""Conflicts over a catalog of two to five desks: nothing is dropped, everybody ends with the same labels."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.catalog.conflicts import kept_at, strands_to_json
from models.errors import RefusedEditError
from models.labelling.commands import (
    Approve,
    MoveBoundary,
    RenamePhase,
    Reopen,
    SendBack,
    SetGrade,
    SetNote,
    SplitPhase,
    Submit,
)
from models.labelling.document import Document, empty_document
from models.labelling.merge import Difference, Side, merge, merged, undecided
from models.labelling.settle import settle
from models.review import Role, State
from models.storage.strands import Strand
from models.storage.values import AnswerStatus
from tests.support.catalogs import NOW_NS, TAXONOMY, Crowd, Desk, Home, episode, new_id, sqlite_home

RECORD = episode("argued about")
S = 1_000_000_000
Choose = Callable[[Difference], Side]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return sqlite_home(tmp_path)


@pytest.fixture
def crowd(home: Home) -> Iterator[Crowd]:
    crowd = Crowd(home)
    yield crowd
    crowd.close()


@pytest.fixture
def desks(tmp_path: Path, home: Home, request: pytest.FixtureRequest) -> Iterator[list[Desk]]:
    """Two people, or as many as the test asks for, who all have the labels of the first."""
    count = getattr(request, "param", 2)
    people = [Desk(tmp_path / "desks", user) for user in ("ann", "bob", "cem", "dee", "eve")[:count]]
    people[0].label(RECORD)
    for desk in people:
        desk.sync(home)
    yield people
    for desk in people:
        desk.store.close()


def mine(_: Difference) -> Side:
    return Side.MINE


def theirs(_: Difference) -> Side:
    return Side.THEIRS


def settled(desk: Desk, strand: Strand, choose: Choose = mine) -> str:
    """What the window does when a person has chosen; the id of the change-set."""
    began, own, now = strand.base, strand.mine(), desk.document(RECORD)
    assert began is not None
    assert own is not None
    laid = merge(began, own, now, role=desk.role)
    choices = {one.id: choose(one) for one in undecided(laid, {})}
    applied = settle(now, merged(laid, choices), taxonomy=TAXONOMY, role=desk.role)
    return desk.store.commit(applied, before=now, now_ns=NOW_NS, resolves=strand.resolves).changeset_id


def the_strand(desk: Desk) -> Strand:
    (strand,) = desk.store.strands(RECORD.id)
    return strand


def everybody_syncs(desks: list[Desk], home: Home) -> Document:
    """Twice, so that the last word reaches the first; the labels that all see."""
    for desk in (*desks, *desks):
        desk.sync(home)
    seen = [desk.document(RECORD) for desk in desks]
    assert all(one == seen[0] for one in seen)
    return seen[0]


def phase_at(desk: Desk, seconds: float) -> str:
    phase = desk.document(RECORD).track.at(round(seconds * S))
    assert phase is not None
    return phase.id


def test_offline_edits_of_two_are_one_conflict_that_is_settled_once(
    desks: list[Desk], home: Home, crowd: Crowd
):
    ann, bob = desks
    refused = bob.do(RECORD, MoveBoundary(phase_at(bob, 6), 6 * S), SetNote("by bob, later"))
    ann.do(RECORD, RenamePhase(phase_at(ann, 1), TAXONOMY.phases[3].code))
    ann.sync(home)
    bob.sync(home)
    strand = the_strand(bob)
    assert strand.ids == tuple(refused)
    assert [one.author for one in strand.others] == ["ann"]
    assert [one.status for one in strand.conflicts] == [AnswerStatus.CONFLICT] * 2
    by = settled(bob, strand)
    assert bob.store.strands() == []
    seen = everybody_syncs(desks, home)
    labels = [(phase.label, phase.start_ns // S) for phase in seen.track.phases]
    assert labels == [
        (TAXONOMY.phases[3].code, 0),
        (TAXONOMY.phases[1].code, 2),
        (TAXONOMY.phases[2].code, 6),
    ]
    assert seen.note == "by bob, later"
    kept = {one.changeset.id: one for one in crowd.revisions(RECORD.id)}
    assert kept[by].status is AnswerStatus.APPLIED
    assert kept[by].changeset.resolves == tuple(refused)
    assert {kept[one].status for one in refused} == {AnswerStatus.CONFLICT}


@pytest.mark.parametrize("desks", [5], indirect=True)
def test_five_people_offline_end_with_the_same_labels_and_every_edit_is_in_the_catalog(
    desks: list[Desk], home: Home, crowd: Crowd
):
    made = []
    for n, desk in enumerate(desks):
        made += desk.do(
            RECORD,
            SplitPhase((28 + n) * S // 4, new_id()),
            SetNote(f"note of {desk.user}"),
            SetGrade("partial"),
        )
    for desk in desks:
        desk.sync(home)
    while any(desk.store.strands() for desk in desks):
        for desk in desks:
            for strand in desk.store.strands():
                settled(desk, strand)
            desk.sync(home)
    seen = everybody_syncs(desks, home)
    starts = {phase.start_ns / S for phase in seen.track.phases}
    assert starts >= {7 + n / 4 for n in range(5)}
    kept = {one.changeset.id for one in crowd.revisions(RECORD.id)}
    assert kept >= set(made)
    named = {ref for one in crowd.revisions(RECORD.id) for ref in one.changeset.resolves}
    assert named >= {
        one.changeset.id for one in crowd.revisions(RECORD.id) if one.status is AnswerStatus.CONFLICT
    }


def test_a_settlement_that_is_refused_opens_the_conflict_again(desks: list[Desk], home: Home, crowd: Crowd):
    ann, bob = desks
    refused = bob.do(RECORD, SetNote("bob"))
    ann.do(RECORD, SetNote("ann"))
    ann.sync(home)
    bob.sync(home)
    first = settled(bob, the_strand(bob))
    ann.do(RECORD, SetGrade("failure"), SetNote("ann again"))
    ann.sync(home)
    bob.sync(home)
    strand = the_strand(bob)
    assert strand.ids == (first,)
    assert set(strand.resolves) == {first, *refused}
    assert bob.document(RECORD).note == "ann again"
    by = settled(bob, strand)
    seen = everybody_syncs(desks, home)
    assert (seen.note, seen.grade) == ("bob", "failure")
    kept = {one.changeset.id: one.changeset for one in crowd.revisions(RECORD.id)}
    assert set(kept[by].resolves) == {first, *refused}


def test_taking_theirs_everywhere_is_written_too(desks: list[Desk], home: Home, crowd: Crowd):
    ann, bob = desks
    refused = bob.do(RECORD, SetNote("bob"))
    ann.do(RECORD, SetNote("ann"))
    ann.sync(home)
    bob.sync(home)
    by = settled(bob, the_strand(bob), theirs)
    assert everybody_syncs(desks, home).note == "ann"
    (kept,) = (one for one in crowd.revisions(RECORD.id) if one.changeset.id == by)
    assert (kept.status, kept.changeset.changes, kept.changeset.resolves) == (
        AnswerStatus.APPLIED, (), tuple(refused),
    )  # fmt: skip


def test_two_conflicts_one_after_the_other_are_two(desks: list[Desk], home: Home):
    ann, bob = desks
    for word in ("first", "second"):
        bob.do(RECORD, SetNote(f"bob {word}"))
        ann.sync(home)
        ann.do(RECORD, SetNote(f"ann {word}"))
        ann.sync(home)
        bob.sync(home)
    strands = bob.store.strands()
    assert [len(strand.ids) for strand in strands] == [1, 1]
    assert [strand.base.note for strand in strands if strand.base] == ["by ann", "ann first"]


def test_what_a_pull_left_behind_still_has_its_base(desks: list[Desk], home: Home):
    """An edit between push and pull: the pull goes past what it was made on before the catalog could refuse it."""
    ann, bob = desks
    began = bob.document(RECORD)
    ann.do(RECORD, SetNote("ann"))
    ann.sync(home)
    gateway = home.opened("bob")
    bob.do(RECORD, SetGrade("failure"))
    state = bob.store.site_state("main")
    bob.store.apply_page(gateway.pull("main", after=state.cursor, chain=state.chain))
    gateway.close()
    bob.sync(home)
    strand = the_strand(bob)
    assert strand.base == began
    assert [one.author for one in strand.others] == ["ann"]


def test_an_older_conflict_learns_its_base_from_the_catalog(desks: list[Desk], home: Home, crowd: Crowd):
    ann, bob = desks
    began = bob.document(RECORD)
    bob.do(RECORD, SetNote("bob"))
    ann.do(RECORD, SetNote("ann"))
    ann.sync(home)
    bob.sync(home)
    strand = the_strand(bob)
    empty = empty_document(episode_id=RECORD.id, time_range=RECORD.range)
    kept = kept_at(crowd.revisions(RECORD.id), strand.parent, empty)
    assert kept is not None
    assert (kept.document, kept.others) == (began, strand.others)
    assert kept_at(crowd.revisions(RECORD.id), new_id(), empty) is None


def test_what_is_put_aside_is_kept_and_no_longer_asks(desks: list[Desk], home: Home):
    ann, bob = desks
    bob.do(RECORD, SetNote("bob"))
    ann.do(RECORD, SetGrade("success"), Submit("ann"))
    ann.sync(home)
    bob.sync(home)
    strand = the_strand(bob)
    bob.store.put_aside(strand.ids)
    assert bob.store.conflicts() == []
    assert [one.aside for one in bob.store.strands()] == [True]
    bob.store.take_out(strand.ids)
    assert len(bob.store.conflicts()) == 1
    told = json.loads(strands_to_json(bob.store.strands()))
    assert [one["changeset"]["id"] for one in told["refused"]] == list(strand.ids)


def test_edits_of_an_approved_episode_wait_until_it_is_open_again(
    tmp_path: Path, desks: list[Desk], home: Home
):
    ann, bob = desks
    refused = bob.do(RECORD, SetNote("bob"))
    ann.do(RECORD, SetGrade("success"), Submit("ann"))
    ann.sync(home)
    lea = Desk(tmp_path / "desks", "lea", Role.LEAD)
    lea.sync(home)
    lea.do(RECORD, Approve("lea"))
    lea.sync(home)
    bob.sync(home)
    strand = the_strand(bob)
    assert strand.refusal.status is AnswerStatus.LOCKED
    with pytest.raises(RefusedEditError, match="approved"):
        settled(bob, strand)
    lea.do(RECORD, Reopen(), SendBack("lea", (TAXONOMY.return_reasons[0].code,)))
    lea.sync(home)
    bob.sync(home)
    settled(bob, the_strand(bob))
    seen = everybody_syncs([*desks, lea], home)
    lea.store.close()
    assert (seen.note, seen.state) == ("bob", State.RETURNED)
    assert bob.store.strands() == []
    assert len(refused) == 1
