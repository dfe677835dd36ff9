"""The beginning of the episode list, read without opening the store: what a window shows while the rest loads.

Neither SQLAlchemy nor the arrays are loaded for it. ``tests/models/storage/test_glance.py`` holds it against
``LabelStore.episodes``.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.search import Order
from models.storage.list_file import LIST_FILE, VERSION, connected
from models.storage.list_filter import EpisodeFilter
from models.storage.list_plan import plan
from models.storage.list_walk import keys_after
from models.storage.rows import LISTED, EpisodeRow, Words

_ROW = f"SELECT {LISTED} FROM episode WHERE n = ?"
_PATIENCE_S = 0.1


@dataclass(frozen=True, slots=True)
class Glance:
    """The first rows, and how many there are in all."""

    rows: tuple[EpisodeRow, ...] = ()
    total: int = 0


def glance(directory: Path, most: int, order: Order = Order.NAME) -> Glance:
    """Up to ``most`` rows of the store in ``directory``; nothing where there is none, or none of this version.

    It only reads, and says nothing of what is wrong: opening the store does.
    """
    path = directory / LIST_FILE
    if not path.is_file():
        return Glance()
    try:
        with closing(connected(path, read_only=True, timeout_s=_PATIENCE_S)) as file:
            if file.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                return Glance()
            words = Words(file)
            keys = keys_after(file, plan(file, EpisodeFilter(order=order)), None, most)
            rows = tuple(words.listed(file.execute(_ROW, key[-1:]).fetchone()) for key in keys)
            total = file.execute("SELECT value FROM fact WHERE name = 'episodes'").fetchone()
            return Glance(rows, total[0] if total else 0)
    except (sqlite3.Error, ValueError, KeyError, IndexError, TypeError):
        return Glance()
