"""What every catalog answers to change-sets that are made by hand."""

import hashlib
import math
import uuid
from dataclasses import replace

import pytest

from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.errors import CatalogError, CatalogUnreachableError
from models.labelling.changes import Change, ChangeSet, digest
from models.review import Role
from models.storage.chain import next_chain
from models.storage.places import record_to_text
from models.storage.values import Answer, AnswerStatus, EntryKind
from tests.support.catalogs import PEOPLE, Crowd, Home, chain, changeset, episode, new_id, set_field
from tests.support.postgres import server


def statuses(answers: tuple[Answer, ...]) -> list[str]:
    return [answer.status.value for answer in answers]


def test_a_new_catalog_is_empty_and_says_who_it_is(home: Home, gateway: Gateway) -> None:
    hello = gateway.hello(user="ann", role=Role.ANNOTATOR, device_id="d")

    assert (hello.epoch, hello.schema_version, hello.min_client) == (1, 3, 2)
    assert (hello.user, hello.role) == ("ann", Role.ANNOTATOR)
    assert hello.enforces_roles == (home.name == "postgres")
    assert [(site.code, site.head, site.chain) for site in hello.sites] == [("main", 0, ""), ("other", 0, "")]
    assert hello.catalog_id == init_catalog(home.url), "making it again changes nothing"
    assert gateway.pull("main", after=0).entries == ()
    assert gateway.status().episodes == 0


def test_a_chain_is_applied_in_order_and_comes_back_whole(crowd: Crowd) -> None:
    record = episode("pick 1")
    edits = chain(record.id, 3)
    edits[1] = replace(
        edits[1], resolves=(edits[0].id,), changes=(set_field("note", "放下 \\u0000 🤖 'q\""),)
    )

    answers = crowd.push(edits, {record.id: record})
    page = crowd.pull()

    assert [(answer.changeset_id, answer.seq) for answer in answers] == [
        (e.id, n) for n, e in enumerate(edits, 2)
    ]
    assert [entry.changeset for entry in page.entries] == [None, *edits]
    assert [entry.seq for entry in page.entries] == [1, 2, 3, 4]
    assert [entry.kind.value for entry in page.entries] == ["episode", *["changeset"] * 3]
    assert [entry.episode for entry in page.entries] == [record, None, None, None]
    assert (page.site, page.head, page.epoch) == ("main", 4, 1)


def test_the_log_is_a_chain_of_digests_that_anybody_can_compute(crowd: Crowd) -> None:
    record = episode()
    crowd.push([*chain(record.id, 2), changeset(new_id())], {record.id: record})

    entries, told = crowd.pull().entries, ""

    for entry in entries:
        told = next_chain(
            told,
            seq=entry.seq,
            kind=entry.kind,
            episode_id=entry.episode_id,
            item_id=entry.item_id,
            digest=entry.digest,
        )
        assert entry.chain == told
    assert [entry.digest for entry in entries if entry.changeset] == [
        digest(entry.changeset) for entry in entries if entry.changeset
    ]
    assert entries[0].digest == hashlib.sha256(record_to_text(record).encode()).hexdigest()


def test_count_and_mark_speak_of_the_heads_of_all_episodes(crowd: Crowd) -> None:
    edits = [*chain(new_id(), 3), *chain(new_id(), 2)]
    crowd.push(edits)
    page = crowd.pull(limit=1)

    assert page.count == 2
    assert int(page.mark, 16) == uuid.UUID(edits[2].id).int ^ uuid.UUID(edits[4].id).int
    assert len(page.mark) == 32
    empty = crowd.pull(site="other")
    assert (empty.count, int(empty.mark or "0", 16)) == (0, 0)


def test_another_history_than_the_client_knows_is_said_so(crowd: Crowd, gateway: Gateway) -> None:
    crowd.push(chain(new_id(), 3))
    chains = [entry.chain for entry in crowd.pull().entries]

    goes_on = gateway.pull("main", after=2, chain=chains[1])
    other = gateway.pull("main", after=2, chain=chains[0])
    beyond = gateway.pull("main", after=4, chain=chains[2])

    assert (goes_on.rewound, len(goes_on.entries)) == (False, 1)
    assert (other.rewound, other.entries) == (True, ())
    assert (beyond.rewound, beyond.entries, beyond.head) == (True, (), 3)


def test_pull_gives_pages_without_a_gap(crowd: Crowd) -> None:
    crowd.push(chain(new_id(), 7))

    pages = [crowd.pull(after, limit=3) for after in (0, 3, 6, 7)]

    assert [[entry.seq for entry in page.entries] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], []]
    assert {page.head for page in pages} == {7}


def test_a_page_is_bounded_in_bytes_but_never_empty(crowd: Crowd) -> None:
    big = [changeset(new_id(), set_field("note", "x" * 1_000_000)) for _ in range(10)]
    crowd.push(big)

    first = crowd.pull()
    rest = crowd.pull(len(first.entries))

    assert 0 < len(first.entries) < 10
    assert len(first.entries) + len(rest.entries) == 10


def test_the_same_push_gets_the_same_answers_and_changes_nothing(crowd: Crowd) -> None:
    edits = chain(new_id(), 3)
    refused = changeset(edits[0].episode_id, parent=edits[0].id, author="bob")
    batch = [*edits, refused]

    answers = [crowd.push(batch) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert statuses(answers[0]) == ["applied", "applied", "applied", "conflict"]
    assert crowd.status().revisions == 4
    assert crowd.status().head == 3


def test_the_same_push_gets_the_same_numbers_behind_what_was_refused(crowd: Crowd) -> None:
    records = [episode("quarrelled about"), episode("quiet")]
    known = {record.id: record for record in records}
    crowd.push(chain(records[0].id, 1), known)
    edits = [*chain(records[0].id, 3), *chain(records[1].id, 2)]

    answers = crowd.push(edits, known)

    assert statuses(answers) == ["conflict"] * 3 + ["applied"] * 2
    assert all(answer.seq for answer in answers[3:])
    assert crowd.push(edits, known) == answers


def test_a_push_may_begin_with_what_was_pushed_before(crowd: Crowd) -> None:
    edits = chain(new_id(), 5)
    crowd.push(edits[:3])

    answers = crowd.push([edits[1], edits[3], edits[0], edits[4]])

    assert [answer.seq for answer in answers] == [2, 4, 1, 5]
    assert [row.changeset for row in crowd.revisions(edits[0].episode_id)] == edits
    assert crowd.changesets() == edits


def test_twice_in_one_push_is_once(crowd: Crowd) -> None:
    edit = changeset(new_id())

    answers = crowd.push([edit, edit])

    assert answers[0] == answers[1]
    assert crowd.status().head == 1


def test_an_id_with_other_content_is_refused(crowd: Crowd) -> None:
    edit = changeset(new_id())
    crowd.push([edit])

    answers = crowd.push([replace(edit, made_at_ns=1)])

    assert statuses(answers) == ["id_reused"]
    assert crowd.changesets() == [edit]


def test_the_second_of_two_is_a_conflict_and_both_are_kept(crowd: Crowd) -> None:
    base = changeset(new_id())
    mine = changeset(base.episode_id, set_field("note", "mine"), parent=base.id)
    theirs = changeset(base.episode_id, set_field("note", "theirs"), parent=base.id, author="bob")
    crowd.push([base])

    assert statuses(crowd.push([theirs])) == ["applied"]
    assert statuses(crowd.push([mine])) == ["conflict"]

    kept = crowd.revisions(base.episode_id)
    assert [(row.changeset, row.status) for row in kept] == [
        (base, AnswerStatus.APPLIED),
        (theirs, AnswerStatus.APPLIED),
        (mine, AnswerStatus.CONFLICT),
    ]
    assert crowd.status().conflicts == 1


def test_what_is_made_on_refused_work_is_refused_too(crowd: Crowd) -> None:
    """A base that is only a number would let the second edit land on a stranger's work."""
    stranger = changeset(new_id(), author="bob")
    mine = chain(stranger.episode_id, 3)
    crowd.push([stranger])

    assert statuses(crowd.push(mine[:1])) == ["conflict"]
    assert statuses(crowd.push(mine[1:])) == ["conflict", "conflict"]
    assert crowd.status().head == 1
    assert crowd.status().revisions == 4


def test_what_was_refused_before_is_kept_and_never_applied(crowd: Crowd, gateway: Gateway) -> None:
    record = episode()
    edits = chain(record.id, 2)

    told = gateway.push("main", edits, {record.id: record}, told=True)

    assert statuses(told) == ["conflict", "conflict"]
    assert told[0].why == "it was refused before the catalog was restored"
    assert crowd.push(edits) == told, "what was answered once is answered again"
    assert [row.changeset for row in gateway.revisions("main", record.id)] == edits
    assert [entry.kind.value for entry in crowd.pull().entries] == ["episode"]
    mine = changeset(record.id)
    assert statuses(crowd.push([mine])) == ["applied"]
    assert statuses(gateway.push("main", [mine], {}, told=True)) == ["applied"]


def test_an_orphan_waits_for_its_parent(crowd: Crowd) -> None:
    parent, child = chain(new_id(), 2)

    assert statuses(crowd.push([child])) == ["orphan"]
    assert crowd.status().revisions == 0
    assert statuses(crowd.push([parent, child])) == ["applied", "applied"]


def test_a_parent_of_another_episode_is_bad(crowd: Crowd) -> None:
    parent = changeset(new_id())

    answers = crowd.push([parent, changeset(new_id(), parent=parent.id)])

    assert statuses(answers) == ["applied", "bad"]


def _but(**values: object) -> ChangeSet:
    """A change-set that is right but for ``values``."""
    return replace(changeset(new_id()), **values)  # type: ignore[arg-type]


def _phase(**values: object) -> Change:
    return Change("put_phase", {"id": "p", "label": "reach", "start_ns": 0, "end_ns": 1, **values})


def _region(**values: object) -> dict[str, object]:
    return {"id": "r", "stream": "/camera", "start_ns": 0, "end_ns": 1, **values}


def _malformed() -> dict[str, ChangeSet]:
    nan = Change("put_phase", {"id": new_id(), "label": "reach", "start_ns": math.nan, "end_ns": 1})
    return {
        "no such op": _but(changes=(Change("erase", {}),)),
        "no body": _but(changes=(Change("set_field", {}),)),
        "no value": _but(changes=(Change("set_field", {"field": "note"}),)),
        "a list as op": _but(changes=(Change(["set_field"], {}),)),  # type: ignore[arg-type]
        "no such state": _but(changes=(set_field("state", "perfect"),)),
        "a list as state": _but(changes=(set_field("state", ["draft"]),)),
        "annotator is no name": _but(changes=(set_field("annotator", 7),)),
        "phase without end": _but(
            changes=(Change("put_phase", {"id": "p", "label": "reach", "start_ns": 0}),)
        ),
        "text as time": _but(changes=(Change("put_remark", {"id": "r", "t_ns": "0"}),)),
        "truth as time": _but(changes=(Change("put_remark", {"id": "r", "t_ns": True}),)),
        "not a number": _but(changes=(nan,)),
        "nothing to drop": _but(changes=(Change("drop_phase", {"id": ""}),)),
        "its own parent": replace(own := changeset(new_id()), parent=own.id),
        "parent no uuid": _but(parent="x"),
        "episode no uuid": _but(episode_id="episode 1"),
        "id no uuid": _but(id="1"),
        "id in capitals": _but(id=new_id().upper()),
        "no author": _but(author=""),
        "no role": _but(role="king"),
        "zero byte": _but(changes=(set_field("note", "a\0b"),)),
        "half a character": _but(changes=(set_field("note", "\ud83d"),)),
        "too large": _but(changes=(set_field("note", "x" * 1_100_000),)),
        "no step leads there": _but(changes=(set_field("state", "approved"),), author="lea", role="lead"),
        "drops a phase that is not there": _but(changes=(Change("drop_phase", {"id": "p"}),)),
        "drops a remark that is not there": _but(changes=(Change("drop_remark", {"id": "r"}),)),
        "a time beyond 64 bits": _but(changes=(_phase(end_ns=1 << 63),)),
        "half a nanosecond": _but(changes=(_phase(end_ns=0.5),)),
        "a whole number with a point": _but(changes=(_phase(end_ns=1.0),)),
        "a number of 20 digits": _but(changes=(_phase(end_ns=10**19),)),
        "a phase with more than it has": _but(changes=(_phase(colour="red"),)),
        "an id of 2,000 characters": _but(changes=(_phase(id="p" * 2000),)),
        "phases that overlap": _but(changes=(_phase(end_ns=5), _phase(id="q", start_ns=4, end_ns=9))),
        "phases with a gap": _but(changes=(_phase(end_ns=5), _phase(id="q", start_ns=6, end_ns=9))),
        "a phase without time": _but(changes=(_phase(end_ns=0),)),
        "a remark without a text": _but(changes=(Change("put_remark", {"id": "r", "t_ns": 0}),)),
        "an unknown field": _but(changes=(set_field("colour", "red"),)),
        "a list as note": _but(changes=(set_field("note", ["a"]),)),
        "text as reasons": _but(changes=(set_field("reasons", "slipped"),)),
        "a list among reasons": _but(changes=(set_field("reasons", [["slipped"]]),)),
        "text as version": _but(changes=(set_field("taxonomy_version", "1"),)),
        "an unknown flag": _but(changes=(set_field("privacy", {"flag": "secret"}),)),
        "a region twice": _but(changes=(set_field("privacy", {"regions": [_region(), _region()]}),)),
        "a region without time": _but(changes=(set_field("privacy", {"regions": [_region(end_ns=0)]}),)),
        "a region of a negative size": _but(
            changes=(set_field("privacy", {"regions": [_region(width=-1)]}),)
        ),
        "made at no time": _but(made_at_ns=None),
        "resolves a number": _but(resolves=(7,)),
    }


def test_a_malformed_one_is_bad_for_itself_alone(crowd: Crowd) -> None:
    found, good, malformed = {}, list[ChangeSet](), _malformed()
    for what, bad in malformed.items():
        good += [
            replace(changeset(new_id()), author=bad.author if bad.author in PEOPLE else "ann") for _ in "ab"
        ]
        batch = [good[-2], bad, good[-1]]
        answers = crowd.push(batch)
        found[what] = statuses(answers)
        assert crowd.push(batch) == answers, what

    assert found == {what: ["applied", "bad", "applied"] for what in malformed}
    assert crowd.changesets() == good


def test_malformed_work_is_kept_too(crowd: Crowd) -> None:
    bad = replace(changeset(new_id()), changes=(set_field("note", "a\0b"), set_field("grade", "success")))

    crowd.push([bad])

    assert crowd.status().revisions == 1


def test_what_was_put_can_be_dropped_once(crowd: Crowd) -> None:
    put = changeset(new_id(), _phase())
    drop, again, back = (
        changeset(put.episode_id, Change("drop_phase", {"id": "p"})),
        changeset(put.episode_id, Change("drop_phase", {"id": "p"})),
        changeset(put.episode_id, _phase()),
    )
    drop, again, back = (
        replace(drop, parent=put.id),
        replace(again, parent=drop.id),
        replace(back, parent=drop.id),
    )

    assert statuses(crowd.push([put, drop, again, back])) == ["applied", "applied", "bad", "applied"]


def test_phases_fill_the_episode_that_its_record_describes(crowd: Crowd) -> None:
    """Whoever pulls folds them onto that episode, and cannot go on where they do not fit it."""
    record = episode(seconds=10)
    end_ns = record.range.end_ns
    whole = changeset(record.id, _phase(end_ns=end_ns))
    tries = {
        "cut": (_phase(end_ns=5), _phase(id="q", start_ns=5, end_ns=end_ns)),
        "too short": (_phase(end_ns=end_ns - 1),),
        "too long": (_phase(end_ns=end_ns + 1),),
        "begins late": (_phase(start_ns=1, end_ns=end_ns),),
        "only half is dropped": (
            _phase(id="q", start_ns=5, end_ns=end_ns),
            Change("drop_phase", {"id": "p"}),
        ),
        "all is dropped": (Change("drop_phase", {"id": "p"}),),
    }
    made, found = whole, {}
    assert statuses(crowd.push([whole], {record.id: record})) == ["applied"]
    for what, changes in tries.items():
        one = changeset(record.id, *changes, parent=made.id)
        (answer,) = crowd.push([one])
        found[what] = answer.why or answer.status.value
        made = one if answer.status is AnswerStatus.APPLIED else made
        if what == "cut":
            made = changeset(
                record.id, Change("drop_phase", {"id": "q"}), _phase(end_ns=end_ns), parent=one.id
            )
            assert statuses(crowd.push([made])) == ["applied"], "only the end of the way must tile"

    untiled = "its phases leave a gap, overlap or do not fill the episode"
    assert found == {**dict.fromkeys(tries, untiled), "cut": "applied", "all is dropped": "applied"}
    assert len([row for row in crowd.revisions(record.id) if row.why == untiled]) == 4, "kept and readable"


def test_an_episode_is_described_by_whoever_knows_it_first(crowd: Crowd) -> None:
    record = replace(episode("caf\xe9 \udcff.mcap"), task="line\nbreak\0")
    first, second = chain(record.id, 2)

    crowd.push([first])
    assert crowd.pull().entries[0].episode is None
    crowd.push([second], {record.id: record})
    crowd.push([changeset(record.id, parent=second.id)], {record.id: replace(record, name="other")})

    entries = crowd.pull().entries
    assert [entry.kind.value for entry in entries] == ["changeset", "episode", "changeset", "changeset"]
    assert {entry.episode for entry in entries} == {record, None}


def test_registered_episodes_are_in_the_log_once(crowd: Crowd) -> None:
    lea, records = crowd.of("lea"), [episode(f"pick {n}") for n in range(3)]

    assert lea.register("main", records[:2]) == 2
    assert lea.register("main", records) == 1
    assert lea.register("other", records[:1]) == 0, "it belongs to a site already"

    entries = crowd.pull().entries
    assert [entry.episode for entry in entries] == records
    assert {entry.kind for entry in entries} == {EntryKind.EPISODE}
    assert crowd.pull(site="other").head == 0
    assert crowd.status().episodes == 3


def test_sites_have_logs_of_their_own(crowd: Crowd) -> None:
    here, there = changeset(new_id()), changeset(new_id())

    assert [crowd.push([here])[0].seq, crowd.push([there], site="other")[0].seq] == [1, 1]

    assert (crowd.changesets(), crowd.changesets("other")) == ([here], [there])
    assert crowd.status().sites == {"main": 1, "other": 1}
    assert crowd.revisions(here.episode_id, "other") == ()


def test_an_episode_belongs_to_one_site(crowd: Crowd) -> None:
    first = changeset(new_id())
    crowd.push([first])
    second = changeset(first.episode_id, parent=first.id)

    answers = crowd.push([second], site="other")

    assert [(answer.status.value, answer.why) for answer in answers] == [
        ("bad", "the episode belongs to another site")
    ]
    assert crowd.push([second], site="other") == answers
    assert crowd.status().sites["other"] == 0


def test_a_site_that_is_not_there_or_not_ones_own_takes_nothing(crowd: Crowd, gateway: Gateway) -> None:
    edits = chain(new_id(), 2)

    answers = crowd.push(edits, site="nowhere")

    assert statuses(answers) == ["forbidden", "forbidden"]
    assert crowd.status().revisions == 0
    with pytest.raises(CatalogError):
        gateway.pull("nowhere", after=0)
    assert statuses(crowd.push(edits)) == ["applied", "applied"]


def test_a_catalog_that_is_gone_is_unreachable_and_comes_back(home: Home, crowd: Crowd) -> None:
    crowd.push([changeset(new_id())])
    home.go_down()
    try:
        for _ in range(2):
            with pytest.raises(CatalogUnreachableError):
                crowd.status()
    finally:
        home.come_back()

    assert crowd.status().head == 1


def test_what_was_never_made_a_catalog_is_refused_with_the_way_to_make_one(
    request: pytest.FixtureRequest, home: Home
) -> None:
    url = _foreign_database(request, home)
    gateway = open_catalog(url)
    try:
        for call in (
            lambda: gateway.hello(user="a", role=Role.LEAD, device_id="d"),
            lambda: gateway.push("main", [changeset(new_id())], {}),
            lambda: gateway.pull("main", after=0),
            gateway.status,
        ):
            with pytest.raises(CatalogError, match="rushes catalog init"):
                call()
    finally:
        gateway.close()


def _foreign_database(request: pytest.FixtureRequest, home: Home) -> str:
    if home.name == "postgres":
        url = server().fresh_database()
        request.addfinalizer(lambda: server().drop_database(url))
        return url
    path = request.getfixturevalue("tmp_path") / "letters.sqlite"
    path.write_bytes(b"Dear catalog, I am a letter. " * 100)
    return f"sqlite:///{path}"
