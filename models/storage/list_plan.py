"""How wanted episodes are found in their order: few rows by their numbers, many along indexes."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.storage import list_filter
from models.storage.list_filter import Conditions, EpisodeFilter, conditions_of
from models.storage.list_order import Line, line_of

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that stand together in an order, along one index; ``where`` says which they are."""

    rank: int
    index: str
    where: str


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows of all parts, one part after the other; ``where`` holds of every row and has places for ``values``."""

    line: Line
    parts: tuple[Part, ...]
    where: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """The numbers of few rows, in order."""

    line: Line
    numbers: "array[int]"


def plan(connection: sqlite3.Connection, wanted: EpisodeFilter) -> Scan | Hits:
    """How to find them."""
    asked = conditions_of(connection, wanted)
    line = line_of(connection, wanted.order)
    if asked is None:
        return Hits(line, array("q"))
    numbers = asked.hits if asked.values else _few(connection, asked, line)
    if numbers is None:
        return Scan(line, _parts(asked, line), asked.where, asked.values)
    return Hits(line, array("q", numbers_in_order(connection, numbers, line, asked)))


def numbers_in_order(
    connection: sqlite3.Connection, numbers: Iterable[int], line: Line, asked: Conditions
) -> Iterator[int]:
    """Those of the rows for which the conditions hold, in the order of the list."""
    keys = []
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _AT_ONCE):
        keys += line.keys(connection, ordered[start : start + _AT_ONCE], asked.where, asked.values)
    return (key[-1] for key in sorted(keys))


def _few(connection: sqlite3.Connection, asked: Conditions, line: Line) -> frozenset[int] | None:
    """Rows of which an index in another order holds few, None where they are many or the order is that of the index."""
    if not line.index or asked.index in {"by_name", line.index}:
        return None
    statement = f"SELECT n FROM episode INDEXED BY {asked.index} WHERE {asked.where} LIMIT ?"
    numbers = [n for (n,) in connection.execute(statement, (list_filter.MOST_HITS + 1,))]
    return frozenset(numbers) if len(numbers) <= list_filter.MOST_HITS else None


def _parts(asked: Conditions, line: Line) -> tuple[Part, ...]:
    if line.index == "by_unsure":
        # Its index leaves out what nothing is proposed for: most of the list.
        return (Part(0, line.index, "unsure < 0"), Part(0, "by_name", "unsure = 0"))
    if line.ranks is None:
        return (Part(0, line.index or asked.index, "1"),)
    only = asked.codes.get(line.group)
    ranked = sorted((rank, code) for code, rank in line.ranks.items() if only in {None, code})
    return tuple(_part(line, rank, code) for rank, code in ranked)


def _part(line: Line, rank: int, code: int) -> Part:
    if code == 0 and line.group == "annotator":
        # Its index leaves out what nobody has labelled: most of the list.
        return Part(rank, "by_name", "annotator = 0")
    kept = f" AND {line.group} <> 0" if code else ""
    return Part(rank, line.index, f"{line.group} = {code}{kept}")
