"""The list of episodes: which are shown, which is open, and which comes next."""

from PySide6.QtCore import QObject, Signal

from app.background_reads import SmallPicture, thumbnail
from app.tasks import Tasks
from app.timeline_feed import as_picture
from models.review import State
from models.storage.label_store import LabelStore
from models.storage.values import EpisodeRow
from widgets.episode_table import EpisodeLine
from widgets.i18n import tr

LANE = "thumbnails"


class Queue(QObject):
    """``lines_changed(lines, total)`` and ``line_changed(line)`` after changes; ``chosen(record)`` to open one."""

    lines_changed = Signal(object, int)
    line_changed = Signal(object)
    thumbnail_ready = Signal(str, object)
    chosen = Signal(object)

    def __init__(self, *, store: LabelStore, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._lane = tasks.lane(LANE)
        self._rows: list[EpisodeRow] = []
        self._state: State | None = None
        self._text = ""
        self.current_id = ""

    def filter(self, state: State | None, text: str) -> None:
        """Show only episodes of that state whose name, task or annotator holds the text."""
        self._state, self._text = state, text
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
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
        record = next((row.record for row in self._rows if row.record.id == episode_id), None)
        record = record or self._store.episode(episode_id)
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
        ids = [row.record.id for row in self._rows]
        start = ids.index(self.current_id) + 1 if self.current_id in ids else 0
        for row in (*self._rows[start:], *self._rows[:start]):
            if row.state in states and row.record.id != self.current_id:
                self.open(row.record.id)
                return True
        return False

    def want_thumbnail(self, episode_id: str) -> None:
        """Make the picture of an episode that has come into sight."""
        record = self._store.episode(episode_id)
        if record is not None and record.path:
            self._lane.submit(
                lambda: thumbnail(record),
                lambda picture: self._give_thumbnail(episode_id, picture),
                on_error=lambda _: None,
                urgent=True,
            )

    def _give_thumbnail(self, episode_id: str, picture: SmallPicture | None) -> None:
        if picture is not None:
            self.thumbnail_ready.emit(episode_id, as_picture(picture).image)


def episode_line(row: EpisodeRow) -> EpisodeLine:
    """A row of the store as a line of the list."""
    record = row.record
    return EpisodeLine(
        id=record.id,
        name=record.name,
        task=record.task,
        duration_ns=record.end_ns - record.start_ns,
        state=row.state,
        grade=row.grade,
        annotator=row.annotator,
        detail=_detail(row),
        pending=row.pending,
        problem_count=record.problems,
    )


def _detail(row: EpisodeRow) -> str:
    if row.conflicts:
        return tr("conflict")
    if row.state in {State.DRAFT, State.RETURNED} and row.phases:
        return tr("{n} phases", n=row.phases)
    return ""
