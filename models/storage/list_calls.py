"""The side of the store that shows the list of episodes."""

from collections.abc import Sequence

from models.episode import EpisodeRecord
from models.review import State
from models.storage import episodes
from models.storage.database import reading, writing
from models.storage.rows import EpisodeRow
from models.storage.store_base import StoreBase


class ListCalls(StoreBase):
    """Part of ``LabelStore``."""

    def put_episodes(self, records: Sequence[EpisodeRecord]) -> int:
        """Add or renew episodes; how many are new. Those that were withdrawn are passed over."""
        with writing(self._engine, "The episodes were not stored: {why}") as connection:
            return episodes.put(connection, records)

    def episodes(
        self, *, state: State | None = None, text: str = "", task: str = "", annotator: str = ""
    ) -> list[EpisodeRow]:
        """The list, by name. ``text`` is looked for in name, task, robot, id and note; the others must match."""
        with reading(self._engine) as connection:
            return episodes.rows(connection, state=state, text=text, task=task, annotator=annotator)

    def row(self, episode_id: str) -> EpisodeRow | None:
        """The line of one episode in the list."""
        with reading(self._engine) as connection:
            return episodes.row(connection, episode_id)

    def episode(self, episode_id: str) -> EpisodeRecord | None:
        """The record of that id."""
        with reading(self._engine) as connection:
            return episodes.find(connection, episode_id)

    def counts(self) -> dict[State, int]:
        """Episodes by state; every state is there."""
        with reading(self._engine) as connection:
            return episodes.counts(connection)
