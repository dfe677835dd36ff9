"""One edit on its way to the disk: what it writes into the label file and into the journal."""

from dataclasses import dataclass

from models.labelling.apply import Applied
from models.labelling.changes import ChangeSet, changes_to_json, changeset_to_json
from models.labelling.history import Step
from models.storage import documents, journal_entries, outbox
from models.storage.database import Straight
from models.storage.journal import Entry
from models.storage.made import MadeEdit
from models.storage.store_base import Shown


@dataclass(frozen=True, slots=True)
class Edit:
    """What both files hold is encoded once. ``inverse`` is "" where the edit cannot be taken back."""

    applied: Applied
    changeset: ChangeSet
    step: Step
    before: Shown
    changes: str
    body: str
    inverse: str

    @classmethod
    def of(cls, applied: Applied, changeset: ChangeSet, step: Step, before: Shown) -> "Edit":
        """An edit of what is stored as ``before``."""
        is_undoable = applied.undoable and applied.changes
        inverse = changes_to_json(applied.inverse.changes) if is_undoable else ""
        changes = changes_to_json(changeset.changes)
        body = changeset_to_json(changeset, changes=changes)
        return cls(applied, changeset, step, before, changes, body, inverse)

    def store(self, statements: Straight, number: int) -> None:
        """Labels, outbox and undo inside a caller's transaction, as edit ``number`` of this store."""
        changeset, site = self.changeset, self.before.site
        if self.before.head:
            documents.edit(statements, self.applied.document, self.applied.changes, head=changeset.id)
        else:
            documents.write(statements, self.applied.document, self.applied.changes, head=changeset.id)
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

    def entry(self, number: int) -> Entry:
        """Of the journal."""
        return journal_entries.edit(
            number,
            site=self.before.site,
            document=self.applied.document,
            body=self.body,
            inverse=self.inverse,
            step=self.step,
        )
