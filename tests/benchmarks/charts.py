"""A picture per table: how far each row is from its peer and from the limit, on a logarithmic axis, with its goals."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from tests.benchmarks.rows import Row

_NAMES_PX, _AXIS_PX, _ROW_PX, _BAR_PX, _TOP_PX = 430, 460, 34, 9, 46
_LEAST, _MOST = 0.001, 100.0
_TICKS = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)
_KINDS = (("ratio_to_peer", "#4aa3df"), ("ratio_to_limit", "#c9a6e8"))


def draw(tables: Mapping[str, Sequence[Row]], folder: Path) -> list[Path]:
    """One SVG a table that has ratios, as ``folder/TABLE.svg``; a bar left of 1 is better than the other."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in tables.items():
        compared = [row for row in rows if any(getattr(row, kind) is not None for kind, _ in _KINDS)]
        if compared:
            path = folder / f"{name}.svg"
            path.write_text(svg(name, compared), encoding="utf-8")
            written.append(path)
    return written


def svg(title: str, rows: Sequence[Row]) -> str:
    """The picture as text."""
    height = _TOP_PX + len(rows) * _ROW_PX + 30
    width = _NAMES_PX + _AXIS_PX + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#14171b"/>',
        f'<text x="12" y="20" fill="#e9ecef" font-size="14" font-weight="600">{escape(title)}</text>',
        f'<text x="{_NAMES_PX}" y="20" fill="{_KINDS[0][1]}">x peer</text>',
        f'<text x="{_NAMES_PX + 60}" y="20" fill="{_KINDS[1][1]}">x limit</text>',
        f'<text x="{_NAMES_PX + 124}" y="20" fill="#ff7a66">goal</text>',
    ]
    for tick in _TICKS:
        ink = "#8c96a1" if tick == 1.0 else "#262c33"
        parts.append(
            f'<line x1="{x_of(tick):.1f}" x2="{x_of(tick):.1f}" y1="30" y2="{height - 24}" stroke="{ink}"/>'
        )
        parts.append(
            f'<text x="{x_of(tick):.1f}" y="{height - 8}" fill="#8c96a1" text-anchor="middle">{tick:g}</text>'
        )
    for place, row in enumerate(rows):
        parts += _row(row, _TOP_PX + place * _ROW_PX)
    return "\n".join([*parts, "</svg>\n"])


def x_of(ratio: float) -> float:
    """Where a ratio stands; what is beyond the axis stands at its end."""
    share = math.log10(min(max(ratio, _LEAST), _MOST) / _LEAST) / math.log10(_MOST / _LEAST)
    return _NAMES_PX + share * _AXIS_PX


def _row(row: Row, y: int) -> list[str]:
    ink = "#b3bbc4" if row.met else "#ff7a66"
    parts = [f'<text x="12" y="{y + 13}" fill="{ink}">{escape(row.name)}</text>']
    for place, (kind, colour) in enumerate(_KINDS):
        ratio, top = getattr(row, kind), y + place * (_BAR_PX + 2)
        if ratio is not None:
            parts += _bar(ratio, top, colour)
        goal = _goal(row, kind)
        if goal is not None:
            x = f"{x_of(goal):.1f}"
            ends = f'y1="{top - 1}" y2="{top + _BAR_PX + 1}"'
            parts.append(f'<line x1="{x}" x2="{x}" {ends} stroke="#ff7a66" stroke-width="2"/>')
    return parts


def _bar(ratio: float, top: int, colour: str) -> list[str]:
    """From 1 to the ratio, and its figure behind it."""
    left, right = sorted((x_of(1.0), x_of(ratio)))
    size = f'width="{max(1.0, right - left):.1f}" height="{_BAR_PX}"'
    words_x = min(right + 4, _NAMES_PX + _AXIS_PX + 8)
    return [
        f'<rect x="{left:.1f}" y="{top}" {size} fill="{colour}"/>',
        f'<text x="{words_x:.1f}" y="{top + 9}" fill="#e9ecef" font-size="10">{ratio:.3g}</text>',
    ]


def _goal(row: Row, kind: str) -> float | None:
    for part in row.goal.split(" and "):
        figure, _, number = part.split()
        if figure == kind:
            return float(number)
    return None
