"""What every catalog answers to change-sets that are made by hand."""

import math
from dataclasses import replace

import pytest

from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.errors import CatalogError, CatalogUnreachableError
from models.labelling.changes import Change, ChangeSet
from models.review import Role
from models.storage.values import Answer, AnswerStatus
from tests.support.catalogs import Home, chain, changeset, episode, new_id, set_field
from tests.support.postgres import server


def statuses(answers: tuple[Answer, ...]) -> list[str]:
    return [answer.status.value for answer in answers]


def test_a_new_catalog_is_empty_and_says_who_it_is(home: Home, gateway: Gateway) -> None:
    hello = gateway.hello(user="ann", role=Role.ANNOTATOR, device_id="d")

    assert (hello.epoch, hello.schema_version, hello.head) == (1, 1, 0)
    assert hello.catalog_id == init_catalog(home.url), "making it again changes nothing"
    assert gateway.pull(after=0).entries == ()
    assert gateway.status().episodes == 0


def test_a_chain_is_applied_in_order_and_comes_back_whole(gateway: Gateway) -> None:
    record = episode("pick 1")
    edits = chain(record.id, 3)
    edits[1] = replace(
        edits[1], resolves=(edits[0].id,), changes=(set_field("note", "放下 \\u0000 🤖 'q\""),)
    )

    answers = gateway.push(edits, {record.id: record})
    page = gateway.pull(after=0)

    assert [(answer.changeset_id, answer.seq) for answer in answers] == [
        (e.id, n) for n, e in enumerate(edits, 1)
    ]
    assert [entry.changeset for entry in page.entries] == edits
    assert [entry.seq for entry in page.entries] == [1, 2, 3]
    assert {entry.episode for entry in page.entries} == {record}
    assert page.head == 3


def test_pull_gives_pages_without_a_gap(gateway: Gateway) -> None:
    gateway.push(chain(new_id(), 7), {})

    pages = [gateway.pull(after=after, limit=3) for after in (0, 3, 6, 7)]

    assert [[entry.seq for entry in page.entries] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], []]
    assert {page.head for page in pages} == {7}


def test_a_page_is_bounded_in_bytes_but_never_empty(gateway: Gateway) -> None:
    big = [changeset(new_id(), set_field("note", "x" * 1_000_000)) for _ in range(10)]
    gateway.push(big, {})

    first = gateway.pull(after=0)
    rest = gateway.pull(after=len(first.entries))

    assert 0 < len(first.entries) < 10
    assert len(first.entries) + len(rest.entries) == 10


def test_the_same_push_gets_the_same_answers_and_changes_nothing(gateway: Gateway) -> None:
    edits = chain(new_id(), 3)
    refused = changeset(edits[0].episode_id, parent=edits[0].id, author="bob")
    batch = [*edits, refused]

    answers = [gateway.push(batch, {}) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert statuses(answers[0]) == ["applied", "applied", "applied", "conflict"]
    assert gateway.status().revisions == 4
    assert gateway.status().head == 3


def test_twice_in_one_push_is_once(gateway: Gateway) -> None:
    edit = changeset(new_id())

    answers = gateway.push([edit, edit], {})

    assert answers[0] == answers[1]
    assert gateway.status().head == 1


def test_an_id_with_other_content_is_refused(gateway: Gateway) -> None:
    edit = changeset(new_id())
    gateway.push([edit], {})

    answers = gateway.push([replace(edit, author="mallory")], {})

    assert statuses(answers) == ["id_reused"]
    assert gateway.pull(after=0).entries[0].changeset == edit


def test_the_second_of_two_is_a_conflict_and_both_are_kept(gateway: Gateway) -> None:
    base = changeset(new_id())
    mine = changeset(base.episode_id, set_field("note", "mine"), parent=base.id)
    theirs = changeset(base.episode_id, set_field("note", "theirs"), parent=base.id, author="bob")
    gateway.push([base], {})

    assert statuses(gateway.push([theirs], {})) == ["applied"]
    assert statuses(gateway.push([mine], {})) == ["conflict"]

    kept = gateway.revisions(base.episode_id)
    assert [(row.changeset, row.status) for row in kept] == [
        (base, AnswerStatus.APPLIED),
        (theirs, AnswerStatus.APPLIED),
        (mine, AnswerStatus.CONFLICT),
    ]
    assert gateway.status().conflicts == 1


def test_what_is_made_on_refused_work_is_refused_too(gateway: Gateway) -> None:
    """A base that is only a number would let the second edit land on a stranger's work."""
    stranger = changeset(new_id(), author="bob")
    mine = chain(stranger.episode_id, 3)
    gateway.push([stranger], {})

    assert statuses(gateway.push(mine[:1], {})) == ["conflict"]
    assert statuses(gateway.push(mine[1:], {})) == ["conflict", "conflict"]
    assert gateway.status().head == 1
    assert gateway.status().revisions == 4


def test_an_orphan_waits_for_its_parent(gateway: Gateway) -> None:
    parent, child = chain(new_id(), 2)

    assert statuses(gateway.push([child], {})) == ["orphan"]
    assert gateway.status().revisions == 0
    assert statuses(gateway.push([parent, child], {})) == ["applied", "applied"]


def test_a_parent_of_another_episode_is_bad(gateway: Gateway) -> None:
    parent = changeset(new_id())

    answers = gateway.push([parent, changeset(new_id(), parent=parent.id)], {})

    assert statuses(answers) == ["applied", "bad"]


def _but(**values: object) -> ChangeSet:
    """A change-set that is right but for ``values``."""
    return replace(changeset(new_id()), **values)  # type: ignore[arg-type]


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
        "no step leads there": _but(changes=(set_field("state", "approved"),), role="lead"),
    }


def test_a_malformed_one_is_bad_for_itself_alone(gateway: Gateway) -> None:
    found, good, malformed = {}, [], _malformed()
    for what, bad in malformed.items():
        good += [changeset(new_id()), changeset(new_id())]
        batch = [good[-2], bad, good[-1]]
        answers = gateway.push(batch, {})
        found[what] = statuses(answers)
        assert gateway.push(batch, {}) == answers, what

    assert found == {what: ["applied", "bad", "applied"] for what in malformed}
    assert [entry.changeset for entry in gateway.pull(after=0).entries] == good


def test_malformed_work_is_kept_too(gateway: Gateway) -> None:
    bad = replace(changeset(new_id()), changes=(set_field("note", "a\0b"), set_field("grade", "success")))

    gateway.push([bad], {})

    assert gateway.status().revisions == 1


def test_an_episode_is_described_by_whoever_knows_it_first(gateway: Gateway) -> None:
    record = replace(episode("caf\xe9 \udcff.mcap"), task="line\nbreak\0")
    first, second = chain(record.id, 2)

    gateway.push([first], {})
    assert gateway.pull(after=0).entries[0].episode is None
    gateway.push([second], {record.id: record})
    gateway.push([changeset(record.id, parent=second.id)], {record.id: replace(record, name="other")})

    assert {entry.episode for entry in gateway.pull(after=0).entries} == {record}


def test_a_catalog_that_is_gone_is_unreachable_and_comes_back(home: Home, gateway: Gateway) -> None:
    gateway.push([changeset(new_id())], {})
    home.go_down()
    try:
        for _ in range(2):
            with pytest.raises(CatalogUnreachableError):
                gateway.status()
    finally:
        home.come_back()

    assert gateway.status().head == 1


def test_what_was_never_made_a_catalog_is_refused_with_the_way_to_make_one(
    request: pytest.FixtureRequest, home: Home
) -> None:
    url = _foreign_database(request, home)
    gateway = open_catalog(url)
    try:
        for call in (
            lambda: gateway.hello(user="a", role=Role.LEAD, device_id="d"),
            lambda: gateway.push([changeset(new_id())], {}),
            lambda: gateway.pull(after=0),
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
