"""The window on a folder: "next" again and again, prepared and cold. Prints milliseconds as JSON.

``python -m tests.benchmarks.next_child FOLDER TIMES``.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.memory_child import until, window


def main(folder: Path, times: int) -> dict[str, list[float]]:
    """From the wish for the next episode to every view exact and every plot filled."""
    took: dict[str, list[float]] = {"prepared": [], "cold": []}
    with tempfile.TemporaryDirectory() as directory, window(Path(directory), folder) as (qapp, app):
        step = 1
        for number in range(2 * times):
            way = "prepared" if number % 2 else "cold"
            step = step if _may_go(app, step) else -step
            _get_ready(qapp, app, step, way)
            wanted = _neighbour(app, step)
            begun_s = time.perf_counter()
            app.services.queue.step(step)
            until(qapp, lambda wanted=wanted: _is_there(app, wanted))
            took[way].append((time.perf_counter() - begun_s) * 1000)
    return took


def _may_go(app: Any, step: int) -> bool:
    return _neighbour(app, step) is not None


def _neighbour(app: Any, step: int) -> Any:
    rows = app.window.queue.model.rowCount()
    ids = [app.window.queue.model.line(row).id for row in range(rows)]
    place = ids.index(app.services.queue.current_id) + step
    return ids[place] if 0 <= place < rows else None


def _get_ready(qapp: Any, app: Any, step: int, way: str) -> None:
    """Steps back are not what is prepared, so the neighbour is named here."""
    app.preparer.close()
    id_ = _neighbour(app, step)
    record = app.services.store.episode(id_)
    app.preparer.following = lambda: [record] if way == "prepared" else []
    app.preparer.look()
    until(qapp, lambda: way == "cold" or id_ in app.preparer.ready)


def _is_there(app: Any, id_: str) -> bool:
    opened = app.services.player.opened
    there = opened is not None and opened.record.id == id_
    return there and app.services.player.is_settled and app.board.is_filled


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))), flush=True)
