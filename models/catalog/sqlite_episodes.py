"""Episodes of a catalog file, and what follows from their change-sets: statements inside a caller's transaction."""

import functools
import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from models.catalog import rules
from models.catalog.rules import Place
from models.catalog.tables import episode, gram, mark, remark, segment
from models.review import State
from models.storage.database import Straight, batches, prepared

_TABLES = {"phase": segment, "remark": remark, "mark": mark}
_ROWS = func.json_each(bindparam("rows")).table_valued("value")
_PHASES = prepared(
    select(segment.c.segment_id, segment.c.start_ns, segment.c.end_ns, segment.c.tier).where(
        segment.c.episode_id == bindparam("of"), segment.c.deleted == false()
    )
)
_SEARCHED = ("name", "task", "note")


def make(connection: Connection, site_id: int, episode_id: str, record: str | None) -> bool:
    """Know an episode, by its record if there is one; whether the record is new. One of another site stays there."""
    known = connection.execute(
        select(episode.c.site_id, episode.c.record, episode.c.withdrawn).where(
            episode.c.episode_id == episode_id
        )
    ).first()
    if known is None:
        last = connection.execute(select(func.coalesce(func.max(episode.c.added), 0))).scalar_one()
        connection.execute(insert(episode).values(_blank(site_id, episode_id, last + 1)))
    elif known.site_id != site_id or known.withdrawn or known.record is not None:
        return False
    if record is not None:
        _describe(connection, episode_id, record)
    return record is not None


def place(connection: Connection, site_id: int, episode_id: str, *, holder: str) -> Place:
    """What the rules judge by."""
    row = connection.execute(select(episode).where(episode.c.episode_id == episode_id)).one()
    return Place(
        head=row.head or "",
        state=State(row.state),
        annotator=row.annotator,
        is_here=row.site_id == site_id,
        is_withdrawn=row.withdrawn,
        holder=holder,
    )


def phases(connection: Connection, episode_id: str) -> dict[str, rules.Tiered]:
    """Times and tiers of the phases that an episode has, by id.

    Thousands of rows cost a tenth straight from the driver.
    """
    rows = Straight(connection).exec_driver_sql(_PHASES, {"of": episode_id})
    return {segment_id: (start_ns, end_ns, tier) for segment_id, start_ns, end_ns, tier in rows}


def ids_of(connection: Connection, table: Table, episode_id: str) -> set[str]:
    """Ids of the remarks or marks that an episode has."""
    wanted = select(table.c[f"{table.name}_id"]).where(
        table.c.episode_id == episode_id, table.c.deleted.is_(False)
    )
    return set(connection.execute(wanted).scalars())


def time_range(connection: Connection, episode_id: str) -> rules.Stretch | None:
    """The time of an episode as its record tells it."""
    record = select(episode.c.record).where(episode.c.episode_id == episode_id)
    return rules.range_of(connection.execute(record).scalar())


def move_on(connection: Connection, site_id: int, after: Place, data: dict[str, Any]) -> None:
    """Write what an applied change-set did."""
    episode_id = data["episode_id"]
    fields = rules.fields_of(data)
    said = {name: fields[name] for name in ("grade", "note") if isinstance(fields.get(name), str)}
    connection.execute(
        update(episode)
        .where(episode.c.episode_id == episode_id)
        .values(head=after.head, state=after.state.value, annotator=after.annotator, **said)
    )
    key = {"site_id": site_id, "episode_id": episode_id}
    for op, changes in groupby(data["changes"], key=itemgetter("op")):
        _take(connection, key, op, map(itemgetter("body"), changes))
    if "note" in said:
        index(connection, episode_id)


def index(connection: Connection, episode_id: str) -> None:
    """Make an episode findable by the words that it has now."""
    row = connection.execute(select(episode).where(episode.c.episode_id == episode_id)).one()
    connection.execute(delete(gram).where(gram.c.added == row.added))
    grams = {pair for name in _SEARCHED for pair in grams_of(row._mapping[name])}
    if grams:
        connection.execute(insert(gram), [{"gram": pair, "added": row.added} for pair in sorted(grams)])


def grams_of(words: str) -> set[str]:
    """Pairs of characters that stand beside each other, in lower case; the last one has the end beside it."""
    ended = f"{words.lower()}\n" if words else ""
    return {ended[n : n + 2] for n in range(len(ended) - 1)}


def _blank(site_id: int, episode_id: str, added: int) -> dict[str, Any]:
    return {
        "site_id": site_id,
        "episode_id": episode_id,
        "added": added,
        **dict.fromkeys(("name", "task", "robot", "annotator", "grade", "note"), ""),
        "state": State.NEW.value,
        "withdrawn": False,
    }


def _describe(connection: Connection, episode_id: str, record: str) -> None:
    data: Mapping[str, Any] = json.loads(record)
    words = {name: _text(data.get(name, "")) for name in ("name", "task", "robot")}
    connection.execute(
        update(episode).where(episode.c.episode_id == episode_id).values(record=record, **words)
    )
    index(connection, episode_id)


def _text(value: object) -> str:
    """A path may hold bytes that are no text, and a column cannot."""
    return str(value).encode("utf-8", errors="replace").decode("utf-8")


def _take(connection: Connection, key: dict[str, Any], op: str, bodies: Iterable[Mapping[str, Any]]) -> None:
    """Changes of one kind, which may be thousands: one statement, which runs without the interpreter's lock, so that
    a window in this process is not kept waiting.
    """
    table = _TABLES.get(op.partition("_")[2])
    if table is None:
        return
    statement, told = (_put(table), _told) if op.startswith("put_") else (_drop(table), _gone)
    rows = [told(op, body) for body in bodies]
    for some in batches(rows):
        connection.exec_driver_sql(statement, {**key, "rows": json.dumps(some, ensure_ascii=False)})


def _gone(_op: str, body: Mapping[str, Any]) -> str:
    return str(body["id"])


def _told(op: str, body: Mapping[str, Any]) -> dict[str, Any]:
    if op == "put_phase":
        row = {"segment_id": body["id"], "label": body["label"], "tier": body.get("tier", "")}
        return row | {name: body[name] for name in ("start_ns", "end_ns")}
    whole = json.dumps(body, sort_keys=True)
    if op == "put_remark":
        return {"remark_id": body["id"], "t_ns": body["t_ns"], "body": whole}
    told = {name: body[name] for name in ("tier", "label", "start_ns", "end_ns")}
    return {"mark_id": body["id"], "body": whole, **told}


@functools.cache
def _put(table: Table) -> str:
    """Rows that are there are overwritten, in the order of the list."""
    given = {"site_id": bindparam("site_id"), "episode_id": bindparam("episode_id"), "deleted": false()}
    values = [
        given.get(column.name, func.json_extract(_ROWS.c.value, literal_column(f"'$.{column.name}'")))
        for column in table.columns
    ]
    # The condition keeps SQLite from reading ON CONFLICT as the end of a join.
    put = upsert(table).from_select(list(table.columns), select(*values).where(_ROWS.c.value.is_not(None)))
    told = {column.name: put.excluded[column.name] for column in table.columns}
    keys = [column.name for column in table.primary_key]
    return prepared(put.on_conflict_do_update(index_elements=keys, set_=told))


@functools.cache
def _drop(table: Table) -> str:
    its_id = table.c[f"{table.name}_id"]
    of_one = table.c.episode_id == bindparam("episode_id"), its_id.in_(select(_ROWS.c.value))
    return prepared(update(table).where(*of_one).values(deleted=true()))
