"""People with a local store each, who meet in a catalog."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.catalog.postgres_link import PatientConnection
from models.catalog.rules import NO_RIGHT
from models.catalog.sync import SyncRun, synchronise
from models.catalog.sync_plan import PUSH_LOAD, plan_push
from models.catalog.sync_steps import (
    PART_ANSWERS,
    PART_CHANGES,
    PART_EPISODES,
    PushRequest,
    RegisterRequest,
    SyncProgress,
)
from models.errors import CatalogError, CatalogUnreachableError, StoreError
from models.labelling.changes import Change, ChangeSet
from models.labelling.commands import Approve, Reopen, SendBack, SetNote, SetPrivacy, Withdraw
from models.labelling.document import Remark
from models.privacy import Flag, Privacy, Region
from models.review import State
from models.storage.label_store import LabelStore
from models.storage.values import Answer, AnswerStatus, LogEntry, Page
from tests.support.catalogs import (
    Crowd,
    Desk,
    Home,
    LosesReplies,
    Through,
    chain,
    changeset,
    episode,
    new_id,
    sqlite_home,
    withdraw,
)

MakeDesk = Callable[..., Desk]


def test_label_submit_approve_and_see_it(home: Home, desk: MakeDesk) -> None:
    ann, lea, record = desk("ann"), desk("lea"), episode()
    ann.label(record)
    ann.submit(record)

    sent = ann.sync(home)
    seen = lea.sync(home)
    assert (sent.pushed, sent.pulled, sent.touched) == (5, 0, ())
    assert (seen.pushed, seen.pulled, seen.touched) == (0, 5, (record.id,))
    assert lea.document(record) == ann.document(record)
    assert lea.store.episode(record.id).name == record.name  # type: ignore[union-attr]

    lea.do(record, Approve("lea"))
    lea.sync(home)
    assert ann.sync(home).touched == (record.id,)
    assert ann.document(record).state is State.APPROVED
    assert ann.document(record).reviewer == "lea"


def test_sent_back_with_a_remark_mended_and_approved(home: Home, desk: MakeDesk) -> None:
    ann, lea, record = desk("ann"), desk("lea"), episode()
    ann.label(record)
    ann.submit(record)
    ann.sync(home)
    lea.sync(home)
    remark = Remark(new_id(), 3_000_000_000, "lea", "the grasp begins later")

    lea.do(record, SendBack("lea", remark=remark))
    lea.sync(home)
    ann.sync(home)
    assert ann.document(record).state is State.RETURNED
    assert ann.document(record).remarks == (remark,)

    ann.do(record, SetNote("mended"))
    ann.submit(record)
    ann.sync(home)
    lea.sync(home)
    lea.do(record, Approve("lea"), Reopen(), Approve("lea"))
    assert lea.sync(home).pushed == 3
    ann.sync(home)
    assert ann.document(record) == lea.document(record)


def asked(store: LabelStore, gateway: Gateway) -> list[str]:
    """A whole run; what it asked for."""
    run, requests = SyncRun(store), list[str]()
    while (request := run.next_request()) is not None:
        requests.append(type(request).__name__.removesuffix("Request"))
        run.take(request, request.send(gateway))
    return requests


def test_nothing_to_do_is_a_hello_and_a_pull_of_each_site(gateway: Gateway, desk: MakeDesk) -> None:
    ann = desk("ann")
    ann.sync(gateway)

    assert asked(ann.store, gateway) == ["Hello", "Pull", "Pull"]


def test_each_call_is_one_round_trip(pg: Home, desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond connecting: on a link with 300 ms each way a push or a pull shall not take seconds."""
    trips = 0
    wait = PatientConnection.wait

    def counted(self: PatientConnection, *args: Any, **options: Any) -> Any:
        nonlocal trips
        trips += 1
        return wait(self, *args, **options)

    ann, record = desk("ann"), episode()
    ann.label(record)
    with closing(pg.opened("ann")) as gateway:
        gateway.status()
        monkeypatch.setattr(PatientConnection, "wait", counted)
        told = asked(ann.store, gateway)

    assert told == ["Hello", "Push", "Pull", "Pull"]
    assert trips == len(told)


def test_work_done_while_the_catalog_is_down_goes_through_later(home: Home, desk: MakeDesk) -> None:
    ann, lea, record = desk("ann"), desk("lea"), episode()
    ann.label(record)
    ann.sync(home)
    home.go_down()
    try:
        ann.submit(record)
        with pytest.raises(CatalogUnreachableError):
            ann.sync(home)
        assert ann.store.pending_count() == 1
        assert ann.document(record).state is State.SUBMITTED
    finally:
        home.come_back()

    assert ann.sync(home).pushed == 1
    lea.sync(home)
    assert lea.document(record).state is State.SUBMITTED


def test_two_annotators_on_one_episode(home: Home, desk: MakeDesk) -> None:
    ann, bob, record = desk("ann"), desk("bob"), episode()
    made = [*ann.label(record), *ann.submit(record)]
    lost = bob.label(record)

    ann.sync(home)
    report = bob.sync(home)

    assert (report.pushed, report.conflicts, report.pulled) == (0, 4, 5)
    assert bob.document(record) == ann.document(record), "what the catalog has stands"
    assert [item.changeset.id for item in bob.store.conflicts(record.id)] == lost, (
        "and bob's work is kept here"
    )
    kept = home.opened("ann")
    revisions = kept.revisions("main", record.id)
    kept.close()
    assert [row.changeset.id for row in revisions] == [*made, *lost], "and there"
    assert {row.status for row in revisions if row.changeset.id in lost} == {AnswerStatus.CONFLICT}


def test_edits_chained_on_refused_work_never_land_on_a_stranger(home: Home, desk: MakeDesk) -> None:
    """Offline for hours, synced in pieces: the second piece must not be taken for work on what stands there now."""
    ann, bob, record = desk("ann"), desk("bob"), episode()
    bob.label(record)
    gateway = home.opened("bob")
    ann.label(record)
    ann.sync(home)

    run = SyncRun(bob.store)
    run.take(hello := run.next_request(), hello.send(gateway))  # type: ignore[arg-type, union-attr]
    first = PushRequest("main", tuple(bob.store.pending(1)), {})
    run.take(first, first.send(gateway))
    report = bob.sync(gateway)
    gateway.close()

    assert report.pushed == 0
    assert report.conflicts == 3
    assert bob.document(record).note == "by ann"
    assert bob.store.pending_count() == 0


def test_a_conflict_is_settled_by_a_person_and_goes_through(home: Home, desk: MakeDesk) -> None:
    ann, bob, record = desk("ann"), desk("bob"), episode()
    ann.label(record)
    lost = bob.label(record)
    ann.sync(home)
    bob.sync(home)

    bob.do(record, SetNote("both of us"))
    assert bob.sync(home).pushed == 1
    ann.sync(home)

    assert ann.document(record).note == bob.document(record).note == "both of us"
    assert len(bob.store.conflicts(record.id)) == len(lost)


def test_late_work_on_an_approved_episode_is_refused_and_kept(home: Home, desk: MakeDesk) -> None:
    ann, lea, record = desk("ann"), desk("lea"), episode()
    ann.label(record)
    ann.submit(record)
    ann.sync(home)
    lea.sync(home)
    lea.do(record, Approve("lea"))
    ann.do(record, Withdraw(), SetNote("wait"))
    lea.sync(home)

    report = ann.sync(home)

    assert report.forbidden == 2
    assert ann.document(record).state is State.APPROVED
    assert len(ann.store.conflicts(record.id)) == 2


def test_a_lost_reply_is_asked_again_and_counts_once(home: Home, gateway: Gateway, desk: MakeDesk) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)
    ann.submit(record)
    deaf = LosesReplies(gateway, times=2)

    for _ in range(2):
        with pytest.raises(CatalogUnreachableError):
            ann.sync(deaf)
        assert ann.store.pending_count() == 5
    ann.sync(home)

    assert ann.store.pending_count() == 0
    assert (gateway.status().head, gateway.status().revisions) == (6, 5)


def test_much_work_goes_in_batches_and_tells_how_far(home: Home, desk: MakeDesk, gateway: Gateway) -> None:
    ann, lea, record = desk("ann"), desk("lea"), episode()
    ann.label(record)
    ann.do(record, *(SetNote(f"note {n}") for n in range(2 * PUSH_LOAD.most)))
    seen: list[SyncProgress] = []

    report = synchronise(ann.store, gateway, progress=seen.append)

    assert report.pushed == 2 * PUSH_LOAD.most + 4
    assert list(dict.fromkeys((p.done, p.total) for p in seen if p.stage == "push")) == [
        (0, 104),
        (50, 104),
        (100, 104),
        (104, 104),
    ]
    assert lea.sync(home).pulled == report.pushed
    assert lea.document(record) == ann.document(record)


def test_a_batch_is_bounded_in_bytes(desk: MakeDesk) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)
    ann.do(record, *(SetNote(f"{n}" * 400_000) for n in range(4)))

    request = plan_push(ann.store)

    assert request is not None
    assert len(request.changesets) == 4 + 2
    assert request.episodes[record.id].name == record.name


def test_a_cancelled_run_stops_between_two_calls_and_keeps_what_it_did(
    home: Home, desk: MakeDesk, gateway: Gateway
) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)
    ann.do(record, *(SetNote(f"note {n}") for n in range(PUSH_LOAD.most)))

    report = synchronise(ann.store, gateway, cancelled=lambda: ann.store.pending_count() == 4)

    assert report.pushed == PUSH_LOAD.most
    assert ann.store.pending_count() == 4
    assert ann.sync(home).pushed == 4


def test_a_store_belongs_to_one_catalog(home: Home, desk: MakeDesk, tmp_path: Path) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)
    ann.sync(home)
    ann.submit(record)
    (tmp_path / "other").mkdir()
    other = sqlite_home(tmp_path / "other")

    with pytest.raises(StoreError, match="belong to the catalog"):
        ann.sync(other)

    assert ann.store.pending_count() == 1


def test_a_missing_answer_marks_nothing_as_sent(home: Home, desk: MakeDesk, gateway: Gateway) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)

    class Mumbles(LosesReplies):
        def push(self, *args: Any, **options: Any) -> tuple[Answer, ...]:
            return super().push(*args, **options)[1:]

    with pytest.raises(CatalogError, match="did not answer each"):
        ann.sync(Mumbles(gateway, times=0))
    assert ann.store.pending_count() == 4
    assert ann.sync(home).pushed == 4


def test_orphans_wait_and_the_run_ends(home: Home, desk: MakeDesk, gateway: Gateway) -> None:
    """An answer that moves nothing must not be asked for again and again."""
    ann, record = desk("ann"), episode()
    first = ann.label(record)[0]

    class Forgets(LosesReplies):
        def push(self, site: str, changesets: Any, *args: Any, **options: Any) -> tuple[Answer, ...]:
            if changesets[0].id != first:
                return super().push(site, changesets, *args, **options)
            return Answer(first, AnswerStatus.ORPHAN), *super().push(site, changesets[1:], *args, **options)

    report = ann.sync(Forgets(gateway, times=0))

    assert (report.waiting, report.pushed, ann.store.pending_count()) == (4, 0, 4)
    assert ann.sync(home).pushed == 4


def test_pulled_work_of_a_catalog_that_leaves_out_changes_is_not_taken(
    crowd: Crowd, gateway: Gateway, desk: MakeDesk
) -> None:
    ann, record = desk("ann"), episode()
    crowd.push(chain(record.id, 3), {record.id: record})
    ann.sync(gateway)

    class Leaky(Through):
        def pull(self, site: str, **options: Any) -> Page:
            page = super().pull(site, **options)
            return replace(page, entries=page.entries[1:])

    other = episode()
    crowd.push(chain(other.id, 2), {other.id: other})
    with pytest.raises((CatalogError, StoreError), match="left out"):
        ann.sync(Leaky(gateway))

    assert ann.store.site_state("main").cursor == 4


def test_a_page_that_was_tampered_with_is_not_taken(crowd: Crowd, gateway: Gateway, desk: MakeDesk) -> None:
    ann, record = desk("ann"), episode()
    crowd.push(chain(record.id, 3), {record.id: record})

    class Forges(Through):
        def pull(self, site: str, **options: Any) -> Page:
            page = super().pull(site, **options)
            return replace(page, entries=tuple(map(self.forged, page.entries)))

        def forged(self, entry: LogEntry) -> LogEntry:
            if entry.changeset is None:
                return entry
            return replace(entry, changeset=replace(entry.changeset, author="mallory"))

    with pytest.raises(StoreError, match="chain of digests"):
        ann.sync(Forges(gateway))

    assert ann.store.site_state("main").cursor == 0
    assert ann.sync(gateway).pulled == 3


def test_labels_that_differ_from_the_catalog_are_fetched_anew_and_told(
    crowd: Crowd, gateway: Gateway, desk: MakeDesk
) -> None:
    """A wrong sum once is mended; twice is for somebody to look at."""
    ann, record = desk("ann"), episode()
    crowd.push(chain(record.id, 3), {record.id: record})

    class Miscounts(Through):
        times = 1

        def pull(self, site: str, **options: Any) -> Page:
            page = super().pull(site, **options)
            if site == "main" and self.times:
                self.times -= 1
                return replace(page, mark="0" * 32)
            return page

    report = ann.sync(Miscounts(gateway))
    assert report.mended == ("main",)
    assert ann.store.sanity("main") == (1, gateway.pull("main", after=0).mark)

    stubborn = Miscounts(gateway)
    stubborn.times = 99
    with pytest.raises(CatalogError, match="differ from the catalog's although"):
        ann.sync(stubborn)
    assert ann.sync(gateway).mended == ()


def test_episodes_of_two_sites_go_their_own_ways(crowd: Crowd, home: Home, desk: MakeDesk) -> None:
    ann, bob, here = desk("ann"), desk("bob"), episode()
    there = replace(episode(), site="other")
    for record in (here, there):
        ann.label(record)

    sent = ann.sync(home)
    seen = bob.sync(home)

    assert (sent.pushed, seen.pulled) == (8, 8)
    assert {edit.episode_id for edit in crowd.changesets()} == {here.id}
    assert {edit.episode_id for edit in crowd.changesets("other")} == {there.id}
    assert bob.document(there) == ann.document(there)
    assert (bob.store.site_of(here.id), bob.store.site_of(there.id)) == ("main", "other")


def test_episodes_are_told_before_anybody_labels_them(home: Home, desk: MakeDesk) -> None:
    lea, bob = desk("lea"), desk("bob")
    records = [episode(f"pick {n}") for n in range(3)]
    lea.store.put_episodes(records)

    assert lea.sync(home).registered == 3
    assert lea.sync(home).registered == 0
    bob.sync(home)

    assert {row.record.name for row in bob.store.episodes()} == {record.name for record in records}


def test_a_held_episode_keeps_others_out_until_it_is_given_free(
    crowd: Crowd, home: Home, desk: MakeDesk
) -> None:
    ann, bob, record = desk("ann"), desk("bob"), episode()
    ann.label(record)
    ann.sync(home)
    held = crowd.of("ann").take_leases("main", [record.id], device_id=ann.store.device_id)
    ann.store.put_leases(held)
    bob.sync(home)
    bob.do(record, SetNote("bob was here"))
    ann.do(record, SetNote("mine"))

    assert bob.sync(home).conflicts == 1
    assert bob.store.conflicts()[0].why == "ann holds this episode"
    assert ann.sync(home).pushed == 1, "by the token of the lease"

    crowd.of("ann").release_leases("main", [record.id], device_id=ann.store.device_id)
    bob.sync(home)
    bob.do(record, SetNote("now"))
    assert bob.sync(home).pushed == 1


def test_leases_are_held_on_to_at_each_sync(crowd: Crowd, gateway: Gateway, desk: MakeDesk) -> None:
    ann, record = desk("ann"), episode()
    ann.label(record)
    ann.sync(gateway)
    ann.store.put_leases(gateway.take_leases("main", [record.id], device_id=ann.store.device_id, hours=0.1))
    before = ann.store.leases()[0]

    assert "Lease" in asked(ann.store, gateway)

    after = ann.store.leases()[0]
    assert (after.token, after.is_mine) == (before.token, True)
    assert after.expires_at_ns > before.expires_at_ns


def test_a_withdrawn_episode_is_gone_everywhere(home: Home, crowd: Crowd, desk: MakeDesk) -> None:
    ann, bob, record = desk("ann"), desk("bob"), episode("a face is seen")
    ann.label(record)
    ann.sync(home)
    bob.sync(home)
    bob.do(record, SetNote("not sent yet"))

    withdraw(home, record.id)
    report = ann.sync(home)
    bob.sync(home)

    assert (report.withdrawn, report.touched) == (1, (record.id,))
    for person in (ann, bob):
        assert person.store.episode(record.id) is None
        assert person.store.pending_count() == 0
    assert bob.store.withdrawn() == (record.id,)
    assert crowd.revisions(record.id) == ()
    assert crowd.pull().count == 0
    assert [entry.kind.value for entry in crowd.pull().entries][-1] == "withdrawn"
    assert {entry.changeset for entry in crowd.pull().entries} == {None}
    late = changeset(record.id, author="cat")
    assert [(a.status.value, a.why) for a in crowd.push([late])] == [("locked", "the episode was withdrawn")]
    assert desk("cat").sync(home).mended == ()


def test_init_of_a_fresh_file_makes_its_directory(tmp_path: Path, desk: MakeDesk) -> None:
    """The embedded default is made by the application itself."""
    url = f"sqlite:///{tmp_path / 'data' / 'catalog.sqlite'}"
    init_catalog(url)
    gateway = open_catalog(url)

    assert synchronise(desk("ann").store, gateway).head == 0


def test_privacy_said_of_an_untouched_episode_reaches_everybody(home: Home, desk: MakeDesk) -> None:
    ann, lea, record = desk("ann"), desk("lea"), episode()
    said = Privacy(flag=Flag.RESTRICTED, regions=(Region("r", "cam", 0, 10, 1, 2, 3, 4),))
    ann.store.put_episodes([record])
    ann.do(record, SetPrivacy(said))
    sent = ann.sync(home)
    assert (sent.pushed, sent.touched) == (1, ())
    lea.sync(home)
    assert lea.document(record) == ann.document(record)
    assert lea.document(record).privacy == said
    assert lea.document(record).state is State.NEW
    lea.do(record, SetPrivacy(Privacy(flag=Flag.CLEAR)))
    lea.sync(home)
    ann.sync(home)
    assert ann.document(record).privacy == Privacy(flag=Flag.CLEAR)


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        ([1, 1, 1], [3]),
        ([PART_CHANGES, 1, 1], [1, 2]),
        ([1, 2000, 1], [1, 1, 1]),
        ([2000], [1]),
        ([100, 100, 100], [2, 1]),
        ([1] * (PART_ANSWERS + 1), [PART_ANSWERS, 1]),
        ([], [0]),
    ],
)
def test_answers_to_large_edits_are_taken_one_after_the_other(sizes: list[int], parts: list[int]) -> None:
    request, answers = push_of(sizes, AnswerStatus.APPLIED)
    found = list(request.parts(answers))
    assert [len(part.changesets) for part, _ in found] == parts
    assert [one for _, told in found for one in told] == answers
    for part, told in found:
        assert [each.id for each in part.changesets] == [each.changeset_id for each in told]


def test_a_registration_is_written_down_in_parts() -> None:
    episodes = tuple(episode(f"take {number}") for number in range(PART_EPISODES + 1))
    parts = list(RegisterRequest("sz1", episodes).parts(7))
    assert [(part.site, len(part.episodes), new) for part, new in parts] == [
        ("sz1", PART_EPISODES, 7),
        ("sz1", 1, 0),
    ]
    assert tuple(one for part, _ in parts for one in part.episodes) == episodes


def test_answers_that_belong_together_are_taken_at_once() -> None:
    request, answers = push_of([2000, 2000], AnswerStatus.APPLIED)
    assert list(request.parts(answers[:1])) == [(request, (answers[0],))]
    status, why = NO_RIGHT
    refused = [Answer(each.changeset_id, status, why=why) for each in answers]
    assert list(request.parts(refused)) == [(request, tuple(refused))]


def push_of(sizes: list[int], status: AnswerStatus) -> tuple[PushRequest, list[Answer]]:
    changesets = tuple(
        ChangeSet(f"c{place}", "e", "", "ann", "annotator", 1, (Change("drop_phase", {"id": "p"}),) * size)
        for place, size in enumerate(sizes)
    )
    return PushRequest("main", changesets, {}), [Answer(each.id, status, 1) for each in changesets]
