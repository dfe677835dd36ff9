"""How the catalog's word meets local work: what a person sees is the catalog's state with their queued edits on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import BugError, StoreError
from models.labelling.changes import Change, ChangeSet, fold
from models.storage import conflict_rows, documents, outbox, places, sites, withdrawing
from models.storage.documents import Stored
from models.storage.values import Answer, AnswerStatus, EntryKind, LogEntry

_APPLIED = AnswerStatus.APPLIED.value
_TAKEN = (_APPLIED, outbox.AHEAD)


@dataclass(slots=True)
class Coming:
    """What is stored of an episode, and the change-sets by which the catalog's state of it moves on."""

    stored: Stored
    changesets: list[ChangeSet] = field(default_factory=list)

    @property
    def shadow_head(self) -> str:
        """After the change-sets."""
        return self.changesets[-1].id if self.changesets else self.stored.shadow_head


def take_answers(connection: Connection, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Settle what the catalog answered; ids of the episodes whose document changed."""
    desk: dict[str, Coming] = {}
    for answer in answers:
        sent = outbox.find(connection, answer.changeset_id)
        if sent is None:
            raise BugError(f"an answer to {answer.changeset_id}, which this store never sent")
        if sent.state in _TAKEN or answer.status is AnswerStatus.ORPHAN:
            continue
        episode_id = sent.changeset.episode_id
        if episode_id not in desk:
            desk[episode_id] = Coming(_known(connection, episode_id))
        coming = desk[episode_id]
        applied = answer.status is AnswerStatus.APPLIED
        ahead = applied and sent.changeset.parent != coming.shadow_head
        outbox.settle(connection, answer, ahead=ahead)
        if applied and not coming.stored.site:
            coming.stored = _decided(connection, coming.stored)
        if applied and not ahead:
            coming.changesets.append(sent.changeset)
        elif not applied:
            _lose(connection, sent.changeset, answer.status)
    return _put_down(connection, desk)


def take_entries(connection: Connection, site: str, entries: Iterable[LogEntry]) -> tuple[str, ...]:
    """Fold a site's log into the shadows; ids of the episodes whose document changed, and of those withdrawn."""
    desk: dict[str, Coming] = {}
    gone: list[str] = []
    some_left = withdrawing.has_any(connection)
    for kind, group in groupby(entries, key=attrgetter("kind")):
        known = [e for e in group if not (some_left and withdrawing.is_withdrawn(connection, e.episode_id))]
        if kind is EntryKind.WITHDRAWN:
            some_left = True
            gone += _withdraw_all(connection, desk, known, site)
        elif kind is EntryKind.EPISODE:
            _describe(connection, known, site)
        else:
            _fold_all(connection, desk, known, site)
    return (*_put_down(connection, desk), *gone)


def settle_awaited(connection: Connection, site: str) -> tuple[str, ...]:
    """The log is at its end: what did not come back is no longer waited for; ids of documents that changed by it.

    Queued work that was made on something else than the catalog's state keeps its document until the catalog has
    answered it: its base may still come from whoever made that, and what is edited meanwhile must be edited on it.
    """
    desk: dict[str, Coming] = {}
    for episode_id in documents.awaiting(connection, site):
        stored = _known(connection, episode_id)
        live = [sent.changeset for sent in outbox.unsettled(connection, episode_id) if sent.live]
        if not live or live[0].parent == stored.shadow_head:
            desk[episode_id] = Coming(replace(stored, awaited=""))
    return _put_down(connection, desk)


def advance(stored: Stored, changesets: Sequence[ChangeSet]) -> Stored:
    """The catalog's state of an episode moves on by change-sets, each made on the one before.

    Raises:
        StoreError: the first was not made on that state, or they do not fit it.
    """
    heads = (stored.shadow_head, *(changeset.id for changeset in changesets))
    if any(changeset.parent != head for changeset, head in zip(changesets, heads, strict=False)):
        raise StoreError(
            "The catalog's history of episode {episode} does not continue what was taken from it before; "
            "nothing was changed here",
            episode=stored.document.episode_id,
        )
    try:
        shadow = fold(stored.shadow, _changes(changesets))
    except ValueError as error:
        raise StoreError(
            "The catalog sent a change to episode {episode} that does not fit ({why}); "
            "nothing was changed here",
            episode=stored.document.episode_id,
            why=error,
        ) from error
    return replace(stored, shadow=shadow, shadow_head=heads[-1])


def on_top(stored: Stored, live: Sequence[ChangeSet]) -> Stored:
    """The document made anew: queued work on top of the catalog's state.

    Where both do not tile together, the document stays as it is until the catalog has answered.
    """
    head = live[-1].id if live else stored.shadow_head
    try:
        document = fold(stored.shadow, _changes(live))
    except ValueError:
        document = stored.document
    return replace(stored, document=document, head=head)


def _lose(connection: Connection, refused: ChangeSet, status: AnswerStatus) -> None:
    """Work made on top of ``refused`` leaves the document with it; what ``refused`` resolved is open again."""
    outbox.unresolve(connection, refused.id)
    lost = {refused.id}
    for sent in outbox.unsettled(connection, refused.episode_id):
        if sent.state == outbox.QUEUED and sent.changeset.parent in lost:
            lost.add(sent.changeset.id)
            outbox.lose_base(connection, sent.changeset.id, status=status.value)


def _put_down(connection: Connection, desk: Mapping[str, Coming]) -> tuple[str, ...]:
    """Write every episode once; ids of those whose document changed, whose undo is forgotten."""
    changed = []
    for episode_id, coming in desk.items():
        work = outbox.unsettled(connection, episode_id)
        live = [sent.changeset for sent in work if sent.live]
        stored, before = coming.stored, coming.stored.document
        after = _shown(advance(stored, coming.changesets), live)
        conflict_rows.keep_bases(connection, stored, coming.changesets, work)
        documents.write_stored(connection, after, before=before)
        sites.moved_head(
            connection,
            stored.site or sites.default(connection),
            before=stored.shadow_head,
            after=after.shadow_head,
        )
        if after.document != before:
            documents.forget_history(connection, episode_id)
            changed.append(episode_id)
    return tuple(changed)


def _shown(stored: Stored, live: Sequence[ChangeSet]) -> Stored:
    """What the person sees stays while the catalog's state comes back to where it was."""
    if stored.awaited and stored.awaited != stored.shadow_head:
        return stored
    return on_top(replace(stored, awaited=""), live)


def _fold_in(
    connection: Connection, desk: dict[str, Coming], entry: LogEntry, changeset: ChangeSet, site: str
) -> None:
    sent = outbox.find(connection, changeset.id)
    if sent is not None and sent.state == _APPLIED:
        return
    if sent is not None:
        outbox.settle(connection, Answer(changeset.id, AnswerStatus.APPLIED, entry.seq))
    if entry.episode_id not in desk:
        desk[entry.episode_id] = Coming(_met(connection, entry.episode_id, entry.episode, site))
    desk[entry.episode_id].changesets.append(changeset)


def _decided(connection: Connection, stored: Stored) -> Stored:
    """What the catalog applied belongs to the site that it was sent to."""
    site, episode_id = sites.default(connection), stored.document.episode_id
    sites.decide(connection, episode_id, site)
    places.mark(connection, episode_id, site)
    return replace(stored, site=site)


def _describe(connection: Connection, entries: Iterable[LogEntry], site: str) -> None:
    records = {entry.episode_id: entry.episode for entry in entries if entry.episode is not None}
    places.take_all(connection, list(records.values()), site)
    sites.decide_all(connection, list(records), site)


def _fold_all(
    connection: Connection, desk: dict[str, Coming], entries: Iterable[LogEntry], site: str
) -> None:
    for entry in entries:
        if entry.changeset is not None:
            if entry.episode is not None:
                places.tell(connection, entry.episode, site)
            _fold_in(connection, desk, entry, entry.changeset, site)


def _withdraw_all(
    connection: Connection, desk: dict[str, Coming], entries: Iterable[LogEntry], site: str
) -> list[str]:
    ids = list(dict.fromkeys(entry.episode_id for entry in entries))
    for episode_id in ids:
        desk.pop(episode_id, None)
        _withdraw(connection, episode_id, site)
    return ids


def _withdraw(connection: Connection, episode_id: str, site: str) -> None:
    stored = documents.read(connection, episode_id)
    if stored is not None:
        code = stored.site or sites.default(connection)
        sites.moved_head(connection, code, before=stored.shadow_head, after="")
    withdrawing.erase(connection, episode_id, site)


def _changes(changesets: Sequence[ChangeSet]) -> list[Change]:
    return [change for changeset in changesets for change in changeset.changes]


def _met(connection: Connection, episode_id: str, record: EpisodeRecord | None, site: str) -> Stored:
    """An episode that this store has not met is added; its files are not on this machine."""
    stored = documents.read(connection, episode_id)
    if stored is not None:
        if stored.site != site:
            sites.decide(connection, episode_id, site)
            places.mark(connection, episode_id, site)
        return replace(stored, site=site)
    known = places.find(connection, episode_id)
    if known is None and record is not None:
        places.take(connection, record, site)
        known = record
    if known is None:
        raise StoreError("The catalog changed episode {episode} without describing it", episode=episode_id)
    places.mark(connection, episode_id, site)
    return documents.begin(connection, episode_id, known.range, site)


def _known(connection: Connection, episode_id: str) -> Stored:
    stored = documents.read(connection, episode_id)
    if stored is None:
        raise BugError(f"episode {episode_id} has change-sets but no document")
    return stored
