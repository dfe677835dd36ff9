"""The side of the store that sync works with."""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import StoreError
from models.labelling.changes import ChangeSet, changeset_from_json, digest, digest_of
from models.storage import (
    documents,
    journal_entries,
    leases,
    meta,
    outbox,
    places,
    replay,
    sites,
    stuck,
    withdrawing,
)
from models.storage.care_calls import CareCalls
from models.storage.chain import next_chain
from models.storage.database import reading, writing
from models.storage.documents import Stored
from models.storage.store_base import here
from models.storage.values import Answer, AnswerStatus, Conflict, EntryKind, Lease, LogEntry, Page, SiteState

_NOT_TAKEN = "What the catalog sent could not be stored: {why}"


class SyncCalls(CareCalls):
    """Part of ``LabelStore``."""

    def catalog_identity(self) -> tuple[str, int] | None:
        """Id and epoch of the catalog that this file syncs with, None before the first."""
        with reading(self._engine) as connection:
            catalog_id, epoch = meta.get(connection, "catalog_id"), meta.get(connection, "catalog_epoch")
        return None if catalog_id is None else (catalog_id, int(epoch or 0))

    def bind_catalog(self, catalog_id: str, epoch: int) -> None:
        """Remember the catalog; from then on only this one, in whatever epoch.

        Raises:
            StoreError: the file syncs with another catalog.
        """
        with writing(self._engine, _NOT_TAKEN) as connection:
            bound = meta.get(connection, "catalog_id")
            if bound not in {None, catalog_id}:
                raise StoreError(
                    "These labels belong to the catalog {bound}, this one is {other}; nothing was sent",
                    bound=bound,
                    other=catalog_id,
                )
            facts = {"catalog_id": catalog_id, "catalog_epoch": epoch}
            meta.put(connection, facts)
        self._note([journal_entries.facts(facts)])

    def leave_catalog(self) -> int:
        """Forget the catalog of before: the next one that answers is taken, and is offered all edits of this person.

        What others did there is no longer seen. How many edits will be offered again.
        """
        self._note_durably([journal_entries.left()])
        with writing(self._engine, _NOT_TAKEN) as connection:
            self._shown.clear()
            count = sites.leave(connection)
        self._renew_list()
        return count

    @property
    def default_site(self) -> str:
        """Where episodes go that nobody decided about; "main" before the first catalog."""
        with reading(self._engine) as connection:
            return sites.default(connection)

    def set_sites(self, codes: Collection[str], default: str) -> None:
        """Which sites the catalog grants, and which of them is for new episodes."""
        with writing(self._engine, _NOT_TAKEN) as connection:
            sites.grant(connection, codes, default)
        self._note([journal_entries.facts({sites.DEFAULT: default})])

    def known_sites(self) -> tuple[str, ...]:
        """Those that the catalog granted last, by code."""
        with reading(self._engine) as connection:
            return sites.known(connection)

    def site_of(self, episode_id: str) -> str:
        """Code of the site that an episode belongs to; the default where nobody decided."""
        with reading(self._engine) as connection:
            return self._site_of(connection, episode_id) or sites.default(connection)

    def site_state(self, site: str) -> SiteState:
        """How far the log of a site was taken."""
        with reading(self._engine) as connection:
            return sites.state(connection, site)

    def pending(self, limit: int = 50, site: str | None = None) -> list[ChangeSet]:
        """The next change-sets to push, oldest first, of one site or of all."""
        with reading(self._engine) as connection:
            sites_ = None if site is None else here(connection, site)
            return outbox.pending(connection, outbox.Load(limit), sites_, made=self._made)

    def to_push(self, load: outbox.Load, site: str, *, without: Container[str]) -> list[ChangeSet]:
        """The same of one site, as many as are a ``load``, leaving those ``without`` where they are."""
        with reading(self._engine) as connection:
            return outbox.pending(connection, load, here(connection, site), without=without, made=self._made)

    def pending_site(self, without: Collection[str] = ()) -> str | None:
        """Site of the oldest change-set that waits, None where none does; sites in ``without`` do not count."""
        with reading(self._engine) as connection:
            passed = [value for site in without for value in here(connection, site)]
            found = outbox.oldest_site(connection, passed)
            return (found or sites.default(connection)) if found is not None else None

    def pending_count(self) -> int:
        """How many change-sets wait to be pushed."""
        with reading(self._engine) as connection:
            return outbox.pending_count(connection)

    def untold(self, load: outbox.Load, site: str, *, without: Container[str]) -> list[ChangeSet]:
        """Refused work that a restored catalog may have lost, oldest first."""
        with reading(self._engine) as connection:
            return outbox.untold(connection, load, here(connection, site), without=without)

    def conflicts(self, episode_id: str | None = None) -> list[Conflict]:
        """Refused work that waits for a person, of one episode or of all."""
        with reading(self._engine) as connection:
            return outbox.conflicts(connection, episode_id)

    def records_to_send(self, episode_ids: Iterable[str]) -> dict[str, EpisodeRecord]:
        """The records of those that are known, each with its site."""
        with reading(self._engine) as connection:
            default = sites.default(connection)
            found = (self._record(connection, episode_id) for episode_id in episode_ids)
            return {record.id: _placed(record, default) for record in found if record is not None}

    def unregistered(self, limit: int = 1000) -> list[EpisodeRecord]:
        """Recordings of this machine that the catalog was not told of, each with its site."""
        with reading(self._engine) as connection:
            default = sites.default(connection)
            return [_placed(record, default) for record in places.unregistered(connection, limit)]

    def mark_registered(self, episode_ids: Iterable[str]) -> None:
        """The catalog knows these now, at the site that they were sent with."""
        with writing(self._engine, _NOT_TAKEN) as connection:
            default = sites.default(connection)
            marked = list(episode_ids)
            for episode_id in marked:
                site = self._site_of(connection, episode_id) or default
                places.mark(connection, episode_id, site)
                sites.decide(connection, episode_id, site)
            places.hold(connection, dict.fromkeys(marked, ""))
            self._place_again(connection, marked)
        self._list_again(marked)

    def decide_large(self, episode_ids: Iterable[str]) -> Iterator[None]:
        """What ``mark_registered`` would do at once to large edits of these, each in a transaction of its own.

        Where it ends early nothing is lost: they go where nobody decided until they are marked.
        """
        for episode_id in episode_ids:
            with reading(self._engine) as connection:
                site = self._site_of(connection, episode_id) or sites.default(connection)
                numbers = sites.large_elsewhere(connection, episode_id, site)
            for number in numbers:
                with writing(self._engine, _NOT_TAKEN) as connection:
                    sites.decide_one(connection, number, site)
                yield

    def record_answers(self, answers: Sequence[Answer]) -> tuple[str, ...]:
        """Write the catalog's answers down; ids of the episodes whose document changed by it."""
        with self._writing_both(_NOT_TAKEN) as (connection, entries):
            told = {each.changeset_id: outbox.episode_of(connection, each.changeset_id) for each in answers}
            taken = replay.take_answers(connection, answers, remembered=self._remembered, made=self._made)
            entries.extend(map(journal_entries.base, taken.bases))
            places.hold(connection, dict.fromkeys(told.values(), ""))
            self._look_again(taken)
        self._note(
            journal_entries.answer(told[each.changeset_id], each)
            for each in answers
            if each.status is not AnswerStatus.ORPHAN
        )
        self._list_again(told.values())
        return tuple(taken.touched)

    def apply_page(self, page: Page) -> tuple[str, ...]:
        """Take a pulled page and move the cursor; ids of the episodes whose document changed or is gone by it.

        Entries at or below the cursor were taken before and are passed over. What does not fit the labels here is kept
        until it does, and stops nothing else: see ``stuck``.

        Raises:
            StoreError: the page leaves entries out, has another history or does not fit; nothing is taken, the cursor
                stays.
        """
        with self._writing_both(_NOT_TAKEN) as (connection, entries):
            state = sites.state(connection, page.site)
            fresh = [entry for entry in page.entries if entry.seq > state.cursor]
            reached = _follow(state, fresh, rewound=page.rewound)
            taken = replay.take_entries(connection, page.site, fresh, made=self._made)
            sites.move(connection, page.site, reached)
            if reached.cursor >= page.head:
                outbox.offer_again(connection, here(connection, page.site))
                settled = replay.settle(connection, page.site, made=self._made)
                taken += settled
            entries.extend(map(journal_entries.base, taken.bases))
            gone = withdrawing.unerased(connection)
            listed = [
                each for each in (*(entry.episode_id for entry in fresh), *taken.touched) if each not in gone
            ]
            places.hold(connection, dict.fromkeys(listed, ""))
            self._look_again(taken)
            self._place_again(connection, taken.described)
        self._list_again(listed)
        if gone:
            self._made.forget(gone)
            self._erase(gone)
        return tuple(dict.fromkeys(taken.touched))

    def rewind(self, site: str) -> int:
        """Take the log of a site again from its beginning and offer what was applied again; how many those are.

        What the person sees stays until the log has come back to where it was, or to its end.
        """
        return self._rewind(site, outbox.QUEUED)

    def rewind_shadows(self, site: str) -> None:
        """Take the log of a site again from its beginning; nothing is offered again."""
        self._rewind(site, outbox.AHEAD)

    def sanity(self, site: str) -> tuple[int, str]:
        """Number of episodes with a head of the catalog, and the XOR of these heads (128 bits, hex)."""
        with reading(self._engine) as connection:
            return sites.summed(connection, site)

    def stuck(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each episode of which the catalog holds what this program cannot put onto its labels."""
        with reading(self._engine) as connection:
            ids = stuck.episodes(connection)
            records = ((each, self._record(connection, each)) for each in ids)
            return tuple((each, record.name if record is not None else each) for each, record in records)

    def put_leases(self, leases_: Iterable[Lease]) -> None:
        """What the catalog said of who holds what."""
        with writing(self._engine, _NOT_TAKEN) as connection:
            leases.put(connection, leases_)

    def drop_leases(self, episode_ids: Iterable[str]) -> None:
        """They were given free."""
        with writing(self._engine, _NOT_TAKEN) as connection:
            leases.drop(connection, episode_ids)

    def leases(self) -> tuple[Lease, ...]:
        """All that the catalog told of, by episode; some may have run out."""
        with reading(self._engine) as connection:
            return leases.all_of(connection)

    def tokens(self, episode_ids: Iterable[str]) -> dict[str, int]:
        """Fencing tokens of those that this device holds."""
        with reading(self._engine) as connection:
            return leases.tokens(connection, episode_ids)

    def withdrawn(self) -> tuple[str, ...]:
        """Ids of episodes that were withdrawn by law; nothing else is left of them here."""
        with reading(self._engine) as connection:
            return withdrawing.all_ids(connection)

    def _look_again(self, taken: replay.Taken) -> None:
        """What the catalog told is not what an edit stands on, except where it left the document as it was."""
        for episode_id in taken.met:
            shown, stored = self._shown.pop(episode_id, None), taken.written.get(episode_id)
            if shown is None or stored is None:
                continue
            if (stored.head, stored.document) == (shown.head, shown.document):
                self._shown[episode_id] = replace(shown, site=stored.site, catalog=stored)

    def _place_again(self, connection: Connection, episode_ids: Iterable[str]) -> None:
        """What an edit stands on belongs to a site that may be another one now."""
        for episode_id in episode_ids:
            shown = self._shown.get(episode_id)
            if shown is not None:
                site = documents.site_of(connection, episode_id)
                known = shown.catalog and replace(shown.catalog, site=site)
                shown = replace(shown, site=self._site_of(connection, episode_id), catalog=known)
                self._shown[episode_id] = shown

    def _remembered(self, episode_id: str) -> Stored | None:
        shown = self._shown.get(episode_id)
        return None if shown is None else shown.stored

    def _rewind(self, site: str, applied_as: str) -> int:
        self._note_durably([journal_entries.rewind(site, applied_as)])
        with writing(self._engine, _NOT_TAKEN) as connection:
            self._shown.clear()
            ids = outbox.of_sites(connection, here(connection, site))
            count = sites.rewind(connection, site, applied_as=applied_as)
            places.hold(connection, dict.fromkeys(ids, ""))
        self._list_again(ids)
        return count


def _follow(state: SiteState, entries: Sequence[LogEntry], *, rewound: bool) -> SiteState:
    """Where ``entries`` lead to; they must follow without a gap, and carry what their chain says."""
    if rewound:
        raise StoreError(
            "The history of the catalog is another one than was taken before; nothing was changed here"
        )
    cursor, chain = state.cursor, state.chain
    for entry in entries:
        if entry.seq != cursor + 1:
            raise StoreError("The catalog left out changes after number {cursor}", cursor=state.cursor)
        cursor = entry.seq
        chain = next_chain(
            chain,
            seq=entry.seq,
            kind=entry.kind,
            episode_id=entry.episode_id,
            item_id=entry.item_id,
            digest=entry.digest,
        )
        if chain != entry.chain or not _is_as_said(entry):
            raise StoreError(
                "Change number {seq} of the catalog is not what its chain of digests says; nothing was changed here",
                seq=entry.seq,
            )
    return SiteState(cursor, chain)


def _is_as_said(entry: LogEntry) -> bool:
    changeset = entry.changeset
    if entry.kind is not EntryKind.CHANGESET:
        return changeset is None
    if changeset is None:
        return not entry.body or digest_of(entry.body) == entry.digest
    named = (changeset.id, changeset.episode_id) == (entry.item_id, entry.episode_id)
    return named and ((entry.seen or digest(changeset)) == entry.digest or _is_written_otherwise(entry))


def _is_written_otherwise(entry: LogEntry) -> bool:
    """Whether the same change-set stands in another text than this program would write."""
    is_kept = bool(entry.body) and digest_of(entry.body) == entry.digest
    return is_kept and changeset_from_json(entry.body) == entry.changeset


def _placed(record: EpisodeRecord, default: str) -> EpisodeRecord:
    return record if record.site else replace(record, site=default)
