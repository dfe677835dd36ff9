"""From version 1 to version 2 in a SQLite file."""

from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Make the tables of version 2 and move what version 1 held."""
    raise NotImplementedError
