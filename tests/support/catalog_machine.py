"""Three people, three episodes of two sites, and all that happens to them, to their machines and to the catalog.

A model of what was acknowledged is kept beside them. ``checks`` of ``catalog_checks`` ask after each step whether the
catalog is what its rules say (I1 to I12 of its design); at the end everybody syncs until nothing moves, and then all
must see the same.
"""

import tempfile
import uuid
from contextlib import suppress
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.catalog import administration
from models.catalog.gateway import Gateway
from models.catalog.sync import synchronise
from models.episode import EpisodeRecord
from models.errors import CatalogError, CatalogUnreachableError, RefusedEditError
from models.labelling.commands import Approve, Command, Reopen, SendBack, SetNote, Withdraw
from models.review import Role
from tests.support.catalog_checks import Model, check_end, check_step
from tests.support.catalogs import (
    MAIN,
    NOW_NS,
    OTHER,
    TAXONOMY,
    Desk,
    Home,
    LosesReplies,
    PushesTwice,
    admin_address,
    postgres_home,
    sqlite_home,
)
from tests.support.keeping import drop_kept, keep, put_back
from tests.support.postgres import server

TEAM = {"ann": Role.ANNOTATOR, "bob": Role.ANNOTATOR, "lea": Role.LEAD}
CLOCKS = {"1999": 930_000_000 * 10**9, "now": NOW_NS, "2099": 4_090_000_000 * 10**9}
BLINK_H = 0.05 / 3600
_SPACE = uuid.UUID("0f3dbb6e-8a0b-4f0e-9d27-6a8d7f1b1f55")
everybody = st.sampled_from(sorted(TEAM))
annotators = st.sampled_from(["ann", "bob"])
numbers = st.sampled_from([0, 0, 1, 2])
seldom = st.integers(0, 3).map(lambda n: n == 0)


def _records() -> list[EpisodeRecord]:
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


class CatalogMachine(RuleBasedStateMachine):
    """Subclassed with a home."""

    def make_home(self, directory: Path) -> Home:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.home = self.make_home(self.path)
        self.records = _records()
        self.desks = {user: self._desk(user) for user in TEAM}
        self.gateways: dict[str, Gateway] = {}
        self.model = Model(self.home, self.records, self.desks, self.gateway)
        self.kept: object | None = None
        self.notes = 0

    @rule(user=everybody, number=numbers)
    def label(self, user: str, number: int) -> None:
        with suppress(RefusedEditError):
            self.model.acknowledge(user, self.desks[user].label(self.records[number]))

    @rule(user=everybody, number=numbers)
    def edit(self, user: str, number: int) -> None:
        self.notes += 1
        if self.desks[user].document(self.records[number]).track.phases:
            self._do(user, number, SetNote(f"{user} {self.notes}"))

    @rule(user=annotators, number=numbers, sent=st.booleans())
    def label_and_submit(self, user: str, number: int, sent: bool) -> None:
        self.label(user, number)
        with suppress(RefusedEditError):
            self.model.acknowledge(user, self.desks[user].submit(self.records[number]))
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
        self._do("lea", number, commands[what])
        if sent:
            self.sync("lea")

    @rule(user=annotators, number=numbers, what=st.sampled_from(["approve", "return"]))
    def a_whole_round(self, user: str, number: int, what: str) -> None:
        self.sync(user)
        self.label_and_submit(user, number, True)
        self.decide(number, what, True)

    @rule(user=annotators, number=numbers)
    def take_back(self, user: str, number: int) -> None:
        self._do(user, number, Withdraw())

    @rule(user=everybody)
    def sync(self, user: str) -> None:
        with suppress(CatalogError):
            synchronise(self.desks[user].store, self.gateway(user))
            self.model.synced(user)

    @rule(user=everybody)
    def sync_with_every_push_doubled(self, user: str) -> None:
        with suppress(CatalogError):
            synchronise(self.desks[user].store, PushesTwice(self.gateway(user)))
            self.model.synced(user)

    @rule(user=everybody, calls=st.integers(1, 5))
    def sync_and_be_cut(self, user: str, calls: int) -> None:
        asked = iter([False] * calls)
        with suppress(CatalogError):
            synchronise(self.desks[user].store, self.gateway(user), cancelled=lambda: next(asked, True))

    @rule(user=everybody)
    def sync_and_lose_the_reply(self, user: str) -> None:
        with suppress(CatalogError):
            synchronise(self.desks[user].store, LosesReplies(self.gateway(user)))

    @rule(user=everybody)
    def close_and_open_again(self, user: str) -> None:
        now_ns = self.desks[user].now_ns
        self.desks[user].store.close()
        self.desks[user] = self._desk(user)
        self.desks[user].now_ns = now_ns

    @rule(user=everybody, clock=st.sampled_from(sorted(CLOCKS)))
    def skew_the_clock(self, user: str, clock: str) -> None:
        self.desks[user].now_ns = CLOCKS[clock]

    @rule(user=everybody, number=numbers, short=st.booleans(), broken=st.booleans())
    def take_a_lease(self, user: str, number: int, short: bool, broken: bool) -> None:
        desk, record = self.desks[user], self.records[number]
        hours, broken = BLINK_H if short else 1.0, broken and user == "lea"
        with suppress(CatalogError):
            gateway = self.gateway(user)
            device_id = desk.store.device_id
            leases = gateway.take_leases(
                record.site, [record.id], device_id=device_id, hours=hours, break_held=broken
            )
            desk.store.put_leases(leases)

    @rule(user=everybody, number=numbers)
    def give_a_lease_free(self, user: str, number: int) -> None:
        desk, record = self.desks[user], self.records[number]
        with suppress(CatalogError):
            self.gateway(user).release_leases(record.site, [record.id], device_id=desk.store.device_id)
            desk.store.drop_leases([record.id])

    @rule(here=seldom)
    def back_up(self, here: bool) -> None:
        if here:
            self._drop_kept()
            self._hang_up()
            self.kept = keep(self.home)

    @precondition(lambda self: self.kept is not None)
    @rule(told=st.booleans())
    def restore(self, told: bool) -> None:
        assert self.kept is not None
        self._hang_up()
        put_back(self.home, self.kept, told=told)
        self.model.restored()

    @rule(user=everybody, here=seldom)
    def lose_the_machine(self, user: str, here: bool) -> None:
        """After everything was sent; older backups of the catalog are worth nothing from then on."""
        store = self.desks[user].store
        if not here or store.pending_count() or store.conflicts() or user in self.model.stale:
            return
        self.sync(user)
        if store.pending_count() or not self.model.all_in_catalog(user):
            return
        store.close()
        (self.path / user / "labels.sqlite").unlink()
        self.desks[user] = self._desk(user)
        self._drop_kept()

    @invariant()
    def the_catalog_is_what_its_rules_say(self) -> None:
        check_step(self.model)

    def teardown(self) -> None:
        try:
            self.let_everybody_in()
            self._settle()
            check_end(self.model)
        finally:
            self.close()

    def let_everybody_in(self) -> None:
        """Rights that were taken are given back."""

    def gateway(self, user: str) -> Gateway:
        """That person's connection, which is kept."""
        if user not in self.gateways:
            self.gateways[user] = self.home.opened(user)
        return self.gateways[user]

    def close(self) -> None:
        self._hang_up()
        for desk in self.desks.values():
            desk.store.close()
        self._drop_kept()
        if self.home.name == "postgres":
            server().drop_database(self.home.url)
        self.folder.cleanup()

    def _settle(self) -> None:
        """Until a whole turn moves nothing; a wait for somebody's parent ends with the turn after theirs."""
        for _ in range(8):
            moved = 0
            for user in TEAM:
                report = self._surely_synced(user)
                moved += (
                    report.pushed + report.pulled + report.waiting + report.reoffered + len(report.mended)
                )
                moved += self.desks[user].store.pending_count()
            if not moved:
                return

    def _surely_synced(self, user: str):  # type: ignore[no-untyped-def]
        for _ in range(3):
            with suppress(CatalogUnreachableError):
                report = synchronise(self.desks[user].store, self.gateway(user))
                self.model.synced(user)
                return report
        raise AssertionError(f"{user} cannot reach the catalog")

    def _do(self, user: str, number: int, command: Command) -> None:
        with suppress(RefusedEditError):
            self.model.acknowledge(user, self.desks[user].do(self.records[number], command))

    def _desk(self, user: str) -> Desk:
        desk = Desk(self.path, user, TEAM[user])
        known = {row.record.id for row in desk.store.episodes()}
        desk.store.put_episodes([record for record in self.records if record.id not in known])
        return desk

    def _hang_up(self) -> None:
        for gateway in self.gateways.values():
            gateway.close()
        self.gateways.clear()

    def _drop_kept(self) -> None:
        if self.kept is not None:
            drop_kept(self.kept)
        self.kept = None


class InFile(CatalogMachine):
    def make_home(self, directory: Path) -> Home:
        return sqlite_home(directory)


class InPostgres(CatalogMachine):
    """With logins and a server, both of which may be taken away."""

    def make_home(self, directory: Path) -> Home:  # noqa: ARG002
        return postgres_home()

    def __init__(self) -> None:
        super().__init__()
        self.out: set[str] = set()
        self.revoked: set[str] = set()

    @rule(user=annotators)
    def keep_out_or_let_in(self, user: str) -> None:
        if user in self.out:
            administration.enable(admin_address(self.home), user)
        else:
            administration.disable(admin_address(self.home), user)
        self.out ^= {user}

    @rule(user=annotators)
    def revoke_or_grant_a_site(self, user: str) -> None:
        if user in self.revoked:
            administration.grant_site(admin_address(self.home), user, OTHER)
        else:
            administration.revoke_site(admin_address(self.home), user, OTHER)
        self.revoked ^= {user}

    @rule(here=st.integers(0, 19).map(lambda n: n == 0), hard=st.booleans())
    def restart_the_server(self, here: bool, hard: bool) -> None:
        if not here:
            return
        if hard:
            server().kill()
        else:
            server().stop()
        server().restart()

    def let_everybody_in(self) -> None:
        for user in ("ann", "bob"):
            administration.enable(admin_address(self.home), user)
            administration.grant_site(admin_address(self.home), user, OTHER)
