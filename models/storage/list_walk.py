"""Along the rows of a plan: keys after a key, how many there are, and posts by which places are found."""

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.storage.list_order import Key
from models.storage.list_plan import Hits, Part, Scan

_SELECT = "SELECT {columns} FROM episode INDEXED BY {index} WHERE {where}"


@dataclass(frozen=True, slots=True)
class Fences:
    """Keys of the rows 0, 1,000, 2,000 ... as they were when counted, and how many rows there were."""

    keys: tuple[Key, ...]
    count: int


def keys_after(
    file: sqlite3.Connection,
    found: Scan | Hits,
    after: Key | None,
    limit: int,
    *,
    skip: int = 0,
    inclusive: bool = False,
) -> list[Key]:
    """Up to ``limit`` keys after one, without the first ``skip``."""
    if isinstance(found, Hits):
        start = 0 if after is None else place_among(file, found, after)
        return found.line.keys(file, found.numbers[start + skip : start + skip + limit])
    keys: list[Key] = []
    for part, beyond, values in _reaching(found, after, None, ">=" if inclusive else ">"):
        select = _select(found, part, found.line.columns, beyond)
        rows = file.execute(
            f"{select} ORDER BY {found.line.columns} LIMIT ?",
            (*found.values, *values, skip + limit - len(keys)),
        )
        keys += [(part.rank, *row) for row in rows]
        if len(keys) >= skip + limit:
            break
    return keys[skip:]


def counted(
    file: sqlite3.Connection,
    found: Scan | Hits,
    start: Key | None = None,
    end: Key | None = None,
    *,
    most: int = -1,
) -> int:
    """How many rows there are from ``start``, which counts, up to ``end``, which does not; both only of scans.

    With ``most`` no part is counted further.
    """
    if isinstance(found, Hits):
        return len(found.numbers)
    count = 0
    for part, beyond, values in _reaching(found, start, end, ">="):
        select = f"SELECT count(*) FROM ({_select(found, part, '1', beyond)} LIMIT ?)"
        if most < 0:
            select = _select(found, part, "count(*)", beyond)
        limit = () if most < 0 else (most,)
        count += file.execute(select, (*found.values, *values, *limit)).fetchone()[0]
    return count


def end_of(file: sqlite3.Connection, found: Scan, count: int) -> Key | None:
    """The key after the first so many rows of a scan of one part, None where there is none."""
    return _post(file, found, None, count)


def fences_of(
    file: sqlite3.Connection, found: Scan | Hits, cancelled: Callable[[], bool], every: int
) -> Fences | None:
    """Count all, with a post at every so many rows; None where ``cancelled`` said so at one of them."""
    if isinstance(found, Hits):
        return Fences((), len(found.numbers))
    keys: list[Key] = []
    count = ahead = 0
    for part in found.parts:
        at: Key | None = None
        while True:
            if cancelled():
                return None
            one = Scan(found.line, (part,), found.where, found.values)
            posts = _post(file, one, at, ahead)
            if posts is None:
                break
            count += ahead + 1
            at, ahead = posts, every - 1
            keys.append(at)
        rest = counted(file, one, at) - (at is not None)
        count, ahead = count + rest, ahead - rest
    return Fences(tuple(keys), count)


def place_of(file: sqlite3.Connection, found: Scan, fences: Fences, key: Key, every: int) -> int:
    """How many rows stand before a key."""
    post = max(bisect_right(fences.keys, key) - 1, 0)
    return post * every + counted(file, found, fences.keys[post], key)


def _post(file: sqlite3.Connection, one: Scan, after: Key | None, ahead: int) -> Key | None:
    """The row after so many more of a part."""
    ((part, beyond, values),) = _reaching(one, after, None, ">")
    select = _select(one, part, one.line.columns, beyond)
    row = file.execute(
        f"{select} ORDER BY {one.line.columns} LIMIT 1 OFFSET ?", (*one.values, *values, ahead)
    ).fetchone()
    return None if row is None else (part.rank, *row)


def _reaching(
    found: Scan, start: Key | None, end: Key | None, begins: str
) -> Iterator[tuple[Part, str, tuple[object, ...]]]:
    """Parts between two keys, with what holds of the rows between them in each."""
    compared = f"({found.line.columns})"
    places = f"({', '.join('?' * (found.line.columns.count(',') + 1))})"
    for part in found.parts:
        beyond, values = "", ()
        if start is not None and part.rank <= start[0]:
            if part.rank < start[0]:
                continue
            beyond, values = f" AND {compared} {begins} {places}", (*values, *start[1:])
        if end is not None and part.rank >= end[0]:
            if part.rank > end[0]:
                return
            beyond, values = f"{beyond} AND {compared} < {places}", (*values, *end[1:])
        yield part, beyond, values


def _select(found: Scan, part: Part, columns: str, beyond: str) -> str:
    return f"{_SELECT.format(columns=columns, index=part.index, where=part.where)} AND {found.where}{beyond}"


def place_among(file: sqlite3.Connection, found: Hits, after: Key) -> int:
    """How many of few rows stand up to a key."""

    def key_of(n: int) -> Key:
        return (found.line.keys(file, (n,)) or [after])[0]

    return bisect_right(found.numbers, after, key=key_of)
