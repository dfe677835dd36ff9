"""A process that shows a window, tells when it can be used, and ends: ``empty`` or ``ours DATA_DIR``.

It prints the moment on the clock that all processes of the machine share, in seconds.
"""

import sys
import time
from pathlib import Path

_PATIENCE_S = 60.0


def empty() -> float:
    """The least window: the toolkit, a main window, the first paint."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        painted_s = 0.0

        def event(self, event: QEvent) -> bool:
            done = super().event(event)
            if event.type() == QEvent.Type.Paint and not self.painted_s:
                self.painted_s = time.monotonic()
            return done

    qapp = QApplication([])
    window = Window()
    window.resize(1600, 960)
    window.show()
    deadline_s = time.monotonic() + _PATIENCE_S
    while not window.painted_s and time.monotonic() < deadline_s:
        qapp.processEvents()
    return window.painted_s


def ours(data_dir: Path) -> float:
    """The person's window with their list of episodes painted and the first key answered."""
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import build
    from app.cli.options import profile_of
    from app.paths import resource
    from app.translations import Language
    from app.window_entry import _parser, _theme, begin, who_of
    from widgets.theme import apply_theme

    qapp = QApplication([])
    profile = profile_of(_parser().parse_args(["--user", "ann", "--data-dir", str(data_dir)]))
    language = Language(resource("translations"))
    apply_theme(qapp, _theme(profile.settings))
    app = build(who=who_of(profile), settings=profile.settings, language=language)
    app.window.resize(1600, 960)
    app.window.show()
    begin(app, None)
    used_s = _used(qapp, app)
    app.window.close()
    return used_s


def _used(qapp: object, app: object) -> float:
    """When the list has rows on the screen and the key for another speed has been answered."""
    from PySide6.QtCore import QEvent, QObject, Qt
    from PySide6.QtTest import QTest

    class Watch(QObject):
        seen = False

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.seen = self.seen or (
                event.type() == QEvent.Type.Paint and app.window.queue.model.rowCount() > 0
            )
            return False

    watch = Watch()
    app.window.queue.rows.viewport().installEventFilter(watch)
    player, deadline_s = app.services.player, time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline_s:
        qapp.processEvents()
        if watch.seen:
            QTest.keyClick(app.window, Qt.Key.Key_Equal)
            if player.clock.rate != 1.0:
                return time.monotonic()
            if not app.window.isActiveWindow():
                app.window.activateWindow()
    return 0.0


if __name__ == "__main__":
    moment_s = empty() if sys.argv[1] == "empty" else ours(Path(sys.argv[2]))
    print(f"{moment_s:.6f}", flush=True)
    sys.exit(0 if moment_s else 1)
