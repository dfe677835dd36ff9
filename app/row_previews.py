"""Pictures of the rows in sight: what ingest made of them, or what is made now."""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from app.background_reads import read_preview
from app.tasks import Lane, Tasks
from models.errors import StoreError
from models.ingest.preview import Preview
from models.privacy import Privacy
from models.storage.label_store import LabelStore
from models.storage.previews import PreviewStore
from widgets.episode_row import RowPreview

LANE = "previews"
KEPT_LANE = "previews-kept"
MOST_WAITING = 64
_MOST_KNOWN = 2000
_BLURRED_COLUMNS, _BLURRED_ROWS = 6, 4


_Found = tuple[Preview | None, Privacy]


class RowPreviews(QObject):
    """``ready(id, RowPreview)``; ``dropped(id)`` for one that has gone out of sight before anybody looked for it.

    What is kept is read on a lane of its own, so that it does not wait for a recording that takes long to read.
    """

    ready = Signal(str, object)
    dropped = Signal(str)

    def __init__(
        self, *, store: LabelStore, previews: PreviewStore, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._previews = store, previews
        self._privacy: OrderedDict[str, Privacy] = OrderedDict()
        self._kept = _Newest(tasks.lane(KEPT_LANE), self._read, self._take, self.dropped.emit)
        self._made = _Newest(tasks.lane(LANE), self._make, self._take, self.dropped.emit)

    def want(self, episode_id: str) -> None:
        """Show the preview of an episode that has come into sight."""
        self._kept.want(episode_id)

    def set_privacy(self, episode_id: str, privacy: Privacy) -> None:
        """What holds of an episode, which shows in its row too."""
        before = self._privacy.get(episode_id, Privacy())
        self._remember(episode_id, privacy)
        if privacy.hides_something != before.hides_something:
            self.want(episode_id)

    def read_privacy(self, episode_ids: Iterable[str]) -> None:
        """Others have changed some episodes."""
        for episode_id in episode_ids:
            if episode_id in self._privacy:
                self.set_privacy(episode_id, self._store.privacy(episode_id))

    def _remember(self, episode_id: str, privacy: Privacy) -> None:
        self._privacy[episode_id] = privacy
        self._privacy.move_to_end(episode_id)
        if len(self._privacy) > _MOST_KNOWN:
            self._privacy.popitem(last=False)

    def _read(self, episode_id: str) -> _Found:
        return self._previews.get(episode_id), self._store.privacy(episode_id)

    def _make(self, episode_id: str) -> _Found | None:
        record = self._store.episode(episode_id)
        if record is None or not record.path:
            return None
        preview = read_preview(record)
        # A list without previews is still a list, so a full disk is not told from here.
        with contextlib.suppress(StoreError):
            self._previews.put({episode_id: preview})
        return preview, self._store.privacy(episode_id)

    def _take(self, episode_id: str, found: _Found | None) -> None:
        if found is None:
            return
        preview, read = found
        if preview is None:
            self._made.want(episode_id)
            return
        privacy = self._privacy.get(episode_id, read)
        self._remember(episode_id, privacy)
        self.ready.emit(episode_id, row_preview(preview, recognisable=not privacy.hides_something))


class _Newest:
    """Wishes of a lane, one at a time. The newest goes first, as of a row in sight; of many the oldest are dropped."""

    def __init__(
        self,
        lane: Lane,
        work: Callable[[str], _Found | None],
        take: Callable[[str, _Found | None], None],
        drop: Callable[[str], None],
    ) -> None:
        self._lane, self._work, self._take, self._drop = lane, work, take, drop
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._running = False

    def want(self, episode_id: str) -> None:
        self._waiting[episode_id] = None
        self._waiting.move_to_end(episode_id)
        if len(self._waiting) > MOST_WAITING:
            self._drop(self._waiting.popitem(last=False)[0])
        self._go_on()

    def _go_on(self) -> None:
        if self._running or not self._waiting:
            return
        self._running = True
        episode_id, _ = self._waiting.popitem()
        self._lane.submit(
            lambda: self._work(episode_id),
            lambda found: self._done(episode_id, found),
            on_error=lambda _: self._done(episode_id, None),
        )

    def _done(self, episode_id: str, found: _Found | None) -> None:
        self._running = False
        self._take(episode_id, found)
        self._go_on()


def row_preview(preview: Preview, *, recognisable: bool = True) -> RowPreview:
    """For the list; where nobody may be recognised, only the colours of its pictures are left."""
    strip = QImage()
    strip.loadFromData(preview.strip)
    pictures = max(1, preview.pictures)
    if not recognisable and not strip.isNull():
        few = strip.scaled(
            _BLURRED_COLUMNS * pictures, _BLURRED_ROWS, mode=Qt.TransformationMode.SmoothTransformation
        )
        strip = few.scaled(strip.size(), mode=Qt.TransformationMode.FastTransformation)
    return RowPreview(strip, pictures, _course(preview.torque))


def _course(torque: bytes) -> tuple[tuple[float, float], ...]:
    """(least, greatest) in each stretch between the least of all and the greatest: a course, not a height."""
    if not torque or max(torque) == min(torque):
        return ()
    base, span = min(torque), max(torque) - min(torque)
    shares = [(level - base) / span for level in torque]
    return tuple(zip(shares[0::2], shares[1::2], strict=True))
