"""Two people, one catalog, every order of edits, pushes, pulls, lost answers and restarts."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from models.errors import RefusedEditError
from models.labelling.changes import fold
from models.labelling.document import empty_document
from models.review import Role
from models.storage.label_store import FILE_NAME
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.labels import NOW_NS, WISHES, Wish, command_of, record

PEOPLE = ("ann", "bob")
NUMBERS = st.sampled_from([1, 2])
WHO = st.sampled_from(PEOPLE)


class Sync(RuleBasedStateMachine):
    """``acknowledged`` is the model: nothing in it may ever be lost."""

    blanks: Path

    @initialize()
    def sit_down(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="rushes-sync-"))
        self.catalog = PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2)})
        self.acknowledged: dict[str, list[str]] = {user: [] for user in PEOPLE}
        self.serial = 0
        for user in PEOPLE:
            (self.root / user).mkdir()
            shutil.copy(self.blanks / user / FILE_NAME, self.root / user / FILE_NAME)
        self.desks = {user: Desk(self.root / user, user, Role.LEAD) for user in PEOPLE}

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

    @rule(user=WHO, limit=st.integers(1, 4), answer_lost=st.booleans())
    def push(self, user: str, limit: int, answer_lost: bool) -> None:
        answers = self.catalog.push(self.desks[user].store.pending(limit))
        if not answer_lost:
            self.desks[user].store.record_answers(answers)

    @rule(user=WHO, limit=st.integers(1, 5))
    def pull(self, user: str, limit: int) -> None:
        store = self.desks[user].store
        store.apply_page(self.catalog.page(store.site_state(SITE).cursor, limit))

    @rule(user=WHO)
    def restart(self, user: str) -> None:
        self.desks[user].reopen()

    @rule()
    def sync_everybody(self) -> None:
        for user in (*PEOPLE, *PEOPLE):
            self.catalog.sync(self.desks[user])
        for number in (1, 2):
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

    def teardown(self) -> None:
        for desk in getattr(self, "desks", {}).values():
            desk.store.close()
        shutil.rmtree(getattr(self, "root", ""), ignore_errors=True)


def test_nothing_acknowledged_is_lost_and_all_agree_in_the_end(tmp_path: Path) -> None:
    for user in PEOPLE:
        with Desk(tmp_path / user, user, Role.LEAD) as desk:
            desk.store.put_episodes([record(1), record(2)])
    Sync.blanks = tmp_path
    run_state_machine_as_test(
        Sync,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


pytestmark = pytest.mark.slow
