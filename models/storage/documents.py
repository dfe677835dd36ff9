"""Documents, their phases and remarks, and the undo stacks: statements inside a caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.labelling.apply import Applied
from models.labelling.changes import Change, changes_from_json, changes_to_json, diff, fold
from models.labelling.commands import Restore
from models.labelling.document import Document, empty_document
from models.labelling.history import History, Step
from models.storage.mapping import document_of, document_row, phase_of, remark_of
from models.storage.tables import DOCUMENT, PHASE, REMARK, UNDO

_PUT = {
    "put_phase": upsert(PHASE).on_conflict_do_update(
        index_elements=["episode_id", "id"],
        set_={name: upsert(PHASE).excluded[name] for name in ("label", "start_ns", "end_ns")},
    ),
    "put_remark": upsert(REMARK).on_conflict_do_update(
        index_elements=["episode_id", "id"],
        set_={name: upsert(REMARK).excluded[name] for name in ("t_ns", "author", "text", "reason", "stream")},
    ),
}
_DROP = {
    "drop_phase": delete(PHASE).where(
        PHASE.c.episode_id == bindparam("episode_id"), PHASE.c.id == bindparam("id")
    ),
    "drop_remark": delete(REMARK).where(
        REMARK.c.episode_id == bindparam("episode_id"), REMARK.c.id == bindparam("id")
    ),
}
_ROW_CHANGES = {**_DROP, **_PUT}
_OWN_COLUMNS = [column.name for column in DOCUMENT.c if not column.name.startswith("shadow")]
_PUT_DOCUMENT = upsert(DOCUMENT).on_conflict_do_update(
    index_elements=["episode_id"],
    set_={name: upsert(DOCUMENT).excluded[name] for name in _OWN_COLUMNS if name != "episode_id"},
)
_UNDO_STACK = {Step.EDIT: "done", Step.REDO: "done", Step.UNDO: "undone"}
_POPPED_STACK = {Step.REDO: "undone", Step.UNDO: "done"}
_OF_STACK = (UNDO.c.episode_id == bindparam("of_episode"), UNDO.c.stack == bindparam("of_stack"))
_POP = delete(UNDO).where(
    *_OF_STACK, UNDO.c.place == select(func.max(UNDO.c.place)).where(*_OF_STACK).scalar_subquery()
)
_FORGET_UNDONE = delete(UNDO).where(UNDO.c.episode_id == bindparam("of_episode"), UNDO.c.stack == "undone")


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with the last change-set it stands on, and the catalog's own state of it."""

    document: Document
    head: str
    shadow: Document
    shadow_head: str


def read(connection: Connection, episode_id: str) -> Stored | None:
    """What is stored of an episode, None where nobody labelled it."""
    row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.episode_id == episode_id)).mappings().first()
    if row is None:
        return None
    phases = connection.execute(
        select(PHASE).where(PHASE.c.episode_id == episode_id).order_by(PHASE.c.start_ns)
    )
    remarks = connection.execute(select(REMARK).where(REMARK.c.episode_id == episode_id))
    document = document_of(
        row, tuple(map(phase_of, phases.mappings())), tuple(map(remark_of, remarks.mappings()))
    )
    empty = empty_document(episode_id=episode_id, time_range=document.range)
    return Stored(document, row["head"], fold(empty, changes_from_json(row["shadow"])), row["shadow_head"])


def write(connection: Connection, document: Document, changes: Iterable[Change], *, head: str) -> None:
    """Make the rows those of ``document``, of which only ``changes`` differ from what is stored."""
    connection.execute(_PUT_DOCUMENT, {**document_row(document), "head": head})
    for name, statement in _ROW_CHANGES.items():
        rows = [{"episode_id": document.episode_id, **change.body} for change in changes if change.op == name]
        if rows:
            connection.execute(statement, rows)


def write_stored(connection: Connection, stored: Stored, *, before: Document) -> None:
    """Document, shadow and both heads; ``before`` is what the rows of the labels say now."""
    write(connection, stored.document, diff(before, stored.document), head=stored.head)
    empty = empty_document(episode_id=before.episode_id, time_range=before.range)
    connection.execute(
        update(DOCUMENT)
        .where(DOCUMENT.c.episode_id == before.episode_id)
        .values(shadow=changes_to_json(diff(empty, stored.shadow)), shadow_head=stored.shadow_head)
    )


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


def keep_history(connection: Connection, applied: Applied, step: Step, *, number: int) -> None:
    """Do on disk what ``History.after`` does in memory; the number of the edit is the place in its stack."""
    episode_id = applied.document.episode_id
    if step is Step.EDIT:
        connection.execute(_FORGET_UNDONE, {"of_episode": episode_id})
    else:
        connection.execute(_POP, {"of_episode": episode_id, "of_stack": _POPPED_STACK[step]})
    row = {
        "episode_id": episode_id,
        "stack": _UNDO_STACK[step],
        "place": number,
        "changes": changes_to_json(applied.inverse.changes),
    }
    connection.execute(insert(UNDO), row)


def forget_history(connection: Connection, episode_id: str) -> None:
    """Somebody else's work came in between: what was undoable no longer fits."""
    connection.execute(delete(UNDO).where(UNDO.c.episode_id == episode_id))
