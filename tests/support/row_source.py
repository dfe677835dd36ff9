"""A list of episodes in memory, read like the real one; slow or broken on demand."""

import time
from collections.abc import Callable, Mapping, Sequence

from models.episode import EpisodeRecord
from models.errors import StoreError
from models.review import State
from models.search import Search
from models.storage.rows import EpisodeRow
from models.timebase import NS_PER_S


def row(
    number: int, state: State = State.NEW, *, name: str = "", task: str = "pick can", annotator: str = ""
) -> EpisodeRow:
    """An episode of the list that is on no disk."""
    record = EpisodeRecord(
        id=f"id{number}", path="", inner_id="", name=name or f"ep_{number:07}", format="mcap", start_ns=0,
        end_ns=23 * NS_PER_S, task=task, robot="g1", streams=(), problems=0, fingerprint=f"f{number}", site="main",
    )  # fmt: skip
    return EpisodeRow(
        record=record,
        state=state,
        grade="",
        annotator=annotator,
        reviewer="",
        phases=0,
        pending=0,
        conflicts=0,
    )


class MemoryRows:
    """``RowSource`` over ``held``, by id; every call takes ``takes_s``, and raises ``error`` where one is set."""

    def __init__(self, rows: Sequence[EpisodeRow] = ()) -> None:
        self.held: dict[str, EpisodeRow] = {each.record.id: each for each in rows}
        self.takes_s = 0.0
        self.error: StoreError | None = None
        self.calls: list[str] = []
        self.closed = False

    def all(self, search: Search) -> list[EpisodeRow]:
        """What a patient reader would get."""
        found = [each for each in tuple(self.held.values()) if _fits(each, search)]
        return sorted(found, key=lambda each: (each.record.name, each.record.id))

    def total(self) -> int:
        self._work("total")
        return len(self.held)

    def prepare(self, search: Search, cancelled: Callable[[], bool]) -> int | None:
        self._work("prepare")
        return None if cancelled() else len(self.all(search))

    def rows_at(self, search: Search, first: int, count: int) -> Sequence[EpisodeRow]:
        self._work("rows_at")
        return self.all(search)[first : first + count]

    def locate(self, search: Search, episode_id: str) -> int | None:
        self._work("locate")
        ids = [each.record.id for each in self.all(search)]
        return ids.index(episode_id) if episode_id in ids else None

    def next_in(
        self, search: Search, states: frozenset[State], after: str, limit: int
    ) -> Sequence[EpisodeRow]:
        self._work("next_in")
        rows = self.all(search)
        ids = [each.record.id for each in rows]
        first = ids.index(after) + 1 if after in ids else 0
        return [each for each in rows[first:] if each.state in states][:limit]

    def choices(self) -> Mapping[str, Sequence[str]]:
        self._work("choices")
        return {"task": sorted({each.record.task for each in self.held.values()})}

    def interrupt(self) -> None:
        """Nothing here runs for long."""

    def close(self) -> None:
        self.closed = True

    def _work(self, what: str) -> None:
        self.calls.append(what)
        if self.takes_s:
            time.sleep(self.takes_s)
        if self.error is not None:
            raise self.error


def _fits(each: EpisodeRow, search: Search) -> bool:
    record = each.record
    return (
        (search.state is None or each.state is search.state)
        and (not search.site or record.site == search.site)
        and search.task in {"", record.task}
        and search.robot in {"", record.robot}
        and (not search.annotator or each.annotator == search.annotator)
        and search.text.lower() in f"{record.name}\n{record.task}\n{record.robot}\n{record.id}".lower()
    )
