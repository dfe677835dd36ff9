"""The server's disk runs full while people push, or the client's while they edit: nothing acknowledged is lost."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.catalog.gateway import Gateway, open_catalog
from models.errors import CatalogError, StoreError
from models.labelling.changes import ChangeSet
from models.labelling.commands import SetNote
from models.storage.integrity import faults
from models.storage.label_store import FILE_NAME
from models.storage.values import AnswerStatus
from tests.support.catalogs import chain, changeset, new_id, set_field
from tests.support.desk import Desk
from tests.support.postgres import PostgresServer, as_user, people_catalog
from tests.support.small_disk import SmallDisk, small_disk

SETTINGS = {"max_wal_size": "48MB", "min_wal_size": "32MB", "wal_recycle": "off"}


@dataclass
class Cramped:
    """A catalog on a server of its own whose data lie on a small disk."""

    server: PostgresServer
    disk: SmallDisk
    url: str

    def come_back(self) -> None:
        """Room is made, and the server started where it ended by itself."""
        self.disk.make_room()
        self.server.kill()
        self.server.restart()


@pytest.fixture
def cramped() -> Iterator[Cramped]:
    with ExitStack() as ending:
        disk = ending.enter_context(small_disk(224))
        server = PostgresServer(data=disk.path / "data", settings=SETTINGS)
        ending.callback(server.destroy)
        server.start()
        yield Cramped(server, disk, as_user(server.fresh_database(people_catalog), "ann"))


@contextmanager
def opened(url: str) -> Iterator[Gateway]:
    gateway = open_catalog(url)
    try:
        yield gateway
    finally:
        gateway.close()


def push(gateway: Gateway, edits: list[ChangeSet]) -> list[AnswerStatus]:
    """The one place that knows how to push."""
    return [answer.status for answer in gateway.push("main", edits, {})]


def logged(gateway: Gateway) -> list[str]:
    """Ids of all change-sets in the catalog's log, in its order; the one place that knows how to pull."""
    ids: list[str] = []
    while entries := gateway.pull("main", after=len(ids)).entries:
        assert [entry.seq for entry in entries] == list(range(len(ids) + 1, len(ids) + 1 + len(entries)))
        ids += [entry.item_id for entry in entries]
    return ids


def use_up_the_log_file(server: PostgresServer) -> None:
    """So that the next push needs another file for the log before the tables need the rest of the disk."""
    server.execute("checkpoint")
    left = server.execute("select 16777216 - (pg_current_wal_insert_lsn() - '0/0') % 16777216")[0][0]
    server.execute(
        f"select pg_logical_emit_message(false, 'fill', repeat('x', {max(int(str(left)) - 200_000, 1)}))"
    )


def bulky(episode_id: str, length: int) -> list[ChangeSet]:
    """Edits of a note of 20 kB that does not compress, each made on the one before."""
    made: list[ChangeSet] = []
    for n in range(length):
        text = random.Random(f"{episode_id} {n}").randbytes(10_000).hex()
        parent = made[-1].id if made else ""
        made.append(changeset(episode_id, set_field("note", text), parent=parent))
    return made


def push_until_refused(
    gateway: Gateway, batches: Iterator[list[ChangeSet]]
) -> tuple[list[str], list[ChangeSet]]:
    """Ids that were answered, and the batch that was not."""
    answered: list[str] = []
    for batch in batches:
        try:
            assert push(gateway, batch) == [AnswerStatus.APPLIED] * len(batch)
        except CatalogError:
            return answered, batch
        answered += [edit.id for edit in batch]
    raise AssertionError("the disk did not run full")


def many() -> Iterator[list[ChangeSet]]:
    for _ in range(400):
        yield bulky(new_id(), 25)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("leave", "sign"),
    [
        pytest.param(2 << 20, "PANIC:  could not write to file", id="log"),
        pytest.param(0, "ERROR:  could not extend file", id="table"),
    ],
)
def test_the_server_s_disk_is_full_in_the_middle_of_a_push(cramped: Cramped, leave: int, sign: str) -> None:
    """The client is told, and what it was told before stays; also where the server ends for want of a log."""
    with opened(cramped.url) as gateway:
        first = chain(new_id(), 5)
        push(gateway, first)
        if leave:
            use_up_the_log_file(cramped.server)
        cramped.disk.fill(leave=leave)
        answered, refused = push_until_refused(gateway, many())
    assert sign in cramped.server.log()

    cramped.come_back()
    with opened(cramped.url) as gateway:
        before = logged(gateway)
        assert before[: 5 + len(answered)] == [edit.id for edit in first] + answered
        assert len(before) - 5 - len(answered) in {0, len(refused)}, (
            "the push was committed whole or not at all"
        )
        assert push(gateway, refused) == [AnswerStatus.APPLIED] * len(refused), "pushed again"
        assert logged(gateway) == [edit.id for edit in first] + answered + [edit.id for edit in refused]


@pytest.mark.slow
def test_a_server_without_room_is_read_and_takes_work_as_soon_as_there_is_room(cramped: Cramped) -> None:
    """Nobody has to start it again: only the table ran full."""
    with opened(cramped.url) as gateway:
        first = chain(new_id(), 5)
        push(gateway, first)
        cramped.disk.fill()
        answered, refused = push_until_refused(gateway, many())
        known = [edit.id for edit in first] + answered
        assert logged(gateway) == known
        cramped.disk.make_room()
        assert push(gateway, refused) == [AnswerStatus.APPLIED] * len(refused)
        assert logged(gateway) == known + [edit.id for edit in refused]


def test_the_client_s_disk_is_full_while_somebody_edits(tmp_path: Path) -> None:
    """An edit is refused in so many words, those before stay, and with room again it goes on."""
    with small_disk(6) as disk:
        with Desk(disk.path / "ann") as ann:
            saved = [receipt.changeset_id for n in range(5) for receipt in ann.do(SetNote(f"note {n}"))]
            disk.fill(leave=64 << 10)
            with pytest.raises(StoreError, match="not saved"):
                edit_on(ann, saved)
            assert [edit.id for edit in ann.store.pending(10_000)] == saved
            disk.make_room()
            saved += [receipt.changeset_id for receipt in ann.do(SetNote("room again"))]
        with Desk(disk.path / "ann") as ann:
            assert [edit.id for edit in ann.store.pending(10_000)] == saved
            assert ann.document().note == "room again"
        assert faults(disk.path / "ann" / FILE_NAME) == ()


def edit_on(person: Desk, saved: list[str]) -> None:
    for n in range(2000):
        saved += [receipt.changeset_id for receipt in person.do(SetNote(f"{n} " + "x" * 500))]
