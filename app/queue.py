"""The list of episodes: which is open, and which comes next. ``listing`` reads it, ``neighbours`` looks ahead."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.lines import episode_line
from app.listing import Listing
from app.neighbours import TO_LABEL, TO_REVIEW, Around, Neighbours
from app.row_previews import RowPreviews
from app.row_source import RowSources
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.privacy import Privacy
from models.review import State
from models.search import Order, Search
from models.storage.label_store import LabelStore
from models.storage.previews import PreviewStore
from models.storage.rows import EpisodeRow

__all__ = ["TO_LABEL", "TO_REVIEW", "Queue"]


class Queue(QObject):
    """``chosen(record)`` to open an episode, ``line_changed(line)`` for a row, ``placed(id, row)`` where the open one
    stands (None where the list hides it), ``refused(error)`` where the list cannot be read.

    What comes next is known before it is asked for, or asked for in the background: no call waits for the list.
    """

    line_changed = Signal(object)
    chosen = Signal(object)
    placed = Signal(str, object)
    refused = Signal(object)

    def __init__(
        self,
        *,
        store: LabelStore,
        previews: PreviewStore,
        sources: RowSources,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._sources = sources
        rows, counts = sources
        self.listing = listing = Listing(rows=rows, counts=counts, tasks=tasks, parent=self)
        listing.search = replace(listing.search, role=store.role)
        self.neighbours = Neighbours(source=counts, listing=self.listing, tasks=tasks, parent=self)
        self.previews = RowPreviews(store=store, previews=previews, tasks=tasks, parent=self)
        self.current_id = ""
        self._steps = 0
        self._then: Callable[[Around], None] | None = None
        self.neighbours.arrived.connect(self._arrived)
        self.listing.counted.connect(lambda *_: self.neighbours.look(self.current_id))
        for part in (self.listing, self.neighbours):
            part.refused.connect(self.refused)

    def filter(self, search: Search) -> None:
        """Show only what is looked for."""
        self.neighbours.forget()
        self.listing.show(search.of(self._store.user, self._store.role))

    def set_order(self, order: Order) -> None:
        """In which the list stands from the next reading on."""
        self.listing.search = replace(self.listing.search, order=order)

    def refresh_soon(self) -> None:
        """Read the list again, not too often while it is long."""
        self.listing.refresh_soon()

    def refresh(self) -> None:
        """Read again what is in sight, and what stands around the open episode."""
        self.listing.refresh()

    def refresh_one(self, episode_id: str) -> None:
        """Read one line again; it keeps its place until the list is read again."""
        row = self._store.row(episode_id)
        if row is not None:
            self.line_changed.emit(episode_line(row, self.listing.search.order, self._store.role))
            self.listing.edited()

    def touched(self, episode_ids: Iterable[str]) -> None:
        """Others have changed some episodes."""
        self.refresh_soon()
        self.previews.read_privacy(episode_ids)

    def open(self, episode_id: str) -> None:
        """Choose an episode of the list or of the store."""
        # A row may be older than the store: the list is read again only now and then while many episodes come.
        record = self._store.episode(episode_id)
        if record is None:
            return
        self._steps, self._then = 0, None
        if record.id != self.current_id:
            self.current_id = record.id
            self.neighbours.forget()
            self.neighbours.look(record.id)
        self.chosen.emit(record)

    def open_first(self, preferred_name: str = "") -> None:
        """Choose the one of that name, else the first that is still to do; not where a person chooses meanwhile."""
        current = self.current_id

        def found(row: EpisodeRow | None) -> None:
            if self.current_id == current:
                self._open_row(row)

        self.neighbours.first(preferred_name, found)

    def step(self, count: int) -> None:
        """Choose the next (1) or previous (-1) of the list, or one further on; nothing at its end."""
        around = self.neighbours.around
        if around is None:
            self._steps += count
            self._then = self._step
            return
        self._steps = count
        self._step(around)

    def _step(self, around: Around) -> None:
        count, self._steps = self._steps, 0
        place = 0 if around.place is None else around.place + count
        if not count or place < 0:
            return
        row = around.at(place)
        if row is not None or len(around.rows) == 0:
            self._open_row(row)
        else:
            self.neighbours.row_at(place, self._open_row)

    def next_with(self, states: frozenset[State], nothing_left: Callable[[], None]) -> None:
        """Choose the next episode in one of the states, round the end to the current one."""
        around = self.neighbours.around
        if around is None:
            self._then = lambda found: self._open_waiting(found, states, nothing_left)
            return
        row = around.waiting.get(states)
        now = None if row is None else self._store.row(row.record.id)
        if now is not None and now.state not in states:
            # Somebody has changed it since the list was looked at.
            self._then = lambda found: self._open_waiting(found, states, nothing_left)
            self.neighbours.look(self.current_id)
        else:
            self._open_waiting(around, states, nothing_left)

    def _open_waiting(
        self, around: Around, states: frozenset[State], nothing_left: Callable[[], None]
    ) -> None:
        row = around.waiting.get(states)
        if row is None:
            nothing_left()
        else:
            self.open(row.record.id)

    def following(self, states: frozenset[State]) -> list[EpisodeRecord]:
        """What ``next_with`` and a step forward would choose now, the likelier first, each once; as far as is known."""
        around = self.neighbours.around
        if around is None:
            return []
        after = around.at(0 if around.place is None else around.place + 1)
        rows = (around.waiting.get(states), after)
        records = [row.record for row in rows if row is not None and row.record.id != self.current_id]
        return list({record.id: record for record in records}.values())

    def close(self) -> None:
        """Read nothing more; what runs on a lane is cut short."""
        self.listing.close()

    def close_files(self) -> None:
        """Give the files free, once no lane reads them."""
        for source in self._sources:
            source.close()

    def want_preview(self, episode_id: str) -> None:
        """Show the preview of an episode that has come into sight."""
        self.previews.want(episode_id)

    def set_privacy(self, episode_id: str, privacy: Privacy) -> None:
        """What holds of an episode, which shows in its line too."""
        self.previews.set_privacy(episode_id, privacy)

    def _arrived(self, around: Around) -> None:
        self.placed.emit(around.episode_id, around.place)
        then, self._then = self._then, None
        if then is not None:
            then(around)

    def _open_row(self, row: EpisodeRow | None) -> None:
        if row is not None and row.record.id != self.current_id:
            self.open(row.record.id)
