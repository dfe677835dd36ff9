"""A list of 15,000 episodes: a preview arrives for a row in sight, or a row has other contents.

Goal: no turn of the event loop over 16 ms for it.

A list of 3 million episodes (reduced: 300,000) in the real window: turns of the event loop while somebody scrolls,
drags the bar, chooses filters and types, of which 99 of 100 take at most 16 ms; rows where the bar was dragged to
within 100 ms; less than 10 MB of memory for scrolling through all; first rows of a search within 30 times of one row by
its id.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from models.review import State
from tests.benchmarks.harness import Contest, Figures, Measure, Stage
from tests.benchmarks.long_list import FULL, REDUCED, long_list
from tests.benchmarks.stage_window import on_screen, painted, redraws
from tests.support.data import ROOT
from widgets.episode_table import EpisodeLine, EpisodeTable, RowPreview

EPISODES = 15_000
SIZE = (240, 800)
_IN_SIGHT = 8
_STOPS, _FEW_STOPS = 400, 60
Change = Callable[[EpisodeTable, int], object]


def line(number: int, detail: str = "") -> EpisodeLine:
    """A row that nobody has worked on."""
    return EpisodeLine(
        id=f"id{number}", name=f"ep_{number:05}", task="pick up the can", duration_ns=23_000_000_000,
        state=State.NEW, grade="", annotator="", detail=detail, pending=0, problem_count=0,
    )  # fmt: skip


@contextmanager
def _list(change: Change, _stage: Stage) -> Iterator[Contest]:
    table = EpisodeTable()
    table.show_lines([line(number) for number in range(EPISODES)])
    with on_screen(table, *SIZE):
        yield Contest(redraws(table.rows.viewport(), lambda number: change(table, number)))


def _preview(table: EpisodeTable, number: int) -> None:
    picture = QImage(96, 54, QImage.Format.Format_RGB32)
    picture.fill(number % 255)
    table.set_preview(f"id{number % _IN_SIGHT}", RowPreview(picture, 1, ()))


def _contents(table: EpisodeTable, number: int) -> None:
    table.show_line(line(number % _IN_SIGHT, f"{number} phases"))


@cache
def _seen(work: Path, full: bool) -> dict[str, Any]:
    """What a hand has seen in the window, in a process of its own."""
    path = long_list(work, FULL if full else REDUCED)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.list_child", str(path), str(_STOPS if full else _FEW_STOPS)],
        cwd=ROOT, capture_output=True, text=True, timeout=3600, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the window did not get through: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _turns(stage: Stage) -> Figures:
    turns = sorted(_seen(stage.work, stage.full)["turns_ms"])
    return Figures([turns[len(turns) * 99 // 100]], actions=len(turns))


def _landed(stage: Stage) -> Figures:
    return Figures(_seen(stage.work, stage.full)["land_ms"])


def _grown(stage: Stage) -> Figures:
    return Figures([_seen(stage.work, stage.full)["grown"] / 1e6])


def _first_rows(stage: Stage) -> Figures:
    found = _seen(stage.work, stage.full)
    return Figures(found["first_ms"], limit=found["by_id_ms"])


_LONG = "list of 3 M (reduced: 300 k)"
MEASURES = (
    Measure(f"{_LONG}, 99 of 100 turns", "median <= 16", _turns),
    Measure(f"{_LONG}, from a drag to real rows", "p95 <= 100", _landed),
    Measure(f"{_LONG}, memory to scroll through", "median <= 10", _grown, unit="MB"),
    Measure(f"{_LONG}, first rows of a search", "ratio_to_limit <= 30", _first_rows),
    Measure("list of 15,000, a preview arrives", "p95 <= 16", painted(partial(_list, _preview))),
    Measure("list of 15,000, a row changes", "p95 <= 16", painted(partial(_list, _contents))),
)
