"""A person at the real window: presses keys, uses the mouse, waits, looks.

``sits_down`` builds what ``main.py`` builds and shows it; after it no lane, no thread and no window is left.
"""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.application import Application
from app.bootstrap import build
from app.cut_options import RESTING
from app.paths import Places, resource
from app.profile import Who
from app.settings import Settings, load_settings
from app.translations import Language
from app.window_entry import begin
from models.labelling.document import Document
from models.review import Role, State
from tests.support.data import ROOT
from widgets.episode_table import EpisodeLine
from widgets.theme import ThemeName, apply_theme
from widgets.timeline.layout import Lane

PICTURES = ROOT / "build" / "pictures"
PATIENCE_S = 60.0


class Person:
    """Somebody at the window of ``app``."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.window = app.window

    @property
    def document(self) -> Document:
        """Labels of the open episode."""
        document = self.app.services.session.document
        assert document is not None, "no episode is open"
        return document

    def come_to_front(self) -> None:
        """Keys go to the active window only."""
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self.wait(self.window.isActiveWindow, "the window is active")

    def press(self, *keys: str) -> None:
        """Keys in Qt's portable notation, to the window as the system sends them, so that each meets its focus."""
        for key in keys:
            self.come_to_front()
            combination = QKeySequence(key)[0]
            window = self.focus().window().windowHandle()
            QTest.keyClick(window, combination.key(), combination.keyboardModifiers())
            QCoreApplication.processEvents()

    def type(self, words: str) -> None:
        """Letters, each with its own key event."""
        QTest.keyClicks(self.focus(), words)
        QCoreApplication.processEvents()

    def focus(self) -> QWidget:
        """Where a key goes: a popup, else the focus, else the window."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        return QApplication.focusWidget() or self.window

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """The left button on a widget that can be seen."""
        assert widget.isVisible(), f"{widget} cannot be seen"
        self.come_to_front()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        QCoreApplication.processEvents()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press, move in steps, release."""
        QTest.mouseMove(widget, start)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 9):
            QTest.mouseMove(widget, start + (end - start) * step / 8)
            QTest.qWait(5)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)
        QCoreApplication.processEvents()

    def wait(self, condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
        """Let the window run until ``condition`` holds."""
        deadline_s = time.monotonic() + patience_s
        while not condition():
            if time.monotonic() > deadline_s:
                self.shoot("waited-in-vain")
                raise AssertionError(f"waited in vain until {what}; the window said: {self.said()}")
            QTest.qWait(5)

    def settle(self) -> None:
        """Until every view shows its exact sample and nothing is read in the background."""
        services = self.app.services
        self.wait(
            lambda: services.player.is_settled and not services.tasks.busy, "every view shows its sample"
        )
        QTest.qWait(30)
        for _ in range(3):
            QCoreApplication.processEvents()

    def ruler(self, t_ns: int) -> QPoint:
        """Where a time stands on the ruler."""
        return self._on_lane(Lane.RULER, t_ns)

    def lane(self, t_ns: int) -> QPoint:
        """Where a time stands on the lane of the phases."""
        return self._on_lane(Lane.PHASES, t_ns)

    def event(self, index: int, t_ns: int) -> QPoint:
        """Where a time stands on a lane of events and mistakes."""
        return self._on_lane(Lane.EVENTS, t_ns, index)

    def arm(self, index: int, t_ns: int) -> QPoint:
        """Where a time stands on the lane of an arm."""
        return self._on_lane(Lane.PHASES, t_ns, index)

    def _on_lane(self, lane: Lane, t_ns: int, index: int = 0) -> QPoint:
        timeline = self.window.timeline
        row = timeline.row_of(lane, index)
        assert row is not None
        return QPoint(round(timeline.scale.x_of(t_ns)), row.y + row.height // 2)

    def seek(self, t_ns: int) -> None:
        """By a click on the ruler."""
        self.click(self.window.timeline, self.ruler(t_ns))

    def line(self, name: str) -> EpisodeLine:
        """What the list says of an episode; it may be reading that page again just now."""
        self.wait(lambda: self._find(name) is not None, f"{name} is on the list")
        return self._line(name)[1]

    def open_by_click(self, name: str) -> None:
        """A click on a row of the list."""
        rows, model = self.window.queue.rows, self.window.queue.model
        self.wait(lambda: self._find(name) is not None, f"{name} is on the list")
        row, _ = self._line(name)
        index = model.index(row)
        rows.scrollTo(index)
        self.click(rows.viewport(), rows.visualRect(index).center())
        self.wait_open(name)

    def wait_open(self, name: str) -> None:
        """Until that episode is there and every view shows its sample."""
        self.wait(lambda: self.open_name() == name, f"{name} is open")
        self.wait(lambda: self.app.services.player.is_settled, "every view shows its sample")

    def open_name(self) -> str:
        """Name of the open episode, "" without one."""
        record = self.app.services.session.record
        return record.name if record is not None else ""

    def _line(self, name: str) -> tuple[int, EpisodeLine]:
        found = self._find(name)
        assert found is not None, f"{name} is not on the list"
        return found

    def _find(self, name: str) -> tuple[int, EpisodeLine] | None:
        model = self.window.queue.model
        lines = [model.line(row) for row in range(model.rowCount())]
        return next(
            ((row, line) for row, line in enumerate(lines) if line is not None and line.name == name), None
        )

    def chip(self) -> str:
        """The state's chip in the top bar."""
        return self.window.top_bar.chips[0].accessibleName()

    def badge(self) -> str:
        """The sync badge."""
        return self.window.top_bar.sync.text()

    def said(self) -> tuple[str, ...]:
        """Every sentence of the strip."""
        return tuple(notice.words for notice in self.window.strip.history())

    def sync(self) -> None:
        """Ctrl+S, until the badge says that all is sent, and the panels show what came, as before the next key."""
        self.press("Ctrl+S")
        service = self.app.services.sync
        self.wait(lambda: not service.running and self.badge() == "Synced", "the badge says Synced")
        self.app.presenter.settle()

    def state_of(self, name: str) -> State:
        """By the list."""
        return self.line(name).state

    def wait_state(self, name: str, state: State) -> None:
        """Until the list says so: after a sync it is read again in the background."""
        self.wait(lambda: self.state_of(name) is state, f"{name} is {state.value} on the list")
        self.app.presenter.settle()

    def shoot(self, name: str) -> Path:
        """A picture of the window as it stands on the screen."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        on_screen = QGuiApplication.platformName() != "offscreen"
        picture = self.window.screen().grabWindow(self.window.winId()) if on_screen else self.window.grab()
        assert picture.save(str(path))
        return path


@contextmanager
def sits_down(
    where: Places,
    user: str,
    role: Role = Role.ANNOTATOR,
    *,
    catalog_url: str = "",
    path: Path | None = None,
    size: tuple[int, int] = (1600, 960),
    language: Language | None = None,
    usual: Settings = RESTING,
) -> Iterator[Person]:
    """The window of ``user`` with ``path`` opened; the settings that they left last time, else ``usual``."""
    qapp = QApplication.instance()
    assert isinstance(qapp, QApplication)
    settings = load_settings(where.settings(user)) if where.settings(user).exists() else usual
    apply_theme(qapp, ThemeName(settings.theme or ThemeName.DARK))
    who = Who(user=user, role=role, where=where, catalog_url=catalog_url or where.embedded_catalog)
    language = language or Language(resource("translations"))
    app = build(who=who, settings=settings, language=language)
    person = Person(app)
    try:
        app.window.resize(*size)
        app.window.show()
        begin(app, path)
        yield person
    finally:
        app.window.close()
        language.switch("en")
        apply_theme(qapp, ThemeName.DARK)
        clear_away(app)


def clear_away(app: Application) -> None:
    """Nothing of a closed window is left."""
    for widget in (app.window, app.services, app):
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def left_behind() -> list[str]:
    """Lanes that still run and windows that still show."""
    gc.collect()
    lanes = [thread.name for thread in threading.enumerate() if thread.name.startswith("lane-")]
    windows = [repr(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    return lanes + windows
