"""Two to five people label one episode offline, each a chain of edits: one stands, the others are kept and settled."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from models.catalog.sync_steps import PushRequest
from models.errors import CatalogError
from models.labelling.apply import apply
from models.labelling.commands import SetNote
from models.storage.values import AnswerStatus
from tests.support.catalogs import TAXONOMY, Home
from tests.support.town import Town

PEOPLE = ("ann", "bob", "cat", "dan", "lea")


def settle(town: Town, user: str) -> list[str]:
    """A person looks at what was refused and writes what stands, beside all of what the others wrote."""
    desk, record = town.desks[user], town.records[0]
    refused = [item.changeset.id for item in desk.store.conflicts(record.id)]
    before = desk.document(record)
    applied = apply(before, SetNote(f"{before.note} + {user}"), taxonomy=TAXONOMY, role=desk.role)
    receipt = desk.store.commit(applied, before=before, now_ns=desk.now_ns, resolves=refused)
    town.model.acknowledge(user, [receipt.changeset_id])
    return refused


def push_first(town: Town, user: str) -> None:
    """The base alone is sent, as where the line breaks after it; what was made on it follows later."""
    store = town.desks[user].store
    with closing(town.home.opened(user)) as gateway:
        request = PushRequest("main", tuple(store.pending(1)), {})
        store.record_answers(request.send(gateway))


@pytest.mark.parametrize("people", [PEOPLE[:2], PEOPLE], ids=len)
def test_chains_of_edits_on_one_episode(pg: Home, tmp_path: Path, people: Sequence[str]) -> None:
    with Town(pg, tmp_path, people) as town:
        record = town.records[0]
        made = {user: town.work(user, notes=3) for user in people}
        winner, *others = people
        assert town.sync(winner).pushed == 7
        for user in others:
            push_first(town, user)
            report = town.sync(user)
            assert (report.pushed, report.conflicts) == (0, 6), "what stands on refused work never lands"
            assert town.desks[user].document(record) == town.desks[winner].document(record)
            assert [item.changeset.id for item in town.desks[user].store.conflicts()] == made[user]
        for user in others:
            town.sync(user)
            assert settle(town, user) == made[user]
            assert town.sync(user).pushed == 1
        tally = town.settled()

        assert town.desks[winner].document(record).note == " + ".join(["ann 3", *others])
        assert all(desk.store.conflicts() == [] for desk in town.desks.values())
        assert (tally.applied, tally.refused) == (7 + len(others), 7 * len(others))
        with closing(pg.opened("lea")) as gateway:
            kept = {row.changeset.id: row.status for row in gateway.revisions("main", record.id)}
        assert {kept[key] for user in others for key in made[user]} == {AnswerStatus.CONFLICT}
        print(tally.told(f"offline by {len(people)} people, settled", len(others)))


def test_two_settle_at_once_and_the_later_one_looks_again(pg: Home, tmp_path: Path) -> None:
    with Town(pg, tmp_path, PEOPLE[:3]) as town:
        record = town.records[0]
        made = {user: town.work(user) for user in town.desks}
        for user in town.desks:
            town.sync(user)
        settle(town, "bob")
        settle(town, "cat")
        assert town.sync("bob").pushed == 1
        assert town.sync("cat").conflicts == 1
        shown = [item.changeset.id for item in town.desks["cat"].store.conflicts()]
        assert set(made["cat"]) < set(shown), "what the refused one had settled waits for a person again"
        assert len(shown) == 5
        settle(town, "cat")
        tally = town.settled()

        assert town.desks["ann"].document(record).note == "by ann + bob + cat"
        assert all(desk.store.conflicts() == [] for desk in town.desks.values())
        print(tally.told("two settle a conflict at once", 1))


def test_edits_go_on_while_the_sync_that_refuses_their_base_is_under_way(pg: Home, tmp_path: Path) -> None:
    """The push is planned, more is made on what it holds, then the answer comes: all of it is kept as refused."""
    with Town(pg, tmp_path) as town:
        town.work("ann")
        town.sync("ann")
        town.work("bob")

        def edit() -> None:
            town.note("bob", times=3)

        with closing(town.home.opened("bob")) as gateway:
            request = PushRequest("main", tuple(town.desks["bob"].store.pending(50)), {})
            answers = request.send(gateway)
        edit()
        town.desks["bob"].store.record_answers(answers)
        try:
            town.sync("bob")
        except CatalogError as error:
            raise AssertionError("nobody has to act") from error
        tally = town.settled()

        assert (tally.applied, tally.refused) == (4, 7)
        assert len(town.desks["bob"].store.conflicts()) == 7
        print(tally.told("edits while their base is refused", 1))
