"""The window on a recording under a byte budget: a hand scrubs, rests and plays. Prints the peak of memory in bytes.

``python -m tests.benchmarks.memory_child PATH BUDGET_MIB SEEKS``.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.application import Application

_PATIENCE_S = 120.0
_REST_EVERY = 12
_PLAY_S = 3.0


def main(path: Path, mebibytes: int, seeks: int) -> int:
    """Peak of the resident memory, bytes."""
    with tempfile.TemporaryDirectory() as directory, window(Path(directory), path, mebibytes) as (qapp, app):
        _scrub(qapp, app, seeks)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def window(
    data_dir: Path, path: Path, mebibytes: int = 1024, *, patience_s: float = _PATIENCE_S
) -> "Iterator[tuple[QApplication, Application]]":
    """The person's window with a recording open and all of it loaded."""
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import build
    from app.cut_options import RESTING
    from app.memory import SETTING
    from app.paths import Places
    from app.paths import resource as shipped
    from app.profile import Who
    from app.translations import Language
    from app.window_entry import begin
    from models.review import Role
    from widgets.theme import ThemeName, apply_theme

    qapp = QApplication([])
    apply_theme(qapp, ThemeName.DARK)
    where = Places(data_dir)
    who = Who(user="ann", role=Role.ANNOTATOR, where=where, catalog_url=where.embedded_catalog)
    settings = RESTING.with_value(SETTING, mebibytes)
    app = build(who=who, settings=settings, language=Language(shipped("translations")))
    app.window.resize(1600, 960)
    app.window.show()
    begin(app, path)
    until(qapp, lambda: app.is_open() and not app.services.tasks.busy, patience_s)
    try:
        yield qapp, app
    finally:
        app.window.close()


def _scrub(qapp: "QApplication", app: "Application", seeks: int) -> None:
    player, chance = app.services.player, random.Random(1)
    whole = player.clock.range
    for number in range(seeks):
        player.seek(whole.start_ns + chance.randrange(whole.duration_ns))
        qapp.processEvents()
        if number % _REST_EVERY == 0:
            until(qapp, lambda: player.is_settled)
    player.play()
    end_s = time.monotonic() + _PLAY_S
    until(qapp, lambda: time.monotonic() > end_s)
    player.pause()
    until(qapp, lambda: player.is_settled)


def until(qapp: "QApplication", condition: Callable[[], bool], patience_s: float = _PATIENCE_S) -> None:
    """Turn the event loop until something holds."""
    deadline_s = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline_s:
            raise TimeoutError("the window did not get there")
        qapp.processEvents()
        time.sleep(0.001)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])), flush=True)
