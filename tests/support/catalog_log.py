"""The log of one site as its readers see it, followed entry by entry and held against the rules as it grows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet, fold
from models.labelling.document import Document, empty_document
from models.review import Role
from models.storage.chain import next_chain
from models.storage.values import EntryKind, LogEntry, Page

_LEADS = {Role.LEAD.value, Role.ADMIN.value}


@dataclass
class Followed:
    """What a log has told so far: chain values, heads and states by episode, the labels of ``records``."""

    records: Mapping[str, EpisodeRecord]
    chains: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    heads: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def end(self) -> tuple[int, str]:
        """Number and chain value of the last entry."""
        return len(self.chains), self.chains[-1] if self.chains else ""

    def take(self, page: Page) -> None:
        """Go on by what follows; I2, I3, I4, I8 and I10."""
        for entry in page.entries:
            self._chain(entry)
            if entry.kind is EntryKind.CHANGESET:
                self._go_on(entry)
            elif entry.kind is EntryKind.WITHDRAWN:
                self._forget(entry.episode_id)
        assert page.head == len(self.chains), "I3: the head counts the log"
        mark = 0
        for head in self.heads.values():
            mark ^= UUID(head).int
        sums = (page.count, int(page.mark or "0", 16))
        assert sums == (len(self.heads), mark), "I10: sums fit the log"

    def document(self, episode_id: str) -> Document:
        """The labels that the log tells of an episode."""
        record = self.records[episode_id]
        blank = empty_document(episode_id=record.id, time_range=record.range)
        return self.documents.get(episode_id, blank)

    def _chain(self, entry: LogEntry) -> None:
        assert entry.seq == len(self.chains) + 1, "I3: numbers without a gap"
        chain = next_chain(
            self.chains[-1] if self.chains else "",
            seq=entry.seq,
            kind=entry.kind,
            episode_id=entry.episode_id,
            item_id=entry.item_id,
            digest=entry.digest,
        )
        assert chain == entry.chain, "I3: the chain of digests"
        self.chains.append(chain)

    def _go_on(self, entry: LogEntry) -> None:
        assert entry.item_id not in self.ids, "I2: doubled"
        self.ids.add(entry.item_id)
        self.told.append((entry.item_id, entry.digest))
        changeset = entry.changeset
        if changeset is not None:
            assert changeset.parent == self.heads.get(entry.episode_id, ""), "I4: one chain of parents"
            self.places[entry.episode_id] = _reviewed(
                changeset, *self.places.get(entry.episode_id, ("new", ""))
            )
            if entry.episode_id in self.records:
                self.documents[entry.episode_id] = fold(self.document(entry.episode_id), changeset.changes)
        self.heads[entry.episode_id] = entry.item_id

    def _forget(self, episode_id: str) -> None:
        self.withdrawn.add(episode_id)
        for kept in (self.heads, self.places, self.documents):
            kept.pop(episode_id, None)


def _reviewed(changeset: ChangeSet, state: str, annotator: str) -> tuple[str, str]:
    """State and annotator after a change-set that had the right to it."""
    fields = _fields(changeset)
    lead = changeset.role in _LEADS
    if state == "approved":
        assert lead and fields.get("state") == "submitted", "I8: an approved episode changed"  # noqa: PT018
    if fields.get("state") in {"approved", "returned"}:
        assert lead and changeset.author != annotator, "I8: a verdict without the right to it"  # noqa: PT018
    return str(fields.get("state", state)), str(fields.get("annotator", annotator))


def _fields(changeset: ChangeSet) -> dict[str, object]:
    return {
        change.body["field"]: change.body["value"] for change in changeset.changes if change.op == "set_field"
    }


def by_id(records: Iterable[EpisodeRecord]) -> dict[str, EpisodeRecord]:
    """The same by their ids."""
    return {record.id: record for record in records}
