"""In which order episodes stand, in SQL: an index that has it, or one index word by word."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.review import State
from models.search import Order

Key = tuple[Any, ...]
"""Where a row stands: the rank of its word (0 where the order has none), then what the order compares, name and n."""

_BY_VALUE = {
    Order.RECORDED: ("newest", "by_recorded"),
    Order.LONGEST: ("longest", "by_length"),
    Order.UNSURE: ("unsure", "by_unsure"),
}
_BY_WORD = {Order.STATE: "state", Order.TASK: "task", Order.ANNOTATOR: "annotator"}
_WORDLESS = 1 << 30


@dataclass(frozen=True, slots=True)
class Line:
    """The order itself: ``columns`` are compared; where it goes word by word, ``ranks`` has the words of ``group``."""

    columns: str = "name, n"
    group: str = ""
    index: str = ""
    ranks: Mapping[int, int] | None = None

    def keys(
        self,
        connection: sqlite3.Connection,
        numbers: Sequence[int],
        where: str = "1",
        values: tuple[str, ...] = (),
    ) -> list[Key]:
        """Of rows by number for which something holds, in order; a word that came later has its place at the end."""
        listed = ", ".join(map(str, numbers))
        group = self.group or "0"
        rows = connection.execute(
            f"SELECT {group}, {self.columns} FROM episode WHERE n IN ({listed}) AND {where}", values
        )
        ranks = self.ranks
        if ranks is None:
            return sorted(rows)
        return sorted((ranks.get(row[0], _WORDLESS), *row[1:]) for row in rows)


def line_of(connection: sqlite3.Connection, order: Order) -> Line:
    """How an order goes now."""
    if order in _BY_VALUE:
        column, index = _BY_VALUE[order]
        return Line(columns=f"{column}, name, n", index=index)
    if order not in _BY_WORD:
        return Line()
    group = _BY_WORD[order]
    words = sorted(_words(connection, group), key=lambda found: _place(order, found[1]))
    ranks = {n: rank for rank, (n, _) in enumerate(words)}
    return Line(group=group, index=f"by_{group}", ranks={**ranks, 0: _WORDLESS})


def numbers_of_words(connection: sqlite3.Connection, column: str, most: int = -1) -> list[int]:
    """Words that a column has, by number: as quick as they are few, however long the list is."""
    least = f"SELECT min({column}) FROM episode INDEXED BY by_{column} WHERE {column} <> 0 AND {column} >"
    found = connection.execute(
        f"WITH RECURSIVE word_of(n) AS ({least} 0 UNION ALL SELECT ({least} word_of.n) FROM word_of "
        "WHERE word_of.n IS NOT NULL LIMIT ?) SELECT n FROM word_of WHERE n IS NOT NULL",
        (most,),
    )
    return [n for (n,) in found]


def _words(connection: sqlite3.Connection, column: str) -> list[tuple[int, str]]:
    listed = ", ".join(map(str, numbers_of_words(connection, column)))
    return connection.execute(f"SELECT n, text FROM word WHERE n IN ({listed})").fetchall()


def _place(order: Order, word: str) -> tuple[object, ...]:
    return (tuple(State).index(State(word)),) if order is Order.STATE else (word.casefold(), word)
