"""The numbered log of each site in a catalog file: statements inside a caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from models.catalog import wire
from models.catalog.tables import change_log, episode, meta, revision, site, stream_head
from models.storage.chain import next_chain
from models.storage.values import EntryKind, LogEntry, Page

PAGE_BYTES = 8 << 20
NOW = func.strftime("%Y-%m-%d %H:%M:%f", "now")


@dataclass(frozen=True, slots=True)
class News:
    """An entry to be: what a later number of the log will speak of."""

    kind: EntryKind
    episode_id: str
    item_id: str = ""
    digest: str = ""


def site_id_of(connection: Connection, code: str) -> int | None:
    """The site's number, None where there is no such site."""
    return connection.execute(select(site.c.site_id).where(site.c.code == code)).scalar()


def append(
    connection: Connection,
    site_id: int,
    news: Sequence[News],
    *,
    moved: Sequence[str] = (),
    gained: int = 0,
) -> int:
    """Number the entries on from the site's head, which is given back as it was before them.

    ``moved`` are the heads that episodes left and came to, for the site's mark; ``gained`` is how many episodes more
    have a head now.
    """
    before = connection.execute(select(stream_head).where(stream_head.c.site_id == site_id)).one()
    rows, chain = [], before.chain
    for seq, item in enumerate(news, before.head + 1):
        chain = next_chain(
            chain,
            seq=seq,
            kind=item.kind,
            episode_id=item.episode_id,
            item_id=item.item_id,
            digest=item.digest,
        )
        rows.append(
            {
                "site_id": site_id,
                "seq": seq,
                "kind": item.kind.value,
                "episode_id": item.episode_id,
                "changeset_id": item.item_id or None,
                "digest": item.digest,
                "chain": chain,
            }
        )
    if rows:
        connection.execute(insert(change_log).values(server_at=NOW), rows)
        connection.execute(
            update(stream_head)
            .where(stream_head.c.site_id == site_id)
            .values(
                head=before.head + len(rows),
                chain=chain,
                episodes=before.episodes + gained,
                mark=xor(before.mark, moved),
            )
        )
    return int(before.head)


def xor(mark: str, ids: Iterable[str]) -> str:
    """``mark`` (32 hexadecimal digits) with the 128 bits of each id."""
    value = int(mark, 16)
    for one in ids:
        value ^= int(one.replace("-", ""), 16)
    return f"{value:032x}"


def page(connection: Connection, site_code: str, site_id: int, *, after: int, chain: str, limit: int) -> Page:
    """See ``Gateway.pull``."""
    heads = connection.execute(
        select(stream_head, meta.c.epoch)
        .join_from(stream_head, meta, meta.c.singleton)
        .where(stream_head.c.site_id == site_id)
    ).one()
    if not _goes_on(connection, site_id, after=after, chain=chain):
        return Page(site_code, (), heads.head, heads.epoch, True, heads.episodes, heads.mark)
    rows = _fitting(_rows(connection, site_id, after=after, limit=limit))
    return Page(site_code, _entries(rows), heads.head, heads.epoch, False, heads.episodes, heads.mark)


def _goes_on(connection: Connection, site_id: int, *, after: int, chain: str) -> bool:
    if after == 0:
        return True
    found = connection.execute(
        select(change_log.c.chain).where(change_log.c.site_id == site_id, change_log.c.seq == after)
    ).scalar()
    return found is not None and chain in {"", found}


def _rows(connection: Connection, site_id: int, *, after: int, limit: int) -> Sequence[Row[Any]]:
    return connection.execute(
        select(
            change_log,
            func.coalesce(revision.c.body, "").label("body"),
            episode.c.record,
        )
        .select_from(change_log)
        .outerjoin(revision, revision.c.changeset_id == change_log.c.changeset_id)
        .join(episode, episode.c.episode_id == change_log.c.episode_id)
        .where(change_log.c.site_id == site_id, change_log.c.seq > after)
        .order_by(change_log.c.seq)
        .limit(limit)
    ).all()


def _fitting(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """As many as begin below the limit of a page."""
    sizes = [len(row.body.encode("utf-8")) for row in rows]
    starts = accumulate(sizes, initial=0)
    return [row for row, start in zip(rows, starts, strict=False) if start < PAGE_BYTES]


def _entries(rows: Iterable[Row[Any]]) -> tuple[LogEntry, ...]:
    described = set[str]()
    entries = []
    for row in rows:
        first = row.episode_id not in described
        described.add(row.episode_id)
        entries.append(
            LogEntry(
                seq=row.seq,
                kind=EntryKind(row.kind),
                episode_id=row.episode_id,
                changeset=wire.unpack(row.body) if row.body else None,
                body=row.body,
                episode=wire.episode_from_text(row.record, row.episode_id)
                if first or row.kind == EntryKind.EPISODE
                else None,
                item_id=row.changeset_id or "",
                digest=row.digest,
                chain=row.chain,
            )
        )
    return tuple(entries)
