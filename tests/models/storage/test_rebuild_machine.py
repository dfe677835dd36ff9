"""Whatever two people did: a store that is made anew of its journal says what it said, of conflicts too."""

import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from models.errors import KnownError
from models.labelling.commands import SetNote
from models.labelling.merge import merge, merged, undecided
from models.labelling.settle import settle
from models.review import Role
from models.storage import copies
from models.storage.label_store import FILE_NAME
from models.storage.strands import Strand
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.labels import NOW_NS, TAXONOMY, WISHES, Wish, command_of, record
from tests.support.two_desks import PEOPLE, WHO, TwoDesks

NUMBERS = (1, 2, 3)
NUMBER = st.sampled_from(NUMBERS)
DAY_NS = 86_400 * 10**9


def views(desk: Desk) -> tuple[object, ...]:
    """All that is told of refused work."""
    store = desk.store
    return store.strands(), store.conflicts(), store.last_receipt(), store.withdrawn(), store.device_id


def everything(desk: Desk, catalog: PaperCatalog) -> tuple[object, ...]:
    """The same, and what a person sees once the log was taken to its end."""
    store = desk.store
    store.apply_page(catalog.page(store.site_state(SITE).cursor))
    return (
        *views(desk),
        *(desk.document(number) for number in NUMBERS),
        [changeset.id for changeset in store.pending(1000)],
        (store.sanity(SITE), store.site_state(SITE)),
        {row.record.id: (row.state, row.pending, row.conflicts) for row in store.episodes()},
    )


class Rebuild(TwoDesks):
    """``rebuild`` loses a label file and compares."""

    numbers = NUMBERS
    copied: bool
    day = 0

    @rule(user=WHO, number=NUMBER, wish=WISHES)
    def edit(self, user: str, number: int, wish: Wish) -> None:
        self.serial += 1
        desk = self.desks[user]
        before = desk.document(number)
        with suppress(KnownError):
            applied = desk.applied(command_of(wish, before, self.serial), number)
            if applied.changes:
                desk.store.commit(applied, before=before, now_ns=NOW_NS)

    @rule(number=NUMBER, wishes=st.tuples(WISHES, WISHES), order=st.permutations(PEOPLE))
    def quarrel(self, number: int, wishes: tuple[Wish, Wish], order: list[str]) -> None:
        """Both edit what both have, and one of them is late."""
        for user in PEOPLE:
            self.catalog.sync(self.desks[user])
        for user, wish in zip(order, wishes, strict=True):
            self.edit(user, number, wish)
        for user in order:
            self.catalog.sync(self.desks[user])

    @rule(user=WHO, number=NUMBER)
    def undo(self, user: str, number: int) -> None:
        with suppress(KnownError):
            if self.desks[user].history(number).done:
                self.desks[user].undo(number)

    @rule(user=WHO, again=st.booleans())
    def take_the_log_again(self, user: str, again: bool) -> None:
        store = self.desks[user].store
        if again:
            store.rewind(SITE)
        else:
            store.rewind_shadows(SITE)

    @rule(user=WHO, pick=st.integers(0, 9), on=st.booleans())
    def put_away(self, user: str, pick: int, on: bool) -> None:
        store = self.desks[user].store
        for strand in self._one_of(user, pick):
            if on:
                store.put_aside(strand.ids)
            else:
                store.take_out(strand.ids)

    @rule(user=WHO, pick=st.integers(0, 9), seed=st.integers(0, 9))
    def settle_one(self, user: str, pick: int, seed: int) -> None:
        desk = self.desks[user]
        for strand in self._one_of(user, pick):
            number = next(n for n in NUMBERS if record(n).id == strand.episode_id)
            before, mine = desk.document(number), strand.mine()
            with suppress(KnownError):
                applied = desk.applied(SetNote(f"settled {self.serial}"), number)
                if strand.base is not None and mine is not None:
                    laid = merge(strand.base, mine, before, role=desk.role)
                    chance = random.Random(seed)
                    chosen = {one.id: chance.choice(one.options) for one in undecided(laid, {})}
                    applied = settle(before, merged(laid, chosen), taxonomy=TAXONOMY, role=desk.role)
                desk.store.commit(applied, before=before, now_ns=NOW_NS, resolves=strand.resolves)

    @rule(number=NUMBER, here=st.integers(0, 9).map(lambda n: n == 0))
    def withdraw(self, number: int, here: bool) -> None:
        if here:
            self.catalog.withdraw(record(number).id)

    @rule(user=WHO)
    def copy(self, user: str) -> None:
        self.day += 1
        name = self.desks[user].store.begin_copy(NOW_NS + self.day * DAY_NS)
        if name is not None:
            self.desks[user].store.make_copy(name)

    @rule(user=WHO)
    def rebuild(self, user: str) -> None:
        desk = self.desks[user]
        before = views(desk)
        desk.store.close()
        home = self.root / "made anew"
        shutil.copytree(self.root / user, home)
        (home / FILE_NAME).unlink()
        if not self.copied:
            shutil.rmtree(home / copies.FOLDER, ignore_errors=True)
        self.desks[user] = desk = Desk(self.root / user, user, Role.LEAD)
        with Desk(home, user, Role.LEAD) as anew:
            assert views(anew) == before
            assert everything(anew, self.catalog) == everything(desk, self.catalog)
        shutil.rmtree(home)

    def teardown(self) -> None:
        for user in getattr(self, "desks", {}):
            self.rebuild(user)
        super().teardown()

    def _one_of(self, user: str, pick: int) -> list[Strand]:
        found = self.desks[user].store.strands()
        return [found[pick % len(found)]] if found else []


def run(directory: Path, *, copied: bool, examples: int) -> None:
    Rebuild.lay_out(directory)
    Rebuild.copied = copied
    run_state_machine_as_test(
        Rebuild,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("copied", [True, False], ids=["copy and journal", "journal alone"])
def test_what_is_made_anew_says_what_it_said(tmp_path: Path, copied: bool) -> None:
    run(tmp_path, copied=copied, examples=6)


pytestmark = pytest.mark.slow
