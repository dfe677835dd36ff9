"""Stamps and numbers in the names of files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.timebase import NS_PER_S

# From 1973 on, whatever the unit: smaller numbers only count.
LEAST_S, LEAST_MS, LEAST_US, LEAST_NS = 10**8, 10**11, 10**14, 10**17
LARGEST_NS = (1 << 63) - 1
_NUMBER = re.compile(r"(?P<before>.*?)(?P<whole>\d+)(?:\.(?P<part>\d+))?(?P<after>\D*)", re.DOTALL)
_SECONDS = re.compile(r"(?P<before>.*?)(?P<whole>\d{9,10})[_-]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """``pattern`` is what the names of one sequence share; ``stamp_ns`` is None where ``number`` only counts."""

    pattern: tuple[str, str]
    number: int
    stamp_ns: int | None


def unit_ns(whole: int) -> int | None:
    """Nanoseconds of one unit of an absolute time, by its magnitude; None where it is too small for one."""
    for least, unit in ((LEAST_NS, 1), (LEAST_US, 1000), (LEAST_MS, 10**6), (LEAST_S, NS_PER_S)):
        if abs(whole) >= least:
            return unit if abs(whole) <= LARGEST_NS // unit else None
    return None


def named_number(stem: str) -> NamedNumber | None:
    """The last number of a name without its ending; None where it has none that can be used.

    Seconds may have decimals (``1305031102.175304``) or be followed by nine digits of nanoseconds
    (``1700000000_000000001``).
    """
    match = _NUMBER.fullmatch(stem)
    if match is None or len(match["whole"]) > 19:
        return None
    pattern, whole = (match["before"], match["after"]), int(match["whole"])
    seconds = _SECONDS.fullmatch(match["before"])
    if seconds is not None and len(match["whole"]) == 9 and match["part"] is None:
        return NamedNumber(
            (seconds["before"], match["after"]), whole, int(seconds["whole"]) * NS_PER_S + whole
        )
    unit = unit_ns(whole)
    if unit is None:
        return NamedNumber(pattern, whole, None) if whole < LEAST_S else None
    part = (match["part"] or "")[:9].ljust(9, "0")
    return NamedNumber(pattern, whole, whole * unit + int(part) * unit // NS_PER_S)


def sequences(stems: Sequence[str]) -> dict[tuple[str, str], list[tuple[str, NamedNumber]]]:
    """Names that differ in their number alone, by what they share and in the order of their numbers; names without a
    number are left out.
    """
    found: dict[tuple[str, str], list[tuple[str, NamedNumber]]] = {}
    for stem in stems:
        number = named_number(stem)
        if number is not None:
            found.setdefault(number.pattern, []).append((stem, number))
    for group in found.values():
        group.sort(key=lambda entry: (entry[1].stamp_ns or 0, entry[1].number, entry[0]))
    return found
