"""Documents, their phases, remarks and marks, and the undo stacks: statements inside a caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Insert,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from models.labelling.changes import Change, changes_from_json, changes_to_json, diff, fold
from models.labelling.commands import Restore
from models.labelling.document import Document, empty_document
from models.labelling.history import History, Step
from models.storage.database import Statements, prepared, prepared_in_order
from models.storage.mapping import (
    ITEM_COLUMNS,
    columns_of,
    document_of,
    document_row,
    item_values,
    mark_of,
    phase_of,
    remark_of,
)
from models.storage.tables import DOCUMENT, MARK, PHASE, REMARK, SHADOW, UNDO
from models.timebase import TimeRange

Rows = list[tuple[str, list[tuple[Any, ...]]]]
"""Statements, each with the values of its rows."""
_ITEMS = (PHASE, REMARK, MARK)
_CATALOG_COLUMNS = {"shadow_head", "site", "awaited"}
_OWN_COLUMNS = [column.name for column in DOCUMENT.c if column.name not in _CATALOG_COLUMNS]


def _put(table: Table, keys: list[str], columns: Iterable[str]) -> Insert:
    statement = upsert(table)
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in columns}
    )


def _put_item(table: Table) -> str:
    columns = ITEM_COLUMNS[table.name]
    return prepared_in_order(_put(table, ["episode_id", "id"], columns[1:]), "episode_id", *columns)


def _drop_item(table: Table) -> str:
    is_of = table.c.episode_id == bindparam("episode_id")
    return prepared_in_order(delete(table).where(is_of, table.c.id == bindparam("id")), "episode_id", "id")


_PUT_DOCUMENT = prepared(_put(DOCUMENT, ["episode_id"], _OWN_COLUMNS[1:]), *_OWN_COLUMNS)
_DROPS = {f"drop_{table.name}": _drop_item(table) for table in _ITEMS}
_PUTS = {f"put_{table.name}": _put_item(table) for table in _ITEMS}
_OF: BindParameter[str] = bindparam("of")
_READ_DOCUMENT = prepared(select(DOCUMENT).where(DOCUMENT.c.episode_id == _OF))
_READ_PHASES = prepared(select(PHASE).where(PHASE.c.episode_id == _OF).order_by(PHASE.c.start_ns))
_READ_REMARKS = prepared(select(REMARK).where(REMARK.c.episode_id == _OF))
_READ_MARKS = prepared(select(MARK).where(MARK.c.episode_id == _OF))
_READ_SHADOW = prepared(select(SHADOW.c.changes).where(SHADOW.c.episode_id == _OF).order_by(SHADOW.c.n))
_FORGET_SHADOW = prepared(delete(SHADOW).where(SHADOW.c.episode_id == _OF))
_EXTEND_SHADOW = prepared(insert(SHADOW), "episode_id", "changes")
_MOVE_HEADS = prepared(
    update(DOCUMENT)
    .where(DOCUMENT.c.episode_id == _OF)
    .values(shadow_head=bindparam("at"), awaited=bindparam("until"))
)
_WRITE_SITE = prepared(update(DOCUMENT).where(DOCUMENT.c.episode_id == _OF).values(site=bindparam("code")))
_READ_SITE = prepared(select(DOCUMENT.c.site).where(DOCUMENT.c.episode_id == _OF))
_AWAITING = prepared(
    select(DOCUMENT.c.episode_id).where(
        DOCUMENT.c.site == bindparam("code"), DOCUMENT.c.awaited != literal_column("''")
    )
)
_UNDO_STACK = {Step.EDIT: "done", Step.REDO: "done", Step.UNDO: "undone"}
_POPPED_STACK = {Step.REDO: "undone", Step.UNDO: "done"}
_OF_STACK = (UNDO.c.episode_id == bindparam("of_episode"), UNDO.c.stack == bindparam("of_stack"))
_TOP = select(func.max(UNDO.c.place)).where(*_OF_STACK).scalar_subquery()
_POP = prepared(delete(UNDO).where(*_OF_STACK, UNDO.c.place == _TOP))
_FORGET_STACK = prepared(delete(UNDO).where(*_OF_STACK))
_PUSH = prepared(insert(UNDO))


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with the last change-set it stands on, and the catalog's own state of it.

    ``site`` is "" where nobody decided. While ``awaited`` is a head, the catalog's state is on its way back to it.
    """

    document: Document
    head: str
    shadow: Document
    shadow_head: str
    site: str = ""
    awaited: str = ""


def read(connection: Connection, episode_id: str) -> Stored | None:
    """What is stored of an episode, None where nobody labelled it."""
    of = {"of": episode_id}
    row = connection.exec_driver_sql(_READ_DOCUMENT, of).mappings().first()
    if row is None:
        return None
    phases = connection.exec_driver_sql(_READ_PHASES, of)
    remarks = connection.exec_driver_sql(_READ_REMARKS, of)
    marks = connection.exec_driver_sql(_READ_MARKS, of)
    document = document_of(
        row,
        map(phase_of, phases.mappings()),
        tuple(map(remark_of, remarks.mappings())),
        tuple(map(mark_of, marks.mappings())),
    )
    empty = empty_document(episode_id=episode_id, time_range=document.range)
    told = connection.exec_driver_sql(_READ_SHADOW, of).scalars()
    shadow = fold(empty, [change for text in told for change in changes_from_json(text)])
    return Stored(document, row["head"], shadow, row["shadow_head"], row["site"], row["awaited"])


def begin(connection: Connection, episode_id: str, time_range: TimeRange, site: str) -> Stored:
    """Rows for an episode that nobody labelled yet."""
    empty = empty_document(episode_id=episode_id, time_range=time_range)
    write(connection, empty, [], head="")
    write_site(connection, episode_id, site)
    return Stored(empty, "", empty, "", site)


def write_site(connection: Statements, episode_id: str, site: str) -> None:
    """Where the episode belongs."""
    connection.exec_driver_sql(_WRITE_SITE, {"of": episode_id, "code": site})


def site_of(connection: Connection, episode_id: str) -> str:
    """Site of the labels of an episode, "" where nobody decided or labelled it."""
    return connection.exec_driver_sql(_READ_SITE, {"of": episode_id}).scalar() or ""


def awaiting(connection: Connection, site: str) -> tuple[str, ...]:
    """Episodes whose catalog's state is on its way back to where it was."""
    return tuple(connection.exec_driver_sql(_AWAITING, {"code": site}).scalars())


def write(connection: Statements, document: Document, rows: Rows, *, head: str) -> None:
    """Make the rows those of ``document``, of which only ``rows`` differ from what is stored."""
    connection.exec_driver_sql(_PUT_DOCUMENT, {**document_row(document), "head": head})
    _change_rows(connection, rows)


def edit(connection: Statements, document: Document, fields: Iterable[str], rows: Rows, *, head: str) -> None:
    """The same of a document of which only the members ``fields`` differ: only their columns are written."""
    row = columns_of(document, fields)
    sql = _edit_of(*row)
    row["of"], row["head"] = document.episode_id, head
    connection.exec_driver_sql(sql, row)
    _change_rows(connection, rows)


@lru_cache(maxsize=256)
def _edit_of(*fields: str) -> str:
    values: dict[str, Any] = {name: bindparam(name) for name in (*fields, "head")}
    return prepared(update(DOCUMENT).where(DOCUMENT.c.episode_id == _OF).values(values))


def rows_of(episode_id: str, changes: Iterable[Change]) -> Rows:
    """What ``changes`` drop and put: what is dropped comes first."""
    by_op: dict[str, list[dict[str, Any]]] = {}
    for change in changes:
        by_op.setdefault(change.op, []).append(change.body)
    rows: Rows = []
    for op, statement in _DROPS.items():
        if op in by_op:
            rows.append((statement, [(episode_id, body["id"]) for body in by_op[op]]))
    for op, statement in _PUTS.items():
        if op in by_op:
            kind = op.removeprefix("put_")
            rows.append((statement, [(episode_id, *item_values(kind, body)) for body in by_op[op]]))
    return rows


def _change_rows(connection: Statements, rows: Rows) -> None:
    for statement, values in rows:
        connection.exec_driver_sql(statement, values)


def write_stored(
    connection: Connection, stored: Stored, *, before: Document, told: str | None = None
) -> None:
    """Document, shadow and both heads; ``before`` is what the rows of the labels say now.

    With ``told`` these changes, as text, are put behind what the shadow says, so that an answer costs what it says and
    not what the episode holds; without, what it says is made anew.
    """
    rows = rows_of(before.episode_id, diff(before, stored.document))
    write(connection, stored.document, rows, head=stored.head)
    row = {"of": before.episode_id, "at": stored.shadow_head, "until": stored.awaited}
    connection.exec_driver_sql(_MOVE_HEADS, row)
    if told is None:
        connection.exec_driver_sql(_FORGET_SHADOW, {"of": before.episode_id})
        empty = empty_document(episode_id=before.episode_id, time_range=before.range)
        told = changes_to_json(diff(empty, stored.shadow))
    if told != "[]":
        connection.exec_driver_sql(_EXTEND_SHADOW, {"episode_id": before.episode_id, "changes": told})


def read_history(connection: Connection, episode_id: str) -> History:
    """Both stacks."""
    rows = connection.execute(
        select(UNDO.c.stack, UNDO.c.changes).where(UNDO.c.episode_id == episode_id).order_by(UNDO.c.place)
    ).all()
    stacks = {
        name: tuple(Restore(changes_from_json(changes)) for stack, changes in rows if stack == name)
        for name in ("done", "undone")
    }
    return History(stacks["done"], stacks["undone"])


def take_off_stack(connection: Statements, episode_id: str, step: Step) -> None:
    """The first half of what ``History.after`` does in memory: what a step takes off a stack, or makes stale."""
    sql, stack = (_FORGET_STACK, "undone") if step is Step.EDIT else (_POP, _POPPED_STACK[step])
    connection.exec_driver_sql(sql, {"of_episode": episode_id, "of_stack": stack})


def keep_inverse(connection: Statements, episode_id: str, inverse: str, step: Step, *, number: int) -> None:
    """The second half; the number of the edit is the place in its stack.

    ``inverse`` is the text of the changes that take it back.
    """
    row = {"episode_id": episode_id, "stack": _UNDO_STACK[step], "place": number, "changes": inverse}
    connection.exec_driver_sql(_PUSH, row)


def forget_history(connection: Connection, episode_id: str) -> None:
    """Somebody else's work came in between: what was undoable no longer fits."""
    connection.execute(delete(UNDO).where(UNDO.c.episode_id == episode_id))
