"""Episodes that a person left for later, or of which nothing can be said."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.main_window import MainWindow
from app.presenter import Presenter
from app.saying import Saying
from app.services import Services
from models.labelling.document import Document
from models.review import State
from widgets import skip_menu
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind

SETTING = "skipped"
_KEPT = 500


class Skipping(QObject):
    """What was skipped comes last when the next episode is looked for, until it is handed over. It is kept in the
    person's settings, with why, and is not sent. ``changed()`` when it is to be kept.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        presenter: Presenter,
        saying: Saying,
        go_on: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._presenter = services, window, presenter
        self._saying, self._go_on = saying, go_on
        self.skipped: dict[str, str] = {}
        services.labels.handed_over.connect(self._handed_over)

    def restore(self, values: Mapping[str, Any]) -> None:
        """What was kept."""
        kept = values.get(SETTING)
        rows = kept.items() if isinstance(kept, Mapping) else ()
        self.skipped = {str(name): why for name, why in rows if isinstance(why, str)}
        self._tell()

    def pass_over(self, episode_ids: frozenset[str]) -> None:
        """Others hold these now: the next episode is none of them."""
        if episode_ids != self._services.queue.neighbours.held:
            self._services.queue.neighbours.held = episode_ids
            self._tell()

    def open_menu(self) -> None:
        """Ask why, above the button that submits."""
        services, panel = self._services, self._window.phase_panel
        menu = skip_menu.build(
            self._window,
            services.taxonomy.unusable_reasons,
            self._presenter.language,
            skip=self.skip,
            refuse=self._refuse,
            can_refuse=services.labels.editable,
        )
        corner = panel.mapToGlobal(panel.rect().bottomLeft())
        menu.popup(corner - menu.rect().translated(0, menu.sizeHint().height()).topLeft())

    def skip(self, why: str) -> None:
        """To the end of the queue, and on."""
        document = self._services.session.document
        if document is None:
            return
        self.skipped.pop(document.episode_id, None)
        self.skipped[document.episode_id] = why
        for old in list(self.skipped)[:-_KEPT]:
            del self.skipped[old]
        self._tell()
        self.changed.emit()
        words = skip_menu.skip_words().get(why, why)
        self._presenter.say(NoticeKind.INFO, tr("Left for later: {why}", why=words))
        self._go_on()

    def _refuse(self, code: str, reason: str) -> None:
        """Nothing can be said of it: that is handed over, and on."""
        if self._saying.set_unusable(code, (reason,)):
            self._services.labels.submit()

    def _handed_over(self, document: Document) -> None:
        if document.state is State.SUBMITTED and self.skipped.pop(document.episode_id, None) is not None:
            self._tell()
            self.changed.emit()

    def _tell(self) -> None:
        neighbours = self._services.queue.neighbours
        neighbours.put_off = frozenset(self.skipped)
        if self._services.queue.current_id:
            neighbours.forget()
            neighbours.look(self._services.queue.current_id)
