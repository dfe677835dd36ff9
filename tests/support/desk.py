"""A person at a local store, and a catalog on paper to send their work to."""

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from uuid import UUID

from models.episode import EpisodeRecord
from models.labelling.apply import Applied, apply
from models.labelling.changes import ChangeSet, digest
from models.labelling.commands import Command
from models.labelling.document import Document
from models.labelling.history import History, Step
from models.review import Role
from models.storage.chain import EMPTY, next_chain
from models.storage.label_store import LabelStore
from models.storage.sites import MAIN as SITE
from models.storage.values import Answer, AnswerStatus, EntryKind, LogEntry, Page, Receipt
from tests.support.labels import NOW_NS, TAXONOMY, record


class Desk:
    """Opens the store of ``user`` in ``directory`` and does what the window would do."""

    def __init__(
        self,
        directory: Path,
        user: str = "ann",
        role: Role = Role.ANNOTATOR,
        *,
        journal_folder: Path | None = None,
    ) -> None:
        self.directory = directory
        self.user = user
        self.role = role
        self._journal_folder = journal_folder
        self.store = self._opened()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    def reopen(self) -> None:
        """As after a restart of the application."""
        self.store.close()
        self.store = self._opened()

    def _opened(self) -> LabelStore:
        return LabelStore.open(
            self.directory,
            user=self.user,
            role=self.role,
            now_ns=NOW_NS,
            journal_folder=self._journal_folder,
        )

    def document(self, number: int = 1) -> Document:
        """What this person sees."""
        return self.store.load(record(number), TAXONOMY)

    def history(self, number: int = 1) -> History:
        """What they can undo."""
        return self.store.history(record(number).id)

    def applied(self, command: Command, number: int = 1) -> Applied:
        """The answer to a command, not stored yet."""
        return apply(self.document(number), command, taxonomy=TAXONOMY, role=self.role)

    def do(self, *commands: Command, number: int = 1) -> list[Receipt]:
        """Edits."""
        return [self._commit(command, Step.EDIT, number) for command in commands]

    def undo(self, number: int = 1) -> Receipt:
        """Ctrl+Z."""
        taken = self.history(number).undo()
        assert taken is not None
        return self._commit(taken[0], Step.UNDO, number)

    def redo(self, number: int = 1) -> Receipt:
        """Ctrl+Shift+Z."""
        taken = self.history(number).redo()
        assert taken is not None
        return self._commit(taken[0], Step.REDO, number)

    def _commit(self, command: Command, step: Step, number: int) -> Receipt:
        before = self.document(number)
        applied = apply(before, command, taxonomy=TAXONOMY, role=self.role)
        receipt = self.store.commit(applied, before=before, now_ns=NOW_NS, step=step)
        self.store.show_edits()
        return receipt


def entry(
    changeset: ChangeSet, seq: int, chain: str = EMPTY, episode: EpisodeRecord | None = None
) -> LogEntry:
    """Row of a log that follows one with the chain value ``chain``."""
    said = digest(changeset)
    return LogEntry(
        seq,
        EntryKind.CHANGESET,
        changeset.episode_id,
        changeset,
        episode,
        changeset.id,
        said,
        next_chain(
            chain,
            seq=seq,
            kind=EntryKind.CHANGESET,
            episode_id=changeset.episode_id,
            item_id=changeset.id,
            digest=said,
        ),
    )


def other_entry(kind: EntryKind, episode: EpisodeRecord, seq: int, chain: str = EMPTY) -> LogEntry:
    """Row that tells of an episode, or that it was withdrawn."""
    shown = episode if kind is EntryKind.EPISODE else None
    return LogEntry(
        seq,
        kind,
        episode.id,
        None,
        shown,
        "",
        "",
        next_chain(chain, seq=seq, kind=kind, episode_id=episode.id),
    )


@dataclass
class PaperCatalog:
    """The rule of the catalog and nothing else: a change-set is applied on the head, or refused and kept."""

    log: list[ChangeSet] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    episodes: dict[str, EpisodeRecord] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    """Episodes that were withdrawn, with the length of the log before."""

    def withdraw(self, episode_id: str) -> None:
        """By law."""
        self.gone.setdefault(episode_id, len(self.log))
        self.heads.pop(episode_id, None)

    def push(self, changesets: list[ChangeSet]) -> list[Answer]:
        """Answers; a repeated push gets the same."""
        return [self._take(changeset) for changeset in changesets]

    def entries(self) -> tuple[LogEntry, ...]:
        """The log with its chain."""
        made: list[LogEntry] = []

        def chain() -> str:
            return made[-1].chain if made else EMPTY

        for place in range(len(self.log) + 1):
            for episode_id in (each for each, before in self.gone.items() if before == place):
                lost = self.episodes[episode_id]
                made.append(other_entry(EntryKind.WITHDRAWN, lost, len(made) + 1, chain()))
            if place < len(self.log):
                changeset = self.log[place]
                told = self.episodes.get(changeset.episode_id)
                made.append(entry(changeset, len(made) + 1, chain(), told))
        return tuple(made)

    def page(self, after: int, limit: int = 500) -> Page:
        """The log after a number."""
        count, mark = 0, 0
        for head in self.heads.values():
            count, mark = count + 1, mark ^ UUID(head).int
        entries = self.entries()
        return Page(SITE, entries[after : after + limit], len(entries), 1, count=count, mark=f"{mark:032x}")

    def sync(self, person: Desk) -> tuple[str, ...]:
        """Push all, pull all; ids of the episodes that changed."""
        touched: list[str] = []
        while waiting := person.store.pending():
            answers = self.push(waiting)
            touched += person.store.record_answers(answers)
            if all(answer.status is AnswerStatus.ORPHAN for answer in answers):
                break
        touched += person.store.apply_page(self.page(person.store.site_state(SITE).cursor))
        return tuple(dict.fromkeys(touched))

    def _take(self, changeset: ChangeSet) -> Answer:
        if changeset.id not in self.answers:
            answer = self._judge(changeset)
            if answer.status is AnswerStatus.ORPHAN:
                return answer
            self.answers[changeset.id] = answer
        return self.answers[changeset.id]

    def _judge(self, changeset: ChangeSet) -> Answer:
        if changeset.episode_id in self.gone:
            return Answer(changeset.id, AnswerStatus.LOCKED, why="it was withdrawn")
        if changeset.parent and changeset.parent not in self.answers:
            return Answer(changeset.id, AnswerStatus.ORPHAN)
        if changeset.parent != self.heads.get(changeset.episode_id, ""):
            return Answer(changeset.id, AnswerStatus.CONFLICT, why="somebody was first")
        self.log.append(changeset)
        self.heads[changeset.episode_id] = changeset.id
        return Answer(changeset.id, AnswerStatus.APPLIED, seq=len(self.log))
