"""Three people, two episodes, any order of edits, syncs and cuts: what must hold whatever they do."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models.catalog.gateway import open_catalog
from models.catalog.sync import synchronise
from models.errors import CatalogUnreachableError, RefusedEditError
from models.labelling.changes import fold
from models.labelling.commands import Approve, Command, Reopen, SendBack, SetNote, Withdraw
from models.labelling.document import Document, empty_document
from models.review import Role
from models.storage.values import AnswerStatus, LogEntry
from tests.support.catalogs import TAXONOMY, Desk, Home, LosesReplies, episode, postgres_home, sqlite_home
from tests.support.postgres import server

PEOPLE = {"ann": Role.ANNOTATOR, "bob": Role.ANNOTATOR, "lea": Role.LEAD}
people = st.sampled_from(sorted(PEOPLE))
numbers = st.sampled_from([0, 1])


class Catalog(RuleBasedStateMachine):
    """Subclassed with a home."""

    def make_home(self, directory: Path) -> Home:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        path = Path(self.directory.name)
        self.home = self.make_home(path)
        self.gateway = open_catalog(self.home.url)
        self.records = [episode("one"), episode("two")]
        self.desks = {user: Desk(path, user, role) for user, role in PEOPLE.items()}
        for desk in self.desks.values():
            desk.store.put_episodes(self.records)
        self.acknowledged: dict[str, list[str]] = {user: [] for user in PEOPLE}
        self.notes = 0

    @rule(user=people, number=numbers)
    def label(self, user: str, number: int) -> None:
        with suppress(RefusedEditError):
            self.acknowledged[user] += self.desks[user].label(self.records[number])

    @rule(user=people, number=numbers)
    def note(self, user: str, number: int) -> None:
        self.notes += 1
        self.command(user, number, SetNote(f"{user} {self.notes}"))

    @rule(user=st.sampled_from(["ann", "bob"]), number=numbers, sent=st.booleans())
    def label_and_submit(self, user: str, number: int, sent: bool) -> None:
        self.label(user, number)
        with suppress(RefusedEditError):
            self.acknowledged[user] += self.desks[user].submit(self.records[number])
        if sent:
            self.sync(user)

    @rule(number=numbers, what=st.sampled_from(["approve", "return", "reopen"]), sent=st.booleans())
    def decide(self, number: int, what: str, sent: bool) -> None:
        commands: dict[str, Command] = {
            "approve": Approve("lea"),
            "return": SendBack("lea", (TAXONOMY.return_reasons[0].code,)),
            "reopen": Reopen(),
        }
        self.sync("lea")
        self.command("lea", number, commands[what])
        if sent:
            self.sync("lea")

    @rule(user=st.sampled_from(["ann", "bob"]), number=numbers, what=st.sampled_from(["approve", "return"]))
    def a_whole_round(self, user: str, number: int, what: str) -> None:
        self.sync(user)
        self.label_and_submit(user, number, True)
        self.decide(number, what, True)

    @rule(user=st.sampled_from(["ann", "bob"]), number=numbers)
    def withdraw(self, user: str, number: int) -> None:
        self.command(user, number, Withdraw())

    @rule(user=people)
    def sync(self, user: str) -> None:
        synchronise(self.desks[user].store, self.gateway)

    @rule(user=people, calls=st.integers(1, 3))
    def sync_and_be_cut(self, user: str, calls: int) -> None:
        asked = iter([False] * calls)
        synchronise(self.desks[user].store, self.gateway, cancelled=lambda: next(asked, True))

    @rule(user=people)
    def sync_and_lose_the_reply(self, user: str) -> None:
        with suppress(CatalogUnreachableError):
            synchronise(self.desks[user].store, LosesReplies(self.gateway))

    @rule(user=people)
    def close_and_open_again(self, user: str) -> None:
        self.desks[user].store.close()
        self.desks[user] = Desk(Path(self.directory.name), user, PEOPLE[user])

    @invariant()
    def the_log_is_dense_and_one_chain_an_episode(self) -> None:
        heads: dict[str, str] = {}
        for seq, entry in enumerate(self.log(), 1):
            assert entry.seq == seq
            assert entry.changeset.parent == heads.get(entry.changeset.episode_id, "")
            heads[entry.changeset.episode_id] = entry.changeset.id

    def teardown(self) -> None:
        try:
            for _ in range(2):
                for user in PEOPLE:
                    self.sync(user)
            self.nothing_is_lost_or_doubled()
            self.all_see_what_the_log_says()
        finally:
            self.close()

    def nothing_is_lost_or_doubled(self) -> None:
        kept = [row for record in self.records for row in self.gateway.revisions(record.id)]
        ids = [row.changeset.id for row in kept]
        assert len(ids) == len(set(ids))
        for user, made in self.acknowledged.items():
            store = self.desks[user].store
            assert store.pending_count() == 0
            stranded = {c.changeset.id for c in store.conflicts() if c.status is AnswerStatus.ORPHAN}
            assert set(made) - stranded <= set(ids)

    def all_see_what_the_log_says(self) -> None:
        for record in self.records:
            told = self.told(record.id)
            for desk in self.desks.values():
                seen = desk.document(record)
                assert seen == told or (seen.state.value, told.state.value) == ("new", "new")

    def told(self, episode_id: str) -> Document:
        record = next(record for record in self.records if record.id == episode_id)
        document = empty_document(episode_id=episode_id, time_range=record.range)
        for entry in self.log():
            if entry.changeset.episode_id == episode_id:
                document = fold(document, entry.changeset.changes)
        return document

    def log(self) -> tuple[LogEntry, ...]:
        return self.gateway.pull(after=0, limit=10_000).entries

    def command(self, user: str, number: int, command: Command) -> None:
        desk, record = self.desks[user], self.records[number]
        if isinstance(command, SetNote) and not desk.document(record).track.phases:
            return
        with suppress(RefusedEditError):
            self.acknowledged[user] += desk.do(record, command)

    def close(self) -> None:
        self.gateway.close()
        for desk in self.desks.values():
            desk.store.close()
        if self.home.name == "postgres":
            server().drop_database(self.home.url)
        self.directory.cleanup()


class InFile(Catalog):
    def make_home(self, directory: Path) -> Home:
        return sqlite_home(directory)


class InPostgres(Catalog):
    def make_home(self, directory: Path) -> Home:  # noqa: ARG002
        return postgres_home()


@pytest.mark.parametrize("machine", [InFile, InPostgres])
def test_nothing_is_lost_doubled_or_seen_differently(machine: type[Catalog]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],
        ),
    )
