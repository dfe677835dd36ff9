"""Keeps the list of episodes in step with the labels. Nothing is trusted to it: a list that fails is made anew."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from operator import attrgetter
from typing import Any

from models.labelling.document import Document
from models.labelling.pinned import concern_of
from models.phases import Phase
from models.search import Concern
from models.storage.list_facts import Facts
from models.storage.list_file import PAD, SURE, WORDS, changing, find_number, number_of
from models.storage.rows import LISTED, EpisodeRow, Words

_BATCH = 20_000
_LABELS = ("site", "state", "grade", "annotator", "reviewer", "note", "phases", "pending", "conflicts")
_RECORD = (
    "name",
    "task",
    "robot",
    "format",
    "path",
    "inner_id",
    "start_ns",
    "end_ns",
    "problems",
    "fingerprint",
)
_COUNT = "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value"
_SET = "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_FIND = f"SELECT {LISTED} FROM episode WHERE n = ? AND id = ?"


class ListWriter:
    """Owns one connection; ``number`` is that of the last edit which the list reflects."""

    def __init__(self, connection: sqlite3.Connection, user: str = "") -> None:
        self._file, self._user = connection, user
        self._numbers = {"": 0}

    def close(self) -> None:
        """A second call does nothing."""
        self._file.close()

    def number(self) -> int:
        """0 where it reflects none."""
        found = self._file.execute("SELECT value FROM fact WHERE name = 'number'").fetchone()
        return found[0] if found else 0

    def write(self, facts: Iterable[Facts], *, number: int) -> None:
        """Add or renew lines; after the last of them the list reflects all edits up to ``number``."""
        rest = iter(facts)
        while batch := list(islice(rest, _BATCH)):
            # A smaller number than the one before would cost the index of texts a segment of its own.
            batch.sort(key=lambda one: number_of(one.episode_id))
            with self._changing():
                added = sum(self._write_one(one) for one in batch)
                self._file.execute(_COUNT, ("episodes", added))
        with self._changing():
            self._file.execute(_SET, ("number", number))

    def edited(
        self, before: Document, after: Document, *, number: int, waiting: tuple[int, int] | None
    ) -> bool:
        """One edit, at the cost of what differs; False where the list does not have the episode.

        ``waiting`` is how many change-sets of it wait and how many for a person, None for one more that waits.
        """
        n = number_of(after.episode_id)
        with self._changing():
            values: dict[str, Any] = {"phases": len(after.phases)}
            values["concern"] = int(concern_of(after.remarks, self._user) | Concern.WORKED)
            if before.phases != after.phases:
                values["unsure"] = _unsure(least_pm(after.phases))
            if waiting is not None:
                values["pending"], values["conflicts"] = waiting
            for name in ("state", "grade", "annotator", "reviewer"):
                new = getattr(after, name)
                if new != getattr(before, name):
                    values[name] = self._word(str(new))
            if before.note != after.note:
                values["note"] = after.note
                values["noted"] = int(bool(after.note))
                self._rewrite_text(n, after.episode_id, after.note)
            sets = ", ".join(f"{name} = ?" for name in values)
            sets += "" if waiting is not None else ", pending = pending + 1"
            found = self._file.execute(
                f"UPDATE episode SET {sets} WHERE n = ? AND id = ?", (*values.values(), n, after.episode_id)
            ).rowcount
            if found:
                self._file.execute(_SET, ("number", number))
        return bool(found)

    def propose(self, episode_id: str, pm: int) -> None:
        """The least confidence of what is proposed for an episode, while it has no phases."""
        n, known = find_number(self._file, episode_id)
        if known:
            with self._changing():
                self._file.execute(
                    "UPDATE episode SET unsure = ? WHERE n = ? AND phases = 0", (_unsure(pm), n)
                )

    def drop(self, episode_ids: Iterable[str]) -> None:
        """Nothing of these is left in the file, nor in its log."""
        with self._changing():
            for episode_id in episode_ids:
                n, known = find_number(self._file, episode_id)
                if known:
                    self._forget_text(n)
                    self._file.execute("DELETE FROM episode WHERE n = ?", (n,))
                    self._file.execute(_COUNT, ("episodes", -1))
            self._file.execute("INSERT INTO text(text) VALUES ('optimize')")
        self.sync()

    def sync(self) -> None:
        """What was written survives a power cut."""
        self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def row(self, episode_id: str) -> EpisodeRow | None:
        """The line of one episode."""
        n, known = find_number(self._file, episode_id)
        found = self._file.execute(_FIND, (n, episode_id)).fetchone() if known else None
        return None if found is None else Words(self._file).listed(found)

    def _write_one(self, facts: Facts) -> bool:
        """Whether it is new."""
        n, known = find_number(self._file, facts.episode_id)
        values: dict[str, Any] = {name: getattr(facts, name) for name in _LABELS}
        if facts.record is not None:
            values |= {name: getattr(facts.record, name) for name in _RECORD}
            values["streams"] = json.dumps(facts.record.streams, ensure_ascii=False)
        elif not known:
            values |= {"name": facts.episode_id, "start_ns": facts.start_ns, "end_ns": facts.end_ns}
        worked = Concern.WORKED if facts.is_worked_on else Concern.NONE
        values["concern"] = int(concern_of(facts.questions, self._user) | worked)
        if facts.phases or not known:
            values["unsure"] = _unsure(facts.least_pm)
        values |= _told_apart(values)
        coded = {name: self._word(value) if name in WORDS else value for name, value in values.items()}
        if known:
            self._renew(n, coded)
        else:
            self._add(n, facts.episode_id, coded)
        return not known

    def _renew(self, n: int, values: Mapping[str, Any]) -> None:
        name, note = self._file.execute("SELECT name, note FROM episode WHERE n = ?", (n,)).fetchone()
        new = (values.get("name", name), values["note"])
        if new != (name, note):
            self._forget_text(n)
        sets = ", ".join(f"{column} = ?" for column in values)
        self._file.execute(f"UPDATE episode SET {sets} WHERE n = ?", (*values.values(), n))
        if new != (name, note):
            self._file.execute("INSERT INTO text(rowid, body) VALUES (?, ?)", (n, body_of(*new)))

    def _add(self, n: int, episode_id: str, values: Mapping[str, Any]) -> None:
        columns = ", ".join(("n", "id", *values))
        marks = ", ".join("?" * (len(values) + 2))
        self._file.execute(
            f"INSERT INTO episode ({columns}) VALUES ({marks})", (n, episode_id, *values.values())
        )
        body = body_of(values["name"], values["note"])
        self._file.execute("INSERT INTO text(rowid, body) VALUES (?, ?)", (n, body))

    def _rewrite_text(self, n: int, episode_id: str, note: str) -> None:
        found = self._file.execute(
            "SELECT name FROM episode WHERE n = ? AND id = ?", (n, episode_id)
        ).fetchone()
        if found:
            self._forget_text(n)
            self._file.execute("INSERT INTO text(rowid, body) VALUES (?, ?)", (n, body_of(found[0], note)))

    def _forget_text(self, n: int) -> None:
        old = self._file.execute("SELECT name, note FROM episode WHERE n = ?", (n,)).fetchone()
        self._file.execute("INSERT INTO text(text, rowid, body) VALUES ('delete', ?, ?)", (n, body_of(*old)))

    def _word(self, text: str) -> int:
        known = self._numbers.get(text)
        if known is None:
            self._file.execute("INSERT INTO word (text) VALUES (?) ON CONFLICT DO NOTHING", (text,))
            known = self._file.execute("SELECT n FROM word WHERE text = ?", (text,)).fetchone()[0]
            self._numbers[text] = known
        return known

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One transaction; words that were made in one that failed are forgotten with it."""
        try:
            with changing(self._file):
                yield
        except BaseException:
            self._numbers = {"": 0}
            raise


def _told_apart(values: Mapping[str, Any]) -> dict[str, int]:
    """What indexes hold of other columns."""
    found = {"noted": int(bool(values["note"]))}
    if "start_ns" in values:
        found |= {"newest": -values["start_ns"], "longest": values["start_ns"] - values["end_ns"]}
    return found


def least_pm(phases: Iterable[Phase]) -> int | None:
    """The least confidence of phases that no person named, None without any."""
    known = [pm for pm in map(attrgetter("confidence_pm"), phases) if pm is not None]
    return min(known, default=None)


def _unsure(pm: int | None) -> int:
    return 0 if pm is None else pm - SURE


def body_of(name: str, note: str) -> str:
    """What is searched, so that every substring of either begins a trigram."""
    return f"{name}{PAD}{note}{PAD}" if note else f"{name}{PAD}"
