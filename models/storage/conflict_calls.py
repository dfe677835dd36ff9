"""The side of the store that settles conflicts."""

from collections.abc import Iterable

from models.storage import conflict_rows, journal_entries
from models.storage.database import reading
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
        with self._writing_both(_NOT_SAVED) as (connection, entries):
            entries.extend(map(journal_entries.base, conflict_rows.keep(connection, head, kept)))

    def put_aside(self, changeset_ids: Iterable[str]) -> None:
        """A person puts refused work away: it is kept and listed, and no longer asks."""
        self._set_aside(tuple(changeset_ids), on=True)

    def take_out(self, changeset_ids: Iterable[str]) -> None:
        """It waits for a person again."""
        self._set_aside(tuple(changeset_ids), on=False)

    def _set_aside(self, changeset_ids: tuple[str, ...], *, on: bool) -> None:
        change = conflict_rows.put_aside if on else conflict_rows.take_out
        with self._writing_both(_NOT_SAVED) as (connection, entries):
            change(connection, changeset_ids)
            known = conflict_rows.by_episode(connection, changeset_ids)
            entries.extend(journal_entries.aside(of, ids, on=on) for of, ids in known.items())
        self._list_again(known)
