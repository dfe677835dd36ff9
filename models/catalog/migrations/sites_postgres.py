"""From version 1 to version 2 in PostgreSQL."""

from importlib import resources

from sqlalchemy import Connection

_OLD = ("meta", "stream_head", "episode", "revision", "change_log", "move")
_HOLDS_SOMETHING = "select exists (select from rushes_1.episode) or exists (select from rushes_1.revision)"


def upgrade(connection: Connection) -> None:
    """Make the tables of version 2 and move what version 1 held."""
    _run(connection, "forget.sql")
    connection.exec_driver_sql("create schema rushes_1")
    for table in _OLD:
        connection.exec_driver_sql(f"alter table rushes.{table} set schema rushes_1")
    _run(connection, "tables.sql")
    connection.exec_driver_sql(
        "insert into meta select singleton, catalog_id, epoch, schema_version, 2 from rushes_1.meta"
    )
    if connection.exec_driver_sql(_HOLDS_SOMETHING).scalar_one():
        _run(connection, "from_1.sql")
    connection.exec_driver_sql("drop schema rushes_1 cascade")


def _run(connection: Connection, name: str) -> None:
    sql = resources.files("models.catalog").joinpath("sql", name).read_text(encoding="utf-8")
    connection.exec_driver_sql(sql.replace("%", "%%"))
