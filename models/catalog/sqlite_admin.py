"""What the one who looks after a catalog file does with it: sites, withdrawals, backups, checks."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from models.catalog import sqlite_log
from models.catalog.address import SqliteAddress, parse_url
from models.catalog.sqlite_link import opened
from models.catalog.sqlite_log import NOW, News
from models.catalog.tables import (
    audit,
    change_log,
    episode,
    gram,
    lease,
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
from models.storage.values import EntryKind

_NO_MARK = f"{0:032x}"


def add_site(url: str, code: str, name: str) -> None:
    """One more site; one that is there gets the name.

    Raises:
        CatalogError: as ``opened``.
    """
    with opened(_address(url), write=True) as connection:
        known = sqlite_log.site_id_of(connection, code)
        if known is not None:
            connection.execute(update(site).where(site.c.site_id == known).values(name=name))
            return
        made = connection.execute(insert(site).values(code=code, name=name)).inserted_primary_key
        row = {"site_id": made[0] if made else 0, "head": 0, "chain": "", "episodes": 0, "mark": _NO_MARK}
        connection.execute(insert(stream_head).values(row))


def episode_record(url: str, episode_id: str) -> EpisodeRecord | None:
    """What is known of an episode."""
    with opened(_address(url)) as connection:
        row = connection.execute(select(episode.c.record).where(episode.c.episode_id == episode_id)).first()
    return episode_from_text(row.record) if row else None


def withdraw_episode(url: str, episode_id: str, *, why: str, login: str = "") -> None:
    """Remove an episode and all that was ever said of it; its numbers, digests and a line of audit stay.

    Raises:
        CatalogError: there is no such episode.
    """
    with opened(_address(url), write=True) as connection:
        row = connection.execute(select(episode).where(episode.c.episode_id == episode_id)).first()
        if row is None:
            raise CatalogError("The catalog has no episode {episode}", episode=episode_id)
        if row.withdrawn:
            return
        _empty(connection, episode_id, row.added)
        news = [News(EntryKind.WITHDRAWN, episode_id)]
        moved = [row.head] if row.head else []
        sqlite_log.append(connection, row.site_id, news, moved=moved, gained=-len(moved))
        _note(connection, login, "withdraw", f"{episode_id}: {why}")


def raise_epoch(url: str, *, login: str = "") -> int:
    """Say that the file was restored from a backup, so that everybody offers their work again; the new epoch."""
    with opened(_address(url), write=True) as connection:
        epoch: int = connection.execute(select(meta.c.epoch)).scalar_one() + 1
        connection.execute(update(meta).values(epoch=epoch))
        _note(connection, login, "raise_epoch", str(epoch))
    return epoch


def verify_chain(url: str) -> dict[str, int]:
    """Number of entries of each site's log, all of whose digests were computed again.

    Raises:
        CatalogError: an entry is missing, or is not what its digest says.
    """
    with opened(_address(url)) as connection:
        heads = connection.execute(
            select(site.c.code, stream_head).join(stream_head, site.c.site_id == stream_head.c.site_id)
        ).all()
        return {head.code: _verified(connection, head.code, head) for head in heads}


def backup(url: str, target: Path) -> None:
    """One consistent copy of the file, which others may have open meanwhile.

    Raises:
        CatalogError: there is something at ``target``, or no room.
    """
    address = _address(url)
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


def _verified(connection: Connection, code: str, head: Row[Any]) -> int:
    wanted = (
        select(change_log, revision.c.body, revision.c.digest.label("kept"))
        .outerjoin(revision, revision.c.changeset_id == change_log.c.changeset_id)
        .where(change_log.c.site_id == head.site_id)
        .order_by(change_log.c.seq)
    )
    count, chain = 0, ""
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
        is_whole = row.kind != EntryKind.CHANGESET or row.kept == row.digest
        if (
            (row.seq, row.chain) != (count, chain)
            or not is_whole
            or (row.body and digest(row.body) != row.digest)
        ):
            _refuse(code, count)
    if (head.head, head.chain) != (count, chain):
        _refuse(code, count + 1)
    return count


def _refuse(code: str, seq: int) -> None:
    raise CatalogError("Entry {seq} of the site {site} is missing or was changed", seq=seq, site=code)


def _empty(connection: Connection, episode_id: str, added: int) -> None:
    words = dict.fromkeys(("name", "task", "robot", "annotator", "grade", "note"), "")
    connection.execute(
        update(episode)
        .where(episode.c.episode_id == episode_id)
        .values(record=None, head=None, withdrawn=True, **words)
    )
    for table in (segment, remark, lease):
        connection.execute(delete(table).where(table.c.episode_id == episode_id))
    connection.execute(delete(gram).where(gram.c.added == added))
    connection.execute(update(revision).where(revision.c.episode_id == episode_id).values(body=""))


def _note(connection: Connection, login: str, action: str, what: str) -> None:
    row = {"login": login, "action": action, "what": what, "server_at": NOW}
    connection.execute(insert(audit).values(row))


def _address(url: str) -> SqliteAddress:
    address = parse_url(url)
    if not isinstance(address, SqliteAddress):
        raise CatalogError("A catalog file is named by sqlite:///PATH")
    return address
