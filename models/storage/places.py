"""Descriptions of episodes that the label file holds itself: statements inside a caller's transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace

from sqlalchemy import Connection, bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.episode import EpisodeRecord
from models.storage import withdrawing
from models.storage.database import batches, prepared
from models.storage.mapping import episode_row
from models.storage.rows import episode_of
from models.storage.tables import PLACE, UNCACHED

_RECORD = tuple(field.name for field in fields(EpisodeRecord))
_NEW = upsert(PLACE)
_NO_RENEWAL = {"id", "site", "registered"}
_RENEWED = {column.name: _NEW.excluded[column.name] for column in PLACE.c if column.name not in _NO_RENEWAL}
_PUT = prepared(
    _NEW.on_conflict_do_update(
        index_elements=["id"],
        set_={
            **_RENEWED,
            "site": func.iif(PLACE.c.site == literal_column("''"), _NEW.excluded.site, PLACE.c.site),
        },
    ),
    *(column.name for column in PLACE.c if column.name != "registered"),
)
_MARK = prepared(
    update(PLACE)
    .where(PLACE.c.id == bindparam("of"))
    .values(registered=literal_column("1"), site=bindparam("code"))
)
_FIND = prepared(select(PLACE).where(PLACE.c.id == bindparam("of")))
_HELD = upsert(UNCACHED)
_HOLD = prepared(
    _HELD.on_conflict_do_update(
        index_elements=["episode_id"],
        set_={
            "record": func.iif(
                _HELD.excluded.record == literal_column("''"), UNCACHED.c.record, _HELD.excluded.record
            )
        },
    )
)
_HELD_OF = prepared(select(UNCACHED.c.record).where(UNCACHED.c.episode_id == bindparam("of")))


def put(connection: Connection, records: Iterable[EpisodeRecord]) -> list[EpisodeRecord]:
    """Add or renew recordings of this machine; those that are none that were withdrawn."""
    taken = [record for record in records if not withdrawing.is_withdrawn(connection, record.id)]
    for record in taken:
        connection.exec_driver_sql(_PUT, episode_row(record))
    return taken


def take(connection: Connection, record: EpisodeRecord, site: str) -> None:
    """What the catalog of ``site`` says of an episode; where it lies on this machine, this machine knows."""
    told = replace(record, path="", site=site)
    here = place_of(connection, record.id)
    if here is not None:
        renewed = replace(told, path=here.path, inner_id=here.inner_id)
        connection.exec_driver_sql(_PUT, episode_row(renewed))
    tell(connection, record, site)


def take_all(connection: Connection, records: Sequence[EpisodeRecord], site: str) -> None:
    """The same of many, in a few statements."""
    ids = [record.id for record in records]
    here = {record.id: record for batch in batches(ids) for record in _places_of(connection, batch)}
    for record in records:
        if record.id in here:
            take(connection, replace(record, inner_id=here[record.id].inner_id), site)
    hold(connection, {record.id: record_to_text(replace(record, path="", site=site)) for record in records})


def tell(connection: Connection, record: EpisodeRecord, site: str) -> None:
    """What the catalog of ``site`` says of an episode is for the list, where this machine has no recording of it."""
    mark(connection, record.id, site)
    hold(connection, {record.id: record_to_text(replace(record, path="", site=site))})


def mark(connection: Connection, episode_id: str, site: str) -> None:
    """The catalog knows it, at ``site``."""
    connection.exec_driver_sql(_MARK, {"of": episode_id, "code": site})


def hold(connection: Connection, records: Mapping[str, str]) -> None:
    """The list does not show this yet: text of a record by episode, "" where only labels changed."""
    rows = [{"episode_id": episode_id, "record": text} for episode_id, text in records.items()]
    if rows:
        connection.exec_driver_sql(_HOLD, rows)


def held(connection: Connection) -> tuple[str, ...]:
    """Episodes of which the list may not show the newest."""
    return tuple(connection.execute(select(UNCACHED.c.episode_id)).scalars())


def let_go(connection: Connection) -> None:
    """The list holds everything durably."""
    connection.execute(delete(UNCACHED))


def unregistered(connection: Connection, limit: int) -> list[EpisodeRecord]:
    """Recordings of this machine that the catalog does not know."""
    here = select(PLACE).where(literal_column("registered = 0 AND path <> ''"))
    return [episode_of(row) for row in connection.execute(here.order_by(PLACE.c.id).limit(limit)).mappings()]


def everything(connection: Connection) -> list[EpisodeRecord]:
    """All recordings of this machine."""
    return [episode_of(row) for row in connection.execute(select(PLACE)).mappings()]


def has_any(connection: Connection) -> bool:
    """Whether a recording is on this machine."""
    return connection.execute(select(PLACE.c.id).limit(1)).first() is not None


def place_of(connection: Connection, episode_id: str) -> EpisodeRecord | None:
    """The recording of that id on this machine."""
    row = connection.exec_driver_sql(_FIND, {"of": episode_id}).mappings().first()
    return None if row is None else episode_of(row)


def _places_of(connection: Connection, ids: Sequence[str]) -> list[EpisodeRecord]:
    rows = connection.execute(select(PLACE).where(PLACE.c.id.in_(ids))).mappings()
    return [episode_of(row) for row in rows]


def find(connection: Connection, episode_id: str) -> EpisodeRecord | None:
    """What the label file itself knows of the episode: its recording here, or what the catalog just said."""
    here = place_of(connection, episode_id)
    if here is not None:
        return here
    text = connection.exec_driver_sql(_HELD_OF, {"of": episode_id}).scalar()
    return record_from_text(text) if text else None


def record_to_text(record: EpisodeRecord) -> str:
    """ASCII only, since a path may hold bytes that are no text."""
    return json.dumps({name: getattr(record, name) for name in _RECORD}, sort_keys=True)


def record_from_text(text: str) -> EpisodeRecord:
    """The record of ``record_to_text``."""
    data = json.loads(text)
    return EpisodeRecord(**{**data, "streams": tuple(data.get("streams", ()))})
