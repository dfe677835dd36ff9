"""Every site has its own log, place and chain; a log that begins again disturbs nobody; what the law takes is gone."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import StoreError
from models.labelling.changes import ChangeSet
from models.labelling.commands import SetGrade, SetNote
from models.labelling.document import Document
from models.labelling.history import History
from models.storage.values import Answer, AnswerStatus, EntryKind, Lease, Page, SiteState
from tests.support.desk import SITE, Desk, PaperCatalog, entry, other_entry
from tests.support.labels import NOW_NS, blank, cut, record


@pytest.fixture
def catalog() -> PaperCatalog:
    return PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2)})


def fold_all(person: Desk, catalog: PaperCatalog) -> None:
    """Pull to the end, one entry a page."""
    while person.store.site_state(SITE).cursor < len(catalog.log):
        person.store.apply_page(catalog.page(person.store.site_state(SITE).cursor, limit=1))


def chained(ann: Desk, lea: Desk, catalog: PaperCatalog) -> Document:
    """Three change-sets: ann's, lea's on it, ann's on that."""
    ann.do(cut(2, "approach"))
    catalog.sync(ann)
    catalog.sync(lea)
    lea.do(SetNote("look again"))
    catalog.sync(lea)
    catalog.sync(ann)
    ann.do(SetGrade("success"))
    catalog.sync(ann)
    catalog.sync(lea)
    return ann.document()


def test_an_episode_belongs_to_the_default_until_the_catalog_knows_it(ann: Desk) -> None:
    assert (ann.store.default_site, ann.store.site_of(record().id), ann.store.known_sites()) == (
        SITE,
        SITE,
        (),
    )
    ann.store.set_sites(["bj1", "sz1"], "sz1")
    ann.do(cut(2, "approach"))
    assert ann.store.site_of(record().id) == "sz1"
    assert ann.store.records_to_send([record().id])[record().id].site == "sz1"
    (sent,) = ann.store.pending(site="sz1")
    assert (ann.store.pending(site="bj1"), ann.store.pending_site()) == ([], "sz1")
    ann.store.record_answers([Answer(sent.id, AnswerStatus.APPLIED, 1)])
    ann.store.set_sites(["bj1", "sz1"], "bj1")
    assert (ann.store.site_of(record().id), ann.store.default_site) == ("sz1", "bj1")
    ann.do(cut(4, "grasp"))
    ann.store.put_episodes([record(2)])
    ann.do(SetNote("x"), number=2)
    assert [ann.store.pending_site(), ann.store.pending_site(without=["sz1"])] == ["sz1", "bj1"]
    assert ann.store.pending_site(without=["sz1", "bj1"]) is None
    assert ann.store.known_sites() == ("bj1", "sz1")


def test_recordings_are_registered_once(ann: Desk) -> None:
    ann.store.put_episodes([record(2)])
    ann.store.set_sites(["sz1"], "sz1")
    ids = {record(n).id for n in (1, 2)}
    assert {(each.id, each.site) for each in ann.store.unregistered()} == {(each, "sz1") for each in ids}
    assert len(ann.store.unregistered(limit=1)) == 1
    ann.store.mark_registered(ids)
    ann.store.put_episodes([record(2, name="renamed")])
    assert ann.store.unregistered() == []
    assert ann.store.site_of(record(2).id) == "sz1"


def test_large_edits_go_to_the_site_of_their_episode_one_by_one(ann: Desk) -> None:
    large = "the robot saw it. " * 2000
    for note in ("small", large, large + "!"):
        ann.do(SetNote(note))
    ann.store.set_sites(["sz1", "bj1"], "sz1")
    steps = ann.store.decide_large([record().id])
    next(steps)
    ann.store.set_sites(["sz1", "bj1"], "bj1")
    assert len(ann.store.pending(site="bj1")) == 2, "one is decided, where nobody decided goes to the default"
    ann.store.set_sites(["sz1", "bj1"], "sz1")
    assert len(list(steps)) == 1
    ann.store.mark_registered([record().id])
    ann.store.set_sites(["sz1", "bj1"], "bj1")
    assert [len(ann.store.pending(site=site)) for site in ("sz1", "bj1")] == [3, 0]


def test_each_site_has_its_own_log(lea: Desk) -> None:
    for site, number in (("bj1", 1), ("sz1", 2)):
        made = ChangeSet(f"{number:032x}", record(number).id, "", "ann", "annotator", 0, ())
        lea.store.apply_page(Page(site, (entry(made, 1, episode=record(number)),), 1, 1))
    first = lea.store.site_state("bj1")
    assert (first.cursor, lea.store.site_state("sz1").cursor, lea.store.site_state("gz1")) == (
        1,
        1,
        SiteState(),
    )
    assert first.chain != lea.store.site_state("sz1").chain
    assert lea.store.site_of(record(2).id) == "sz1"
    lea.reopen()
    assert lea.store.site_state("bj1") == first


@pytest.mark.parametrize("wrong", ["chain", "digest", "episode_id", "item_id"])
def test_an_entry_that_is_not_what_its_chain_says_changes_nothing(
    ann: Desk, lea: Desk, catalog: PaperCatalog, wrong: str
) -> None:
    ann.do(cut(2, "approach"))
    catalog.push(ann.store.pending())
    page = catalog.page(0)
    changed = replace(page.entries[0], **{wrong: "0" * 64})
    with pytest.raises(StoreError, match="Change number 1"):
        lea.store.apply_page(replace(page, entries=(changed,)))
    swapped = replace(page.entries[0].changeset, author="eve")
    with pytest.raises(StoreError, match="Change number 1"):
        lea.store.apply_page(replace(page, entries=(replace(page.entries[0], changeset=swapped),)))
    assert (lea.store.site_state(SITE), lea.document()) == (SiteState(), blank())


def test_another_history_is_refused(ann: Desk) -> None:
    with pytest.raises(StoreError, match="another one than was taken before"):
        ann.store.apply_page(Page(SITE, (), 7, 1, rewound=True))


def test_the_sum_is_that_of_the_catalog(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    chained(ann, lea, catalog)
    lea.do(SetNote("x"), number=2)
    catalog.sync(lea)
    catalog.sync(ann)
    page = catalog.page(0)
    for person in (ann, lea):
        assert person.store.sanity(SITE) == (page.count, page.mark) == (2, page.mark)
    ann.store.rewind_shadows(SITE)
    assert ann.store.sanity(SITE) == (0, f"{0:032x}")
    fold_all(ann, catalog)
    assert ann.store.sanity(SITE) == (page.count, page.mark)


def test_what_a_person_sees_stays_while_the_log_is_taken_again(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    seen = chained(ann, lea, catalog)
    ann.do(cut(6, "lift"))
    ann.undo()
    history, after = ann.history(), ann.document()
    waiting = ann.store.pending()
    ann.store.rewind_shadows(SITE)
    assert (ann.document(), ann.store.pending(), ann.store.site_state(SITE)) == (after, waiting, SiteState())
    while ann.store.site_state(SITE).cursor < len(catalog.log):
        assert ann.store.apply_page(catalog.page(ann.store.site_state(SITE).cursor, limit=1)) == ()
        assert (ann.document(), ann.history()) == (after, history)
    assert ann.store.pending() == waiting
    catalog.sync(ann)
    catalog.sync(lea)
    assert lea.document() == ann.document() == after
    assert seen.note == after.note


def test_after_a_restore_everybody_offers_their_own_again(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    """The catalog comes back empty; what lies between two change-sets of one person is another's."""
    seen = chained(ann, lea, catalog)
    restored = PaperCatalog(episodes=catalog.episodes)
    assert (ann.store.rewind(SITE), lea.store.rewind(SITE)) == (2, 1)
    answers = restored.push(ann.store.pending())
    assert [answer.status for answer in answers] == [AnswerStatus.APPLIED, AnswerStatus.ORPHAN]
    ann.store.record_answers(answers)
    assert ann.document() == seen
    restored.sync(lea)
    restored.sync(ann)
    restored.sync(ann)
    restored.sync(lea)
    assert [c.id for c in restored.log] == [c.id for c in catalog.log]
    assert ann.document() == lea.document() == seen
    assert (ann.store.pending(), ann.store.conflicts()) == ([], [])
    assert ann.store.sanity(SITE) == lea.store.sanity(SITE) == (1, restored.page(0).mark)


def test_after_a_restore_to_an_older_state_only_what_is_missing_is_new(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    seen = chained(ann, lea, catalog)
    older = PaperCatalog(episodes=catalog.episodes)
    older.push(catalog.log[:2])
    assert ann.store.rewind(SITE) == 2
    answers = older.push(ann.store.pending())
    assert {answer.status for answer in answers} == {AnswerStatus.APPLIED}
    ann.store.record_answers(answers)
    assert (ann.store.pending(), ann.document()) == ([], seen)
    fold_all(ann, older)
    assert ann.document() == seen
    assert ann.store.sanity(SITE) == (1, older.page(0).mark)


def test_what_never_comes_back_is_gone_at_the_end_of_the_log(
    tmp_path: Path, ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    chained(ann, lea, catalog)
    lost = PaperCatalog(episodes=catalog.episodes)
    with Desk(tmp_path / "bob", user="bob") as bob:
        catalog.sync(bob)
        assert bob.document().track.phases
        bob.store.rewind(SITE)
        assert lost.sync(bob) == (record().id,)
        assert (bob.document().track.phases, bob.document().note) == ((), "")


def test_what_own_work_stands_on_stays_until_that_work_is_answered(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    """Its author may still offer it again; what is edited meanwhile must be edited on it."""
    seen = chained(ann, lea, catalog)
    lost = PaperCatalog(episodes=catalog.episodes)
    lea.store.rewind(SITE)
    assert lost.sync(lea) == ()
    assert lea.document() == seen
    assert len(lea.store.pending()) == 1


def test_an_episode_of_the_catalog_is_listed_and_keeps_its_place_here(ann: Desk) -> None:
    told = replace(record(), name="renamed", path="/elsewhere/x.mcap")
    first = other_entry(EntryKind.EPISODE, told, 1)
    second = other_entry(EntryKind.EPISODE, record(2), 2, first.chain)
    assert ann.store.apply_page(Page(SITE, (first, second), 2, 1)) == ()
    assert ann.store.episode(record().id) == replace(told, path=record().path, site=SITE)
    assert ann.store.episode(record(2).id) == replace(record(2), path="", site=SITE)
    assert ann.store.unregistered() == []


def test_nothing_of_a_withdrawn_episode_stays(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    seen = chained(ann, lea, catalog)
    ann.do(SetNote("not sent"))
    ann.do(SetNote("another"), number=2)
    ann.store.put_leases([Lease(record().id, "ann", "d", 1, 5, True)])
    gone = other_entry(EntryKind.WITHDRAWN, record(), 4, ann.store.site_state(SITE).chain)
    assert ann.store.apply_page(Page(SITE, (gone,), 4, 1)) == (record().id,)
    assert ann.store.withdrawn() == (record().id,)
    assert (ann.document(), ann.history()) == (blank(), History())
    assert [each.episode_id for each in ann.store.pending()] == [record(2).id]
    assert (ann.store.episode(record().id), ann.store.leases()) == (None, ())
    assert ann.store.sanity(SITE) == (0, f"{0:032x}")
    assert ann.store.put_episodes([record()]) == 0
    assert [row.record.id for row in ann.store.episodes()] == [record(2).id]
    with pytest.raises(StoreError, match="withdrawn"):
        ann.do(SetNote("again"))
    assert seen != ann.document()
    assert ann.store.last_receipt() == 4


def test_the_log_of_a_withdrawn_episode_is_only_counted(lea: Desk, catalog: PaperCatalog, ann: Desk) -> None:
    ann.do(cut(2, "approach"))
    catalog.push(ann.store.pending())
    empty = replace(catalog.entries()[0], changeset=None, episode=None)
    gone = other_entry(EntryKind.WITHDRAWN, record(), 2, empty.chain)
    assert lea.store.apply_page(Page(SITE, (empty, gone), 2, 1)) == (record().id,)
    assert (lea.store.site_state(SITE).cursor, lea.store.withdrawn()) == (2, (record().id,))


def test_leases_are_what_the_catalog_said_last(ann: Desk) -> None:
    mine = Lease(record().id, "ann", "device", 3, 1_000, True)
    theirs = Lease(record(2).id, "bob", "other", 1, 2_000, False)
    ann.store.put_leases([mine, theirs])
    ann.reopen()
    assert set(ann.store.leases()) == {mine, theirs}
    assert ann.store.tokens([record().id, record(2).id, "x"]) == {record().id: 3}
    ann.store.put_leases([replace(mine, holder="bob", is_mine=False, token=4)])
    assert ann.store.tokens([record().id]) == {}
    ann.store.drop_leases([record().id])
    assert ann.store.leases() == (theirs,)


def test_what_the_log_has_not_told_again_is_not_forgotten(
    ann: Desk, lea: Desk, catalog: PaperCatalog
) -> None:
    """Its entries are known by it: they are not taken for others' work on something else."""
    seen = chained(ann, lea, catalog)
    ann.store.rewind_shadows(SITE)
    assert ann.store.prune(2 * NOW_NS) == 0
    fold_all(ann, catalog)
    assert ann.document() == seen
    assert ann.store.prune(2 * NOW_NS) == 2
