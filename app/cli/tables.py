"""Columns of text for people."""

from collections.abc import Sequence
from unicodedata import east_asian_width


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, indent: str = "  ") -> str:
    """Rows under their headings, aligned; columns of numbers to the right, Chinese two cells a character."""
    lines = [tuple(columns), *(tuple(row) for row in rows)]
    widths = [max(_cells(line[place]) for line in lines) for place in range(len(columns))]
    right = [_is_numeric([row[place] for row in rows]) for place in range(len(columns))]
    return "\n".join(indent + _line(line, widths, right) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (_padded(cell, width, side) for cell, width, side in zip(cells, widths, right, strict=True))
    return "  ".join(padded).rstrip()


def _padded(text: str, width: int, right: bool) -> str:
    gap = " " * (width - _cells(text))
    return gap + text if right else text + gap


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _is_numeric(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.lstrip("-").replace(".", "", 1).isdigit() for cell in filled)
