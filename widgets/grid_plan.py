"""Where views go by default: a plan from what streams there are and how large the window is, with no Qt in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.episode import StreamKind

LEAST_VIEW_WIDTH, LEAST_VIEW_HEIGHT = 200, 174
LEAST_PLOT_HEIGHT = 120
LEAST_CELL_WIDTH, LEAST_CELL_HEIGHT = 160, 110
_HEADER = 24
_GAP = 4
_PICTURES = (StreamKind.VIDEO, StreamKind.DEPTH, StreamKind.POINTS)
_MAIN_WORDS = ("head", "front", "main", "top", "ego", "high", "color", "rgb")
_PLOT_WORDS = ("joint_state", "state", "joint", "effort", "torque")
_EASY_PLOT_HEIGHT = 190
_LOW_HEIGHT = LEAST_CELL_HEIGHT + _GAP + LEAST_PLOT_HEIGHT
_NARROW_SHARE, _WIDE_SHARE = 0.48, 0.61


@dataclass(frozen=True, slots=True)
class GridPlan:
    """``main`` large at the left, ``cells`` beside it in rows of two (a cell with several views is a tab group),
    ``plots`` below them in the same way, ``hidden`` only by menu. Sizes in logical pixels.
    """

    main: str | None
    cells: tuple[tuple[str, ...], ...]
    plots: tuple[tuple[str, ...], ...]
    hidden: tuple[str, ...]
    main_width: int
    cell_width: int
    cell_height: int
    plot_height: int

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Which views share a place: while this stays, another size only moves separators."""
        return (*self.cells, (), *self.plots)

    @property
    def rows(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Cells by two."""
        return tuple(self.cells[at : at + 2] for at in range(0, len(self.cells), 2))


def plan_grid(
    kinds: Mapping[str, StreamKind], *, width: int, height: int, main: str | None = None
) -> GridPlan:
    """The default layout of views of these ``kinds`` in a window of that size; ``main`` overrides the guess.

    Where it is narrow, the small views share one place, and where it is low, the plots share it too.
    """
    pictures = [name for kind in _PICTURES for name, each in kinds.items() if each is kind]
    plots = tuple(sorted((name for name, kind in kinds.items() if kind is StreamKind.SIGNAL), key=_plot_rank))
    hidden = tuple(name for name, kind in kinds.items() if kind not in (*_PICTURES, StreamKind.SIGNAL))
    chosen = main if main in kinds else _main_of(pictures)
    small = [name for name in pictures if name != chosen]
    if chosen is None and not plots:
        plots, hidden = hidden, ()
    if small and height < _LOW_HEIGHT:
        small, plots = [*small, *plots], ()
    beside = width if chosen is None else round(width * (1 - _NARROW_SHARE)) - _GAP
    rows = _most_rows(height, bool(plots))
    cells = _grouped(tuple(small), rows * 2 if beside >= 2 * LEAST_CELL_WIDTH + _GAP else 1)
    return _sized(chosen, cells, plots, hidden, width=width, height=height)


def _main_of(pictures: list[str]) -> str | None:
    for word in _MAIN_WORDS:
        for name in pictures:
            if word in name.lower() and "depth" not in name.lower():
                return name
    return pictures[0] if pictures else None


def _plot_rank(name: str) -> int:
    lower = name.lower()
    return next((rank for rank, word in enumerate(_PLOT_WORDS) if word in lower), len(_PLOT_WORDS))


def _most_rows(height: int, with_plots: bool) -> int:
    left = height - (LEAST_PLOT_HEIGHT + _GAP if with_plots else 0)
    return max(1, min(3, (left + _GAP) // (LEAST_VIEW_HEIGHT + _GAP)))


def _grouped(names: tuple[str, ...], most: int) -> tuple[tuple[str, ...], ...]:
    """One view a cell while there is room; what is left over becomes tabs, the last cells first."""
    groups = [[name] for name in names[:most]]
    for place, name in enumerate(names[most:]):
        groups[-1 - place % len(groups)].append(name)
    return tuple(tuple(group) for group in groups)


def _sized(
    main: str | None,
    cells: tuple[tuple[str, ...], ...],
    plots: tuple[str, ...],
    hidden: tuple[str, ...],
    *,
    width: int,
    height: int,
) -> GridPlan:
    fitting = round((height - _HEADER) * 4 / 3)
    main_width = min(max(fitting, round(width * _NARROW_SHARE)), round(width * _WIDE_SHARE))
    columns = 2 if len(cells) > 1 else 1
    side = width - main_width - _GAP if main is not None else width
    cell_width = (side - _GAP * (columns - 1)) // columns
    rows = -(-len(cells) // 2)
    room = height - (LEAST_PLOT_HEIGHT + _GAP if plots else 0) - _GAP * max(rows - 1, 0)
    cell_height = min(round(cell_width * 3 / 4) + _HEADER, room // rows) if rows else 0
    if rows and not plots:
        cell_height = room // rows
    left = height - rows * (cell_height + _GAP)
    groups = _grouped(plots, max(1, left // _EASY_PLOT_HEIGHT))
    plot_height = (left + _GAP) // max(len(groups), 1) - _GAP
    return GridPlan(main, cells, groups, hidden, main_width, cell_width, cell_height, plot_height)
