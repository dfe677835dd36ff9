"""How a store is opened: owned, sound, up to date, one with its journal, and with a list that shows it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import uuid_utils
from filelock import FileLock
from sqlalchemy import Engine

from models.errors import DamagedStoreError, KnownError, StoreError
from models.labelling.changes import changeset_to_json
from models.labelling.history import Step
from models.review import Role
from models.storage import documents, journal, journal_entries, list_facts, meta, outbox, places, sites
from models.storage.database import damage_mark, open_engine, reading, writing
from models.storage.integrity import is_sound
from models.storage.journal import Journal
from models.storage.list_file import open_list, throw_away
from models.storage.list_writer import ListWriter
from models.storage.location import Mount, refuse_network_share
from models.storage.migrate import migrate
from models.storage.ownership import give_back, take
from models.storage.rebuild import can_rebuild, rebuild_owned
from models.storage.rows import LABEL_FILE

CHECKED_NBYTES = 16 << 20
"""A label file of up to so many bytes is looked through at every opening, a larger one in the background."""
_CONFLICTS_NOTED = "conflicts_noted"
"""Name of the fact that all conflicts of this file are in its journal."""
_NOT_WRITTEN = "The label file cannot be written: {why}"


@dataclass(slots=True)
class Opened:
    """Everything that an open store holds. ``notices`` is what a person should be told of this opening."""

    directory: Path
    user: str
    role: Role
    engine: Engine
    lock: FileLock
    journal: Journal
    device_id: str = ""
    notices: list[KnownError] = field(default_factory=list)

    def close(self) -> None:
        """A second call does nothing."""
        self.journal.close()
        self.engine.dispose()
        give_back(self.lock, self.directory)


def open_owned(
    directory: Path,
    *,
    user: str,
    role: Role,
    now_ns: int,
    journal_folder: Path,
    mounts: Iterable[Mount] | None,
) -> Opened:
    """Own ``directory`` and make its label file whole.

    Raises:
        StoreError: see ``LabelStore.open``.
    """
    refuse_network_share(directory, mounts)
    path = directory / LABEL_FILE
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = take(directory)
    except OSError as error:
        raise _unwritable(directory, error) from error
    notices: list[KnownError] = []
    opened = Opened(directory, user, role, open_engine(path), lock, Journal(journal_folder), notices=notices)
    try:
        _rebuild_if_damaged(directory, journal_folder, notices)
        try:
            _bring_up(opened, now_ns)
        except DamagedStoreError:
            opened.engine.dispose()
            _rebuild_if_damaged(directory, journal_folder, notices)
            _bring_up(opened, now_ns)
    except BaseException as error:
        opened.close()
        if isinstance(error, OSError):
            raise _unwritable(directory, error) from error
        raise
    return opened


def open_list_of(opened: Opened) -> ListWriter:
    """The list of episodes, in step with the labels; made anew where it is missing, damaged or of another version."""
    for _ in range(2):
        file, made = open_list(opened.directory, opened.user)
        writer = ListWriter(file, opened.user)
        try:
            bring_list_up(opened.engine, writer, made=made)
        except sqlite3.Error:
            writer.close()
            throw_away(opened.directory)
        else:
            return writer
    raise StoreError("The list of episodes in {directory} cannot be made", directory=opened.directory)


def bring_list_up(engine: Engine, writer: ListWriter, *, made: bool) -> None:
    """Write what the list lacks. A new one lacks what only the catalog told: its logs are taken again."""
    with reading(engine) as connection:
        number = outbox.last_number(connection)
        lacking = (
            list_facts.all_ids(connection) if made else list_facts.changed_since(connection, writer.number())
        )
        if lacking or made:
            writer.write(list_facts.facts_of(connection, lacking), number=number)
        held = places.held(connection)
        followed = made and any(sites.state(connection, code).cursor for code in sites.all_codes(connection))
    if not held and not followed:
        return
    writer.sync()
    with writing(engine, _NOT_WRITTEN) as connection:
        places.let_go(connection)
        for code in sites.all_codes(connection) if followed else ():
            sites.rewind(connection, code, applied_as=outbox.AHEAD)


def _rebuild_if_damaged(directory: Path, journal_folder: Path, notices: list[KnownError]) -> None:
    path = directory / LABEL_FILE
    mark = damage_mark(path)
    if not path.exists():
        is_damaged = can_rebuild(directory, journal_folder)
    else:
        size = path.stat().st_size
        is_damaged = mark.exists() or not size or (size <= CHECKED_NBYTES and not is_sound(path))
        is_damaged = is_damaged and can_rebuild(directory, journal_folder)
    if not is_damaged:
        return
    mark.touch()
    report = rebuild_owned(directory, journal_folder)
    mark.unlink(missing_ok=True)
    notices.append(
        StoreError(
            "The label file was damaged and was made anew, with {edits} edits from the journal; "
            "what others did comes with the next sync",
            edits=report.edits,
        )
    )
    if report.unreadable:
        notices.append(StoreError("{lines} lines of the journal could not be read", lines=report.unreadable))


def _bring_up(opened: Opened, now_ns: int) -> None:
    path = opened.directory / LABEL_FILE
    no_copy = migrate(opened.engine, path)
    if no_copy is not None:
        opened.notices.append(no_copy)
    _refuse_emptied(opened)
    device_id = _identify(opened.engine, path, user=opened.user, now_ns=now_ns)
    _agree(opened, device_id, now_ns)
    opened.device_id = device_id


def _refuse_emptied(opened: Opened) -> None:
    """A file that lost its log is a new one; its journal and copies say that it is not."""
    with reading(opened.engine) as connection:
        is_new = meta.get(connection, "user") is None
    if is_new and can_rebuild(opened.directory, opened.journal.folder):
        damage_mark(opened.directory / LABEL_FILE).touch()
        raise DamagedStoreError("The label file lost its contents")


def _agree(opened: Opened, device_id: str, now_ns: int) -> None:
    """File and journal say the same: what either lacks is taken from the other."""
    folder = opened.journal.folder
    with reading(opened.engine) as connection:
        number = outbox.last_number(connection)
    newest = journal.last_number(folder)
    ahead = journal.after_edit(folder, number) if newest > number else _put_away_last(folder)
    if ahead:
        with writing(opened.engine, _NOT_WRITTEN) as connection:
            journal_entries.do_again(connection, ahead)
            outbox.reach_number(connection, newest)
    is_new = not journal.files_of(folder)
    if newest < number or is_new:
        entries = [journal_entries.begin(opened.user, device_id, now_ns)] if is_new else []
        entries += _missing(opened.engine, newest, with_places=is_new)
        opened.journal.append(entries, sync=True)
    _agree_on_conflicts(opened, is_new=is_new)


def _put_away_last(folder: Path) -> list[journal.Entry]:
    """What a person put away since the newest edit: the process may have ended before the file had it, too."""
    entries = journal.tail(folder)
    journal_entries.refuse_newer(entries)
    return [entry for entry in entries if entry["kind"] == journal_entries.ASIDE]


def _agree_on_conflicts(opened: Opened, *, is_new: bool) -> None:
    """A journal of an older program holds none, nor does a new one."""
    with reading(opened.engine) as connection:
        if meta.get(connection, _CONFLICTS_NOTED) and not is_new:
            return
        entries = journal_entries.conflicts_now(connection)
    if entries:
        opened.journal.append(entries, sync=True)
    with writing(opened.engine, _NOT_WRITTEN) as connection:
        meta.put(connection, {_CONFLICTS_NOTED: 1})


def _missing(engine: Engine, number: int, *, with_places: bool) -> list[journal.Entry]:
    """What the journal does not have of a file that is older than it, or that it was taken away from."""
    entries: list[journal.Entry] = []
    with reading(engine) as connection:
        if with_places:
            entries += [journal_entries.place(record) for record in places.everything(connection)]
        for seq, site, changeset in outbox.numbered_since(connection, number):
            stored = documents.read(connection, changeset.episode_id)
            if stored is not None:
                entries.append(
                    journal_entries.edit(
                        seq,
                        site=site,
                        document=stored.document,
                        body=changeset_to_json(changeset),
                        inverse="",
                        step=Step.EDIT,
                    )
                )
    return entries


def _identify(engine: Engine, path: Path, *, user: str, now_ns: int) -> str:
    with reading(engine) as connection:
        owner, device_id = meta.get(connection, "user"), meta.get(connection, "device_id")
    if owner not in {None, user}:
        raise StoreError(
            "{path} holds the labels of {owner}, not of {user}", path=path, owner=owner, user=user
        )
    if device_id is not None:
        return device_id
    made = str(uuid_utils.uuid7(nanoseconds=max(now_ns, 0)))
    with writing(engine, _NOT_WRITTEN) as connection:
        meta.put(connection, {"user": user, "device_id": made, "created_ns": now_ns})
    return made


def _unwritable(directory: Path, error: OSError) -> StoreError:
    return StoreError("{directory} cannot be written: {why}", directory=directory, why=error.strerror)
