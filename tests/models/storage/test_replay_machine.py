"""Two people, one catalog, every order of edits, pushes, pulls, lost answers and restarts."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    rule,
    run_state_machine_as_test,
)

from models.errors import RefusedEditError
from models.labelling.changes import fold
from models.labelling.document import empty_document
from models.storage import documents
from models.storage.database import reading
from tests.support.labels import NOW_NS, WISHES, Wish, command_of, record
from tests.support.two_desks import PEOPLE, WHO, TwoDesks

NUMBERS = st.sampled_from([1, 2])


class Sync(TwoDesks):
    """``acknowledged`` is the model: nothing in it may ever be lost."""

    numbers = (1, 2)

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: dict[str, list[str]] = {user: [] for user in PEOPLE}

    @rule(user=WHO, number=NUMBERS, wish=WISHES)
    def edit(self, user: str, number: int, wish: Wish) -> None:
        self.serial += 1
        desk = self.desks[user]
        before = desk.document(number)
        try:
            applied = desk.applied(command_of(wish, before, self.serial), number)
        except RefusedEditError:
            return
        if applied.changes:
            receipt = desk.store.commit(applied, before=before, now_ns=NOW_NS)
            self.acknowledged[user].append(receipt.changeset_id)

    @rule(user=WHO, number=NUMBERS)
    def undo(self, user: str, number: int) -> None:
        if self.desks[user].history(number).done:
            self.acknowledged[user].append(self.desks[user].undo(number).changeset_id)

    @rule(user=WHO)
    def restart(self, user: str) -> None:
        self.desks[user].reopen()

    @rule()
    def sync_everybody(self) -> None:
        for user in (*PEOPLE, *PEOPLE):
            self.catalog.sync(self.desks[user])
        for number in self.numbers:
            documents = [self.desks[user].document(number) for user in PEOPLE]
            empty = empty_document(episode_id=record(number).id, time_range=record(number).range)
            log = [c for c in self.catalog.log if c.episode_id == record(number).id]
            if log:
                assert documents[0] == documents[1]
                assert documents[0] == fold(empty, [change for c in log for change in c.changes])

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        if not hasattr(self, "desks"):
            return
        applied = {changeset.id for changeset in self.catalog.log}
        for user, ids in self.acknowledged.items():
            store = self.desks[user].store
            kept = {c.id for c in store.pending(10_000)} | {c.changeset.id for c in store.conflicts()}
            assert set(ids) <= kept | applied
            assert store.last_receipt() == len(ids)

    @invariant()
    def what_a_store_remembers_is_what_it_holds(self) -> None:
        for desk in getattr(self, "desks", {}).values():
            for episode_id, shown in desk.store._shown.items():
                with reading(desk.store._engine) as connection:
                    stored = documents.read(connection, episode_id)
                assert stored is not None
                assert (shown.document, shown.head) == (stored.document, stored.head)
                assert shown.stored is None or shown.stored == stored


def test_nothing_acknowledged_is_lost_and_all_agree_in_the_end(tmp_path: Path) -> None:
    Sync.lay_out(tmp_path)
    run_state_machine_as_test(
        Sync,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


pytestmark = pytest.mark.slow
