"""Sites: how far each log was taken, and what a comparison with the catalog needs: inside a caller's transaction."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, literal_column, select, union, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.storage import meta, outbox, stuck
from models.storage.database import batches, prepared
from models.storage.tables import (
    DOCUMENT,
    LEASE,
    MARK,
    OUTBOX,
    PHASE,
    PLACE,
    REMARK,
    SHADOW,
    SITE,
    STUCK,
    UNCACHED,
    UNDO,
)
from models.storage.values import SiteState

MAIN = "main"
"""Of a catalog that was made without naming sites."""
DEFAULT = "default_site"
"""Name of the fact that says where episodes go that nobody decided about."""
_STATE = prepared(select(SITE.c.cursor, SITE.c.chain).where(SITE.c.code == bindparam("of")))
_MEET = prepared(upsert(SITE).on_conflict_do_nothing(), "code", "mark")
_MOVE = prepared(
    update(SITE)
    .where(SITE.c.code == bindparam("of"))
    .values(cursor=bindparam("to_cursor"), chain=bindparam("to_chain"))
)
_SUM = prepared(select(SITE.c.count, SITE.c.mark).where(SITE.c.code == bindparam("of")))
_SITE_OF = prepared(select(DOCUMENT.c.site).where(DOCUMENT.c.episode_id == bindparam("of")))
_LARGE_NCHARS = 20_000
_LARGE = prepared(
    select(OUTBOX.c.local_seq)
    .where(OUTBOX.c.episode_id == bindparam("of"), OUTBOX.c.site != bindparam("code"))
    .where(func.length(OUTBOX.c.body) > literal_column(str(_LARGE_NCHARS)))
    .order_by(OUTBOX.c.local_seq)
)
_KEEP_SUM = prepared(
    update(SITE)
    .where(SITE.c.code == bindparam("of"))
    .values(count=bindparam("to_count"), mark=bindparam("to_mark"))
)


def default(connection: Connection) -> str:
    """Where an episode goes that nobody decided about."""
    return meta.get(connection, DEFAULT) or MAIN


def grant(connection: Connection, codes: Collection[str], default_code: str) -> None:
    """The catalog says which sites there are for this person. What was taken of others stays."""
    for code in codes:
        _meet(connection, code)
    connection.execute(update(SITE).values(granted=SITE.c.code.in_(list(codes))))
    meta.put(connection, {DEFAULT: default_code})


def known(connection: Connection) -> tuple[str, ...]:
    """Those that the catalog granted last."""
    return tuple(
        connection.execute(select(SITE.c.code).where(SITE.c.granted).order_by(SITE.c.code)).scalars()
    )


def all_codes(connection: Connection) -> tuple[str, ...]:
    """Also those whose grant was taken back."""
    return tuple(connection.execute(select(SITE.c.code).order_by(SITE.c.code)).scalars())


def state(connection: Connection, code: str) -> SiteState:
    """The beginning for a site that was never met."""
    row = connection.exec_driver_sql(_STATE, {"of": code}).first()
    return SiteState() if row is None else SiteState(row.cursor, row.chain)


def move(connection: Connection, code: str, to: SiteState) -> None:
    """The log was taken up to there."""
    _meet(connection, code)
    connection.exec_driver_sql(_MOVE, {"of": code, "to_cursor": to.cursor, "to_chain": to.chain})


def summed(connection: Connection, code: str) -> tuple[int, str]:
    """Number of episodes that the catalog has labels of, and the XOR of the ids of their heads, as kept along."""
    row = connection.exec_driver_sql(_SUM, {"of": code}).first()
    return (0, _text(0)) if row is None else (int(row[0]), row[1] or _text(0))


def moved_head(connection: Connection, code: str, *, before: str, after: str) -> None:
    """The catalog's head of one episode is another one; "" is none."""
    if before == after:
        return
    _meet(connection, code)
    count, mark = summed(connection, code)
    count += bool(after) - bool(before)
    mark = _text(int(mark, 16) ^ _number(before) ^ _number(after))
    connection.exec_driver_sql(_KEEP_SUM, {"of": code, "to_count": count, "to_mark": mark})


def decide(connection: Connection, episode_id: str, code: str) -> None:
    """The episode belongs there from now on."""
    row = connection.exec_driver_sql(_SITE_OF, {"of": episode_id}).first()
    if row is None or row[0] == code:
        return
    for table in (DOCUMENT, OUTBOX):
        connection.execute(
            update(table).where(table.c.episode_id == episode_id, table.c.site != code).values(site=code)
        )


def large_elsewhere(connection: Connection, episode_id: str, code: str) -> list[int]:
    """Numbers of its edits that ``decide`` would write again at the cost of a large text."""
    return list(connection.exec_driver_sql(_LARGE, {"of": episode_id, "code": code}).scalars())


def decide_one(connection: Connection, number: int, code: str) -> None:
    """One edit goes there."""
    connection.execute(update(OUTBOX).where(OUTBOX.c.local_seq == number).values(site=code))


def decide_all(connection: Connection, episode_ids: Sequence[str], code: str) -> None:
    """The same of many, at the cost of those that belonged elsewhere."""
    for some in batches(episode_ids):
        elsewhere = select(DOCUMENT.c.episode_id).where(
            DOCUMENT.c.episode_id.in_(some), DOCUMENT.c.site != code
        )
        for episode_id in connection.execute(elsewhere).scalars().all():
            decide(connection, episode_id, code)


def rewind(connection: Connection, code: str, *, applied_as: str) -> int:
    """The log of the site is taken again from its beginning; how many applied change-sets there are.

    Documents stay as they are until the log has reached the head that they show, or its end.
    """
    fallback = default(connection)
    here = [code, ""] if code == fallback else [code]
    move(connection, code, SiteState())
    stuck.forget_sites(connection, here)
    connection.exec_driver_sql(_KEEP_SUM, {"of": code, "to_count": 0, "to_mark": _text(0)})
    known_there = (DOCUMENT.c.site.in_(here), DOCUMENT.c.shadow_head != "")
    first = func.iif(DOCUMENT.c.awaited == "", DOCUMENT.c.shadow_head, DOCUMENT.c.awaited)
    shadowed = select(DOCUMENT.c.episode_id).where(*known_there)
    connection.execute(delete(SHADOW).where(SHADOW.c.episode_id.in_(shadowed)))
    connection.execute(update(DOCUMENT).where(*known_there).values(awaited=first, shadow_head=""))
    if applied_as == outbox.QUEUED:
        outbox.tell_refused_again(connection, here)
    return connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.site.in_(here), OUTBOX.c.state.in_(["applied", "ahead"]))
        .values(state=applied_as, seq=None)
    ).rowcount


def leave(connection: Connection) -> int:
    """The catalog is another one from now on; how many applied change-sets it will be offered.

    What was decided about sites was decided for the old one; documents in which this person did nothing are its own.
    """
    count = sum(rewind(connection, code, applied_as="queued") for code in all_codes(connection))
    strangers = select(DOCUMENT.c.episode_id).where(DOCUMENT.c.episode_id.not_in(select(OUTBOX.c.episode_id)))
    for table in (SHADOW, PHASE, REMARK, MARK, UNDO):
        connection.execute(delete(table).where(table.c.episode_id.in_(strangers)))
    connection.execute(delete(DOCUMENT).where(DOCUMENT.c.episode_id.not_in(select(OUTBOX.c.episode_id))))
    ours = union(select(OUTBOX.c.episode_id), select(PLACE.c.id))
    connection.execute(delete(UNCACHED).where(UNCACHED.c.episode_id.not_in(ours)))
    connection.execute(update(DOCUMENT).values(awaited=""))
    for table in (DOCUMENT, OUTBOX, PLACE):
        connection.execute(update(table).values(site=""))
    connection.execute(update(PLACE).values(registered=0))
    for table in (SITE, LEASE, STUCK):
        connection.execute(delete(table))
    meta.drop(connection, ("catalog_id", "catalog_epoch", DEFAULT))
    return count


def _meet(connection: Connection, code: str) -> None:
    connection.exec_driver_sql(_MEET, {"code": code, "mark": _text(0)})


def _text(number: int) -> str:
    return f"{number:032x}"


def _number(head: str) -> int:
    """128 bits; what is no UUID does not count."""
    try:
        return UUID(head).int if head else 0
    except ValueError:
        return 0
