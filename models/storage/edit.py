"""One edit on its way to the disk: what it writes into the label file and into the journal."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from models.labelling.apply import Applied
from models.labelling.changes import (
    ChangeSet,
    changes_in_parts,
    changes_to_json,
    changeset_to_json,
    joined_changes,
)
from models.labelling.history import Step
from models.storage import documents, journal_entries, outbox
from models.storage.database import Straight
from models.storage.documents import Rows, rows_of
from models.storage.journal import line_of
from models.storage.made import MadeEdit
from models.storage.store_base import Shown


@dataclass(frozen=True)
class Edit:
    """An edit of what is stored as ``before``. What both files hold is encoded once, when it is first asked for.

    ``likely_number`` is what it will be in this store unless another edit comes before it.
    """

    applied: Applied
    changeset: ChangeSet
    step: Step
    before: Shown
    likely_number: int = 0

    @cached_property
    def changes(self) -> str:
        """As canonical text."""
        return changes_to_json(self.changeset.changes)

    @cached_property
    def body(self) -> str:
        """The text of the change-set."""
        return changeset_to_json(self.changeset, changes=self.changes)

    @cached_property
    def inverse(self) -> str:
        """The text of the changes that take it back, "" where it cannot be taken back."""
        return changes_to_json(self.applied.inverse.changes) if self._is_undoable else ""

    @cached_property
    def rows(self) -> Rows:
        """Of the labels."""
        return rows_of(self.changeset.episode_id, self.applied.changes)

    def get_ready(self) -> Iterator[None]:
        """Encode it, a part at a time: thousands of changes take longer than a frame."""
        of = {"changes": self.changeset.changes}
        if self._is_undoable:
            of["inverse"] = self.applied.inverse.changes
        for name, changes in of.items():
            texts = []
            for text in changes_in_parts(changes):
                texts.append(text)
                yield
            self.__dict__[name] = joined_changes(texts)
        for part in ("body", "inverse", "rows", "_likely_line"):
            getattr(self, part)
            yield

    @property
    def _is_undoable(self) -> bool:
        return self.applied.undoable and bool(self.applied.changes)

    def store(self, statements: Straight, number: int) -> None:
        """Labels, outbox and undo inside a caller's transaction, as edit ``number`` of this store."""
        changeset, site = self.changeset, self.before.site
        if self.before.head:
            fields = [change.body["field"] for change in self.applied.changes if change.op == "set_field"]
            documents.edit(statements, self.applied.document, fields, self.rows, head=changeset.id)
        else:
            documents.write(statements, self.applied.document, self.rows, head=changeset.id)
            documents.write_site(statements, changeset.episode_id, site)
        outbox.put(statements, changeset, site, body=self.body, number=number)
        if changeset.resolves:
            outbox.resolve(statements, changeset.resolves, by=changeset.id)
        if self.inverse:
            if self.step is not Step.EDIT or self.before.redoable:
                documents.take_off_stack(statements, changeset.episode_id, self.step)
            documents.keep_inverse(statements, changeset.episode_id, self.inverse, self.step, number=number)

    def shown(self) -> Shown:
        """What the store holds after it."""
        redoable = self.before.redoable and not (self.inverse and self.step is Step.EDIT)
        redoable = redoable or self.step is Step.UNDO
        before = self.before
        return Shown(self.applied.document, self.changeset.id, before.site, redoable, before.catalog)

    def made(self) -> MadeEdit:
        """What sync need not read again."""
        return MadeEdit(self.changeset, self.changes, self.before.document, self.applied.document)

    def line(self, number: int) -> bytes:
        """Of the journal."""
        return self._likely_line if number == self.likely_number else self._line(number)

    @cached_property
    def _likely_line(self) -> bytes:
        return self._line(self.likely_number)

    def _line(self, number: int) -> bytes:
        entry = journal_entries.edit(
            number,
            site=self.before.site,
            document=self.applied.document,
            body=self.body,
            inverse=self.inverse,
            step=self.step,
        )
        return line_of(entry)
