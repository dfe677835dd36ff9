"""What a person's store says of the privacy of a recording, read beside whoever has the store open."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from models.errors import StoreError
from models.privacy import Privacy, privacy_of

Row = tuple[str | None, str]

_SAID = "SELECT document.privacy, place.inner_id FROM place LEFT JOIN document ON document.episode_id = place.id WHERE "
_BY_PLACE = _SAID + "place.path = ? AND place.inner_id = ?"
_BY_CONTENT = _SAID + "place.fingerprint = ?"
_HAS_EPISODES = "SELECT 1 FROM place LIMIT 1"
_BUSY_S = 5.0


def stored_privacy(
    store: Path, path: str, inner_id: str, fingerprints: Callable[[], Iterable[str]] = tuple
) -> Privacy | None:
    """What was said of an episode, None where the store does not know it.

    SQLite's own module reads it: a command that writes one picture should not load more than that.

    Args:
        store: file of the labels.
        path: where the recording lies.
        inner_id: of the episode in it.
        fingerprints: makes those that the recording may be known by at another place; asked only where the path is
            unknown.

    Raises:
        StoreError: it cannot be read, so nobody knows what must not be seen.
    """
    if not store.exists():
        return None
    uri = f"{store.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_S)) as connection:
            row = connection.execute(_BY_PLACE, (path, inner_id)).fetchone()
            if row is None and connection.execute(_HAS_EPISODES).fetchone():
                row = _copy_of(connection, inner_id, fingerprints())
        return None if row is None else privacy_of(json.loads(row[0] or "{}"))
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise StoreError(
            "The store {path} does not tell what may be seen of the recording: {why}", path=store, why=error
        ) from error


def _copy_of(connection: sqlite3.Connection, inner_id: str, fingerprints: Iterable[str]) -> Row | None:
    """The episode of the same content; some formats name it by its file, so the name counts only among several."""
    for fingerprint in fingerprints:
        rows: list[Row] = connection.execute(_BY_CONTENT, (fingerprint,)).fetchall()
        named = [row for row in rows if row[1] == inner_id]
        if named or rows:
            return (named or rows)[0]
    return None
