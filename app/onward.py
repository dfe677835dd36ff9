"""What goes on after work was handed over or decided, and after others changed or withdrew something."""

from PySide6.QtCore import QObject

from app.media_home import media_home
from app.offline import Offline
from app.presenter import Presenter
from app.queue import TO_LABEL, TO_REVIEW
from app.services import Services
from app.withdrawal import forget_here
from models.episode import EpisodeRecord
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind

FORGET_LANE = "forget"


class Onward(QObject):
    """Chooses the next episode, and lets go of what is no longer there."""

    def __init__(
        self, *, services: Services, presenter: Presenter, offline: Offline, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._presenter, self._offline = services, presenter, offline

    def submitted(self) -> None:
        """On to the next episode that is still to do."""
        self._services.queue.next_with(
            TO_LABEL,
            lambda: self._presenter.say(
                NoticeKind.SUCCESS, tr("Submitted. Nothing is left to label in this list")
            ),
        )

    def decided(self) -> None:
        """On to the next one that waits for a verdict."""
        self._services.queue.next_with(
            TO_REVIEW,
            lambda: self._presenter.say(NoticeKind.SUCCESS, tr("Decided. Nothing else waits for a verdict")),
        )

    def touched(self, episode_ids: tuple[str, ...]) -> None:
        """A pull changed labels."""
        self._services.session.reload(episode_ids)
        self._services.queue.touched(episode_ids)
        for episode_id in episode_ids:
            self._offline.set_privacy(episode_id, self._services.store.privacy(episode_id))

    def forget(self, records: tuple[EpisodeRecord, ...]) -> None:
        """Episodes were withdrawn by law: copies of their recordings go from this machine, as their labels did."""
        home, tasks = media_home(self._services.who.where), self._services.tasks
        tasks.lane(FORGET_LANE).submit(
            lambda: forget_here(records, home), lambda _: None, on_known=self._presenter.refuse
        )
        self._services.queue.refresh_soon()
        names = ", ".join(record.name for record in records)
        self._presenter.say(
            NoticeKind.WARNING, tr("Withdrawn, and gone from this machine: {names}", names=names)
        )
        record = self._services.session.record
        if record is not None and record.id in {gone.id for gone in records}:
            self._services.queue.open_first()
