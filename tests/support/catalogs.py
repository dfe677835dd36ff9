"""Catalogs of both homes to test against, people who work with them, and change-sets made by hand."""

import functools
import itertools
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from models.catalog import administration, sqlite_admin
from models.catalog.address import PostgresAddress, SqliteAddress, parse_url
from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.catalog.sync import synchronise
from models.catalog.sync_steps import SyncReport
from models.catalog.values import CatalogStatus, Revision
from models.episode import EpisodeRecord
from models.errors import CatalogUnreachableError
from models.labelling.apply import apply
from models.labelling.changes import Change, ChangeSet
from models.labelling.commands import Command, CutPhase, SetGrade, SetNote, Submit
from models.labelling.document import Document
from models.review import Role
from models.storage.label_store import LabelStore
from models.storage.values import Answer, Page
from tests.support.labels import TAXONOMY
from tests.support.postgres import PEOPLE as LOGINS
from tests.support.postgres import SITES, as_user, make_people, postgres_address, server

NOW_NS = 1_760_000_000_000_000_000
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


PEOPLE = {**LOGINS, "adm": Role.ADMIN}
"""Who has a login in every catalog of the tests."""
MAIN, OTHER = SITES
"""Its sites; everybody may see both."""


@dataclass(frozen=True)
class Home:
    """An empty catalog somewhere, and how it goes away and comes back.

    ``url`` is its owner's, ``login`` makes that of a person.
    """

    name: str
    url: str
    go_down: Callable[[], object]
    come_back: Callable[[], object]
    login: Callable[[str], str]

    def opened(self, user: str) -> Gateway:
        """A gateway of a person, who has said hello where a login does not say who it is."""
        gateway = open_catalog(self.login(user))
        if self.name == "sqlite":
            gateway.hello(user=user, role=PEOPLE[user], device_id=f"desk of {user}")
        return gateway


def sqlite_home(directory: Path) -> Home:
    """A file; it goes down by being moved away."""
    path, away = directory / "catalog.sqlite", directory / "away.sqlite"
    url = f"sqlite:///{path}"
    path.write_bytes(_new_file())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update meta set catalog_id = ?", (str(uuid.uuid4()),))
    return Home("sqlite", url, lambda: path.rename(away), lambda: away.rename(path), lambda _: url)


@functools.cache
def _new_file() -> bytes:
    """An empty catalog with both sites, made once: Alembic takes its time."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "catalog.sqlite"
        init_catalog(f"sqlite:///{path}")
        sqlite_admin.add_site(file_address(f"sqlite:///{path}"), OTHER, "the other site")
        return path.read_bytes()


def everybody_everywhere(url: str) -> None:
    """A catalog in PostgreSQL whose people work at both sites."""
    make_people(url, sites=SITES)


def postgres_home() -> Home:
    """A database of the test process's server; it goes down with the server."""
    running = server()
    url = running.fresh_database(everybody_everywhere)
    return Home("postgres", url, running.stop, running.restart, lambda user: as_user(url, user))


def withdraw(home: Home, episode_id: str) -> None:
    """As the one who looks after the catalog."""
    if home.name == "sqlite":
        sqlite_admin.withdraw_episode(file_address(home.url), MAIN, episode_id, reason="asked for")
    else:
        administration.withdraw_episode(admin_address(home), MAIN, episode_id, reason="asked for")


def file_address(url: str) -> SqliteAddress:
    """Of a catalog file."""
    address = parse_url(url)
    assert isinstance(address, SqliteAddress)
    return address


def admin_address(home: Home) -> PostgresAddress:
    """Of the administrator's login."""
    return postgres_address(as_user(home.url, "adm"))


class Crowd:
    """Everybody at once: each change-set is pushed by the login of its author."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._gateways: dict[str, Gateway] = {}

    def of(self, user: str) -> Gateway:
        """That person's gateway."""
        if user not in self._gateways:
            self._gateways[user] = self._home.opened(user)
        return self._gateways[user]

    def push(
        self,
        changesets: Sequence[ChangeSet],
        records: Mapping[str, EpisodeRecord] = MappingProxyType({}),
        site: str = MAIN,
    ) -> tuple[Answer, ...]:
        """In order; neighbours of one author in one push. A stranger's is offered by ann."""
        answers: list[Answer] = []
        for author, some in itertools.groupby(changesets, lambda item: item.author):
            gateway = self.of(author if author in PEOPLE else "ann")
            answers += gateway.push(site, list(some), records)
        return tuple(answers)

    def pull(self, after: int = 0, limit: int = 500, site: str = MAIN) -> Page:
        """As ann."""
        return self.of("ann").pull(site, after=after, limit=limit)

    def changesets(self, site: str = MAIN) -> list[ChangeSet]:
        """All that the log of a site has, in order."""
        found: list[ChangeSet] = []
        after = 0
        while entries := self.pull(after, site=site).entries:
            found += [entry.changeset for entry in entries if entry.changeset is not None]
            after = entries[-1].seq
        return found

    def revisions(self, episode_id: str, site: str = MAIN) -> tuple[Revision, ...]:
        """As ann."""
        return self.of("ann").revisions(site, episode_id)

    def status(self) -> CatalogStatus:
        """As ann."""
        return self.of("ann").status()

    def close(self) -> None:
        """All of them."""
        for gateway in self._gateways.values():
            gateway.close()


class Desk:
    """A person with a local store of their own."""

    def __init__(self, directory: Path, user: str, role: Role = Role.ANNOTATOR) -> None:
        self.user = user
        self.role = role
        self.now_ns = NOW_NS
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
                ids.append(self.store.commit(applied, before=before, now_ns=self.now_ns).changeset_id)
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
        gateway = open_catalog(where.login(self.user))
        try:
            return synchronise(self.store, gateway)
        finally:
            gateway.close()


class Through:
    """A gateway behind another one; subclasses change what they like."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def push(self, *args: Any, **options: Any) -> tuple[Answer, ...]:
        return self._gateway.push(*args, **options)

    def pull(self, *args: Any, **options: Any) -> Page:
        return self._gateway.pull(*args, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)


class LosesReplies(Through):
    """Its push reaches the catalog and is committed, but the answer is lost ``times`` times."""

    def __init__(self, gateway: Gateway, times: int = 1) -> None:
        super().__init__(gateway)
        self._times = times

    def push(self, *args: Any, **options: Any) -> tuple[Answer, ...]:
        answers = super().push(*args, **options)
        if self._times > 0:
            self._times -= 1
            raise CatalogUnreachableError("The reply is lost")
        return answers


class PushesTwice(Through):
    """Every push is sent twice; the answers must be the same."""

    def push(self, *args: Any, **options: Any) -> tuple[Answer, ...]:
        first, second = super().push(*args, **options), super().push(*args, **options)
        assert first == second
        return second
