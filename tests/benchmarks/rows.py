"""Rows of the table, their ratios, and whether a goal is met."""

import json
import operator
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.made import write_whole

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``goal`` is like ``ratio_to_peer <= 1.5``, several joined by ``and``.

    ``peer`` names who is compared with, "" where there is none; ``peer_median`` is None where it could not run. ``n``
    is of how many actions the figure is, ``peer_n`` the same of the peer; ``took_s`` is what measuring it took.
    """

    name: str
    unit: str
    median: float
    p95: float
    goal: str
    peer: str = ""
    peer_median: float | None = None
    limit_median: float | None = None
    n: int = 1
    peer_n: int = 0
    took_s: float = 0.0

    @property
    def ratio_to_peer(self) -> float | None:
        """Below 1 we are quicker or smaller."""
        return self.median / self.peer_median if self.peer_median else None

    @property
    def ratio_to_limit(self) -> float | None:
        """1 is as good as it can be here."""
        return self.median / self.limit_median if self.limit_median else None

    @property
    def met(self) -> bool:
        """Whether the goal is reached; never where a peer was named and could not run."""
        return goal_met(self)

    def as_json(self) -> dict[str, object]:
        """The keys that scripts read."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "p95": self.p95,
            "n": self.n,
            "peer": self.peer,
            "peer_median": self.peer_median,
            "peer_n": self.peer_n,
            "limit_median": self.limit_median,
            "ratio_to_peer": self.ratio_to_peer,
            "ratio_to_limit": self.ratio_to_limit,
            "goal": self.goal,
            "met": self.met,
            "took_s": self.took_s,
        }


def goal_met(row: Row) -> bool:
    """The one judge of a goal: every part ``figure comparison number`` holds, and a named peer has run."""
    if row.peer and row.peer_median is None:
        return False
    return all(_part_holds(row, part) for part in row.goal.split(" and "))


def _part_holds(row: Row, part: str) -> bool:
    figure, comparison, number = part.split()
    value = getattr(row, figure)
    return value is not None and COMPARISONS[comparison](value, float(number))


def percentile_95(values: Sequence[float]) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def measured(
    name: str,
    unit: str,
    values: Sequence[float],
    *,
    goal: str,
    peer: str = "",
    peer_values: Sequence[float] = (),
    limit_values: Sequence[float] = (),
    actions: int = 0,
) -> Row:
    """A row from raw measurements; ``actions`` is of how many it is where that is not one a value."""
    return Row(
        name=name,
        unit=unit,
        median=statistics.median(values),
        p95=percentile_95(values),
        goal=goal,
        peer=peer,
        peer_median=statistics.median(peer_values) if peer_values else None,
        limit_median=statistics.median(limit_values) if limit_values else None,
        n=actions or len(values),
        peer_n=len(peer_values),
    )


def table(rows: Sequence[Row]) -> str:
    """The printed table: ratios first, since absolute figures say more of the machine than of the program."""
    head = ("what", "x peer", "x limit", "met", "goal", "median", "p95", "unit", "n", "peer")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        _ratio(row.ratio_to_peer),
        _ratio(row.ratio_to_limit),
        "yes" if row.met else "NO",
        row.goal,
        f"{row.median:.3g}",
        f"{row.p95:.3g}",
        row.unit,
        str(row.n),
        _peer(row),
    )


def _peer(row: Row) -> str:
    """With how many values it has, where they are not as many as ours."""
    if not row.peer:
        return "-"
    return row.peer if row.peer_n == row.n else f"{row.peer} (n {row.peer_n})"


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def write(rows: Sequence[Row], path: Path) -> None:
    """``{"rows": [...]}`` for scripts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"rows": [row.as_json() for row in rows]}, indent=1, allow_nan=False)
    write_whole(path, text.encode())
