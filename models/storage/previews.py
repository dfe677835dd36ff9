"""Previews of the list in a file of their own, which may be thrown away at any time: ingest makes them again.

SQLite without waiting for the disk; a file that is damaged or of another version is replaced by an empty one.
"""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import Column, Engine, Float, Integer, LargeBinary, MetaData, Table, Text, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from models.errors import StoreError
from models.ingest.preview import Preview
from models.storage.database import open_engine, reading, writing

FILE_NAME = "previews.sqlite"
_VERSION = 1
_METADATA = MetaData()
_PREVIEW = Table(
    "preview",
    _METADATA,
    Column("episode_id", Text, primary_key=True),
    Column("strip", LargeBinary, nullable=False),
    Column("pictures", Integer, nullable=False),
    Column("torque", LargeBinary, nullable=False),
    Column("torque_peak", Float, nullable=False),
)
_NOT_STORED = "The previews were not stored: {why}"


class PreviewStore:
    """Open with ``PreviewStore.open``; close it, or use it as a context manager."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, directory: Path) -> "PreviewStore":
        """Create or open ``directory/previews.sqlite``.

        Raises:
            StoreError: the folder cannot be written.
        """
        path = directory / FILE_NAME
        with contextlib.suppress(StoreError):
            return cls(_opened(path))
        for leftover in (path, *directory.glob(f"{FILE_NAME}-*")):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
        return cls(_opened(path))

    def put(self, previews: Mapping[str, Preview]) -> None:
        """Keep previews by the ids of their episodes.

        Raises:
            StoreError: no room; the list shows those episodes without.
        """
        rows = [
            {
                "episode_id": episode_id,
                "strip": preview.strip,
                "pictures": preview.pictures,
                "torque": preview.torque,
                "torque_peak": preview.torque_peak,
            }
            for episode_id, preview in previews.items()
        ]
        if rows:
            with writing(self._engine, _NOT_STORED) as connection:
                connection.execute(insert(_PREVIEW).prefix_with("OR REPLACE"), rows)

    def get(self, episode_id: str) -> Preview | None:
        """The preview of an episode, None where none was made."""
        columns = [column for column in _PREVIEW.c if column.name != "episode_id"]
        with reading(self._engine) as connection:
            row = connection.execute(select(*columns).where(_PREVIEW.c.episode_id == episode_id)).first()
        return None if row is None else Preview(*row)

    def without(self, episode_ids: Iterable[str]) -> frozenset[str]:
        """Those of some episodes that have no preview."""
        with reading(self._engine) as connection:
            have = set(connection.execute(select(_PREVIEW.c.episode_id)).scalars())
        return frozenset(episode_ids) - have

    def close(self) -> None:
        """Give the file free."""
        self._engine.dispose()

    def __enter__(self) -> "PreviewStore":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _opened(path: Path) -> Engine:
    engine = open_engine(path)
    try:
        with writing(engine, _NOT_STORED) as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if version not in (0, _VERSION):
                raise StoreError("{path} is of another version", path=path)
            _METADATA.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {_VERSION}")
        with reading(engine) as connection:
            connection.execute(select(_PREVIEW).limit(1)).all()
    except (StoreError, DatabaseError):
        engine.dispose()
        raise
    return engine
