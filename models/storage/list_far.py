"""A search of many hits that stand far from the beginning: they are gathered where a walk would pass by millions."""

import sqlite3
from array import array

from models.storage import list_filter
from models.storage.list_filter import EpisodeFilter, conditions_of, hits_of
from models.storage.list_plan import Hits, Scan, numbers_in_order, plan
from models.storage.list_walk import counted, end_of

LOOKED_AT = 50_000
"""Rows that are walked by before the index of texts is asked: a twentieth of a second."""
GATHERED = 200_000
"""At most so many places are read one by one, and held in memory to be sorted."""
WALKED_FOR_ONE = 12
"""Rows that a walk passes by in the time in which one is gathered."""
_SHOWN = 50


def sought(connection: sqlite3.Connection, wanted: EpisodeFilter) -> Scan | Hits:
    """As ``plan``, but for a text whose hits do not begin soon."""
    found = plan(connection, wanted)
    if isinstance(found, Hits) or not found.values:
        return found
    most = min(GATHERED, _rows(connection) // WALKED_FOR_ONE)
    if most <= list_filter.MOST_HITS or _begins_soon(connection, found):
        return found
    asked = conditions_of(connection, wanted)
    hits = hits_of(connection, wanted.text, most)
    if asked is None or hits is None:
        return found
    return Hits(found.line, array("q", numbers_in_order(connection, hits, found.line, asked)))


def _rows(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT value FROM fact WHERE name = 'episodes'").fetchone()
    return int(found[0]) if found else 0


def _begins_soon(connection: sqlite3.Connection, found: Scan) -> bool:
    """Whether some hits stand among the first rows of the order, or there are no more rows than these."""
    left, seen = LOOKED_AT, 0
    for part in found.parts:
        every = Scan(found.line, (part,), "1")
        end = end_of(connection, every, left)
        hits = Scan(found.line, (part,), found.where, found.values)
        seen += counted(connection, hits, end=end, most=_SHOWN - seen)
        if seen >= _SHOWN:
            return True
        if end is not None:
            return False
        left -= counted(connection, every)
    return True
