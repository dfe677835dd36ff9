"""How the catalog's word meets local work: what a person sees is the catalog's state with their queued edits on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import BugError, StoreError
from models.labelling.changes import ChangeSet, fold
from models.labelling.document import empty_document
from models.storage import documents, episodes, outbox
from models.storage.documents import Stored
from models.storage.values import Answer, AnswerStatus, LogEntry

_APPLIED = AnswerStatus.APPLIED.value


def take_answers(connection: Connection, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Settle what the catalog answered; ids of the episodes whose document changed."""
    desk: dict[str, Stored] = {}
    for answer in answers:
        sent = outbox.find(connection, answer.changeset_id)
        if sent is None:
            raise BugError(f"an answer to {answer.changeset_id}, which this store never sent")
        if sent.state == _APPLIED or answer.status is AnswerStatus.ORPHAN:
            continue
        episode_id = sent.changeset.episode_id
        stored = desk.get(episode_id) or _known(connection, episode_id)
        outbox.settle(
            connection, answer.changeset_id, state=answer.status.value, seq=answer.seq, why=answer.why
        )
        if answer.status is AnswerStatus.APPLIED:
            stored = advance(stored, sent.changeset)
        else:
            _lose(connection, sent.changeset, answer.status)
        desk[episode_id] = stored
    return _put_down(connection, desk)


def take_entries(connection: Connection, entries: Iterable[LogEntry]) -> tuple[str, ...]:
    """Fold the catalog's log into the shadows; ids of the episodes whose document changed."""
    desk: dict[str, Stored] = {}
    for entry in entries:
        changeset, episode_id = entry.changeset, entry.changeset.episode_id
        sent = outbox.find(connection, changeset.id)
        if sent is not None and sent.state == _APPLIED:
            continue
        if sent is not None:
            outbox.settle(connection, changeset.id, state=_APPLIED, seq=entry.seq, why="")
        stored = desk.get(episode_id) or _met(connection, episode_id, entry.episode)
        desk[episode_id] = advance(stored, changeset)
    return _put_down(connection, desk)


def advance(stored: Stored, changeset: ChangeSet) -> Stored:
    """The catalog's state of an episode moves on by one change-set.

    Raises:
        StoreError: it was not made on that state, or does not fit it.
    """
    if changeset.parent != stored.shadow_head:
        raise StoreError(
            "The catalog's history of episode {episode} does not continue what was taken from it before; "
            "nothing was changed here",
            episode=changeset.episode_id,
        )
    try:
        shadow = fold(stored.shadow, changeset.changes)
    except ValueError as error:
        raise StoreError(
            "The catalog sent a change to episode {episode} that does not fit ({why}); "
            "nothing was changed here",
            episode=changeset.episode_id,
            why=error,
        ) from error
    return replace(stored, shadow=shadow, shadow_head=changeset.id)


def on_top(stored: Stored, live: Sequence[ChangeSet]) -> Stored:
    """The document made anew: queued work on top of the catalog's state.

    Where both do not tile together, the document stays as it is until the catalog has answered.
    """
    head = live[-1].id if live else stored.shadow_head
    try:
        document = fold(stored.shadow, [change for changeset in live for change in changeset.changes])
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


def _put_down(connection: Connection, desk: Mapping[str, Stored]) -> tuple[str, ...]:
    """Write every episode once; ids of those whose document changed, whose undo is forgotten."""
    changed = []
    for episode_id, stored in desk.items():
        live = [sent.changeset for sent in outbox.unsettled(connection, episode_id) if sent.live]
        after = on_top(stored, live)
        documents.write_stored(connection, after, before=stored.document)
        if after.document != stored.document:
            documents.forget_history(connection, episode_id)
            changed.append(episode_id)
    return tuple(changed)


def _met(connection: Connection, episode_id: str, record: EpisodeRecord | None) -> Stored:
    """An episode that this store has not met is added; its files are not on this machine."""
    known = episodes.find(connection, episode_id)
    if known is None and record is not None:
        known = replace(record, path="")
        episodes.put(connection, [known])
    stored = documents.read(connection, episode_id)
    if stored is not None:
        return stored
    if known is None:
        raise StoreError("The catalog changed episode {episode} without describing it", episode=episode_id)
    documents.write(connection, empty_document(episode_id=episode_id, time_range=known.range), (), head="")
    return _known(connection, episode_id)


def _known(connection: Connection, episode_id: str) -> Stored:
    stored = documents.read(connection, episode_id)
    if stored is None:
        raise BugError(f"episode {episode_id} has change-sets but no document")
    return stored
