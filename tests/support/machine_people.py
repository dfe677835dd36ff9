"""What people do at their desks, as rules of the state machine."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule

from models.catalog.conflicts import kept_at
from models.errors import CatalogError, RefusedEditError
from models.labelling.commands import Approve, Command, Reopen, SendBack, SetNote, Submit, Withdraw
from models.labelling.document import empty_document
from models.labelling.merge import Side, merge, merged, undecided
from models.labelling.settle import settle
from models.storage.strands import Strand
from tests.support.catalogs import NOW_NS, TAXONOMY
from tests.support.labels import MORE_KINDS, Wish, command_of
from tests.support.machine_base import TEAM, MachineBase, annotators, everybody, numbers, seldom

CLOCKS = {"1999": 930_000_000 * 10**9, "now": NOW_NS, "2099": 4_090_000_000 * 10**9}
BLINK_H = 0.05 / 3600
sides = st.sampled_from([Side.MINE, Side.THEIRS])


class People(MachineBase):
    """Part of ``CatalogMachine``."""

    def sync(self, user: str) -> None:
        """See ``Line``."""
        raise NotImplementedError

    @rule(user=everybody, number=numbers)
    def label(self, user: str, number: int) -> None:
        desk, record = self.desks[user], self.records[number]
        if record.id not in desk.store.withdrawn():
            with suppress(RefusedEditError):
                self.model.acknowledge(user, desk.label(record), record.id)

    @rule(user=everybody, number=numbers, word=st.integers(0, 999))
    def edit(self, user: str, number: int, word: int) -> None:
        if self.desks[user].document(self.records[number]).track.phases:
            self.do(user, number, SetNote(f"{user} {word}"))

    @rule(user=everybody, number=numbers, kind=st.sampled_from(MORE_KINDS), pick=st.integers(0, 1000))
    def say_more(self, user: str, number: int, kind: str, pick: int) -> None:
        """Of an arm, an event, a phase or the whole; a question, or the answer to one."""
        document = self.desks[user].document(self.records[number])
        wish = Wish(kind, pick / 1000, pick, f"{user} {pick}")
        self.do(user, number, command_of(wish, document, self.steps))

    @rule(user=annotators, number=numbers, sent=st.booleans())
    def label_and_submit(self, user: str, number: int, sent: bool) -> None:
        self.label(user, number)
        self.do(user, number, Submit(user))
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
        self.do("lea", number, commands[what])
        if sent:
            self.sync("lea")

    @rule(user=annotators, number=numbers, what=st.sampled_from(["approve", "return"]))
    def a_whole_round(self, user: str, number: int, what: str) -> None:
        self.sync(user)
        self.label_and_submit(user, number, True)
        self.decide(number, what, True)

    @rule(user=annotators, number=numbers)
    def take_back(self, user: str, number: int) -> None:
        self.do(user, number, Withdraw())

    @rule(user=everybody, side=sides, sent=st.booleans())
    def settle_a_conflict(self, user: str, side: Side, sent: bool) -> None:
        for strand in self.desks[user].store.strands()[:1]:
            self._settle(user, strand, side)
        if sent:
            self.sync(user)

    @rule(number=numbers, side=sides)
    def everybody_settles_the_same(self, number: int, side: Side) -> None:
        """Each the conflict of their own about one episode, before they hear of each other."""
        quarrelling = []
        for user in TEAM:
            for strand in self.desks[user].store.strands(self.records[number].id)[:1]:
                self._settle(user, strand, side)
                quarrelling.append(user)
        for user in quarrelling:
            self.sync(user)

    @rule(number=numbers, word=st.integers(0, 999), others=st.sampled_from([("ann", "bob"), ("bob", "lea")]))
    def argue(self, number: int, word: int, others: tuple[str, str]) -> None:
        """Two write something else each, and send it; the second is too late."""
        for user in others:
            self.edit(user, number, word)
        for user in others:
            self.sync(user)

    @rule(user=everybody, here=seldom, out=st.booleans())
    def put_a_conflict_aside(self, user: str, here: bool, out: bool) -> None:
        store = self.desks[user].store
        for strand in store.strands()[:1] if here else ():
            (store.take_out if out else store.put_aside)(strand.ids)

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

    def _settle(self, user: str, strand: Strand, side: Side) -> None:
        """As the window does when a person has chosen; where it is not allowed, the conflict stays."""
        desk = self.desks[user]
        record = next(each for each in self.records if each.id == strand.episode_id)
        if strand.base is None:
            with suppress(CatalogError):
                blank = empty_document(episode_id=record.id, time_range=record.range)
                rows = self.gateway(user).revisions(record.site, record.id)
                kept = kept_at(rows, strand.parent, blank)
                strand = strand if kept is None else strand.on(kept)
        base, mine, now = strand.base, strand.mine(), desk.document(record)
        if base is None or mine is None or record.id in desk.store.withdrawn():
            return
        laid = merge(base, mine, now, role=desk.role)
        with suppress(RefusedEditError):
            result = merged(laid, {one.id: side for one in undecided(laid, {})})
            applied = settle(now, result, taxonomy=TAXONOMY, role=desk.role)
            receipt = desk.store.commit(applied, before=now, now_ns=desk.now_ns, resolves=strand.resolves)
            self.model.acknowledge(user, [receipt.changeset_id], record.id)
