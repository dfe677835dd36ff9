"""What is told of a marked point in the corner of a view, in as many lines as there is room for."""

from PySide6.QtCore import QSize

from widgets.fonts import advance, digits
from widgets.overlay import MARGIN_PX, fitting
from widgets.spot_mark import SpotMark

_LINE_PX = 16
_LARGEST_SHARE = 0.5
_BETWEEN = " · "
_MORE = "…"


def readout(spot: SpotMark, size: QSize) -> tuple[str, ...]:
    """Lines for a view of that size: the place first, then further things side by side where they fit; an ellipsis
    where some are left out, so that half of the view stays free."""
    most = max(1, int(size.height() * _LARGEST_SHARE) // _LINE_PX)
    lines, shared = [fitting(spot.words, size.width())], False
    for choices in spot.more:
        # A place has a line of its own; the short fields share lines.
        words, short = fitting(choices, size.width()), len(choices) == 1
        together = f"{lines[-1]}{_BETWEEN}{words}"
        if shared and short and _fits(together, size):
            lines[-1] = together
        else:
            lines.append(words)
        shared = short
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1] + _BETWEEN + _MORE if most > 1 else lines[-1]
    return tuple(lines)


def _fits(words: str, size: QSize) -> bool:
    return advance(words, digits(11)) <= size.width() - 2 * MARGIN_PX - 14
