"""A process that shows a window, tells when it can be used, and ends: ``empty``, ``list DATA_DIR``, ``whole DATA_DIR``.

It prints the moment on the clock that all processes of the machine share, in seconds.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.main_window import MainWindow

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


def ours(data_dir: Path, *, whole: bool) -> float:
    """The program's own entry: until the painted list of episodes answers a key, or ``whole``: until playing does."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.main import main

    qapp = QApplication([])
    moments_s: list[float] = []
    watches = []

    def used(moment_s: float) -> None:
        moments_s.append(moment_s)
        _shown(qapp).close()

    def watch() -> None:
        window = _shown(qapp)
        watches.append(
            _watch(window, used, (lambda: _plays(window)) if whole else (lambda: _chooses(window)))
        )

    QTimer.singleShot(0, watch)
    main(["--user", "ann", "--data-dir", str(data_dir)])
    return moments_s[0] if moments_s else 0.0


def _shown(qapp: "QApplication") -> "MainWindow":
    from app.main_window import MainWindow

    return next(widget for widget in qapp.topLevelWidgets() if isinstance(widget, MainWindow))


def _chooses(window: "MainWindow") -> bool:
    """A key in the list moves to a row."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    rows = window.queue.rows
    row = rows.currentIndex().row()
    QTest.keyClick(rows, Qt.Key.Key_Down if row != rows.model().rowCount() - 1 else Qt.Key.Key_Up)
    return rows.currentIndex().row() != row


def _plays(window: "MainWindow") -> bool:
    """The key for another speed is answered by the transport."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    if not window.is_furnished:
        return False
    before = window.transport.speed.currentIndex()
    QTest.keyClick(window, Qt.Key.Key_Equal)
    return window.transport.speed.currentIndex() != before


def _watch(window: "MainWindow", used: "Callable[[float], None]", answered: "Callable[[], bool]") -> object:
    """Call ``used`` with the moment at which the list has been painted with rows and a key was answered."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def __init__(self) -> None:
            super().__init__(window)
            self.timer = QTimer(self, interval=2)
            self.timer.timeout.connect(self.ask)
            window.queue.rows.viewport().installEventFilter(self)

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and window.queue.model.rowCount() > 0:
                window.queue.rows.viewport().removeEventFilter(self)
                QTimer.singleShot(0, self.timer.start)
                QTimer.singleShot(0, self.ask)
            return False

        def ask(self) -> None:
            if answered():
                self.timer.stop()
                used(time.monotonic())

    return Watch()


if __name__ == "__main__":
    moment_s = empty() if sys.argv[1] == "empty" else ours(Path(sys.argv[2]), whole=sys.argv[1] == "whole")
    print(f"{moment_s:.6f}", flush=True)
    sys.exit(0 if moment_s else 1)
