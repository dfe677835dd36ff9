"""How the catalog's word meets local work: what a person sees is the catalog's state with their queued edits on top."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import BugError, StoreError
from models.labelling import form
from models.labelling.changes import ChangeSet, changeset_to_json, joined_changes
from models.labelling.document import Document
from models.storage import conflict_rows, documents, outbox, places, sites, stuck, withdrawing
from models.storage.conflict_rows import BaseRow
from models.storage.documents import Stored
from models.storage.made import Made, changes_of
from models.storage.stuck import Told
from models.storage.values import Answer, AnswerStatus, EntryKind, LogEntry

_APPLIED = AnswerStatus.APPLIED.value
_TAKEN = (_APPLIED, outbox.AHEAD)


@dataclass(slots=True)
class Coming:
    """What is stored of an episode, and what the catalog told after that: what was stuck before comes first.

    ``catalog_head`` is the catalog's head of it as counted so far. ``remembered`` where ``stored`` was not read.
    """

    stored: Stored
    told: list[Told] = field(default_factory=list)
    catalog_head: str = ""
    remembered: bool = False

    @property
    def head(self) -> str:
        """After all that was told."""
        return self.told[-1].changeset.id if self.told else self.stored.shadow_head


@dataclass(slots=True)
class Taken:
    """What came of what the catalog told.

    ``touched``: ids of the episodes whose document changed, or is gone. ``bases`` of conflicts that were written.
    ``met``: ids of all that something new was told of. ``written``: what is stored of an episode now, where that was
    written. ``described``: ids of those whose description was told.
    """

    touched: list[str] = field(default_factory=list)
    bases: list[BaseRow] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    written: dict[str, Stored] = field(default_factory=dict)
    described: list[str] = field(default_factory=list)

    def __add__(self, later: "Taken") -> "Taken":
        return Taken(
            self.touched + later.touched,
            self.bases + later.bases,
            self.met + later.met,
            self.written | later.written,
            self.described + later.described,
        )


def _nothing(_episode_id: str) -> Stored | None:
    return None


def take_answers(
    connection: Connection,
    answers: Sequence[Answer],
    *,
    remembered: Callable[[str], Stored | None] = _nothing,
    made: Made | None = None,
) -> Taken:
    """Settle what the catalog answered; ``remembered`` knows what is stored of some episodes without a look."""
    desk: dict[str, Coming] = {}
    made = made or Made()
    for answer in answers:
        sent = outbox.find(connection, answer.changeset_id, made)
        if sent is None:
            raise BugError(f"an answer to {answer.changeset_id}, which this store never sent")
        if sent.state in _TAKEN or answer.status is AnswerStatus.ORPHAN:
            continue
        episode_id = sent.changeset.episode_id
        if episode_id not in desk:
            stored = remembered(episode_id)
            desk[episode_id] = _coming(connection, stored or _known(connection, episode_id))
            desk[episode_id].remembered = stored is not None
        coming = desk[episode_id]
        applied = answer.status is AnswerStatus.APPLIED
        ahead = applied and sent.changeset.parent != coming.head
        outbox.settle(connection, answer, ahead=ahead)
        if applied and not coming.stored.site:
            coming.stored = _decided(connection, coming.stored)
        if applied and not ahead:
            coming.told.append(Told(answer.seq or 0, sent.changeset, sent.body))
        elif not applied:
            _lose(connection, sent.changeset, answer.status)
    return _put_down(connection, desk, made)


def take_entries(
    connection: Connection, site: str, entries: Iterable[LogEntry], *, made: Made | None = None
) -> Taken:
    """Fold a site's log into the shadows."""
    desk: dict[str, Coming] = {}
    gone: list[str] = []
    met: list[str] = []
    described: list[str] = []
    some_left = withdrawing.has_any(connection)
    for kind, group in groupby(entries, key=attrgetter("kind")):
        known = [e for e in group if not (some_left and withdrawing.is_withdrawn(connection, e.episode_id))]
        if kind is EntryKind.WITHDRAWN:
            some_left = True
            gone += _withdraw_all(connection, desk, known, site)
        elif kind is EntryKind.EPISODE:
            _describe(connection, known, site)
            described += [entry.episode_id for entry in known]
        else:
            met += _fold_all(connection, desk, known, site)
    taken = _put_down(connection, desk, made or Made())
    taken.touched += gone
    taken.met += met + gone
    taken.described += described
    return taken


def settle(connection: Connection, site: str, *, made: Made | None = None) -> Taken:
    """The log is at its end: what did not come back is no longer waited for, and what was stuck is tried again.

    Queued work that was made on something else than the catalog's state keeps its document until the catalog has
    answered it: its base may still come from whoever made that, and what is edited meanwhile must be edited on it.
    """
    desk: dict[str, Coming] = {}
    made = made or Made()
    for episode_id in documents.awaiting(connection, site):
        stored = _known(connection, episode_id)
        live = [sent.changeset for sent in outbox.unsettled(connection, episode_id, made) if sent.live]
        if not live or live[0].parent == stored.shadow_head:
            desk[episode_id] = _coming(connection, replace(stored, awaited=""))
    for episode_id in stuck.episodes(connection, site):
        met = None if episode_id in desk else _met(connection, episode_id, None, site)
        if met is not None:
            coming = _coming(connection, met)
            if advance(met, coming.told, made)[1]:
                desk[episode_id] = coming
    return _put_down(connection, desk, made)


def advance(stored: Stored, told: Sequence[Told], made: Made) -> tuple[Stored, int]:
    """The catalog's state of an episode moves on by as many change-sets as fit; how many those are.

    Raises:
        StoreError: one was not made on the one before.
    """
    changesets = [one.changeset for one in told]
    heads = (stored.shadow_head, *(changeset.id for changeset in changesets))
    if any(changeset.parent != head for changeset, head in zip(changesets, heads, strict=False)):
        raise StoreError(
            "The catalog's history of episode {episode} does not continue what was taken from it before; "
            "nothing was changed here",
            episode=stored.document.episode_id,
        )
    for count in range(len(changesets), 0, -1):
        shadow = _folded(stored.shadow, changesets[:count], made)
        if shadow is not None:
            return replace(stored, shadow=shadow, shadow_head=heads[count]), count
    return stored, 0


def _folded(shadow: Document, changesets: Sequence[ChangeSet], made: Made) -> Document | None:
    """Only the end of the way must fit; None where it does not, or holds what no store can write down."""
    reached, count = made.way(shadow, changesets)
    left = changesets[count:]
    if not all(form.is_sound(change.op, change.body) for change in changes_of(left)):
        return None
    try:
        return made.folded(reached, left)
    except ValueError:
        return None


def on_top(stored: Stored, live: Sequence[ChangeSet], made: Made) -> Stored:
    """The document made anew: queued work on top of the catalog's state.

    Where both do not tile together, the document stays as it is until the catalog has answered.
    """
    head = live[-1].id if live else stored.shadow_head
    try:
        document = made.folded(stored.shadow, live)
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


def _put_down(connection: Connection, desk: Mapping[str, Coming], made: Made) -> Taken:
    """Write every episode once; of those whose document changed the undo is forgotten."""
    taken = Taken()
    for episode_id, coming in desk.items():
        work = outbox.unsettled(connection, episode_id, made)
        live = [sent.changeset for sent in work if sent.live]
        stored, before = coming.stored, coming.stored.document
        advanced, count = advance(stored, coming.told, made)
        after = _shown(advanced, live, made)
        fitting, left = coming.told[:count], coming.told[count:]
        taken.bases += conflict_rows.keep_bases(connection, stored, [one.changeset for one in fitting], work)
        new = joined_changes(made.text(one.changeset) for one in fitting) if coming.remembered else None
        documents.write_stored(connection, after, before=before, told=new)
        taken.met.append(episode_id)
        taken.written[episode_id] = after
        site = stored.site or sites.default(connection)
        if left or coming.catalog_head != stored.shadow_head:
            stuck.keep(connection, episode_id, site, left)
        sites.moved_head(connection, site, before=coming.catalog_head, after=coming.head)
        if after.document != before:
            documents.forget_history(connection, episode_id)
            taken.touched.append(episode_id)
    return taken


def _shown(stored: Stored, live: Sequence[ChangeSet], made: Made) -> Stored:
    """What the person sees stays while the catalog's state comes back to where it was."""
    if stored.awaited and stored.awaited != stored.shadow_head:
        return stored
    return on_top(replace(stored, awaited=""), live, made)


def _fold_in(connection: Connection, desk: dict[str, Coming], entry: LogEntry, site: str) -> bool:
    """Whether it is anything new: what this store sent and was answered is not."""
    state = outbox.state_of(connection, entry.item_id)
    if state == _APPLIED:
        return False
    if state is not None:
        outbox.settle(connection, Answer(entry.item_id, AnswerStatus.APPLIED, entry.seq))
    if entry.episode_id not in desk:
        stored = _met(connection, entry.episode_id, entry.episode, site)
        if stored is None:
            _lay_by(connection, entry, site)
            return True
        desk[entry.episode_id] = _coming(connection, stored)
    coming = desk[entry.episode_id]
    coming.told.append(_told(entry, parent=coming.head))
    return True


def _lay_by(connection: Connection, entry: LogEntry, site: str) -> None:
    """Nobody has described the episode yet, so nobody knows when it begins and ends."""
    before = stuck.of_episode(connection, entry.episode_id, head="")
    head = before[-1].changeset.id if before else ""
    told = _told(entry, parent=head)
    stuck.keep(connection, entry.episode_id, site, [*before, told])
    sites.moved_head(connection, site, before=head, after=told.changeset.id)


def _told(entry: LogEntry, *, parent: str) -> Told:
    if entry.changeset is not None:
        return Told(entry.seq, entry.changeset, entry.body or changeset_to_json(entry.changeset))
    read = stuck.read(entry.body, changeset_id=entry.item_id, episode_id=entry.episode_id, parent=parent)
    return Told(entry.seq, read, entry.body)


def _coming(connection: Connection, stored: Stored) -> Coming:
    episode_id, head = stored.document.episode_id, stored.shadow_head
    told = stuck.of_episode(connection, episode_id, head=head)
    return Coming(stored, told, told[-1].changeset.id if told else head)


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
) -> list[str]:
    met: list[str] = []
    for entry in entries:
        if entry.changeset is not None or entry.body:
            if entry.episode is not None:
                places.tell(connection, entry.episode, site)
            if _fold_in(connection, desk, entry, site):
                met.append(entry.episode_id)
    return met


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
        sites.moved_head(connection, code, before=_coming(connection, stored).catalog_head, after="")
    elif left := stuck.of_episode(connection, episode_id, head=""):
        sites.moved_head(connection, site, before=left[-1].changeset.id, after="")
    withdrawing.erase(connection, episode_id, site)


def _met(connection: Connection, episode_id: str, record: EpisodeRecord | None, site: str) -> Stored | None:
    """An episode that this store has not met is added; its files are not on this machine.

    None where nobody has described it, or nobody rightly.
    """
    stored = documents.read(connection, episode_id)
    if stored is not None:
        if stored.site != site:
            sites.decide(connection, episode_id, site)
            places.mark(connection, episode_id, site)
        return replace(stored, site=site)
    known = places.find(connection, episode_id)
    if known is None and record is not None and record.id == episode_id:
        places.take(connection, record, site)
        known = record
    if known is None:
        return None
    places.mark(connection, episode_id, site)
    return documents.begin(connection, episode_id, known.range, site)


def _known(connection: Connection, episode_id: str) -> Stored:
    stored = documents.read(connection, episode_id)
    if stored is None:
        raise BugError(f"episode {episode_id} has change-sets but no document")
    return stored
