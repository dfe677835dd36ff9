"""What must hold of a catalog and of those who work with it, whatever happened. The numbers are those of its design."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from models.catalog.gateway import Gateway
from models.catalog.values import EpisodeQuery, Revision
from models.episode import EpisodeRecord
from models.errors import CatalogUnreachableError
from models.labelling.changes import changeset_from_json
from models.review import State
from models.storage.label_store import FILE_NAME
from models.storage.values import AnswerStatus, Page
from tests.support.catalog_log import Followed, by_id
from tests.support.catalog_rows import heads, labelled, logged, outbox_ids, outbox_refused, revision_rows
from tests.support.catalogs import MAIN, OTHER, Desk, Home

_KEPT_THERE = {AnswerStatus.CONFLICT, AnswerStatus.LOCKED, AnswerStatus.FORBIDDEN}


@dataclass
class Model:
    """What is known of the world: all that was acknowledged, and what the logs said last.

    ``stale`` are people who have not synced since the catalog was restored. ``overlooked`` is refused work of those who
    cannot know that it was.
    """

    home: Home
    records: Sequence[EpisodeRecord]
    desks: Mapping[str, Desk]
    gateway: Callable[[str], Gateway]
    made: dict[str, list[str]] = field(default_factory=dict)
    episode_of: dict[str, str] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    overlooked: set[str] = field(default_factory=set)
    seen: dict[str, Followed] = field(default_factory=dict)

    def acknowledge(self, user: str, changeset_ids: list[str], episode_id: str = "") -> None:
        """The store gave receipts for these."""
        self.made.setdefault(user, []).extend(changeset_ids)
        self.episode_of |= dict.fromkeys(changeset_ids, episode_id)

    def synced(self, user: str) -> None:
        """A whole run went through."""
        self.stale.discard(user)

    def restored(self) -> None:
        """The catalog is an older one."""
        self.stale = set(self.desks)
        self.seen.clear()
        for desk in self.desks.values():
            if not any(self._is_another(desk, site) for site in (MAIN, OTHER)):
                self.overlooked |= outbox_refused(desk.store.directory / FILE_NAME)

    def _is_another(self, desk: Desk, site: str) -> bool:
        """Whether the epoch or the log tells a person that the catalog is not the one of before."""
        state, known = desk.store.site_state(site), desk.store.catalog_identity()
        page = self.log(site, state.cursor, state.chain)
        return page.rewound or page.head < state.cursor or (known is not None and known[1] != page.epoch)

    def owed(self, user: str) -> set[str]:
        """What was acknowledged to a person and not withdrawn by law since."""
        gone = {episode_id for followed in self.seen.values() for episode_id in followed.withdrawn}
        return {each for each in self.made.get(user, ()) if self.episode_of.get(each) not in gone}

    def log(self, site: str, after: int = 0, chain: str = "") -> Page:
        """The rest of it, by somebody who may see everything."""
        for _ in range(3):
            try:
                return self.gateway("lea").pull(site, after=after, chain=chain, limit=100_000)
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
        return self.owed(user) <= {row.id for row in revision_rows(self.home)}


def check_step(model: Model, *, full: bool = True) -> None:
    """After each step: I2, I3, I4, I6, I8, I10 and I11 of logs that moved; with ``full`` of all, and I1 and I5 too."""
    ends = heads(model.home)
    moved = [site for site in (MAIN, OTHER) if full or not _is_seen(model, site, ends[site])]
    for site in moved:
        _check_log(model, site, anew=full)
    if moved:
        check_labels(model)
    if full:
        check_digests(model)
        check_kept(model)


def check_end(model: Model) -> None:
    """After everybody synced: everything, I7 and I12 too."""
    check_step(model)
    for user, desk in model.desks.items():
        assert desk.store.pending_count() == 0, f"{user} has work that never goes"
        strands = desk.store.strands()
        shown = {each for strand in strands for each in (*strand.ids, *strand.resolves)}
        lost = model.owed(user) - {row.id for row in revision_rows(model.home)} - shown - model.overlooked
        assert not lost, f"I1: lost work of {user}: {lost}"
    check_refused(model)
    listed = {row.episode_id: row for row in model.gateway("lea").page(EpisodeQuery()).rows}
    for record in model.records:
        told = model.seen[record.site].document(record.id)
        for user, desk in model.desks.items():
            seen = desk.document(record)
            both_new = (seen.state, told.state) == (State.NEW, State.NEW)
            assert seen == told or both_new, f"I7: {user} sees something else of {record.name}"
        row = listed.get(record.id)
        if row is not None:
            assert (row.state, row.grade, row.note) == (told.state, told.grade, told.note), "I5: the list"


def check_labels(model: Model) -> None:
    """I5: the rows that reports are made of are what the applied change-sets come to."""
    there = {kind: labelled(model.home, kind) for kind in ("segment", "mark")}
    for record in model.records:
        document = model.seen[record.site].document(record.id)
        for kind, items in (("segment", document.phases), ("mark", document.marks)):
            told = {(one.id, one.tier, one.label, one.start_ns, one.end_ns) for one in items}
            assert there[kind].get(record.id, set()) == told, f"I5: {kind}s of {record.name}"


def check_digests(model: Model) -> None:
    """I2: a change-set is in the revisions and in the logs once, with one digest."""
    rows = revision_rows(model.home)
    digests = {row.id: row.digest for row in rows}
    assert len(digests) == len(rows), "I2: a revision is doubled"
    entries = logged(model.home)
    assert len(dict(entries)) == len(entries), "I2: a change-set is in two places of the logs"
    applied = [(row.id, row.digest) for row in rows if row.status == AnswerStatus.APPLIED]
    assert sorted(applied) == sorted(entries), "I2: revisions and logs tell of the same change-sets"


def check_kept(model: Model) -> None:
    """I1: what was acknowledged is on its author's machine or in the catalog."""
    there = {row.id for row in revision_rows(model.home)}
    for user, desk in model.desks.items():
        lost = model.owed(user) - there - outbox_ids(desk.store.directory / FILE_NAME)
        assert not lost, f"I1: lost work of {user}: {lost}"


def check_refused(model: Model) -> None:
    """I12: what the catalog refused is kept there, for its author and for those who review.

    Unless it was lost by a restore that nobody was told of and that left the log as its author knew it.
    """
    gone = {each for followed in model.seen.values() for each in followed.withdrawn}
    refused = {
        row.id: changeset_from_json(row.body).author if row.body else ""
        for row in revision_rows(model.home)
        if row.status != AnswerStatus.APPLIED and row.episode_id not in gone
    }
    for user, desk in model.desks.items():
        for one in desk.store.conflicts():
            if one.status in _KEPT_THERE and one.changeset.episode_id not in gone:
                told = one.changeset.id in refused or one.changeset.id in model.overlooked
                assert told, f"I12: what was refused to {user} is kept"
    readable = {user: set(model.revisions(user)) for user in model.desks}
    for changeset_id, author in refused.items():
        for reader in {author, "lea"} & set(readable):
            assert changeset_id in readable[reader], f"I12: {reader} can read what was refused"


def _is_seen(model: Model, site: str, end: tuple[int, str]) -> bool:
    followed = model.seen.get(site)
    return followed is not None and followed.end == end


def _check_log(model: Model, site: str, *, anew: bool) -> None:
    before = model.seen.get(site)
    followed = before if before is not None and not anew else Followed(by_id(model.records))
    page = model.log(site, *followed.end)
    assert not page.rewound, "I11: a log only grows"
    followed.take(page)
    if before is not None:
        assert followed.chains[: len(before.chains)] == before.chains, "I11: a log only grows"
    model.seen[site] = followed
    _check_cursors(model, site, followed.chains)


def _check_cursors(model: Model, site: str, chains: Sequence[str]) -> None:
    for user, desk in model.desks.items():
        state = desk.store.site_state(site)
        if user not in model.stale and state.cursor:
            known = chains[state.cursor - 1] if state.cursor <= len(chains) else None
            assert known == state.chain, f"I6: what {user} took is what is there"
