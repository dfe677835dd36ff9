"""The window on a recording under a byte budget: a hand scrubs, rests and plays. Prints the peak of memory in bytes.

``python -m tests.benchmarks.memory_child PATH BUDGET_MIB SEEKS``.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

_PATIENCE_S = 120.0
_REST_EVERY = 12
_PLAY_S = 3.0


def main(path: Path, mebibytes: int, seeks: int) -> int:
    """Peak of the resident memory, bytes."""
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import build
    from app.memory import SETTING, free_large_blocks_at_once
    from app.paths import Places
    from app.paths import resource as shipped
    from app.services import Who
    from app.settings import Settings
    from app.translations import Language
    from app.window_entry import begin
    from models.review import Role
    from widgets.theme import ThemeName, apply_theme

    free_large_blocks_at_once()
    qapp = QApplication([])
    apply_theme(qapp, ThemeName.DARK)
    with tempfile.TemporaryDirectory() as directory:
        where = Places(Path(directory))
        who = Who(user="ann", role=Role.ANNOTATOR, where=where, catalog_url=where.embedded_catalog)
        settings = Settings().with_value(SETTING, mebibytes)
        app = build(who=who, settings=settings, language=Language(shipped("translations")))
        app.window.resize(1600, 960)
        app.window.show()
        begin(app, path)
        _until(qapp, lambda: app.is_open() and not app.services.tasks.busy)
        _scrub(qapp, app, seeks)
        app.window.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _scrub(qapp: object, app: object, seeks: int) -> None:
    player, chance = app.services.player, random.Random(1)
    whole = player.clock.range
    for number in range(seeks):
        player.seek(whole.start_ns + chance.randrange(whole.duration_ns))
        qapp.processEvents()
        if number % _REST_EVERY == 0:
            _until(qapp, lambda: player.is_settled)
    player.play()
    end_s = time.monotonic() + _PLAY_S
    _until(qapp, lambda: time.monotonic() > end_s)
    player.pause()
    _until(qapp, lambda: player.is_settled)


def _until(qapp: object, condition: object) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline_s:
            raise TimeoutError("the window did not get there")
        qapp.processEvents()
        time.sleep(0.001)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])), flush=True)
