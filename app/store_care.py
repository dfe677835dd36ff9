"""Looks after the person's label file while the window is open: a copy each day, a check, and what is kept too long."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.tasks import Tasks
from models.errors import StoreError
from models.storage.care_calls import KEPT_DAYS, NS_PER_DAY
from models.storage.label_store import LabelStore

LANE = "care"
_LOOK_MS = 10 * 60 * 1000


class StoreCare(QObject):
    """``told(error)`` where there is no room for a copy, or the file is damaged: the next opening makes it anew."""

    told = Signal(object)

    def __init__(
        self, *, store: LabelStore, tasks: Tasks, now_ns: Callable[[], int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._now_ns = now_ns
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Do what is due; called every ten minutes, so that a day that begins is noticed."""
        now_ns = self._now_ns()
        try:
            name = self._store.begin_copy(now_ns)
            if name is None:
                return
            self._store.prune(now_ns - KEPT_DAYS * NS_PER_DAY)
        except StoreError as error:
            self.told.emit(error)
            return
        self._tasks.lane(LANE).submit(lambda: self._copy(name), self._checked, on_known=self.told.emit)

    def _copy(self, name: str) -> tuple[str, ...]:
        self._store.make_copy(name)
        return self._store.check()

    def _checked(self, faults: tuple[str, ...]) -> None:
        if faults:
            self.told.emit(
                StoreError(
                    "The label file is damaged ({why}); start Rushes again, and it is made anew from its copies",
                    why=faults[0],
                )
            )
