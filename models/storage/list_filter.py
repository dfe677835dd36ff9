"""Which episodes of the list are wanted, in SQL: an index that is in their order, and conditions."""

import sqlite3
from dataclasses import dataclass

from models.review import State
from models.storage.list_file import PAD, find_number

MOST_HITS = 4_000
"""Up to so many episodes that mention a text are sorted in memory; more are found quickly along the list itself."""
_TRIGRAM = 3
_MOST_TERMS = 2000
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class EpisodeFilter:
    """What is given must hold; "" and None leave a filter out.

    ``text`` is looked for in name, note, task and robot, and may be an id; two characters are enough, one will do.
    ``waiting`` wants episodes with edits that are not sent, ``refused`` those with refused ones.
    """

    state: State | None = None
    text: str = ""
    site: str = ""
    task: str = ""
    robot: str = ""
    annotator: str = ""
    reviewer: str = ""
    grade: str = ""
    waiting: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows in order along an index. ``where`` holds numbers only, and places for ``values``."""

    index: str
    where: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """The keys (name, n) of few rows, in order."""

    keys: tuple[tuple[str, int], ...]


_CODED = ("annotator", "task", "grade", "state", "site", "robot", "reviewer")
_INDEXES = {
    "annotator": "by_annotator",
    "task": "by_task",
    "grade": "by_grade",
    "state": "by_state",
    "site": "by_site",
}


def plan(connection: sqlite3.Connection, wanted: EpisodeFilter) -> Scan | Hits:
    """How to find them."""
    codes = _codes(connection, wanted)
    if codes is None:
        return Hits(())
    conditions = [f"{name} = {code} AND {name} <> 0" for name, code in codes.items()]
    conditions += ["pending > 0"] if wanted.waiting else []
    conditions += ["conflicts > 0"] if wanted.refused else []
    index = next((_INDEXES[name] for name in _CODED if name in codes and name in _INDEXES), "by_name")
    if wanted.waiting or wanted.refused:
        index = "waiting"
    text = wanted.text.replace(PAD[0], "").strip()
    if not text:
        return Scan(index, _joined(conditions))
    words = _words_with(connection, text)
    hits = _hits(connection, text, words)
    like = f"%{_escaped(text)}%"
    mentions = ["name LIKE ? ESCAPE '\\'", "note LIKE ? ESCAPE '\\'"]
    listed = ", ".join(map(str, words))
    mentions += [f"task IN ({listed})", f"robot IN ({listed})"] if words else []
    n, known = find_number(connection, text)
    mentions += [f"n = {n}"] if known else []
    conditions.append(f"({' OR '.join(mentions)})")
    if hits is None:
        return Scan(index, _joined(conditions), (like, like))
    hits |= {n} if known else set()
    return Hits(_keys(connection, hits, _joined(conditions), (like, like)))


def _codes(connection: sqlite3.Connection, wanted: EpisodeFilter) -> dict[str, int] | None:
    """Numbers of the words that must be there, None where the list has no such word."""
    codes = {}
    for name in _CODED:
        value = getattr(wanted, name)
        if not value:
            continue
        found = connection.execute("SELECT n FROM word WHERE text = ?", (str(value),)).fetchone()
        if found is None:
            return None
        codes[name] = int(found[0])
    return codes


def _words_with(connection: sqlite3.Connection, text: str) -> list[int]:
    """Tasks and robots that hold the text, among other words; lists of streams are none of them."""
    found = connection.execute(
        "SELECT n FROM word WHERE text LIKE ? ESCAPE '\\' AND text NOT LIKE '[%'", (f"%{_escaped(text)}%",)
    )
    return [row[0] for row in found]


def _hits(connection: sqlite3.Connection, text: str, words: list[int]) -> set[int] | None:
    """Numbers of the rows that may mention the text, None where they are many."""
    hits: set[int] = set()
    query = _match(connection, text)
    listed = ", ".join(map(str, words))
    questions: list[tuple[str, tuple[str, ...]]] = (
        [("SELECT rowid FROM text WHERE text MATCH ? LIMIT ?", (query,))] if query else []
    )
    for column in ("task", "robot") if words else ():
        by = f"SELECT n FROM episode INDEXED BY by_{column} WHERE {column} IN ({listed}) LIMIT ?"
        questions.append((by, ()))
    for statement, values in questions:
        hits.update(row[0] for row in connection.execute(statement, (*values, MOST_HITS + 1)))
        if len(hits) > MOST_HITS:
            return None
    return hits


def _match(connection: sqlite3.Connection, text: str) -> str:
    """All trigrams of a text; of a shorter one those that begin with it. "" where there is none."""
    if len(text) >= _TRIGRAM:
        parts = {text[i : i + _TRIGRAM] for i in range(len(text) - _TRIGRAM + 1)}
        return " AND ".join(_quoted(part) for part in sorted(parts))
    low = text.lower()
    found = connection.execute(
        "SELECT term FROM term WHERE term >= ? AND term < ? LIMIT ?", (low, low + _LAST, _MOST_TERMS)
    )
    return " OR ".join(_quoted(row[0]) for row in found)


def _keys(
    connection: sqlite3.Connection, hits: set[int], where: str, values: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    listed = ", ".join(map(str, hits)) or "NULL"
    rows = connection.execute(f"SELECT name, n FROM episode WHERE n IN ({listed}) AND {where}", values)
    return tuple(sorted((name, n) for name, n in rows))


def _joined(conditions: list[str]) -> str:
    return " AND ".join(conditions) or "1"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
