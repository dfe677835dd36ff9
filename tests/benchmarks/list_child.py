"""The window with a list of very many episodes: a hand scrolls, drags, chooses filters and types. Prints what was seen.

``python -m tests.benchmarks.list_child LIST STOPS`` with the file of ``long_list``; figures as JSON.
"""

import gc
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from models.search import Order
from models.storage.list_file import LIST_FILE
from tests.benchmarks.harness import chance
from tests.benchmarks.long_list import USER

_PATIENCE_S = 120.0
_TYPED = ("0012345", "sz1", "can 0", "cup", "抽屉")
_ORDERS = (Order.RECORDED, Order.TASK, Order.ANNOTATOR, Order.NAME)
_SEARCHES = ('task:"pour the can"', "@ann7", "0012345", "site:bj1", "robot:g1", "no such words", "")
_PAGE = 4096


def main(path: Path, stops: int) -> dict[str, Any]:
    """Milliseconds of turns, from a drag to real rows and from a wish to first rows; bytes that scrolling has cost."""
    with tempfile.TemporaryDirectory(dir=path.parent) as directory:
        folder = Path(directory) / "profiles" / USER
        folder.mkdir(parents=True)
        shutil.copy(path, folder / LIST_FILE)
        hand = Hand(Path(directory))
        try:
            return hand.measure(stops)
        finally:
            hand.app.window.close()


class Hand:
    """Somebody at the list of the real window; the processor's time of every turn of the event loop is taken."""

    def __init__(self, data_dir: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from app.bootstrap import build
        from app.cut_options import RESTING
        from app.paths import Places, resource
        from app.profile import Who
        from app.translations import Language
        from models.review import Role
        from widgets.theme import ThemeName, apply_theme

        self.qapp = QApplication([])
        apply_theme(self.qapp, ThemeName.DARK)
        where = Places(data_dir)
        who = Who(user=USER, role=Role.ANNOTATOR, where=where, catalog_url=where.embedded_catalog)
        self.app = build(who=who, settings=RESTING, language=Language(resource("translations")))
        self.app.window.resize(1920, 1080)
        self.app.window.show()
        self.table = self.app.window.queue
        self.listing = self.app.services.queue.listing
        self.bar = self.table.rows.verticalScrollBar()
        self.turns_ms: list[float] = []
        self._dice = chance("hand")

    def measure(self, stops: int) -> dict[str, Any]:
        """All of it."""
        self.counted()
        found: dict[str, Any] = {"count": self.table.model.rowCount()}
        self.turns_ms.clear()
        self.scroll()
        found["land_ms"] = [self.land(self._dice.random()) for _ in range(stops)]
        found["grown"] = self.grown(stops)
        found["first_ms"], found["by_id_ms"] = self.searches(max(2, stops // 40))
        self.type()
        self.order()
        return found | {"turns_ms": self.turns_ms}

    def turn(self, act: Callable[[], object] = lambda: None) -> None:
        """One turn of the event loop with what the hand does in it."""
        begun_s = time.thread_time()
        act()
        self.qapp.processEvents()
        self.turns_ms.append((time.thread_time() - begun_s) * 1000)
        time.sleep(0.002)

    def until(self, condition: Callable[[], bool]) -> float:
        """Turns until something holds; milliseconds."""
        begun_s = time.perf_counter()
        while not condition():
            if time.perf_counter() - begun_s > _PATIENCE_S:
                raise TimeoutError("the list did not get there")
            self.turn()
        return (time.perf_counter() - begun_s) * 1000

    def counted(self) -> None:
        """Until all rows are counted."""
        self.until(lambda: self.table._is_whole and not self.app.services.tasks.busy)

    def real(self) -> bool:
        """Whether every row in sight has its words."""
        return all(self.table.model.line(row) is not None for row in self.table.rows.in_sight())

    def scroll(self) -> None:
        """By the wheel, there and back."""
        for pixels in [66] * 400 + [-66] * 200:
            self.turn(partial(self._move, pixels))

    def _move(self, pixels: int) -> None:
        self.bar.setValue(self.bar.value() + pixels)

    def land(self, share: float) -> float:
        """The bar is dragged in ten moves to a place; from the last one to real rows."""
        start, end = self.bar.value(), round(share * self.bar.maximum())
        for step in range(1, 11):
            self.turn(partial(self.bar.setValue, start + (end - start) * step // 10))
        return self.until(self.real)

    def grown(self, stops: int) -> int:
        """Bytes of resident memory from the first tenth of the list to its end."""
        first = 0
        for stop in range(stops):
            self.turn(partial(self.bar.setValue, self.bar.maximum() * stop // stops))
            self.until(self.real)
            if stop == stops // 10:
                gc.collect()
                first = _resident_nbytes()
        gc.collect()
        return _resident_nbytes() - first

    def searches(self, rounds: int) -> tuple[list[float], list[float]]:
        """From a wish to its first rows on the screen, and a row by its id the same way."""
        first_ms: list[float] = []
        by_id_ms: list[float] = []
        shown: list[object] = []
        self.listing.shown.connect(shown.append)
        for number in range(rounds * len(_SEARCHES)):
            shown.clear()
            self.table.search.setText(_SEARCHES[number % len(_SEARCHES)])
            first_ms.append(self.until(lambda: bool(shown)))
            by_id_ms.append(self.by_id())
        return first_ms, by_id_ms

    def by_id(self) -> float:
        """One row of the store through the lane that reads rows."""
        got: list[object] = []
        line = self.table.model.line(0)
        wanted = "" if line is None else line.id
        store = self.app.services.store
        self.listing._lane.submit(lambda: store.row(wanted), got.append, urgent=True)
        return self.until(lambda: bool(got))

    def type(self) -> None:
        """Words letter by letter, ten a second, and off again."""
        for words in _TYPED:
            for end in (*range(1, len(words) + 1), 0):
                self.turn(partial(self.table.search.setText, words[:end]))
                for _ in range(20):
                    self.turn()

    def order(self) -> None:
        """One order after the other, each scrolled a little."""
        for order in _ORDERS:
            self.turn(partial(self.table.order.chosen.emit, order))
            for _ in range(30):
                self.turn(partial(self._move, 66))


def _resident_nbytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))), flush=True)
