"""The preview of an episode, taken out of a file that somebody else may have open."""

import sqlite3
from contextlib import closing
from pathlib import Path

from models.errors import StoreError
from models.storage.previews import FILE_NAME

_BUSY_S = 5.0


def forget_preview(directory: Path, episode_id: str) -> bool:
    """Whether there was one; its bytes are overwritten.

    Raises:
        StoreError: the file cannot be written.
    """
    path = directory / FILE_NAME
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_S)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with connection:
                deleted = connection.execute("DELETE FROM preview WHERE episode_id = ?", (episode_id,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StoreError("The preview in {path} was not removed: {why}", path=path, why=error) from error
    return deleted.rowcount > 0
