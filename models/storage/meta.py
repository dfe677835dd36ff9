"""Small facts about the file itself, by name: statements inside a caller's transaction."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert as upsert

from models.storage.database import prepared
from models.storage.tables import META

_GET = prepared(select(META.c.value).where(META.c.name == bindparam("of")))
_PUT = prepared(
    upsert(META).on_conflict_do_update(
        index_elements=["name"], set_={"value": upsert(META).excluded["value"]}
    )
)


def get(connection: Connection, name: str) -> str | None:
    """The fact of that name, None where it was never put."""
    value = connection.exec_driver_sql(_GET, {"of": name}).scalar()
    return None if value is None else str(value)


def put(connection: Connection, facts: Mapping[str, object]) -> None:
    """Add or replace."""
    rows = [{"name": name, "value": str(value)} for name, value in facts.items()]
    connection.exec_driver_sql(_PUT, rows)
