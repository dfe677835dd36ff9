"""The side of the store that shows the list of episodes."""

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.review import State
from models.storage import journal_entries, places
from models.storage.database import reading, writing
from models.storage.list_filter import EpisodeFilter
from models.storage.rows import EpisodeRow
from models.storage.store_base import StoreBase


class ListCalls(StoreBase):
    """Part of ``LabelStore``. A list that may be long is read through ``open_list``."""

    def put_episodes(self, records: Sequence[EpisodeRecord]) -> int:
        """Add or renew episodes; how many are new. Those that were withdrawn are passed over."""
        with writing(self._engine, "The episodes were not stored: {why}") as connection:
            placed = [self._placed(connection, record) for record in records]
            known = {record.id for record in records if self._record(connection, record.id) is not None}
            taken = places.put(connection, placed)
            places.hold(connection, {record.id: "" for record in taken})
            told = [record.id for record in taken if record.id in known]
            self._mark_told(connection, told)
        self._note(journal_entries.place(record) for record in taken)
        self._list_again(record.id for record in taken)
        return sum(record.id not in known for record in {record.id: record for record in taken}.values())

    def episodes(
        self, *, state: State | None = None, text: str = "", task: str = "", annotator: str = ""
    ) -> list[EpisodeRow]:
        """The whole list, by name; ``text`` is looked for as by ``EpisodeFilter``, the others must match."""
        self.show_edits()
        return self._list.all(EpisodeFilter(state=state, text=text, task=task, annotator=annotator))

    def here(self) -> list[EpisodeRecord]:
        """All recordings of this machine; on any thread."""
        with reading(self._engine) as connection:
            return places.everything(connection)

    def row(self, episode_id: str) -> EpisodeRow | None:
        """The line of one episode in the list."""
        self.show_edits()
        return self._list.row(episode_id)

    def episode(self, episode_id: str) -> EpisodeRecord | None:
        """The record of that id."""
        with reading(self._engine) as connection:
            return self._record(connection, episode_id)

    def note_proposals(self, episode_id: str, least_pm: int) -> None:
        """The least confidence per mille of what is proposed for an episode without labels; the list is ordered by it.

        It goes with the list, which may be thrown away, and is not sent.
        """
        with contextlib.suppress(sqlite3.Error):
            self._writer.propose(episode_id, least_pm)

    def counts(self) -> dict[State, int]:
        """Episodes by state; every state is there."""
        self.show_edits()
        return self._list.counts()

    def _placed(self, connection: Connection, record: EpisodeRecord) -> EpisodeRecord:
        """The site that the catalog told of it."""
        known = None if record.site else self._record(connection, record.id)
        return record if known is None else replace(record, site=known.site)

    def _mark_told(self, connection: Connection, episode_ids: Sequence[str]) -> None:
        """A recording comes to this machine of which the catalog spoke before: nobody has to tell it."""
        for episode_id in episode_ids:
            row = self._writer.row(episode_id)
            if row is not None and not row.record.path and row.record.site:
                places.mark(connection, episode_id, row.record.site)
