"""The list of episodes: which are shown, which is open, and which comes next."""

import contextlib
import itertools
import time
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from app.background_reads import read_preview
from app.lines import episode_line
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.errors import StoreError
from models.ingest.preview import Preview
from models.privacy import Privacy
from models.review import State
from models.storage.label_store import LabelStore
from models.storage.previews import PreviewStore
from models.storage.rows import EpisodeRow
from widgets.episode_row import RowPreview

LANE = "previews"
_BLURRED_COLUMNS, _BLURRED_ROWS = 6, 4
_REST = 10


class Queue(QObject):
    """``lines_changed(lines, total)`` and ``line_changed(line)`` after changes; ``chosen(record)`` to open one."""

    lines_changed = Signal(object, int)
    line_changed = Signal(object)
    preview_ready = Signal(str, object)
    chosen = Signal(object)

    def __init__(
        self, *, store: LabelStore, previews: PreviewStore, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._previews = previews
        self._lane = tasks.lane(LANE)
        self._rows: list[EpisodeRow] = []
        self._privacy: dict[str, Privacy] = {}
        self._state: State | None = None
        self._text = ""
        self.current_id = ""
        self._took_ms = 0.0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)

    def filter(self, state: State | None, text: str) -> None:
        """Show only episodes of that state whose name, task or annotator holds the text."""
        self._state, self._text = state, text
        self.refresh()

    def refresh_soon(self) -> None:
        """Read the list again when that takes no more than a tenth of the time: many rows come while it is long."""
        if not self._soon.isActive():
            self._soon.start(round(_REST * self._took_ms))

    def refresh(self) -> None:
        """Read the list again."""
        self._soon.stop()
        begun_s = time.monotonic()
        self._read()
        self._took_ms = (time.monotonic() - begun_s) * 1000

    def _read(self) -> None:
        self._rows = self._store.episodes(state=self._state, text=self._text)
        total = sum(self._store.counts().values())
        self.lines_changed.emit([episode_line(row) for row in self._rows], total)

    def refresh_one(self, episode_id: str) -> None:
        """Read one line again; it keeps its place until the whole list is read again."""
        place = next((i for i, row in enumerate(self._rows) if row.record.id == episode_id), None)
        row = self._store.row(episode_id)
        if place is not None and row is not None:
            self._rows[place] = row
            self.line_changed.emit(episode_line(row))

    def open(self, episode_id: str) -> None:
        """Choose an episode of the list or of the store."""
        # A row may be older than the store: the list is read again only now and then while many episodes come.
        record = self._store.episode(episode_id)
        if record is not None:
            self.current_id = record.id
            self.chosen.emit(record)

    def open_first(self, preferred_name: str = "") -> None:
        """Choose the first that is still to do, or the one of that name."""
        named = next(
            (row for row in self._rows if preferred_name and row.record.name == preferred_name), None
        )
        to_do = next(
            (row for row in self._rows if row.state in {State.NEW, State.DRAFT, State.RETURNED}), None
        )
        row = named or to_do or (self._rows[0] if self._rows else None)
        if row is not None:
            self.open(row.record.id)

    def step(self, count: int) -> bool:
        """Choose the next (1) or previous (-1) of the list; False at its end."""
        ids = [row.record.id for row in self._rows]
        place = ids.index(self.current_id) + count if self.current_id in ids else 0
        if not 0 <= place < len(ids) or ids[place] == self.current_id:
            return False
        self.open(ids[place])
        return True

    def next_with(self, states: frozenset[State]) -> bool:
        """Choose the next episode in one of the states, round the end to the current one; False if none is left."""
        row = next(self._after(states), None)
        if row is not None:
            self.open(row.record.id)
        return row is not None

    def following(self, states: frozenset[State]) -> list[EpisodeRecord]:
        """What ``next_with`` and a step forward would choose now, the likelier first, each once."""
        row = next(self._after(states), None)
        ids = [each.record.id for each in self._rows]
        place = ids.index(self.current_id) + 1 if self.current_id in ids else 0
        chosen = [row.record] if row is not None else []
        chosen += [each.record for each in self._rows[place : place + 1]]
        return list({record.id: record for record in chosen}.values())

    def ahead(self, states: frozenset[State], count: int) -> list[EpisodeRecord]:
        """The next so many in one of the states, round the end, without the current one."""
        return [row.record for row in itertools.islice(self._after(states), count)]

    def siblings(self, record: EpisodeRecord, states: frozenset[State] = frozenset()) -> list[EpisodeRecord]:
        """Other episodes of its task in the list whose recordings are here; approved ones first, or only ``states``."""
        found = [
            row
            for row in self._rows
            if row.record.task == record.task
            and row.record.id != record.id
            and row.record.path
            and (not states or row.state in states)
        ]
        return [row.record for row in sorted(found, key=lambda row: row.state is not State.APPROVED)]

    def _after(self, states: frozenset[State]) -> Iterator[EpisodeRow]:
        ids = [row.record.id for row in self._rows]
        start = ids.index(self.current_id) + 1 if self.current_id in ids else 0
        for row in itertools.chain(self._rows[start:], self._rows[:start]):
            if row.state in states and row.record.id != self.current_id:
                yield row

    def want_preview(self, episode_id: str) -> None:
        """Show what ingest made for an episode that has come into sight, or make it now."""
        preview = self._previews.get(episode_id)
        if preview is not None:
            self._show_preview(episode_id, preview)
            return
        record = self._store.episode(episode_id)
        if record is not None and record.path:
            self._lane.submit(
                lambda: read_preview(record),
                lambda made: self._keep_preview(episode_id, made),
                on_error=lambda _: None,
                urgent=True,
            )

    def set_privacy(self, episode_id: str, privacy: Privacy) -> None:
        """What holds of an episode, which shows in its line too."""
        before = self._privacy.get(episode_id, Privacy())
        self._privacy[episode_id] = privacy
        if privacy.hides_something != before.hides_something:
            preview = self._previews.get(episode_id)
            if preview is not None:
                self._show_preview(episode_id, preview)

    def read_privacy(self, episode_ids: Iterable[str]) -> None:
        """Others have changed some episodes."""
        for episode_id in episode_ids:
            if episode_id in self._privacy:
                self.set_privacy(episode_id, self._store.privacy(episode_id))

    def _show_preview(self, episode_id: str, preview: Preview) -> None:
        if episode_id not in self._privacy:
            self._privacy[episode_id] = self._store.privacy(episode_id)
        hidden = self._privacy[episode_id].hides_something
        self.preview_ready.emit(episode_id, row_preview(preview, recognisable=not hidden))

    def _keep_preview(self, episode_id: str, preview: Preview) -> None:
        self._show_preview(episode_id, preview)
        # A list without previews is still a list, so a full disk is not told from here.
        with contextlib.suppress(StoreError):
            self._previews.put({episode_id: preview})


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
