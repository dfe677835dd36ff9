"""Edits as this process made them: sync neither reads nor works out again what is known of them."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from models.labelling.changes import Change, ChangeSet, changes_to_json, fold
from models.labelling.document import Document

MOST_EDITS = 300
MOST_CHANGES = 20_000
_TAXONOMY = frozenset({"taxonomy_id", "taxonomy_version"})


@dataclass(frozen=True, slots=True)
class MadeEdit:
    """``changeset`` with the text of its changes, and the documents before and after it."""

    changeset: ChangeSet
    changes: str
    before: Document
    after: Document

    def on(self, document: Document) -> Document | None:
        """What the edit makes of ``document``, None where it was made of another one."""
        before = self.before
        if before is document:
            return self.after
        if self._states_taxonomy():
            taxonomy = document.taxonomy_id, document.taxonomy_version
            before = replace(before, taxonomy_id=taxonomy[0], taxonomy_version=taxonomy[1])
        return self.after if before == document else None

    def _states_taxonomy(self) -> bool:
        """Then it does not matter what the document before it said of that: the first edit always states it."""
        fields = {change.body["field"] for change in self.changeset.changes if change.op == "set_field"}
        return fields >= _TAXONOMY


class Made:
    """The last ones: so many edits at most, with so many changes in all."""

    def __init__(self) -> None:
        self._edits: OrderedDict[str, MadeEdit] = OrderedDict()
        self._changes = 0

    def keep(self, edit: MadeEdit) -> None:
        """It is stored."""
        self._edits[edit.changeset.id] = edit
        self._changes += len(edit.changeset.changes)
        while len(self._edits) > MOST_EDITS or self._changes > MOST_CHANGES:
            _, oldest = self._edits.popitem(last=False)
            self._changes -= len(oldest.changeset.changes)

    def changeset(self, changeset_id: str) -> ChangeSet | None:
        """None where that must be read."""
        edit = self._edits.get(changeset_id)
        return None if edit is None else edit.changeset

    def text(self, changeset: ChangeSet) -> str:
        """Its changes as canonical text."""
        edit = self._made(changeset)
        return changes_to_json(changeset.changes) if edit is None else edit.changes

    def way(self, document: Document, changesets: Sequence[ChangeSet]) -> tuple[Document, int]:
        """``document`` after the first of ``changesets``, as far as that is known; how many those are."""
        for count, changeset in enumerate(changesets):
            edit = self._made(changeset)
            after = None if edit is None else edit.on(document)
            if after is None:
                return document, count
            document = after
        return document, len(changesets)

    def forget(self, episode_ids: Collection[str]) -> None:
        """Those of episodes of which nothing may stay."""
        kept = [edit for edit in self._edits.values() if edit.changeset.episode_id not in episode_ids]
        self._edits.clear()
        self._changes = 0
        for edit in kept:
            self.keep(edit)

    def _made(self, changeset: ChangeSet) -> MadeEdit | None:
        """What a catalog keeps under the same id may be somebody else's."""
        edit = self._edits.get(changeset.id)
        return edit if edit is not None and edit.changeset == changeset else None

    def folded(self, document: Document, changesets: Sequence[ChangeSet]) -> Document:
        """The same to the end.

        Raises:
            ValueError: they do not fit.
        """
        reached, count = self.way(document, changesets)
        left = changes_of(changesets[count:])
        return fold(reached, left) if left else reached


def changes_of(changesets: Iterable[ChangeSet]) -> list[Change]:
    """Those of all in order."""
    return [change for changeset in changesets for change in changeset.changes]
