"""The start of the window: the list of episodes is on the screen and answers keys before the rest is loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal

from app.lines import episode_line
from app.main_window import MainWindow
from app.profile import Profile
from app.settings import list_order
from app.tasks import Lane
from app.translations import Language
from models.errors import KnownError
from models.search import Search
from models.storage.glance import glance

if TYPE_CHECKING:
    from app.application import Application
    from app.bootstrap import Ground, Steps

GLANCE_ROWS = 200
UNPAINTED_MS = 300
SIZE = (1600, 960)


class Starting(QObject):
    """Shows the window at once, then loads and builds the rest while the event loop turns.

    ``built(Application)`` when every key does its work; ``failed(KnownError)`` where it cannot. What was asked for
    meanwhile (an episode, a filter) is done then.
    """

    built = Signal(object)
    failed = Signal(object)

    def __init__(self, profile: Profile, language: Language) -> None:
        super().__init__()
        self._profile = profile
        self._language = language
        self._lane = Lane("start", self)
        self._ground: Ground | None = None
        self._steps: Steps | None = None
        self._going_on = False
        self.wanted_id = ""
        self._search: Search | None = None
        self.window = MainWindow()
        self.window.top_bar.set_user(profile.user, profile.role)
        self._show_glance()
        self.window.queue.episode_requested.connect(self._want)
        self.window.queue.search_requested.connect(self._want_search)
        self.window.closing.connect(self.stop)

    def show(self) -> None:
        """The window with the beginning of the list; the keys of the list work from here on, the rest follows."""
        self.window.installEventFilter(self)
        room = self.window.screen().availableSize()
        self.window.resize(room.boundedTo(QSize(*SIZE)))
        if room.width() > SIZE[0] and room.height() > SIZE[1]:
            self.window.show()
        else:
            self.window.showMaximized()
        self.window.queue.rows.setFocus()
        # A window that is never painted, as it is shown minimised, is built all the same.
        QTimer.singleShot(UNPAINTED_MS, self._go_on)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The first paint."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._go_on)
        return False

    def _go_on(self) -> None:
        """Load and build the rest, once."""
        if self._going_on:
            return
        self._going_on = True
        self.window.removeEventFilter(self)
        self._lane.submit(self._read, lambda _: self._build(), on_error=self._fail)

    def stop(self) -> None:
        """Nothing comes any more."""
        self._going_on = True
        self._lane.close()
        if self._steps is not None:
            self._steps.close()
        elif self._ground is not None:
            self._ground.close()
        self._steps = self._ground = None

    def _read(self) -> None:
        """With the imports of all that the window needs beside its list: half a second, on the lane."""
        from app.bootstrap import read_ground  # noqa: PLC0415

        self._ground = read_ground(self._profile.who)

    def _build(self) -> None:
        from app.bootstrap import build_on  # noqa: PLC0415 - loaded on the lane, after the first paint

        profile, ground = self._profile, self._ground
        assert ground is not None
        self._steps = build_on(
            self.window,
            ground,
            who=profile.who,
            settings=profile.settings,
            language=self._language,
        )
        self._ground = None
        self._step()

    def _step(self) -> None:
        if self._steps is None:
            return
        try:
            next(self._steps)
        except StopIteration as done:
            self._steps = None
            self._finish(done.value)
            return
        QTimer.singleShot(0, self._step)

    def _finish(self, app: "Application") -> None:
        self.stop()
        queue = self.window.queue
        for signal, slot in (
            (queue.episode_requested, self._want),
            (queue.search_requested, self._want_search),
        ):
            signal.disconnect(slot)
        if self._search is not None:
            app.services.queue.filter(self._search)
        self.built.emit(app)

    def _fail(self, error: Exception) -> None:
        self.stop()
        if not isinstance(error, KnownError):
            raise error
        self.failed.emit(error)

    def _show_glance(self) -> None:
        order = list_order(self._profile.settings)
        seen = glance(self._folder(), GLANCE_ROWS, order)
        self.window.queue.set_order(order)
        self.window.queue.show_lines([episode_line(row, order) for row in seen.rows], total=seen.total)

    def _folder(self) -> Path:
        return self._profile.where.profile(self._profile.user)

    def _want(self, episode_id: str) -> None:
        self.wanted_id = episode_id
        self.window.queue.set_current(episode_id)

    def _want_search(self, search: Search) -> None:
        self._search = search
