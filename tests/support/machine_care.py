"""What happens to machines and to the catalog as a whole, as rules of the state machine."""

import shutil
from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from models.catalog import administration, sqlite_admin
from models.errors import CatalogError
from models.storage.label_store import FILE_NAME
from tests.support.catalog_rows import outbox_waiting
from tests.support.catalogs import admin_address, file_address
from tests.support.keeping import keep, put_back
from tests.support.machine_base import MachineBase, everybody, numbers, seldom
from tests.support.machine_people import CLOCKS

_EVER_NS = 2 * CLOCKS["2099"]


class Care(MachineBase):
    """Part of ``CatalogMachine``."""

    def sync(self, user: str) -> None:
        """See ``Line``."""
        raise NotImplementedError

    @rule(user=everybody)
    def close_and_open_again(self, user: str) -> None:
        now_ns = self.desks[user].now_ns
        self.desks[user].store.close()
        self.desks[user] = self.desk(user)
        self.desks[user].now_ns = now_ns

    @rule(user=everybody, how=st.sampled_from(["gone", "emptied", "scribbled"]))
    def damage_the_label_file(self, user: str, how: str) -> None:
        """The journal is there, so that it is made anew; what others did may come with the next sync."""
        store = self.desks[user].store
        queued = [changeset.id for changeset in store.pending(1_000_000)]
        store.close()
        path = self.path / user / FILE_NAME
        if how == "gone":
            path.unlink()
        elif how == "emptied":
            path.write_bytes(b"")
        else:
            content = bytearray(path.read_bytes())
            content[100:3000] = b"\xa5" * 2900
            path.write_bytes(content)
        self.close_and_open_again(user)
        again = outbox_waiting(path)
        assert [each for each in again if each in queued] == queued, (
            "I1: what waited still waits after a rebuild"
        )

    @rule(user=everybody, here=seldom)
    def forget_what_was_applied(self, user: str, here: bool) -> None:
        """Only what the catalog's backups are not older than; those are worth nothing from then on."""
        if here and user not in self.model.stale:
            self.desks[user].store.prune(_EVER_NS)
            self.kept = None

    @rule(user=everybody, here=seldom)
    def lose_the_machine(self, user: str, here: bool) -> None:
        """After everything was sent; older backups of the catalog are worth nothing from then on."""
        store = self.desks[user].store
        if not here or store.pending_count() or store.strands() or user in self.model.stale:
            return
        self.sync(user)
        if store.pending_count() or store.strands() or not self.model.all_in_catalog(user):
            return
        store.close()
        shutil.rmtree(self.path / user)
        self.desks[user] = self.desk(user)
        self.kept = None

    @rule(here=seldom)
    def back_up(self, here: bool) -> None:
        if here:
            self.hang_up()
            self.kept = keep(self.home)

    @precondition(lambda self: self.kept is not None)
    @rule(told=st.booleans())
    def restore(self, told: bool) -> None:
        assert self.kept is not None
        self.hang_up()
        put_back(self.home, self.kept, told=told)
        self.model.restored()

    @rule(number=numbers, here=st.integers(0, 9).map(lambda n: n == 0))
    def withdraw_an_episode(self, number: int, here: bool) -> None:
        """By law; a backup from before it may not be put back as it is."""
        if not here or self.model.stale:
            return
        record = self.records[number]
        with suppress(CatalogError):
            if self.home.name == "sqlite":
                address = file_address(self.home.url)
                sqlite_admin.withdraw_episode(address, record.site, record.id, reason="asked for")
            else:
                admin = admin_address(self.home)
                administration.withdraw_episode(admin, record.site, record.id, reason="asked for")
            self.kept = None
