"""Catalogs of both homes to test against, people who work with them, and change-sets made by hand."""

import itertools
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.catalog.sync import SyncReport, synchronise
from models.catalog.values import CatalogStatus, Hello, Revision
from models.episode import EpisodeRecord
from models.errors import CatalogUnreachableError
from models.labelling.apply import apply
from models.labelling.changes import Change, ChangeSet
from models.labelling.commands import Command, CutPhase, SetGrade, SetNote, Submit
from models.labelling.document import Document
from models.phases import load_taxonomy
from models.review import Role
from models.storage.label_store import LabelStore
from models.storage.values import Answer, Page
from tests.support.data import ROOT
from tests.support.postgres import server

NOW_NS = 1_760_000_000_000_000_000
TAXONOMY = load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml")
_SPACE = uuid.UUID("6b1f0a52-4f57-4a3e-9d0c-0d7a5b1c2e3f")
_count = itertools.count(1)


def new_id() -> str:
    """A UUID that no other test has, the same in every run."""
    return str(uuid.uuid5(_SPACE, str(next(_count))))


def episode(name: str = "", *, seconds: int = 10) -> EpisodeRecord:
    """A record of an episode that lies nowhere."""
    return EpisodeRecord(
        id=new_id(),
        path=f"/recordings/{name or 'episode'}.mcap",
        inner_id="0",
        name=name or "episode",
        format="mcap",
        start_ns=0,
        end_ns=seconds * 1_000_000_000 - 1,
        streams=("/camera", "/joints"),
    )


def set_field(field: str, value: object) -> Change:
    """A change of one field."""
    return Change("set_field", {"field": field, "value": value})


def changeset(
    episode_id: str,
    *changes: Change,
    parent: str = "",
    author: str = "ann",
    role: str = "annotator",
    changeset_id: str = "",
) -> ChangeSet:
    """By hand; without changes one that makes a draft."""
    return ChangeSet(
        id=changeset_id or new_id(),
        episode_id=episode_id,
        parent=parent,
        author=author,
        role=role,
        made_at_ns=NOW_NS,
        changes=changes or (set_field("state", "draft"),),
    )


def chain(episode_id: str, length: int, *, author: str = "ann") -> list[ChangeSet]:
    """Edits of a note, each made on the one before."""
    made: list[ChangeSet] = []
    for n in range(length):
        parent = made[-1].id if made else ""
        made.append(changeset(episode_id, set_field("note", f"{author} {n}"), parent=parent, author=author))
    return made


@dataclass(frozen=True)
class Home:
    """An empty catalog somewhere, and how it goes away and comes back."""

    name: str
    url: str
    go_down: Callable[[], object]
    come_back: Callable[[], object]


def sqlite_home(directory: Path) -> Home:
    """A file; it goes down by being moved away."""
    path, away = directory / "catalog.sqlite", directory / "away.sqlite"
    url = f"sqlite:///{path}"
    init_catalog(url)
    return Home("sqlite", url, lambda: path.rename(away), lambda: away.rename(path))


def postgres_home() -> Home:
    """A database of the test process's server; it goes down with the server."""
    running = server()
    return Home("postgres", running.fresh_database(init_catalog), running.stop, running.restart)


class Desk:
    """A person with a local store of their own."""

    def __init__(self, directory: Path, user: str, role: Role = Role.ANNOTATOR) -> None:
        self.user = user
        self.role = role
        self.store = LabelStore.open(directory / user, user=user, role=role, now_ns=NOW_NS)

    def document(self, record: EpisodeRecord) -> Document:
        """What this person sees."""
        return self.store.load(record, TAXONOMY)

    def do(self, record: EpisodeRecord, *commands: Command) -> list[str]:
        """Commands through the same door as in the window; the ids of the acknowledged change-sets."""
        ids = []
        for command in commands:
            before = self.document(record)
            applied = apply(before, command, taxonomy=TAXONOMY, role=self.role)
            if applied.changes:
                ids.append(self.store.commit(applied, before=before, now_ns=NOW_NS).changeset_id)
        return ids

    def label(self, record: EpisodeRecord) -> list[str]:
        """Cut two phases and grade; the ids."""
        if self.store.episode(record.id) is None:
            self.store.put_episodes([record])
        first, second = TAXONOMY.phases[1].code, TAXONOMY.phases[2].code
        return self.do(
            record,
            CutPhase(2_000_000_000, first, new_id(), new_id()),
            CutPhase(5_000_000_000, second, new_id(), new_id()),
            SetGrade("success"),
            SetNote(f"by {self.user}"),
        )

    def submit(self, record: EpisodeRecord) -> list[str]:
        """Hand over."""
        return self.do(record, Submit(self.user))

    def sync(self, where: Home | Gateway) -> SyncReport:
        """A whole run, over a gateway of its own for a ``Home``."""
        if not isinstance(where, Home):
            return synchronise(self.store, where)
        gateway = open_catalog(where.url)
        try:
            return synchronise(self.store, gateway)
        finally:
            gateway.close()


class LosesReplies:
    """A gateway whose push reaches the catalog and is committed, but whose answer is lost ``times`` times."""

    def __init__(self, gateway: Gateway, times: int = 1) -> None:
        self._gateway = gateway
        self._times = times

    def hello(self, *, user: str, role: Role, device_id: str) -> Hello:
        return self._gateway.hello(user=user, role=role, device_id=device_id)

    def push(
        self, changesets: Sequence[ChangeSet], episodes: Mapping[str, EpisodeRecord]
    ) -> tuple[Answer, ...]:
        answers = self._gateway.push(changesets, episodes)
        if self._times > 0:
            self._times -= 1
            raise CatalogUnreachableError("The reply is lost")
        return answers

    def pull(self, *, after: int, limit: int = 500) -> Page:
        return self._gateway.pull(after=after, limit=limit)

    def revisions(self, episode_id: str) -> tuple[Revision, ...]:
        return self._gateway.revisions(episode_id)

    def status(self) -> CatalogStatus:
        return self._gateway.status()

    def close(self) -> None:
        self._gateway.close()
