"""What the one who looks after a catalog file does with it: sites, withdrawals, backups, checks."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from models.catalog import sqlite_log
from models.catalog.address import SqliteAddress
from models.catalog.sqlite_link import opened
from models.catalog.sqlite_log import NOW, News
from models.catalog.tables import (
    audit,
    change_log,
    episode,
    gram,
    lease,
    mark,
    meta,
    remark,
    revision,
    segment,
    site,
    stream_head,
)
from models.catalog.wire import digest, episode_from_text
from models.episode import EpisodeRecord
from models.errors import CatalogError
from models.storage.chain import next_chain
from models.storage.values import AnswerStatus, EntryKind

_NO_MARK = f"{0:032x}"
_TOLD_EVERY = 1000


def add_site(address: SqliteAddress, code: str, name: str = "") -> None:
    """One more site; one that is there gets the name.

    Raises:
        CatalogError: as ``opened``.
    """
    with opened(address, write=True) as connection:
        known = sqlite_log.site_id_of(connection, code)
        if known is not None:
            connection.execute(update(site).where(site.c.site_id == known).values(name=name or code))
            return
        made = connection.execute(insert(site).values(code=code, name=name or code)).inserted_primary_key
        row = {"site_id": made[0] if made else 0, "head": 0, "chain": "", "episodes": 0, "mark": _NO_MARK}
        connection.execute(insert(stream_head).values(row))


def list_sites(address: SqliteAddress) -> tuple[str, ...]:
    """Codes of all sites, the oldest first."""
    with opened(address) as connection:
        return tuple(connection.execute(select(site.c.code).order_by(site.c.site_id)).scalars())


def episode_record(address: SqliteAddress, episode_id: str) -> EpisodeRecord | None:
    """What is known of an episode."""
    with opened(address) as connection:
        row = connection.execute(select(episode.c.record).where(episode.c.episode_id == episode_id)).first()
    return episode_from_text(row.record, episode_id) if row else None


def withdraw_episode(
    address: SqliteAddress, site_code: str, episode_id: str, *, reason: str, login: str = ""
) -> int:
    """Remove all that was said of an episode on lawful request; the number of the log's entry that tells it.

    Numbers, digests and a line of audit stay.

    Raises:
        CatalogError: the site has no such episode.
    """
    with opened(address, write=True) as connection:
        row = connection.execute(
            select(episode)
            .join(site, site.c.site_id == episode.c.site_id)
            .where(episode.c.episode_id == episode_id, site.c.code == site_code)
        ).first()
        if row is None:
            raise CatalogError("The site {site} has no episode {episode}", site=site_code, episode=episode_id)
        if row.withdrawn:
            return _told(connection, episode_id)
        _empty(connection, episode_id, row.added)
        news = [News(EntryKind.WITHDRAWN, episode_id)]
        moved = [row.head] if row.head else []
        head = sqlite_log.append(connection, row.site_id, news, moved=moved, gained=-len(moved))
        _note(connection, login, "withdraw", f"{episode_id}: {reason}")
    _shred(address)
    return head + 1


def raise_epoch(address: SqliteAddress, *, login: str = "") -> int:
    """Say that the file was restored from a backup, so that everybody offers their work again; the new epoch."""
    with opened(address, write=True) as connection:
        epoch: int = connection.execute(select(meta.c.epoch)).scalar_one() + 1
        connection.execute(update(meta).values(epoch=epoch))
        _note(connection, login, "raise_epoch", str(epoch))
    return epoch


def verify_chain(address: SqliteAddress, site_code: str) -> int | None:
    """The number of the first entry of a site's log that is not what was written once, None where all are.

    Raises:
        CatalogError: there is no such site.
    """
    return verify_logs(address, (site_code,))[site_code]


def verify_logs(
    address: SqliteAddress,
    sites: Sequence[str],
    *,
    since: int = 1,
    told: Callable[[int, int], object] = lambda *_: None,
) -> dict[str, int | None]:
    """The same of several sites, from the entry ``since`` on; ``told`` hears how many were read, of how many.

    Raises:
        CatalogError: there is no such site.
    """
    with opened(address) as connection:
        heads = {code: _head(connection, code) for code in sites}
        total = sum(max(head.head - since + 1, 0) for head in heads.values())
        done = 0
        found: dict[str, int | None] = {}
        for code, head in heads.items():
            begun = done

            def count(read: int, begun: int = begun) -> None:
                told(begun + read, max(total, begun + read))

            found[code] = _first_broken(connection, head, min(since, head.head + 1), count)
            done = begun + max(head.head - since + 1, 0)
    return found


def backup(address: SqliteAddress, target: Path) -> None:
    """One consistent copy of the file, which others may have open meanwhile.

    Raises:
        CatalogError: there is something at ``target``, or no room.
    """
    if target.exists():
        raise CatalogError("{path} is there already; a backup replaces nothing", path=target)
    with opened(address):
        pass
    try:
        with closing(sqlite3.connect(address.path)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise CatalogError("The catalog cannot be copied to {path}: {why}", path=target, why=error) from error


def _head(connection: Connection, site_code: str) -> Row[Any]:
    head = connection.execute(
        select(stream_head)
        .join(site, site.c.site_id == stream_head.c.site_id)
        .where(site.c.code == site_code)
    ).first()
    if head is None:
        raise CatalogError("There is no site {site} in this catalog that you may use", site=site_code)
    return head


def _first_broken(
    connection: Connection, head: Row[Any], since: int, told: Callable[[int], object]
) -> int | None:
    wanted = (
        select(change_log, revision.c.body, revision.c.digest.label("kept"), revision.c.status)
        .outerjoin(revision, revision.c.changeset_id == change_log.c.changeset_id)
        .where(change_log.c.site_id == head.site_id, change_log.c.seq >= since)
        .order_by(change_log.c.seq)
    )
    count = since - 1
    chain = _chain_at(connection, head.site_id, count)
    for row in connection.execute(wanted):
        count += 1
        chain = next_chain(
            chain,
            seq=count,
            kind=EntryKind(row.kind),
            episode_id=row.episode_id,
            item_id=row.changeset_id or "",
            digest=row.digest,
        )
        if (row.seq, row.chain) != (count, chain) or not _is_kept(row):
            return count
        if count % _TOLD_EVERY == 0:
            told(count - since + 1)
    told(count - since + 1)
    return None if (head.head, head.chain) == (count, chain) else count + 1


def _chain_at(connection: Connection, site_id: int, seq: int) -> str:
    wanted = select(change_log.c.chain).where(change_log.c.site_id == site_id, change_log.c.seq == seq)
    return connection.execute(wanted).scalar() or ""


def _is_kept(row: Row[Any]) -> bool:
    """Whether the revision of an entry is there, and says what it said."""
    if row.kind != EntryKind.CHANGESET:
        return True
    same = row.kept == row.digest and row.status == AnswerStatus.APPLIED
    return same and (not row.body or digest(row.body) == row.digest)


def _shred(address: SqliteAddress) -> None:
    """What was deleted leaves the file's free pages and its journal too."""
    try:
        with closing(sqlite3.connect(address.path)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise CatalogError(
            "The catalog file {path} cannot be used: {why}", path=address.path, why=error
        ) from error


def _told(connection: Connection, episode_id: str) -> int:
    wanted = select(change_log.c.seq).where(
        change_log.c.episode_id == episode_id, change_log.c.kind == EntryKind.WITHDRAWN
    )
    return int(connection.execute(wanted).scalar_one())


def _empty(connection: Connection, episode_id: str, added: int) -> None:
    words = dict.fromkeys(("name", "task", "robot", "annotator", "grade", "note"), "")
    connection.execute(
        update(episode)
        .where(episode.c.episode_id == episode_id)
        .values(record=None, head=None, withdrawn=True, **words)
    )
    for table in (segment, remark, mark, lease):
        connection.execute(delete(table).where(table.c.episode_id == episode_id))
    connection.execute(delete(gram).where(gram.c.added == added))
    connection.execute(update(revision).where(revision.c.episode_id == episode_id).values(body=""))


def _note(connection: Connection, login: str, action: str, what: str) -> None:
    row = {"login": login, "action": action, "what": what, "server_at": NOW}
    connection.execute(insert(audit).values(row))
