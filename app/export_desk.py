"""Labels of the open episode, or of many, in the formats of others: chosen in a dialog, written on a lane."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.main_window import MainWindow
from app.presenter import Presenter
from app.services import Services
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.review import State
from models.storage.list_filter import EpisodeFilter
from widgets.known import error_text, known_text
from widgets.notification_strip import NoticeKind

if TYPE_CHECKING:
    from models.exports.labelset import LabelSet
    from models.exports.losses import Losses
    from models.storage.label_store import LabelStore
    from models.taxonomy import Taxonomy
    from widgets.export_dialog import ExportDialog, ExportWish

LANE = "export"
_LOOK_MS = 200
_FOLDER = "export_folder"


@dataclass(frozen=True, slots=True)
class Written:
    """``path`` of an export of so many ``episodes``, and what it lost."""

    path: str
    episodes: int
    losses: "Losses"


class ExportDesk(QObject):
    """Formats and their libraries are loaded when somebody exports."""

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        presenter: Presenter,
        values: Mapping[str, Any],
        keep: Callable[[str, object], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._presenter = services, window, presenter
        self._folder, self._keep = str(values.get(_FOLDER, "")), keep
        self.dialog: ExportDialog | None = None
        self._read = 0
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self._show_progress)

    def choose(self) -> None:
        """Ask what goes where."""
        from models.exports.formats import FORMATS  # noqa: PLC0415 - seldom
        from widgets.export_dialog import ExportDialog  # noqa: PLC0415

        self._window.phase_panel.finish_note()
        record = self._services.session.record
        self.dialog = dialog = ExportDialog(
            FORMATS,
            open_name=record.name if record is not None else "",
            folder=self._folder or str(Path.home()),
            parent=self._window,
        )
        dialog.export_requested.connect(self.export)
        dialog.finished.connect(lambda _: self._dialog_gone())
        dialog.open()

    def export(self, wish: "ExportWish") -> None:
        """Write it on a lane; the dialog tells how far it is and what came of it."""
        store, taxonomy = self._services.store, self._services.taxonomy
        if wish.path:
            self._folder = str(Path(wish.path).parent)
            self._keep(_FOLDER, self._folder)
        meant = self._meant(wish)
        self._read = 0
        self._show_progress()
        self._looks.start()
        self._services.tasks.lane(LANE).submit(
            lambda: _written(wish, store, meant, taxonomy, self._count),
            self._done,
            on_known=self._refused,
            on_error=self._failed,
        )

    def _meant(self, wish: "ExportWish") -> Callable[[], list[EpisodeRecord]]:
        """Finds the episodes, on the lane: there may be very many."""
        from widgets.export_dialog import Scope  # noqa: PLC0415 - seldom

        record = self._services.session.record
        if wish.scope is Scope.OPEN:
            return lambda: [] if record is None else [record]
        state = State.APPROVED if wish.scope is Scope.APPROVED else None
        listed = self._services.store.open_list()

        def find() -> list[EpisodeRecord]:
            with closing(listed):
                found = listed.all(EpisodeFilter(state=state))
            return [row.record for row in found if row.state is not State.NEW]

        return find

    def _count(self) -> None:
        """On the lane."""
        self._read += 1

    def _show_progress(self) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(self._read)

    def _done(self, written: Written) -> None:
        self._looks.stop()
        language = self._presenter.language
        sentences = [known_text(one.template, one.values, language) for one in written.losses.items]
        if self.dialog is not None:
            self.dialog.show_report(written.path, written.episodes, sentences)
        else:
            from widgets.loss_report import written_words  # noqa: PLC0415 - seldom

            told = [f"{written_words(written.episodes)}: {written.path}", *sentences]
            self._presenter.say(NoticeKind.SUCCESS, " · ".join(told))

    def _refused(self, error: KnownError) -> None:
        self._looks.stop()
        if self.dialog is not None:
            self.dialog.refuse(error_text(error, self._presenter.language))
        else:
            self._presenter.refuse(error)

    def _failed(self, error: Exception) -> None:
        self._looks.stop()
        if self.dialog is not None:
            self.dialog.show_progress(None)
        raise error

    def _dialog_gone(self) -> None:
        self.dialog = None


def _written(
    wish: "ExportWish",
    store: "LabelStore",
    meant: Callable[[], list[EpisodeRecord]],
    taxonomy: "Taxonomy",
    count: Callable[[], None],
) -> Written:
    from app.exporting import labelsets, put_export  # noqa: PLC0415 - seldom, and loads readers of recordings
    from models.exports.files import Options  # noqa: PLC0415

    found = list(_counted(labelsets(store, meant(), wish.format, taxonomy), count))
    now = datetime.now(UTC)
    options = Options(
        author=store.user,
        made_at=now.isoformat(timespec="seconds"),
        plain=wish.plain,
        spreadsheet_safe=wish.spreadsheet_safe,
    )
    losses = put_export(
        wish.format,
        found,
        options,
        out=Path(wish.path) if wish.path else None,
        in_place=wish.in_place,
        stamp=now.strftime("%Y%m%dT%H%M%S"),
    )
    return Written(wish.path or found[0].recording, len(found), losses)


def _counted(found: Iterator["LabelSet"], count: Callable[[], None]) -> Iterator["LabelSet"]:
    for one in found:
        count()
        yield one
