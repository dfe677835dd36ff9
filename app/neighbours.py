"""What stands around the open episode in the list, looked up when it is opened, so that going on does not wait."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.listing import COUNT_LANE, Listing
from app.row_source import RowSource, siblings
from app.tasks import Result, Tasks
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.review import State
from models.search import Search
from models.storage.rows import EpisodeRow

TO_LABEL = frozenset({State.NEW, State.DRAFT, State.RETURNED})
TO_REVIEW = frozenset({State.SUBMITTED})
REACH = 8


@dataclass(frozen=True, slots=True)
class Around:
    """``rows`` stand from place ``first``, ``place`` is the episode's own, None where the list does not have it.

    ``waiting`` is the next row in any of some states after the episode, round the end to it; None where none is left.
    """

    episode_id: str = ""
    place: int | None = None
    first: int = 0
    rows: tuple[EpisodeRow, ...] = ()
    waiting: Mapping[frozenset[State], EpisodeRow | None] = field(default_factory=dict)

    def at(self, place: int) -> EpisodeRow | None:
        """A row by its place, None where that is out of reach."""
        return self.rows[place - self.first] if 0 <= place - self.first < len(self.rows) else None


class Neighbours(QObject):
    """``arrived(Around)`` when the list around ``episode_id`` is known; ``refused(error)`` where it cannot be read."""

    arrived = Signal(object)
    refused = Signal(object)

    def __init__(
        self, *, source: RowSource, listing: Listing, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._source, self._listing = source, listing
        self._lane = tasks.lane(COUNT_LANE)
        self._version = 0
        self.put_off: frozenset[str] = frozenset()
        """Episodes that are labelled last, whatever stands before them."""
        self.held: frozenset[str] = frozenset()
        """Episodes that others hold; as those."""
        self.around: Around | None = None

    def forget(self) -> None:
        """Another episode or another list: what was known does not hold."""
        self.around = None
        self._version += 1

    def look(self, episode_id: str) -> None:
        """Find out what stands around an episode now; until then holds what was known."""
        self._version += 1
        version, search, put_off = self._version, self._listing.search, self.put_off | self.held

        def arrived(found: Around) -> None:
            if version == self._version:
                self.around = found
                self.arrived.emit(found)

        self._ask(lambda: around(self._source, search, episode_id, put_off), arrived, key="around")

    def row_at(self, place: int, then: Callable[[EpisodeRow | None], None]) -> None:
        """One row by its place."""
        search = self._listing.search
        self._ask(lambda: next(iter(self._source.rows_at(search, place, 1)), None), then, key="row")

    def first(self, name: str, then: Callable[[EpisodeRow | None], None]) -> None:
        """The row of that name, else the first that is still to do, else the first."""
        search = self._listing.search
        self._ask(lambda: first_to_open(self._source, search, name), then, key="first")

    def upcoming(
        self,
        episode_id: str,
        states: frozenset[State],
        count: int,
        then: Callable[[list[EpisodeRecord]], None],
    ) -> None:
        """The next so many in one of the states, round the end, without the episode itself."""
        search = self._listing.search
        self._ask(lambda: upcoming(self._source, search, episode_id, states, count), then, key="upcoming")

    def siblings(
        self,
        record: EpisodeRecord,
        states: tuple[State, ...],
        most: int,
        then: Callable[[list[EpisodeRecord]], None],
    ) -> None:
        """Other episodes of its task in the list whose recordings are here; ``states`` in order of preference."""
        search = self._listing.search
        self._ask(
            lambda: siblings(self._source, search, record, states, most),
            then,
            key=f"siblings {states} {most}",
        )

    def _ask(self, job: Callable[[], Result], then: Callable[[Result], None], *, key: str) -> None:
        search = self._listing.search

        def refuse(error: KnownError) -> None:
            # For another list everything that ran was interrupted.
            if search == self._listing.search:
                self.refused.emit(error)

        self._lane.submit(job, then, on_known=refuse, key=key, urgent=True)


def around(
    source: RowSource, search: Search, episode_id: str, put_off: frozenset[str] = frozenset()
) -> Around:
    """Rows on both sides of an episode, and what is next to label and to review; ``put_off`` is labelled last."""
    place = source.locate(search, episode_id) if episode_id else None
    first = max(0, (place or 0) - REACH)
    rows = tuple(source.rows_at(search, first, 2 * REACH + 1))
    after = episode_id if place is not None else ""
    waiting = {
        TO_LABEL: _next(source, search, TO_LABEL, after, episode_id, put_off=put_off),
        TO_REVIEW: _next(source, search, TO_REVIEW, after, episode_id),
    }
    return Around(episode_id, place, first, rows, waiting)


def _next(
    source: RowSource,
    search: Search,
    states: frozenset[State],
    after: str,
    but: str,
    *,
    put_off: frozenset[str] = frozenset(),
) -> EpisodeRow | None:
    """After an episode, else from the beginning; never ``but`` itself, what is put off only where nothing else is."""
    last: EpisodeRow | None = None
    for begin in (after, "") if after else ("",):
        for row in source.next_in(search, states, begin, 2 + len(put_off)):
            if row.record.id == but:
                continue
            if row.record.id not in put_off:
                return row
            last = last or row
    return last


def upcoming(
    source: RowSource, search: Search, episode_id: str, states: frozenset[State], count: int
) -> list[EpisodeRecord]:
    """Rows in some states after an episode, then from the beginning, each once."""
    place = source.locate(search, episode_id) if episode_id else None
    found: dict[str, EpisodeRecord] = {}
    for begin in (episode_id, "") if place is not None else ("",):
        for row in source.next_in(search, states, begin, count + 1):
            if row.record.id != episode_id and len(found) < count:
                found.setdefault(row.record.id, row.record)
    return list(found.values())


def first_to_open(source: RowSource, search: Search, name: str) -> EpisodeRow | None:
    """The row of that name, else the first that is still to do, else the first."""
    if name:
        named = source.rows_at(Search(text=name), 0, 50)
        found = next((row for row in named if row.record.name == name), None)
        if found is not None:
            return found
    to_do = source.next_in(search, TO_LABEL, "", 1) or source.rows_at(search, 0, 1)
    return next(iter(to_do), None)
