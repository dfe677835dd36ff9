"""The window, asked to open a recording again and again: a number a line in, the milliseconds of one opening out.

``python -m tests.benchmarks.showing_child PATH OTHER``. From the wish to open PATH until the screen shows every view:
pictures and clouds with the exact sample of the playhead, plots with curves of real samples over their whole visible
range. Between two openings OTHER is opened, so that PATH's views are made anew and its readers have nothing kept.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.memory_child import until, window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_PATIENCE_S = 60.0
_BEAT_MS = 20
_LEAST_COLUMNS = 0.9
_LEAST_TONES = 3
_ANTIALIASED = 60


def main(path: Path, other: Path) -> None:
    """Until the numbers end."""
    with tempfile.TemporaryDirectory() as directory, window(Path(directory), path) as (qapp, app):
        wanted = app.services.player.opened.record
        app.library.add(other)
        until(qapp, lambda: _is_open(app) != wanted.id and not app.services.tasks.busy)
        away = app.services.player.opened.record
        app.preparer.following = list
        app.preparer.close()
        print("ready", flush=True)
        for _ in sys.stdin:
            print(opened_ms(qapp, app, wanted), flush=True)
            until(qapp, lambda: not app.services.tasks.busy)
            app.open(away)
            until(qapp, lambda: _is_open(app) == away.id and not app.services.tasks.busy)


def opened_ms(qapp: Any, app: Any, record: Any) -> float:
    """From the wish to the screen."""
    begun_s = time.perf_counter()
    app.open(record)
    _turn_until(qapp, lambda: _is_open(app) == record.id)
    paints = Paints(canvases(app))
    _turn_until(qapp, lambda: _holds_all(app))
    paints.forget()
    while True:
        qapp.processEvents()
        seen_s = time.perf_counter()
        if paints.all_painted and not unpainted(app):
            return (seen_s - begun_s) * 1000
        if seen_s - begun_s > _PATIENCE_S:
            raise TimeoutError(f"not on the screen: {unpainted(app)}")


def _turn_until(qapp: Any, condition: Any) -> None:
    """As the program itself waits: until something happens, asking for nothing meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    heart = QTimer(interval=_BEAT_MS)
    heart.start()
    while not condition():
        qapp.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _is_open(app: Any) -> str:
    opened = app.services.player.opened
    return "" if opened is None else str(opened.record.id)


def _holds_all(app: Any) -> bool:
    visible = [app.board.views[name] for name in app.window.grid.visible_names()]
    plots = [view for view in visible if hasattr(view, "legend")]
    return app.services.player.is_settled and all(view.canvas.has_curves for view in plots)


def canvases(app: Any) -> "dict[str, QWidget]":
    """What paints each view that is on screen."""
    views = {name: app.board.views[name] for name in app.window.grid.visible_names()}
    return {name: view.canvas for name, view in views.items() if hasattr(view, "canvas")}


def Paints(widgets: "dict[str, QWidget]") -> Any:
    """Which of the widgets have been painted since ``forget``; cloud canvases draw without a paint event."""
    from PySide6.QtCore import QEvent, QObject

    class Watch(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.missing: set[QObject] = set()
            for widget in widgets.values():
                widget.installEventFilter(self)

        def forget(self) -> None:
            self.missing = {one for one in widgets.values() if hasattr(one, "paintEvent")}
            for widget in self.missing:
                widget.update()

        @property
        def all_painted(self) -> bool:
            return not self.missing

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.missing.discard(watched)
            return False

    return Watch()


def unpainted(app: Any) -> list[str]:
    """Views whose pixels on the screen are not theirs: too few tones for a picture, columns without a curve."""
    from PySide6.QtCore import QPoint

    screen = app.window.screen().grabWindow(app.window.winId()).toImage()
    found = []
    for name, canvas in canvases(app).items():
        corner = canvas.mapTo(app.window, QPoint(0, 0))
        image = screen.copy(corner.x(), corner.y(), canvas.width(), canvas.height())
        if not (_has_curves(canvas, image) if hasattr(canvas, "plot_rect") else _has_tones(image)):
            found.append(name)
    return found


def _pixels(image: Any) -> Any:
    import numpy as np
    from PySide6.QtGui import QImage

    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


def _has_tones(image: Any) -> bool:
    import numpy as np

    return len(np.unique(_pixels(image).reshape(-1, 3) // 16, axis=0)) >= _LEAST_TONES


def _has_curves(canvas: Any, image: Any) -> bool:
    """Pixels in the colour of a line in nearly every column of the plot."""
    import numpy as np

    from widgets.signal_picture import series_colour

    rect = canvas.plot_rect()
    pixels = _pixels(image.copy(rect))
    hit = np.zeros(pixels.shape[1], bool)
    for place in range(5):
        colour = series_colour(place)
        wanted = np.array((colour.blue(), colour.green(), colour.red()))
        hit |= (np.abs(pixels - wanted).max(axis=2) < _ANTIALIASED).any(axis=0)
    return bool(hit.mean() >= _LEAST_COLUMNS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
