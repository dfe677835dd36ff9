"""The catalog's word and local work, case by case."""

from dataclasses import replace

import pytest

from models.errors import BugError, StoreError
from models.labelling.changes import Change, ChangeSet
from models.labelling.commands import Approve, MoveBoundary, SetGrade, SetNote, Submit
from models.labelling.history import History
from models.review import State
from models.storage.values import Answer, AnswerStatus, EntryKind, LogEntry, Page
from tests.support.desk import SITE, Desk, PaperCatalog, entry, other_entry
from tests.support.labels import NOW_NS, TAXONOMY, at_s, cut, record

REFUSED = [s for s in AnswerStatus if s not in {AnswerStatus.APPLIED, AnswerStatus.ORPHAN}]


@pytest.fixture
def catalog() -> PaperCatalog:
    return PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2)})


def test_what_one_submits_the_other_sees_and_decides(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    ann.do(cut(2, "approach"), SetGrade("success"), Submit("ann"))
    assert catalog.sync(ann) == ()
    assert catalog.sync(lea) == (record().id,)
    assert lea.document() == ann.document()
    lea.do(Approve("lea"))
    catalog.sync(lea)
    assert catalog.sync(ann) == (record().id,)
    assert (ann.document().state, ann.document().reviewer) == (State.APPROVED, "lea")
    assert ann.document() == lea.document()
    assert (ann.store.pending_count(), ann.store.site_state(SITE).cursor) == (0, 4)


def test_an_episode_that_is_not_on_this_machine_is_listed_without_a_path(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    ann.do(cut(2, "approach"))
    catalog.sync(ann)
    catalog.sync(lea)
    assert lea.store.episode(record().id) == replace(record(), path="", site=SITE)
    assert lea.store.put_episodes([record()]) == 0
    assert lea.store.episode(record().id) == replace(record(), site=SITE)
    assert ann.store.episode(record().id) == replace(record(), site=SITE)


def test_own_work_that_comes_back_only_moves_the_cursor(ann: Desk, catalog: PaperCatalog) -> None:
    ann.do(cut(2, "approach"), cut(4, "grasp"))
    seen, history = ann.document(), ann.history()
    ann.store.record_answers(catalog.push(ann.store.pending()))
    assert ann.store.apply_page(catalog.page(0)) == ()
    assert (ann.document(), ann.history(), ann.store.site_state(SITE).cursor) == (seen, history, 2)


def test_a_lost_answer_is_found_in_the_log(ann: Desk, catalog: PaperCatalog) -> None:
    ann.do(cut(2, "approach"))
    catalog.push(ann.store.pending())
    ann.do(cut(4, "grasp"))
    seen = ann.document()
    assert ann.store.apply_page(catalog.page(0)) == ()
    assert ann.store.pending_count() == 1
    assert ann.document() == seen
    assert catalog.sync(ann) == ()
    assert ann.document() == seen


def test_only_an_answer_moves_work_out_of_the_queue(ann: Desk, catalog: PaperCatalog) -> None:
    ann.do(cut(2, "approach"))
    (changeset,) = ann.store.pending()
    ann.store.record_answers([Answer(changeset.id, AnswerStatus.ORPHAN)])
    assert ann.store.pending() == [changeset]
    answers = catalog.push([changeset])
    ann.store.record_answers(answers)
    ann.store.record_answers(answers)
    assert ann.store.pending() == []
    with pytest.raises(BugError):
        ann.store.record_answers([Answer("unknown", AnswerStatus.APPLIED)])


def test_refused_work_is_kept_and_the_catalog_is_shown(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    lea.store.put_episodes([record()])
    lea.do(cut(5, "place"))
    catalog.sync(lea)
    ann.do(cut(2, "approach"), cut(4, "grasp"))
    work = ann.store.pending()
    assert catalog.sync(ann) == (record().id,)
    assert ann.document() == lea.document()
    assert ann.history() == History()
    assert [conflict.changeset for conflict in ann.store.conflicts(record().id)] == work
    assert {(c.status, c.why) for c in ann.store.conflicts()} == {
        (AnswerStatus.CONFLICT, "somebody was first")
    }
    (row,) = ann.store.episodes()
    assert (row.pending, row.conflicts) == (0, 2)
    ann.reopen()
    assert len(ann.store.conflicts(record().id)) == 2
    assert ann.store.conflicts(record(2).id) == []


def test_an_edit_after_a_conflict_stands_on_the_catalog(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    lea.do(cut(5, "place"))
    catalog.sync(lea)
    ann.do(cut(2, "approach"))
    catalog.sync(ann)
    refused = [conflict.changeset.id for conflict in ann.store.conflicts()]
    merged = ann.applied(cut(2, "approach"))
    ann.store.commit(merged, before=ann.document(), now_ns=NOW_NS, resolves=refused)
    assert ann.store.conflicts() == []
    assert ann.store.pending()[0].resolves == tuple(refused)
    catalog.sync(ann)
    catalog.sync(lea)
    assert [phase.label for phase in lea.document().track.phases] == ["idle", "approach", "place"]
    assert lea.document() == ann.document()


def test_to_take_the_others_version_is_an_edit_without_changes(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    lea.do(cut(5, "place"))
    catalog.sync(lea)
    ann.do(cut(2, "approach"))
    catalog.sync(ann)
    (conflict,) = ann.store.conflicts()
    nothing = ann.applied(SetNote(""))
    ann.store.commit(nothing, before=ann.document(), now_ns=NOW_NS, resolves=[conflict.changeset.id])
    assert ann.store.conflicts() == []
    assert ann.history() == History()


def test_a_refused_resolution_opens_the_conflict_again(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    lea.do(cut(5, "place"))
    catalog.sync(lea)
    ann.do(cut(2, "approach"))
    catalog.sync(ann)
    (first,) = ann.store.conflicts()
    merged = ann.applied(cut(2, "approach"))
    ann.store.commit(merged, before=ann.document(), now_ns=NOW_NS, resolves=[first.changeset.id])
    lea.do(SetNote("faster"))
    catalog.sync(lea)
    catalog.sync(ann)
    assert [conflict.changeset.resolves for conflict in ann.store.conflicts()] == [(), (first.changeset.id,)]


def test_work_on_top_of_a_conflict_is_offered_too_so_that_the_catalog_keeps_it(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    """An edit made while the push was under way."""
    lea.do(cut(5, "place"))
    catalog.sync(lea)
    ann.do(cut(2, "approach"))
    under_way = ann.store.pending()
    ann.do(cut(4, "grasp"))
    ann.store.record_answers(catalog.push(under_way))
    assert ann.document().track.phases == ()
    (late,) = ann.store.pending()
    ann.do(cut(1, "lift"))
    assert [changeset.parent for changeset in ann.store.pending()] == [under_way[0].id, ""]
    catalog.sync(ann)
    assert late.id in {conflict.changeset.id for conflict in ann.store.conflicts()}
    assert len(ann.store.conflicts()) == 3
    assert ann.document() == lea.document()


@pytest.mark.parametrize("status", REFUSED)
def test_every_refusal_keeps_the_work_and_shows_the_catalog(ann: Desk, status: AnswerStatus) -> None:
    ann.do(cut(2, "approach"))
    first = ann.store.pending()
    ann.do(cut(4, "grasp"), cut(6, "lift"))
    assert ann.store.record_answers([Answer(first[0].id, status, why="no")]) == (record().id,)
    assert ann.document().track.phases == ()
    waiting = ann.store.pending()
    kept = ann.store.conflicts()
    if status is AnswerStatus.CONFLICT:
        assert (len(waiting), [c.status for c in kept]) == (2, [status])
    else:
        assert (waiting, [c.status for c in kept]) == ([], [status, AnswerStatus.ORPHAN, AnswerStatus.ORPHAN])
    assert ann.store.pending_count() == len(waiting)
    assert kept[0].changeset == first[0]


def test_queued_work_stays_on_top_of_what_comes_in(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    ann.do(cut(2, "approach"), cut(4, "grasp"))
    catalog.sync(ann)
    catalog.sync(lea)
    lea.do(SetNote("look again"))
    catalog.sync(lea)
    ann.do(SetGrade("success"))
    assert ann.store.apply_page(catalog.page(ann.store.site_state(SITE).cursor)) == (record().id,)
    assert (ann.document().note, ann.document().grade) == ("look again", "success")
    assert ann.history() == History()
    catalog.sync(ann)
    assert ann.document() == lea.document()
    assert len(ann.store.conflicts()) == 1


def test_work_that_does_not_tile_with_what_came_in_stays_until_it_is_answered(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    ann.do(cut(2, "approach"), cut(4, "grasp"))
    catalog.sync(ann)
    catalog.sync(lea)
    boundary = lea.document().track.phases[2].id
    lea.do(MoveBoundary(boundary, at_s(5)))
    catalog.sync(lea)
    ann.do(MoveBoundary(boundary, at_s(3)), cut(3.5, "lift"))
    mine = ann.document()
    assert ann.store.apply_page(catalog.page(ann.store.site_state(SITE).cursor)) == ()
    assert ann.document() == mine
    catalog.sync(ann)
    assert ann.document() == lea.document()


def test_a_page_that_leaves_entries_out_changes_nothing(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    lea.do(cut(5, "place"), SetNote("x"), SetNote("y"))
    catalog.push(lea.store.pending())
    whole = catalog.page(0)
    with pytest.raises(StoreError, match="left out changes after number 0"):
        ann.store.apply_page(replace(whole, entries=whole.entries[1:]))
    assert ann.store.site_state(SITE).cursor == 0
    ann.store.apply_page(replace(whole, entries=whole.entries[:2]))
    assert ann.store.site_state(SITE).cursor == 2
    ann.store.apply_page(replace(whole, entries=whole.entries[1:]))
    assert (ann.store.site_state(SITE).cursor, ann.document()) == (3, lea.document())
    assert ann.store.apply_page(whole) == ()


def test_a_page_that_does_not_go_on_from_the_one_before_changes_nothing(ann: Desk) -> None:
    stranger = ChangeSet("x", record(1).id, "elsewhere", "bob", "annotator", 0, ())
    with pytest.raises(StoreError, match="does not continue"):
        ann.store.apply_page(Page(SITE, (entry(stranger, 1),), 1, 1))
    assert (ann.store.site_state(SITE).cursor, ann.document().track.phases) == (0, ())


def _note(text: object) -> Change:
    return Change("set_field", {"field": "note", "value": text})


def _phase(phase_id: str, start_ns: int, end_ns: int) -> Change:
    return Change("put_phase", {"id": phase_id, "label": "reach", "start_ns": start_ns, "end_ns": end_ns})


def _log(*changesets: ChangeSet) -> tuple[LogEntry, ...]:
    entries: list[LogEntry] = []
    for changeset in changesets:
        chain = entries[-1].chain if entries else ""
        entries.append(entry(changeset, len(entries) + 1, chain))
    return tuple(entries)


def test_what_does_not_fit_is_kept_and_stops_nothing_else(ann: Desk) -> None:
    one, two = record(1), record(2)
    unfit = ChangeSet("x1", one.id, "", "bob", "annotator", 0, (Change("paint", {}),))
    on_it = ChangeSet("x2", one.id, "x1", "bob", "annotator", 0, (_note("after"),))
    other = ChangeSet("y1", two.id, "", "bob", "annotator", 0, (_note("fine"),))

    log = _log(unfit, on_it, other)
    touched = ann.store.apply_page(Page(SITE, (*log[:2], replace(log[2], episode=two)), 3, 1))

    assert touched == (two.id,)
    assert (ann.document(1).note, ann.document(2).note) == ("", "fine")
    assert ann.store.stuck() == ((one.id, one.name),)
    assert ann.store.site_state(SITE).cursor == 3
    ann.reopen()
    assert ann.store.stuck() == ((one.id, one.name),), "nothing is forgotten"


def test_what_did_not_fit_alone_may_fit_with_what_comes_next(ann: Desk) -> None:
    one = record(1)
    half = ChangeSet("x1", one.id, "", "bob", "annotator", 0, (_phase("p", one.range.start_ns, at_s(5)),))
    rest = ChangeSet("x2", one.id, "x1", "bob", "annotator", 0, (_phase("q", at_s(5), one.range.end_ns),))
    log = _log(half, rest)

    ann.store.apply_page(Page(SITE, log[:1], 1, 1))
    assert ann.store.stuck()
    assert not ann.document(1).track.phases
    ann.store.apply_page(Page(SITE, log[1:], 2, 1))

    assert [phase.id for phase in ann.document(1).track.phases] == ["p", "q"]
    assert ann.store.stuck() == ()


def test_own_work_on_an_episode_with_what_does_not_fit_is_made_on_what_is_seen(ann: Desk) -> None:
    """So that the catalog calls it a conflict: nobody writes over what they could not see."""
    one = record(1)
    seen = ChangeSet("x1", one.id, "", "bob", "annotator", 0, (_note("seen"),))
    unfit = ChangeSet("x2", one.id, "x1", "bob", "annotator", 0, (_note(["a"]),))
    ann.store.apply_page(Page(SITE, _log(seen, unfit), 2, 1))

    ann.do(SetNote("mine"))

    assert ann.document(1).note == "mine"
    assert [changeset.parent for changeset in ann.store.pending()] == ["x1"]


def test_an_episode_that_nobody_described_waits_until_somebody_does(ann: Desk) -> None:
    strange = record(7)
    note = ChangeSet("x1", strange.id, "", "bob", "annotator", 0, (_note("early"),))
    (early,) = _log(note)

    ann.store.apply_page(Page(SITE, (early,), 1, 1))
    assert ann.store.stuck() == ((strange.id, strange.id),)
    described = other_entry(EntryKind.EPISODE, strange, 2, early.chain)
    ann.store.apply_page(Page(SITE, (described,), 2, 1))

    assert ann.store.stuck() == ()
    assert ann.store.load(strange, TAXONOMY).note == "early"


def test_a_store_syncs_with_one_catalog(ann: Desk) -> None:
    assert ann.store.catalog_identity() is None
    ann.store.bind_catalog("home", 1)
    ann.store.bind_catalog("home", 2)
    ann.reopen()
    assert ann.store.catalog_identity() == ("home", 2)
    with pytest.raises(StoreError, match="belong to the catalog home, this one is other"):
        ann.store.bind_catalog("other", 1)
