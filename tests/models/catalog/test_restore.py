"""A catalog that was restored from a backup: everybody's work comes back, each piece once."""

from collections.abc import Callable
from contextlib import closing

import pytest

from models.catalog.sync import SyncRun
from models.catalog.sync_steps import HelloRequest
from models.errors import CatalogUnreachableError
from models.labelling.commands import Approve, SendBack, SetNote
from models.review import State
from models.storage.values import AnswerStatus
from tests.support.catalogs import TAXONOMY, Crowd, Desk, Home, episode
from tests.support.keeping import keep, put_back

MakeDesk = Callable[..., Desk]


def test_what_the_backup_did_not_have_is_offered_again_by_whoever_made_it(home: Home, desk: MakeDesk) -> None:
    ann, bob, first, second = desk("ann"), desk("bob"), episode(), episode()
    ann.label(first)
    ann.sync(home)
    kept = keep(home)
    ann.submit(first)
    bob.label(second)
    for person in (ann, bob, ann):
        person.sync(home)
    before = [person.document(record) for person in (ann, bob) for record in (first, second)]

    put_back(home, kept)
    reports = [person.sync(home) for person in (ann, bob, ann)]

    assert [report.reoffered for report in reports] == [5, 4, 0]
    assert [report.mended for report in reports] == [()] * 3
    assert [person.document(record) for person in (ann, bob) for record in (first, second)] == before
    assert (ann.store.pending_count(), ann.store.conflicts()) == (0, [])
    crowd = Crowd(home)
    edits = crowd.changesets()
    assert len(edits) == len({edit.id for edit in edits}) == 9
    assert crowd.status().revisions == 9
    crowd.close()


def test_work_that_waited_meanwhile_goes_too(home: Home, desk: MakeDesk) -> None:
    ann, record = desk("ann"), episode()
    kept = keep(home)
    ann.label(record)
    ann.sync(home)
    put_back(home, kept)
    ann.submit(record)

    report = ann.sync(home)

    assert (report.reoffered, report.pushed) == (4, 5)
    assert ann.document(record).state is State.SUBMITTED


def test_a_backup_put_back_without_a_word_is_noticed_too(home: Home, desk: MakeDesk) -> None:
    """By the number of entries, or by the chain of digests where others went on meanwhile."""
    ann, bob, record, other = desk("ann"), desk("bob"), episode(), episode()
    kept = keep(home)
    ann.label(record)
    ann.sync(home)
    put_back(home, kept, told=False)
    bob.label(other)
    bob.sync(home)

    assert ann.sync(home).reoffered == 4
    bob.sync(home)
    assert bob.document(record) == ann.document(record)
    assert ann.document(other) == bob.document(other)


def test_what_is_edited_while_a_base_is_away_is_edited_on_that_base(home: Home, desk: MakeDesk) -> None:
    """The lead's verdict waits for labels that only ann can offer again; edits on an empty track would not fit them."""
    ann, lea, record = desk("ann"), desk("lea"), episode()
    lea.store.put_episodes([record])
    lea.sync(home)
    kept = keep(home)
    ann.label(record)
    ann.submit(record)
    ann.sync(home)
    lea.sync(home)
    lea.do(record, SendBack("lea", (TAXONOMY.return_reasons[0].code,)))
    lea.sync(home)
    before = lea.document(record)

    put_back(home, kept)
    assert lea.sync(home).waiting == 1
    assert lea.document(record) == before
    lea.label(record)
    edited = lea.document(record)
    for person in (ann, lea, ann):
        person.sync(home)
    assert lea.document(record) == ann.document(record) == edited


def test_onto_a_time_line_where_others_went_on(home: Home, desk: MakeDesk) -> None:
    """Work on what the backup lost waits for its base; it never lands on what a stranger did in its place."""
    ann, bob, lea, record = desk("ann"), desk("bob"), desk("lea"), episode()
    ann.label(record)
    ann.sync(home)
    bob.sync(home)
    kept = keep(home)
    ann.submit(record)
    ann.sync(home)
    lea.sync(home)
    lea.do(record, Approve("lea"))
    lea.sync(home)

    put_back(home, kept)
    waiting = lea.sync(home)
    bob.do(record, SetNote("bob went on"))
    bob.sync(home)
    refused = ann.sync(home)
    late = lea.sync(home)

    assert (waiting.waiting, waiting.conflicts) == (1, 0), "the approval waits for the submission"
    assert refused.conflicts == 1, "the submission was made before bob's note"
    assert (late.waiting, late.conflicts + late.forbidden) == (0, 1)
    bob.sync(home)
    assert {person.document(record).note for person in (ann, bob, lea)} == {"bob went on"}
    crowd = Crowd(home)
    statuses = [row.status for row in crowd.revisions(record.id)]
    crowd.close()
    assert statuses.count(AnswerStatus.APPLIED) == 5
    assert len(statuses) == 7, "what was refused is kept"


def test_a_cut_in_the_middle_of_offering_again_is_harmless(home: Home, desk: MakeDesk) -> None:
    ann, record = desk("ann"), episode()
    kept = keep(home)
    ann.label(record)
    ann.do(record, *(SetNote(f"{n}") for n in range(60)))
    ann.sync(home)
    before = ann.document(record)
    put_back(home, kept)
    gateway = home.opened("ann")
    for calls in range(1, 6):
        run = SyncRun(ann.store)
        for _ in range(calls):
            request = run.next_request()
            if request is not None:
                run.take(request, request.send(gateway))
        assert ann.document(record) == before, "nobody sees labels come and go"

    ann.sync(gateway)
    page = gateway.pull("main", after=0)
    gateway.close()

    assert sum(entry.changeset is not None for entry in page.entries) == 64
    assert ann.document(record) == before


def test_a_restore_while_a_sync_is_under_way(home: Home, desk: MakeDesk) -> None:
    ann, record = desk("ann"), episode()
    kept = keep(home)
    ann.label(record)
    ann.sync(home)
    run, gateway = SyncRun(ann.store), home.opened("ann")
    hello = run.next_request()
    assert isinstance(hello, HelloRequest)
    run.take(hello, hello.send(gateway))
    gateway.close()

    put_back(home, kept)
    gateway = home.opened("ann")
    while (request := run.next_request()) is not None:
        run.take(request, request.send(gateway))
    gateway.close()

    assert run.report.reoffered == 4
    assert ann.store.pending_count() == 0


def test_a_catalog_that_is_restored_again_and_again_is_left_for_the_next_sync(
    home: Home, desk: MakeDesk
) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)
    ann.sync(home)
    run = SyncRun(ann.store)

    def restored_before_each_answer() -> None:
        while (request := run.next_request()) is not None:
            put_back(home, keep(home))
            with closing(home.opened("ann")) as gateway:
                run.take(request, request.send(gateway))

    with pytest.raises(CatalogUnreachableError, match="next sync begins anew"):
        restored_before_each_answer()

    assert ann.sync(home).conflicts == 0
    assert ann.store.pending_count() == 0
