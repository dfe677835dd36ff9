"""A list of 15,000 episodes: a preview arrives for a row in sight, or a row has other contents.

Goal: no turn of the event loop over 16 ms for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtGui import QImage

from models.review import State
from tests.benchmarks.harness import Contest, Measure, Stage
from tests.benchmarks.stage_window import on_screen, painted, redraws
from widgets.episode_table import EpisodeLine, EpisodeTable, RowPreview

EPISODES = 15_000
SIZE = (240, 800)
_IN_SIGHT = 8
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


MEASURES = (
    Measure("list of 15,000, a preview arrives", "p95 <= 16", painted(partial(_list, _preview))),
    Measure("list of 15,000, a row changes", "p95 <= 16", painted(partial(_list, _contents))),
)
