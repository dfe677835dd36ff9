"""The byte budget of the open episode: who may use how much of it, what is used, and another bound at any time."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from app.board import Board
from app.player import Player
from app.preparing import Preparer
from app.settings import Settings
from models.playback.budget import (
    DEFAULT_NBYTES,
    LEAST_NBYTES,
    MIB,
    Usage,
    held_nbytes,
    share_among,
    shares_of,
)
from models.streams import Stream

SETTING = "memory_budget_mib"


def budget_nbytes(settings: Settings) -> int:
    """What the person chose, else the default; never too little to show anything."""
    return nbytes_of(settings.values.get(SETTING))


def nbytes_of(mebibytes: object) -> int:
    """A setting in bytes; the default for whatever is no number."""
    if not isinstance(mebibytes, int) or isinstance(mebibytes, bool):
        return DEFAULT_NBYTES
    return max(LEAST_NBYTES, mebibytes * MIB)


class Memory(QObject):
    """Belongs to the GUI thread."""

    def __init__(
        self,
        *,
        player: Player,
        board: Board,
        preparer: Preparer,
        budget_nbytes: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.beside: Callable[[], int] = lambda: 0
        self._player = player
        self._board = board
        self._preparer = preparer
        self.budget_nbytes = budget_nbytes
        self._share()

    def set_budget(self, nbytes: int) -> None:
        """Share out another bound at once; plots that are there already stay as they are."""
        self.budget_nbytes = nbytes
        self._share()

    def usage(self) -> Usage:
        """What is used now."""
        return Usage(
            samples_nbytes=self._player.cache.used_nbytes + self._preparer.nbytes,
            signals_nbytes=self._board.signals.nbytes,
            readers_nbytes=held_nbytes(self._streams().values()) + self.beside(),
            budget_nbytes=self.budget_nbytes,
        )

    def _share(self) -> None:
        shares = shares_of(self.budget_nbytes)
        self._player.cache.set_budget(shares.samples_nbytes)
        self._board.signals.budget_nbytes = shares.signals_nbytes
        self._preparer.budget_nbytes = shares.prepared_nbytes
        share_among(self._streams().values(), shares.readers_nbytes)

    def _streams(self) -> Mapping[str, Stream]:
        opened = self._player.opened
        return {} if opened is None else opened.episode.streams
