"""Who holds which episode of a catalog file, by this machine's clock: statements inside a caller's transaction.

A row stays when its lease ends, so that the next token is higher.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, insert, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.catalog.sqlite_log import NOW
from models.catalog.tables import audit, lease
from models.errors import CatalogError
from models.storage.values import Lease

_NS_PER_H = 3600 * 1_000_000_000
_NOW_NS: ColumnElement[int] = literal_column(
    "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000000", Integer
)
"""To the millisecond."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Who asks; ``may_break``: with the right to take from others."""

    user: str
    device_id: str
    may_break: bool = False


def keeps_out(connection: Connection, site_id: int, episode_id: str, *, user: str, token: int) -> str:
    """Who holds the episode against ``user`` with ``token``, "" for nobody."""
    row = connection.execute(
        select(lease.c.holder, lease.c.token).where(
            lease.c.site_id == site_id, lease.c.episode_id == episode_id, lease.c.expires_at_ns > _NOW_NS
        )
    ).first()
    if row is None or (row.holder == user and row.token <= token):
        return ""
    return str(row.holder)


def take(
    connection: Connection,
    site_id: int,
    episode_ids: Sequence[str],
    taker: Taker,
    *,
    hours: float,
    break_held: bool,
) -> tuple[Lease, ...]:
    """See ``Gateway.take_leases``.

    Raises:
        CatalogError: somebody without the right wants to take from others.
    """
    if break_held and not taker.may_break:
        raise CatalogError("Only a lead may take an episode from somebody else")
    now_ns: int = connection.execute(select(_NOW_NS)).scalar_one()
    end_ns = now_ns + round(hours * _NS_PER_H)
    for episode_id in dict.fromkeys(episode_ids):
        _take_one(connection, site_id, episode_id, taker, now_ns=now_ns, end_ns=end_ns, break_held=break_held)
    rows = connection.execute(
        select(lease).where(lease.c.site_id == site_id, lease.c.episode_id.in_(list(episode_ids)))
    ).all()
    found = {
        row.episode_id: Lease(
            row.episode_id,
            row.holder,
            row.device_id,
            row.token,
            row.expires_at_ns,
            (row.holder, row.device_id) == (taker.user, taker.device_id),
        )
        for row in rows
    }
    return tuple(found[episode_id] for episode_id in episode_ids)


def _take_one(
    connection: Connection,
    site_id: int,
    episode_id: str,
    taker: Taker,
    *,
    now_ns: int,
    end_ns: int,
    break_held: bool,
) -> None:
    key = (lease.c.site_id == site_id, lease.c.episode_id == episode_id)
    held = connection.execute(select(lease).where(*key)).first()
    token = 1
    if held is not None:
        stranger = held.holder != taker.user and held.expires_at_ns > now_ns
        if stranger and not break_held:
            return
        if stranger:
            what = f"{episode_id} from {held.holder}"
            told = {"login": taker.user, "action": "break_lease", "what": what, "server_at": NOW}
            connection.execute(insert(audit).values(told))
        same = (held.holder, held.device_id) == (taker.user, taker.device_id)
        token = held.token if same else held.token + 1
    row: dict[str, Any] = {
        "holder": taker.user,
        "device_id": taker.device_id,
        "token": token,
        "expires_at_ns": end_ns,
    }
    connection.execute(
        upsert(lease)
        .values(site_id=site_id, episode_id=episode_id, **row)
        .on_conflict_do_update(index_elements=["site_id", "episode_id"], set_=row)
    )


def release(connection: Connection, site_id: int, episode_ids: Sequence[str], taker: Taker) -> None:
    """End those that the taker holds."""
    connection.execute(
        update(lease)
        .where(
            lease.c.site_id == site_id,
            lease.c.episode_id.in_(list(episode_ids)),
            lease.c.holder == taker.user,
            lease.c.device_id == taker.device_id,
        )
        .values(expires_at_ns=0)
    )
