"""A remark or a question, written for the moment at the playhead and what the pointer reads."""

from PySide6.QtCore import QObject

from app.board import Board
from app.main_window import MainWindow
from app.pointing import pointed_at
from app.services import Services
from models.timebase import clock_text
from widgets.pin_dialog import PinDialog, Pinned


class Pinning(QObject):
    """Asks for the sentence in a small window and hands it to ``Labels``."""

    def __init__(
        self, *, services: Services, window: MainWindow, board: Board, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._board = services, window, board
        self.dialog: PinDialog | None = None
        self._t_ns, self._beside = 0, Pinned()

    def write(self, *, asks: bool) -> None:
        """The moment and the reading are those of now, however long the sentence takes."""
        player, labels = self._services.player, self._services.labels
        if labels.document is None:
            return
        player.pause()
        self._t_ns, self._beside = player.t_ns, pointed_at(self._board.views)
        if self.dialog is None:
            self.dialog = PinDialog(self._window)
            self.dialog.pinned.connect(self._pin)
        clock = clock_text(self._t_ns - labels.document.range.start_ns)
        self.dialog.open_for(clock, self._beside, asks=asks)

    def _pin(self, text: str, asked: str) -> None:
        beside = self._beside
        self._services.labels.pin(text, self._t_ns, asked=asked, stream=beside.stream, value=beside.value)
