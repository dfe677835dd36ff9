"""People with a store each around one catalog in PostgreSQL, and what they were promised, whatever happens to it.

    with Town(home, tmp_path) as town:
        town.work("ann", town.records[0], notes=20)
        ...                                             # faults, in ``sync`` or beside it
        tally = town.settled()                          # lost 0, doubled 0, everybody equal, or it fails

What a store gave a receipt for must be in the catalog once, applied or refused, when nothing moves any more.
"""

import itertools
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import psycopg

from models.catalog.gateway import Gateway
from models.catalog.sync import synchronise
from models.catalog.sync_steps import SyncReport
from models.episode import EpisodeRecord
from models.errors import CatalogUnreachableError
from models.labelling.commands import SetNote
from tests.support.catalog_checks import Model, check_end, check_step
from tests.support.catalogs import MAIN, PEOPLE, Desk, Home, episode

_SEGMENTS = """
select segment_id, label, start_ns, end_ns from rushes.segment where episode_id = %s and not deleted order by start_ns
"""
_ONCE = """
with kept as (select changeset_id from rushes.revision where episode_id = any (%(of)s::uuid[])),
    logged as (
        select changeset_id from rushes.change_log where kind = 'changeset' and episode_id = any (%(of)s::uuid[]))
select (select count(*) from kept), (select count(distinct changeset_id) from kept),
    (select count(*) from logged), (select count(distinct changeset_id) from logged)
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """Change-sets: how many were acknowledged by stores, and how many of these the catalog applied or refused."""

    acknowledged: int
    applied: int
    refused: int

    def told(self, fault: str, times: int) -> str:
        """A line for a table of faults."""
        line = f"{fault}: {times} times, {self.acknowledged} acknowledged, {self.applied} applied"
        return f"{line}, {self.refused} refused and kept, lost 0, doubled 0, everybody equal"


class Town:
    """``people`` work at ``records``, of the site "main"; use it as a context manager."""

    def __init__(
        self, home: Home, directory: Path, people: Sequence[str] = ("ann", "bob"), episodes: int = 1
    ) -> None:
        self.home = home
        self.records = [replace(episode(f"pick {n}"), site=MAIN) for n in range(episodes)]
        self.desks = {user: Desk(directory / "profiles", user, PEOPLE[user]) for user in people}
        self._kept: dict[str, Gateway] = {}
        self.model = Model(home, self.records, self.desks, self._gateway)
        self._notes = itertools.count(1)

    def __enter__(self) -> "Town":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()
        for desk in self.desks.values():
            desk.store.close()

    def work(self, user: str, record: EpisodeRecord | None = None, *, notes: int = 0) -> list[str]:
        """Cut phases, grade, and write notes; ids of what was acknowledged, at least four."""
        record = record or self.records[0]
        ids = [*self.desks[user].label(record)]
        self.model.acknowledge(user, ids)
        return [*ids, *self.note(user, record, times=notes)]

    def note(self, user: str, record: EpisodeRecord | None = None, *, times: int = 1) -> list[str]:
        """Edit on what this person sees."""
        record = record or self.records[0]
        desk = self.desks[user]
        if desk.store.episode(record.id) is None:
            desk.store.put_episodes([record])
        ids = [
            changeset_id
            for _ in range(times)
            for changeset_id in desk.do(record, SetNote(f"{user} {next(self._notes)}"))
        ]
        self.model.acknowledge(user, ids)
        return ids

    def sync(self, user: str, home: Home | None = None) -> SyncReport:
        """A whole run over a connection of its own, by another ``home`` if given."""
        return self.desks[user].sync(home or self.home)

    def sync_through(
        self, user: str, change: Callable[[Gateway], Gateway], home: Home | None = None
    ) -> SyncReport:
        """The same with a gateway that is changed."""
        with closing((home or self.home).opened(user)) as gateway:
            return synchronise(self.desks[user].store, change(gateway))

    def stubborn(self, user: str, home: Home | None = None, *, tries: int = 50) -> list[str]:
        """Sync until a run goes through; the sentences of those that did not."""
        sentences: list[str] = []
        for _ in range(tries):
            try:
                self.sync(user, home)
            except CatalogUnreachableError as error:
                sentences.append(str(error))
            else:
                return sentences
        raise AssertionError(f"{user} does not get through: {sentences[-3:]}")

    def pending(self, user: str) -> int:
        """How many change-sets wait at a person's desk."""
        return self.desks[user].store.pending_count()

    def settled(self) -> Tally:
        """Everybody syncs until nothing moves; then all is there once, and everybody sees the same.

        Raises:
            AssertionError: lost, doubled, a log with a gap, or somebody sees something else.
        """
        self.hang_up()
        for _ in range(8):
            if not sum(self._moved(user) for user in self.desks):
                break
        if "lea" not in self.desks:
            self._gateway("lea")
        check_step(self.model)
        check_end(self.model)
        made = [changeset_id for ids in self.model.made.values() for changeset_id in ids]
        assert len(made) == len(set(made))
        kept = self.model.revisions("lea")
        assert set(made) <= set(kept), f"lost: {set(made) - set(kept)}"
        with psycopg.connect(self.home.url) as link:
            rows, ids, logged, logged_ids = (
                link.execute(_ONCE, {"of": [record.id for record in self.records]}).fetchone() or ()
            )
            assert (rows, logged) == (ids, logged_ids), "doubled"
            self._same_segments(link)
        applied = sum(kept[changeset_id].status.value == "applied" for changeset_id in made)
        assert logged == sum(row.status.value == "applied" for row in kept.values())
        return Tally(len(made), applied, len(made) - applied)

    def hang_up(self) -> None:
        """Close the connections that are kept for looking."""
        for gateway in self._kept.values():
            gateway.close()
        self._kept.clear()

    def _moved(self, user: str) -> int:
        report = self.sync(user)
        self.model.synced(user)
        moved = report.pushed + report.pulled + report.waiting + report.reoffered + len(report.mended)
        return moved + self.pending(user)

    def _same_segments(self, link: psycopg.Connection[tuple[object, ...]]) -> None:
        for record in self.records:
            rows = link.execute(_SEGMENTS, (record.id,)).fetchall()
            for user, desk in self.desks.items():
                phases = [(p.id, p.label, p.start_ns, p.end_ns) for p in desk.document(record).track.phases]
                assert phases == rows, f"{user} has other segments of {record.name}"

    def _gateway(self, user: str) -> Gateway:
        if user not in self._kept:
            self._kept[user] = self.home.opened(user)
        return self._kept[user]


def by(home: Home, login: Callable[[str], str]) -> Home:
    """The same catalog by other URLs."""
    return replace(home, login=login)
