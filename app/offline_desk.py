"""The window's side of recordings that are fetched: dialog, sentences, the note where there is nothing to see."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.main_window import MainWindow
from app.media_home import MediaHome
from app.offline import Missed, Offline, Progress
from app.presenter import Presenter
from app.services import Services
from app.settings import put_media_budget
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.media.locate import AbsentRecordingError
from models.review import State
from widgets.i18n import tr
from widgets.known import error_text
from widgets.notification_strip import NoticeKind
from widgets.offline_dialog import OfflineDialog, OfflineView

TO_LABEL = frozenset({State.NEW, State.DRAFT, State.RETURNED})
_GIB, _MIB = 1 << 30, 1 << 20


class OfflineDesk(QObject):
    """``reopen(record)`` is called when the recording of the open episode has come."""

    def __init__(
        self,
        *,
        offline: Offline,
        home: Callable[[], MediaHome],
        services: Services,
        window: MainWindow,
        presenter: Presenter,
        reopen: Callable[[EpisodeRecord], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._offline = offline
        self._home = home
        self._services = services
        self._window = window
        self._presenter = presenter
        self._reopen = reopen
        self._absent: tuple[EpisodeRecord, KnownError] | None = None
        self._dialog: OfflineDialog | None = None
        self._missing: list[Missed] = []
        self._room: tuple[int, int] | None = None
        offline.changed.connect(self._show_progress)
        offline.arrived.connect(self._arrived)
        offline.ended.connect(self._ended)
        offline.missed.connect(self._missed)
        offline.refused.connect(presenter.refuse)
        offline.released.connect(self._released)
        offline.removed.connect(self._removed)
        window.fetch_requested.connect(self.fetch_open)
        window.status.fetching_requested.connect(self.choose)

    @property
    def can_fetch(self) -> bool:
        """Whether the open episode's recording is not here but known to lie somewhere."""
        return self._absent is not None and bool(_action(self._absent[1]))

    def choose(self) -> None:
        """Ask how many are to be taken along; what did not come the last time is told there."""
        self._room = None
        dialog = self._dialog = OfflineDialog(self._view(), parent=self._window)
        dialog.wanted.connect(self.take)
        dialog.stop_requested.connect(self._offline.stop)
        dialog.release_requested.connect(self._offline.release)
        dialog.budget_requested.connect(self._set_budget)
        dialog.destroyed.connect(self._dialog_gone)
        dialog.open()

    def take(self, count: int) -> None:
        """The open episode, if it is still to label, and those after it."""
        queue, current = self._services.queue, self._services.session.record
        document = self._services.session.document
        first = (
            [current] if current is not None and document is not None and document.state in TO_LABEL else []
        )
        stored = [self._services.store.episode(record.id) for record in first]
        records = [record for record in stored if record is not None]
        if len(records) >= count:
            self._take(records)
            return
        queue.neighbours.upcoming(
            queue.current_id, TO_LABEL, count - len(records), lambda found: self._take([*records, *found])
        )

    def _take(self, records: list[EpisodeRecord]) -> None:
        if records:
            self._begin_list()
            self._offline.take(records)
        else:
            self._presenter.say(NoticeKind.INFO, tr("Nothing is left to label in this list"))

    def fetch_open(self) -> None:
        """Bring the open episode's recording here."""
        if self._absent is not None:
            self._begin_list()
            self._offline.fetch(self._absent[0])

    def _begin_list(self) -> None:
        """What did not come is told until somebody asks anew."""
        if self._offline.progress is None:
            self._missing = []

    def show_absent(self, record: EpisodeRecord, why: KnownError) -> None:
        """The recording of the open episode cannot be read here."""
        self._absent = record, why
        self.retranslate()

    def show_present(self) -> None:
        """It can."""
        self._absent = None

    def retranslate(self) -> None:
        """Say it in the window's language."""
        self._show_progress(self._offline.progress)

    def _say_absent(self, progress: Progress | None) -> None:
        if self._absent is None:
            return
        fetching = progress is not None and progress.name == self._absent[0].name
        self._window.show_absent(
            _why_absent(self._absent[1], self._presenter.language),
            tr("It is being fetched; labels can be edited meanwhile.")
            if fetching
            else tr("Labels can be edited all the same."),
            "" if fetching else _action(self._absent[1]),
        )

    def _show_progress(self, progress: Progress | None) -> None:
        words = "" if progress is None else _progress_words(progress)
        self._window.status.set_fetching(words)
        self._say_absent(progress)
        if self._dialog is not None:
            self._dialog.show_view(self._view())

    def _arrived(self, record: EpisodeRecord) -> None:
        self._room = None
        if self._absent is not None and self._absent[0].id == record.id:
            self._reopen(self._absent[0])

    def _missed(self, missed: Missed) -> None:
        """Told at the end, of many in one sentence: fifty notices are read by nobody. The dialog has them all."""
        self._missing.append(missed)

    def _ended(self, last: Progress) -> None:
        self._room = None
        words = tr("{n} of {total} recordings are on this machine", n=last.here, total=last.total)
        if self._missing:
            words += " \u00b7 " + error_text(self._missing[-1].error, self._presenter.language)
        self._presenter.say(NoticeKind.SUCCESS if last.here == last.total else NoticeKind.WARNING, words)
        self._show_progress(None)

    def _released(self, count: int) -> None:
        self._room = None
        self._presenter.say(NoticeKind.SUCCESS, tr("{n} offline copies released", n=count))
        self._show_progress(self._offline.progress)

    def _set_budget(self, gib: int) -> None:
        try:
            put_media_budget(self._services.who.where, gib * _GIB)
        except KnownError as error:
            self._presenter.refuse(error)

    def _removed(self, name: str) -> None:
        words = tr("The copy of {name} was removed from this machine, as its privacy asks", name=name)
        self._presenter.say(NoticeKind.INFO, words)

    def _view(self) -> OfflineView:
        cache = self._home().cache
        if self._room is None:
            self._room = cache.nbytes(), len(cache.entries.pinned())
        nbytes, pinned = self._room
        progress = self._offline.progress
        return OfflineView(
            used=f"{nbytes / _GIB:.1f}",
            budget_gib=max(1, round(cache.max_nbytes / _GIB)),
            pinned=pinned,
            progress="" if progress is None else _progress_words(progress),
            amount="" if progress is None else _amount_words(progress),
            share=0.0 if progress is None else _share(progress),
            misses=tuple(
                (one.name, error_text(one.error, self._presenter.language)) for one in self._missing
            ),
        )

    def _dialog_gone(self) -> None:
        self._dialog = None


def _progress_words(progress: Progress) -> str:
    return tr(
        "Fetching {n} of {total}: {name}", n=progress.done + 1, total=progress.total, name=progress.name
    )


def _amount_words(progress: Progress) -> str:
    """Of the one that is under way, "" before its size is known."""
    if not progress.whole_nbytes:
        return ""
    here, whole = progress.nbytes / _MIB, progress.whole_nbytes / _MIB
    return tr("{here} of {whole} MiB", here=f"{here:,.1f}", whole=f"{whole:,.1f}")


def _share(progress: Progress) -> float:
    part = progress.nbytes / progress.whole_nbytes if progress.whole_nbytes else 0.0
    return (progress.done + min(1.0, part)) / progress.total


def _why_absent(why: KnownError, language: str) -> str:
    """What looked for it says itself that it is not here; what a server or a disk says does not."""
    words = error_text(why, language)
    if isinstance(why, AbsentRecordingError):
        return words
    return tr("The recording is not here: {why}", why=words)


def _action(why: KnownError) -> str:
    """What can be done: where nobody knows a place there is nothing to fetch from."""
    return tr("Fetch it") if {"tried", "why"} & set(why.values) else ""
