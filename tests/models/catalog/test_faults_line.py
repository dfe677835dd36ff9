"""A line that eats replies, cuts them, loses requests, resets, stalls for ever; and pushes that come twice."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.catalog import postgres_link
from models.errors import CatalogUnreachableError
from models.labelling.changes import ChangeSet
from models.labelling.commands import SetNote
from models.storage.values import Answer, AnswerStatus
from tests.models.catalog.test_faults_kill import held_at_the_log, wait_for_push
from tests.support.catalogs import Home, LosesReplies, PushesTwice, Through, set_field
from tests.support.postgres import server
from tests.support.town import Town, by
from tests.support.wire_proxy import WireProxy

PUSH = "rushes.push"
BATCHES = 2
Spoil = Callable[[WireProxy, int], None]


@pytest.fixture
def town(pg: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(pg, tmp_path, ("ann", "bob")) as made:
        yield made


@pytest.fixture
def line() -> Iterator[WireProxy]:
    with WireProxy(server()) as made:
        yield made


def far(town: Town, line: WireProxy) -> Home:
    return by(town.home, lambda user: line.through(town.home.login(user)))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda line, nth: line.eat_reply(PUSH, nth=nth), id="reply eaten after COMMIT"),
        pytest.param(lambda line, nth: line.cut_reply(PUSH, after=1, nth=nth), id="reply cut after 1 byte"),
        pytest.param(
            lambda line, nth: line.cut_reply(PUSH, after=900, nth=nth), id="reply cut in the middle"
        ),
        pytest.param(lambda line, nth: line.lose_request(PUSH, nth=nth), id="request lost"),
    ],
)
def test_every_push_of_a_run_goes_wrong_once(
    town: Town, line: WireProxy, spoil: Spoil, request: pytest.FixtureRequest
) -> None:
    """It is told, nothing leaves the queue without an answer, and the next run pushes the same again."""
    town.work("ann", notes=50 * BATCHES - 10)
    waiting = [town.pending("ann")]
    for n in range(BATCHES):
        # The push before is answered now; the one after it goes wrong.
        spoil(line, 1 if n == 0 else 2)
        with pytest.raises(CatalogUnreachableError, match="does not answer"):
            town.sync("ann", far(town, line))
        waiting.append(town.pending("ann"))
    assert town.sync("ann", far(town, line)).pushed == 44

    assert line.fired == BATCHES
    assert waiting == [94, 94, 44]
    tally = town.settled()
    assert tally.applied == 94
    print(tally.told(request.node.callspec.id, BATCHES))


def test_a_page_that_is_cut_in_the_middle_is_fetched_again(town: Town, line: WireProxy) -> None:
    town.work("ann", notes=60)
    town.sync("ann")
    cuts = (1, 3000, 30_000)
    for after in cuts:
        line.cut_reply("rushes.pull", after=after)
        with pytest.raises(CatalogUnreachableError, match="does not answer"):
            town.sync("bob", far(town, line))
        assert town.desks["bob"].store.site_state("main").cursor == 0, "a page is taken whole or not at all"
    assert town.sync("bob", far(town, line)).pulled == 64

    print(town.settled().told("page cut in the middle", len(cuts)))


def test_a_reset_while_the_push_still_runs_on_the_server(town: Town, line: WireProxy) -> None:
    """The first try is not over when the second comes: it waits for the first and gets its answers."""
    town.work("ann", notes=20)
    for _ in range(2):
        with held_at_the_log(town.home.url):
            failed: list[str] = []
            first = threading.Thread(target=lambda: failed.append(refused(town, line)))  # noqa: B023
            first.start()
            wait_for_push(town.home.url, "wait_event_type = 'Lock'")
            line.cut_all()
            first.join(30)
            second = threading.Thread(target=town.stubborn, args=("ann",))
            second.start()
            second.join(0.3)
            assert second.is_alive(), "it waits"
        second.join(30)
        assert "does not answer" in failed[0]
        assert town.pending("ann") == 0
        town.note("ann", times=10)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (44, 0)
    print(tally.told("connection reset while the push runs", 2))


def refused(town: Town, line: WireProxy) -> str:
    try:
        town.sync("ann", far(town, line))
    except CatalogUnreachableError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("what", ["push", "pull", "hello"])
def test_a_stall_for_ever_ends_by_our_own_patience(
    town: Town, line: WireProxy, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_link, "STATEMENT_S", 0)
    monkeypatch.setattr(postgres_link, "CONNECT_S", 1)
    town.work("ann", notes=6)
    line.hold_reply(f"rushes.{what}")
    begin = time.monotonic()

    with pytest.raises(CatalogUnreachableError, match="no answer within 0 s"):
        town.sync("ann", far(town, line))

    assert time.monotonic() - begin < postgres_link._LIMITS["tcp_user_timeout"] / 1000  # type: ignore[operator]
    assert town.pending("ann") == (0 if what == "pull" else 10)
    monkeypatch.undo()
    town.sync("ann", far(town, line))
    print(town.settled().told(f"reply to {what} held back for ever", 1))


def test_a_stall_while_connecting_ends_too(
    town: Town, line: WireProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgres_link._LIMITS, "connect_timeout", 2)
    town.work("ann")
    with line.stalled(), pytest.raises(CatalogUnreachableError, match="does not answer"):
        town.sync("ann", far(town, line))
    assert town.pending("ann") == 4
    town.sync("ann", far(town, line))

    print(town.settled().told("stall while connecting", 1))


def test_every_push_is_sent_twice(town: Town) -> None:
    for user in town.desks:
        town.work(user, notes=60)
    for user in town.desks:
        town.sync_through(user, PushesTwice)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (64, 64)
    print(tally.told("every push sent twice", 4))


class Forges(Through):
    """What it pushes has other content than what the store made."""

    def push(self, site: str, changesets: Any, *args: Any, **options: Any) -> tuple[Answer, ...]:
        forged = [replace(edit, changes=(set_field("note", "forged"),)) for edit in changesets]
        return super().push(site, forged, *args, **options)


def test_the_same_id_with_other_content_is_never_applied(town: Town) -> None:
    """Neither with the first content's answer nor with the second content's work."""
    ids = town.work("ann", notes=6)
    with pytest.raises(CatalogUnreachableError):
        town.sync_through("ann", LosesReplies)
    report = town.sync_through("ann", Forges)

    assert (report.rejected, report.pushed) == (10, 0)
    assert contents(town) == [(changeset_id, "not forged") for changeset_id in ids]
    tally = town.settled()
    assert tally.applied == 10
    assert town.desks["ann"].store.conflicts() == [], "the log has it as it was made"
    print(tally.told("same id with other content", 10))


def test_twice_in_one_push_with_other_content(town: Town) -> None:
    town.work("ann")
    town.sync("ann")
    town.note("ann")
    (edit,) = town.desks["ann"].store.pending(9)
    other = replace(edit, changes=(set_field("note", "forged"),))
    with closing(town.home.opened("ann")) as gateway:
        answers = gateway.push("main", [edit, other, edit], {})
    assert [answer.status for answer in answers] == [
        AnswerStatus.APPLIED,
        AnswerStatus.ID_REUSED,
        AnswerStatus.APPLIED,
    ]
    assert answers[0] == answers[2]
    assert contents(town)[-1] == (edit.id, "not forged")

    print(town.settled().told("same id twice in one push", 1))


def contents(town: Town) -> list[tuple[str, str]]:
    with closing(town.home.opened("lea")) as gateway:
        rows = gateway.revisions("main", town.records[0].id)
    return [(row.changeset.id, "forged" if is_forged(row.changeset) else "not forged") for row in rows]


def is_forged(edit: ChangeSet) -> bool:
    return any(change.body.get("value") == "forged" for change in edit.changes)


def test_a_second_edit_while_the_first_one_s_reply_is_lost(town: Town, line: WireProxy) -> None:
    """People go on meanwhile: what was committed unheard and what was made since end in one chain."""
    town.work("ann")
    for _ in range(4):
        line.eat_reply(PUSH)
        with pytest.raises(CatalogUnreachableError):
            town.sync("ann", far(town, line))
        ids = town.desks["ann"].do(town.records[0], SetNote(f"on {line.fired}"))
        town.model.acknowledge("ann", ids)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (8, 0)
    print(tally.told("edits while a reply is lost", 4))
