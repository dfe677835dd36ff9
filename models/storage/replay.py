"""How the catalog's word meets local work: what a person sees is the catalog's state with their queued edits on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import BugError, StoreError
from models.labelling.changes import Change, ChangeSet, fold
from models.storage import conflict_rows, documents, episodes, outbox
from models.storage.documents import Stored
from models.storage.values import Answer, AnswerStatus, LogEntry

_APPLIED = AnswerStatus.APPLIED.value


@dataclass(slots=True)
class Coming:
    """What is stored of an episode, and the change-sets by which the catalog's state of it moves on."""

    stored: Stored
    changesets: list[ChangeSet] = field(default_factory=list)


def take_answers(connection: Connection, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Settle what the catalog answered; ids of the episodes whose document changed."""
    desk: dict[str, Coming] = {}
    for answer in answers:
        sent = outbox.find(connection, answer.changeset_id)
        if sent is None:
            raise BugError(f"an answer to {answer.changeset_id}, which this store never sent")
        if sent.state == _APPLIED or answer.status is AnswerStatus.ORPHAN:
            continue
        episode_id = sent.changeset.episode_id
        if episode_id not in desk:
            desk[episode_id] = Coming(_known(connection, episode_id))
        outbox.settle(connection, answer)
        if answer.status is AnswerStatus.APPLIED:
            desk[episode_id].changesets.append(sent.changeset)
        else:
            _lose(connection, sent.changeset, answer.status)
    return _put_down(connection, desk)


def take_entries(connection: Connection, entries: Iterable[LogEntry]) -> tuple[str, ...]:
    """Fold the catalog's log into the shadows; ids of the episodes whose document changed."""
    desk: dict[str, Coming] = {}
    for entry in entries:
        changeset, episode_id = entry.changeset, entry.changeset.episode_id
        sent = outbox.find(connection, changeset.id)
        if sent is not None and sent.state == _APPLIED:
            continue
        if sent is not None:
            outbox.settle(connection, Answer(changeset.id, AnswerStatus.APPLIED, entry.seq))
        if episode_id not in desk:
            desk[episode_id] = Coming(_met(connection, episode_id, entry.episode))
        desk[episode_id].changesets.append(changeset)
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
        before = coming.stored.document
        after = on_top(advance(coming.stored, coming.changesets), live)
        conflict_rows.keep_bases(connection, coming.stored, coming.changesets, work)
        documents.write_stored(connection, after, before=before)
        if after.document != before:
            documents.forget_history(connection, episode_id)
            changed.append(episode_id)
    return tuple(changed)


def _changes(changesets: Sequence[ChangeSet]) -> list[Change]:
    return [change for changeset in changesets for change in changeset.changes]


def _met(connection: Connection, episode_id: str, record: EpisodeRecord | None) -> Stored:
    """An episode that this store has not met is added; its files are not on this machine."""
    stored = documents.read(connection, episode_id)
    if stored is not None:
        return stored
    known = episodes.find(connection, episode_id)
    if known is None and record is not None:
        known = replace(record, path="")
        episodes.add(connection, known)
    if known is None:
        raise StoreError("The catalog changed episode {episode} without describing it", episode=episode_id)
    return documents.begin(connection, episode_id, known.range)


def _known(connection: Connection, episode_id: str) -> Stored:
    stored = documents.read(connection, episode_id)
    if stored is None:
        raise BugError(f"episode {episode_id} has change-sets but no document")
    return stored
