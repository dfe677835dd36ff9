"""What a person's store says of the privacy of a recording, read beside whoever has the store open."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from models.privacy import Privacy, privacy_of

_QUERY = (
    "SELECT document.privacy FROM episode JOIN document ON document.episode_id = episode.id"
    " WHERE episode.path = ? AND episode.inner_id = ?"
)
_BUSY_S = 5.0


def stored_privacy(store: Path, path: str, inner_id: str) -> Privacy:
    """Privacy of the episode at ``path``; nothing where the store does not know it, or is older or damaged.

    SQLite's own module reads it: a command that writes one picture should not load more than that.
    """
    if not store.exists():
        return Privacy()
    try:
        with closing(
            sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)
        ) as connection:
            row = connection.execute(_QUERY, (path, inner_id)).fetchone()
        return Privacy() if row is None else privacy_of(json.loads(row[0]))
    except (sqlite3.Error, ValueError, TypeError):
        return Privacy()
