"""Proposals of others for the open episode: a person names a file or a data set, and its phases lie there as ghosts."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.proposing import Proposing
from app.session import Session
from app.tasks import Tasks
from models.episode import EpisodeRecord
from widgets.i18n import tr

if TYPE_CHECKING:
    from models.exports.outside import Outside
    from models.taxonomy import Taxonomy

LANE = "outside"


def asked_path(window: QWidget) -> Path | None:
    """Ask for a file of labels, or for the ``meta/info.json`` of a data set; None where nobody chose one."""
    title = tr("Labels, or meta/info.json of a data set")
    path, _ = QFileDialog.getOpenFileName(window, title, "", tr("All files (*)"))
    return Path(path) if path else None


class OutsideDesk(QObject):
    """``told(words)`` what was found; ``refused(error)`` where a file says nothing of the episode."""

    told = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        *,
        session: Session,
        proposing: Proposing,
        tasks: Tasks,
        window: QWidget,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._proposing, self._tasks, self._window = session, proposing, tasks, window

    def choose(self) -> None:
        """Ask for the file, then take it."""
        if (path := asked_path(self._window)) is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Read what it says of the open episode, on a lane of its own."""
        record, taxonomy = self._session.record, self._session.taxonomy
        if record is not None:
            self._tasks.lane(LANE).submit(
                lambda: _read(path, record, taxonomy),
                lambda found: self._found(record, found),
                on_known=self.refused.emit,
                key=LANE,
            )

    def _found(self, record: EpisodeRecord, found: "Outside") -> None:
        if self._session.record is None or self._session.record.id != record.id:
            return
        self._proposing.lay(record, found.suggestions, found.least_pm)
        words = tr("{count} phases are proposed", count=len(found.suggestions))
        if found.strangers:
            names = ", ".join(f"{label} ({count})" for label, count in found.strangers.items())
            words += " · " + tr("Labels that the taxonomy does not have, left out: {names}", names=names)
        self.told.emit(words)


def _read(path: Path, record: EpisodeRecord, taxonomy: "Taxonomy") -> "Outside":
    from models.exports.outside import proposals_in  # noqa: PLC0415 - seldom, and loads the readers of data sets

    return proposals_in(path, record, taxonomy)
