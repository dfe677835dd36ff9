"""A remark or a question, written for the moment at the playhead and what the pointer reads."""

from PySide6.QtCore import QObject

from app.board import Board
from app.main_window import MainWindow
from app.pointing import pointed_at
from app.services import Services
from models.timebase import clock_text
from widgets.pin_dialog import PinDialog


class Pinning(QObject):
    """Asks for the sentence in a small window and hands it to ``Labels``."""

    def __init__(
        self, *, services: Services, window: MainWindow, board: Board, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._board = services, window, board
        self.dialog: PinDialog | None = None

    def write(self, *, asks: bool) -> None:
        """The moment and the reading are those of now, however long the sentence takes."""
        player, labels = self._services.player, self._services.labels
        if labels.document is None:
            return
        player.pause()
        t_ns, beside = player.t_ns, pointed_at(self._board.views)
        clock = clock_text(t_ns - labels.document.range.start_ns)
        self.dialog = PinDialog(clock, beside, asks=asks, parent=self._window)
        self.dialog.pinned.connect(
            lambda text, asked: labels.pin(text, t_ns, asked=asked, stream=beside.stream, value=beside.value)
        )
        self.dialog.open()
