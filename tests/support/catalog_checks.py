"""What must hold of a catalog and of those who work with it, whatever happened. The numbers are those of its design."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models.catalog.gateway import Gateway
from models.catalog.values import EpisodeQuery, Revision
from models.episode import EpisodeRecord
from models.errors import CatalogUnreachableError
from models.labelling.changes import ChangeSet, fold
from models.labelling.document import Document, empty_document
from models.review import Role, State
from models.storage.chain import next_chain
from models.storage.values import AnswerStatus, EntryKind, LogEntry, Page
from tests.support.catalogs import MAIN, OTHER, Desk, Home

_LEADS = {Role.LEAD.value, Role.ADMIN.value}


@dataclass
class Model:
    """What is known of the world: all that was acknowledged, and what the logs said last.

    ``stale`` are people who have not synced since the catalog was restored.
    """

    home: Home
    records: Sequence[EpisodeRecord]
    desks: Mapping[str, Desk]
    gateway: Callable[[str], Gateway]
    made: dict[str, list[str]] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    seen: dict[str, list[str]] = field(default_factory=dict)

    def acknowledge(self, user: str, changeset_ids: list[str]) -> None:
        """The store gave receipts for these."""
        self.made.setdefault(user, []).extend(changeset_ids)

    def synced(self, user: str) -> None:
        """A whole run went through."""
        self.stale.discard(user)

    def restored(self) -> None:
        """The catalog is an older one."""
        self.stale = set(self.desks)
        self.seen.clear()

    def log(self, site: str) -> Page:
        """All of it, by somebody who may see everything."""
        for _ in range(3):
            try:
                return self.gateway("lea").pull(site, after=0, limit=100_000)
            except CatalogUnreachableError:
                continue
        raise AssertionError("the catalog does not come back")

    def revisions(self, user: str) -> dict[str, Revision]:
        """Of all episodes, by id, as ``user`` may read them."""
        found: dict[str, Revision] = {}
        for record in self.records:
            for row in self.gateway(user).revisions(record.site, record.id):
                assert row.changeset.id not in found, "I2: once"
                found[row.changeset.id] = row
        return found

    def all_in_catalog(self, user: str) -> bool:
        """Whether nothing of a person's work is on their machine alone."""
        return set(self.made.get(user, ())) <= set(self.revisions("lea"))

    def told(self, entries: Sequence[LogEntry], record: EpisodeRecord) -> Document:
        """The labels that a log tells of an episode."""
        document = empty_document(episode_id=record.id, time_range=record.range)
        for entry in entries:
            if entry.episode_id == record.id and entry.changeset is not None:
                document = fold(document, entry.changeset.changes)
        return document


def check_step(model: Model) -> None:
    """After each step: I3, I4, I6, I8, I10 and I11."""
    for site in (MAIN, OTHER):
        page = model.log(site)
        chains = _check_chain(page)
        _check_parents(page)
        _check_review(page.entries)
        before = model.seen.get(site, [])
        assert chains[: len(before)] == before, "I11: a log only grows"
        model.seen[site] = chains
        for user, desk in model.desks.items():
            state = desk.store.site_state(site)
            if user not in model.stale and state.cursor:
                assert chains[state.cursor - 1] == state.chain, "I6: what was taken is what is there"


def check_end(model: Model) -> None:
    """After everybody synced: I1, I2, I5, I7 and I12."""
    kept = model.revisions("lea")
    for user, desk in model.desks.items():
        assert desk.store.pending_count() == 0, f"{user} has work that never goes"
        shown = {conflict.changeset.id for conflict in desk.store.conflicts()}
        lost = set(model.made.get(user, ())) - set(kept) - shown
        assert not lost, f"I1: lost work of {user}: {lost}"
        own = model.revisions(user)
        refused = {row.changeset.id for row in kept.values() if row.status is not AnswerStatus.APPLIED}
        theirs = refused & set(model.made.get(user, ()))
        assert theirs <= set(own), "I12: readable by its author"
    listed = {row.episode_id: row for row in model.gateway("lea").page(EpisodeQuery()).rows}
    for record in model.records:
        entries = model.log(record.site).entries
        told = model.told(entries, record)
        for user, desk in model.desks.items():
            seen = desk.document(record)
            both_new = (seen.state, told.state) == (State.NEW, State.NEW)
            assert seen == told or both_new, f"I7: {user} sees something else of {record.name}"
        row = listed.get(record.id)
        if row is not None:
            assert (row.state, row.grade, row.note) == (told.state, told.grade, told.note), "I5"


def _check_chain(page: Page) -> list[str]:
    chains: list[str] = []
    heads: dict[str, str] = {}
    for place, entry in enumerate(page.entries, 1):
        assert entry.seq == place, "I3: numbers without a gap"
        chain = next_chain(
            chains[-1] if chains else "",
            seq=entry.seq,
            kind=entry.kind,
            episode_id=entry.episode_id,
            item_id=entry.item_id,
            digest=entry.digest,
        )
        assert chain == entry.chain, "I3: the chain of digests"
        chains.append(chain)
        if entry.kind is EntryKind.CHANGESET:
            heads[entry.episode_id] = entry.item_id
        elif entry.kind is EntryKind.WITHDRAWN:
            heads.pop(entry.episode_id, None)
    assert page.head == len(chains), "I3: the head counts the log"
    mark = 0
    for head in heads.values():
        mark ^= UUID(head).int
    assert (page.count, int(page.mark or "0", 16)) == (len(heads), mark), "I10: sums fit the log"
    return chains


def _check_parents(page: Page) -> None:
    heads: dict[str, str] = {}
    ids = [entry.item_id for entry in page.entries if entry.kind is EntryKind.CHANGESET]
    assert len(ids) == len(set(ids)), "I2: doubled"
    for entry in page.entries:
        if entry.changeset is not None:
            assert entry.changeset.parent == heads.get(entry.episode_id, ""), "I4: one chain of parents"
            heads[entry.episode_id] = entry.item_id


def _check_review(entries: Sequence[LogEntry]) -> None:
    places: dict[str, tuple[str, str]] = {}
    for entry in entries:
        if entry.changeset is None:
            continue
        state, annotator = places.get(entry.episode_id, ("new", ""))
        fields = _fields(entry.changeset)
        lead = entry.changeset.role in _LEADS
        if state == "approved":
            reopened = lead and fields.get("state") == "submitted"
            assert reopened, "I8: an approved episode changed"
        if fields.get("state") in {"approved", "returned"}:
            rightful = lead and entry.changeset.author != annotator
            assert rightful, "I8: a verdict without the right to it"
        places[entry.episode_id] = (
            str(fields.get("state", state)),
            str(fields.get("annotator", annotator)),
        )


def _fields(changeset: ChangeSet) -> dict[str, object]:
    return {
        change.body["field"]: change.body["value"] for change in changeset.changes if change.op == "set_field"
    }
