"""What the state machine of a catalog stands on: a home, three people with a store each, and how it all ends."""

import functools
import tempfile
import uuid
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from models.catalog.gateway import Gateway
from models.catalog.sync import synchronise
from models.catalog.sync_steps import SyncReport
from models.episode import EpisodeRecord
from models.errors import CatalogUnreachableError, RefusedEditError
from models.labelling.commands import Command
from models.review import Role
from models.storage.database import open_engine
from models.storage.label_store import FILE_NAME
from models.storage.migrate import migrate
from tests.support.catalog_checks import Model, check_end, check_step
from tests.support.catalogs import MAIN, OTHER, Desk, Home
from tests.support.keeping import Kept

TEAM = {"ann": Role.ANNOTATOR, "bob": Role.ANNOTATOR, "lea": Role.LEAD}
FULL_EVERY = 10
"""Every so manieth step everything is read and checked anew, at the others what came since."""
_SPACE = uuid.UUID("0f3dbb6e-8a0b-4f0e-9d27-6a8d7f1b1f55")
_MEMORY = Path("/dev/shm")
everybody = st.sampled_from(sorted(TEAM))
annotators = st.sampled_from(["ann", "bob"])
numbers = st.sampled_from([0, 0, 1, 2])
seldom = st.integers(0, 3).map(lambda n: n == 0)


def records() -> list[EpisodeRecord]:
    """Three episodes of two sites."""
    return [
        EpisodeRecord(
            id=str(uuid.uuid5(_SPACE, name)),
            path=f"/recordings/{name}.mcap",
            inner_id="",
            name=name,
            format="mcap",
            start_ns=0,
            end_ns=9_999_999_999,
            streams=("/camera",),
            site=site,
        )
        for name, site in (("one", MAIN), ("two", MAIN), ("three", OTHER))
    ]


class MachineBase(RuleBasedStateMachine):
    """Its parts add rules, its subclasses a home. ``done`` counts runs and steps of all machines of this process."""

    done: ClassVar[Counter[str]] = Counter()

    def make_home(self, directory: Path) -> Home:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(
            prefix="rushes-machine-", dir=_MEMORY if _MEMORY.is_dir() else None
        )
        self.path = Path(self.folder.name)
        self.home = self.make_home(self.path)
        self.records = records()
        self.desks = {user: self.desk(user) for user in TEAM}
        self.gateways: dict[str, Gateway] = {}
        self.model = Model(self.home, self.records, self.desks, self.gateway)
        self.kept: Kept | None = None
        self.steps = 0

    @invariant()
    def the_catalog_is_what_its_rules_say(self) -> None:
        self.steps += 1
        self.done["steps"] += 1
        check_step(self.model, full=self.steps % FULL_EVERY == 0)

    def teardown(self) -> None:
        try:
            self.let_everybody_in()
            self.settle_down()
            check_end(self.model)
            self.done["runs"] += 1
        finally:
            self.close()

    def let_everybody_in(self) -> None:
        """Rights that were taken are given back."""

    def desk(self, user: str) -> Desk:
        """Opened, with all episodes that were not withdrawn; a new one begins with a copy of an empty file."""
        directory = self.path / user
        if not directory.exists():
            directory.mkdir()
            (directory / FILE_NAME).write_bytes(_empty_labels())
        desk = Desk(self.path, user, TEAM[user])
        known = {row.record.id for row in desk.store.episodes()} | set(desk.store.withdrawn())
        desk.store.put_episodes([record for record in self.records if record.id not in known])
        return desk

    def do(self, user: str, number: int, *commands: Command) -> None:
        """Edit, where the episode is not gone and the rules of review allow it."""
        desk, record = self.desks[user], self.records[number]
        for command in commands:
            if record.id not in desk.store.withdrawn():
                with suppress(RefusedEditError):
                    self.model.acknowledge(user, desk.do(record, command), record.id)

    def gateway(self, user: str) -> Gateway:
        """That person's connection, which is kept."""
        if user not in self.gateways:
            self.gateways[user] = self.home.opened(user)
        return self.gateways[user]

    def hang_up(self) -> None:
        """Close all connections."""
        for gateway in self.gateways.values():
            gateway.close()
        self.gateways.clear()

    def close(self) -> None:
        """Let everything go."""
        self.hang_up()
        for desk in self.desks.values():
            desk.store.close()
        self.folder.cleanup()

    def settle_down(self) -> None:
        """Until a whole turn moves nothing; a wait for somebody's parent ends with the turn after theirs."""
        for _ in range(8):
            moved = 0
            for user in TEAM:
                report = self.surely_synced(user)
                moved += (
                    report.pushed + report.pulled + report.waiting + report.reoffered + len(report.mended)
                )
                moved += self.desks[user].store.pending_count()
            if not moved:
                return

    def surely_synced(self, user: str) -> SyncReport:
        """A whole run; a server that was restarted is asked again."""
        for _ in range(3):
            with suppress(CatalogUnreachableError):
                report = synchronise(self.desks[user].store, self.gateway(user))
                self.model.synced(user)
                return report
        raise AssertionError(f"{user} cannot reach the catalog")


@functools.cache
def _empty_labels() -> bytes:
    """A label file of nobody yet, made once: Alembic takes its time."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / FILE_NAME
        engine = open_engine(path)
        migrate(engine, path)
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("pragma wal_checkpoint(truncate)")
        engine.dispose()
        return path.read_bytes()
