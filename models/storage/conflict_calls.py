"""The side of the store that settles conflicts."""

from collections.abc import Iterable

from models.storage import conflict_rows
from models.storage.database import reading, writing
from models.storage.store_base import StoreBase
from models.storage.strands import Kept, Strand

_NOT_SAVED = "The edit was not saved: {why}"


class ConflictCalls(StoreBase):
    """Part of ``LabelStore``."""

    def strands(self, episode_id: str | None = None) -> list[Strand]:
        """Refused work that nothing settled yet, what was put aside too; of one episode or of all."""
        with reading(self._engine) as connection:
            return conflict_rows.strands(connection, episode_id)

    def keep_base(self, head: str, kept: Kept) -> None:
        """What the catalog says that ``head`` had left, where this store does not know it."""
        with writing(self._engine, _NOT_SAVED) as connection:
            conflict_rows.keep(connection, head, kept)

    def put_aside(self, changeset_ids: Iterable[str]) -> None:
        """A person puts refused work away: it is kept and listed, and no longer asks."""
        ids = tuple(changeset_ids)
        with writing(self._engine, _NOT_SAVED) as connection:
            conflict_rows.put_aside(connection, ids)
            episode_ids = conflict_rows.episodes_of(connection, ids)
        self._list_again(episode_ids)

    def take_out(self, changeset_ids: Iterable[str]) -> None:
        """It waits for a person again."""
        ids = tuple(changeset_ids)
        with writing(self._engine, _NOT_SAVED) as connection:
            conflict_rows.take_out(connection, ids)
            episode_ids = conflict_rows.episodes_of(connection, ids)
        self._list_again(episode_ids)
