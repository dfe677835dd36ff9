"""Which episodes of the list are wanted, in SQL: conditions, and the rows that mention a text where they are few."""

import sqlite3
from dataclasses import dataclass

from models.review import State
from models.search import Concern, Order
from models.storage.list_file import PAD, find_number

MOST_HITS = 10_000
"""Up to so many rows are sorted in memory, in any order; more are found quickly along an index."""
_TRIGRAM = 3
_MOST_TERMS = 2000
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class EpisodeFilter:
    """What is given must hold; "" and None leave a filter out.

    ``text`` is looked for in name, note, task and robot, and may be an id; two characters are enough, one will do.
    ``concern`` wants any of its bits, and nothing where it has none.
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
    concern: Concern | None = None
    order: Order = Order.NAME


@dataclass(frozen=True, slots=True)
class Conditions:
    """``where`` holds numbers only, and places for ``values``; rows for which ``codes`` hold stand along ``index``.

    ``hits`` are the rows among which those are that mention the text, None where they are many or none is looked for.
    """

    index: str
    where: str
    codes: dict[str, int]
    values: tuple[str, ...] = ()
    hits: frozenset[int] | None = None


_CODED = ("annotator", "task", "grade", "state", "site", "robot", "reviewer")
_INDEXED = frozenset(_CODED) - {"reviewer"}


def conditions_of(connection: sqlite3.Connection, wanted: EpisodeFilter) -> Conditions | None:
    """What holds of the rows, None where the list has none."""
    codes = _codes(connection, wanted)
    if codes is None:
        return None
    conditions = [f"{name} = {code} AND {name} <> 0" for name, code in codes.items()]
    conditions += ["pending > 0"] if wanted.waiting else []
    conditions += ["conflicts > 0"] if wanted.refused else []
    index = next((f"by_{name}" for name in _CODED if name in codes and name in _INDEXED), "by_name")
    if wanted.concern is not None:
        conditions.append(f"concern > 0 AND concern & {int(wanted.concern)} <> 0")
        index = "concerning"
    if wanted.waiting or wanted.refused:
        index = "waiting"
    text = _looked_for(wanted.text)
    if not text:
        return Conditions(index, _joined(conditions), codes)
    words = _words_with(connection, text)
    n, known = find_number(connection, text)
    conditions.append(_mentions(words, n if known else None))
    like = f"%{_escaped(text)}%"
    return Conditions(
        index, _joined(conditions), codes, (like, like), hits_of(connection, wanted.text, MOST_HITS)
    )


def hits_of(connection: sqlite3.Connection, text: str, most: int) -> frozenset[int] | None:
    """Numbers of the rows that may mention a text, None where they are more."""
    text = _looked_for(text)
    hits = _hits(connection, text, _words_with(connection, text), most)
    n, known = find_number(connection, text)
    return None if hits is None else frozenset(hits | ({n} if known else set()))


def _looked_for(text: str) -> str:
    return text.replace(PAD[0], "").strip()


def _mentions(words: list[int], n: int | None) -> str:
    """Whether a row mentions a text; the note, which no index holds, is read last, and only where there is one."""
    listed = ", ".join(map(str, words))
    parts = ["name LIKE ? ESCAPE '\\'"]
    parts += [f"task IN ({listed})", f"robot IN ({listed})"] if words else []
    parts += [] if n is None else [f"n = {n}"]
    parts.append("(noted = 1 AND note LIKE ? ESCAPE '\\')")
    return f"({' OR '.join(parts)})"


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


def _hits(connection: sqlite3.Connection, text: str, words: list[int], most: int) -> set[int] | None:
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
        hits.update(row[0] for row in connection.execute(statement, (*values, most + 1)))
        if len(hits) > most:
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


def _joined(conditions: list[str]) -> str:
    return " AND ".join(conditions) or "1"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
