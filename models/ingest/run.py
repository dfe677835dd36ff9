"""The plan as a loop: each answer about a path becomes steps that say what is new, what has moved, what is damaged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from models.episode import EpisodeRecord
from models.errors import KnownError
from models.ingest.look import Found, Looked, jobs_for, look
from models.ingest.preview import Preview
from models.readers.place import exists, place


class Outcome(StrEnum):
    """What ingest found about one episode."""

    ADDED = "added"
    MOVED = "moved"
    KNOWN = "known"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Step:
    """One episode looked at; DAMAGED has an ``error`` and no record.

    ``recordings_done`` of ``recordings_total`` paths are finished.
    """

    path: Path
    outcome: Outcome
    recordings_done: int
    recordings_total: int
    record: EpisodeRecord | None = None
    error: KnownError | None = None
    preview: Preview | None = None

    @property
    def sentence(self) -> str:
        """The error in one English line."""
        return " ".join(str(self.error or "").split())


def ingest(paths: Iterable[Path], known: Iterable[EpisodeRecord]) -> Iterator[Step]:
    """Look at every path of the plan, here and one after the other, without previews.

    Args:
        paths: from ``find_recordings``.
        known: records of the store; an episode among them is MOVED if its old path is gone, else KNOWN.

    Yields:
        A step as soon as its episode is known, so that a caller can store it and be stopped at any time.
    """
    records = tuple(known)
    jobs = jobs_for(paths, records)
    yield from steps_of(map(look, jobs), records, total=len(jobs))


def steps_of(answers: Iterable[Looked], known: Iterable[EpisodeRecord], *, total: int) -> Iterator[Step]:
    """What answers mean beside what is known already.

    Args:
        answers: in any order, from wherever ``look`` ran.
        known: records of the store.
        total: how many answers there will be.
    """
    by_id = {record.id: record for record in known}
    places: dict[tuple[str, str], list[EpisodeRecord]] = {}
    for record in by_id.values():
        places.setdefault((record.path, record.fingerprint), []).append(record)
    for number, looked in enumerate(answers, start=1):
        unchanged = places.get((str(looked.path), looked.unchanged), ()) if looked.unchanged else ()
        for found in (*map(Found, unchanged), *looked.found):
            if isinstance(found, KnownError):
                yield Step(looked.path, Outcome.DAMAGED, number, total, error=found)
                continue
            outcome, record = _compare(found.record, by_id.get(found.record.id))
            by_id[record.id] = record
            yield Step(looked.path, outcome, number, total, record=record, preview=found.preview)


def _compare(found: EpisodeRecord, known: EpisodeRecord | None) -> tuple[Outcome, EpisodeRecord]:
    """A copy beside the original changes nothing; only where the original is gone has it moved."""
    if known is None:
        return Outcome.ADDED, found
    if known.path == found.path or exists(place(known.path)):
        return Outcome.KNOWN, known
    return Outcome.MOVED, replace(known, path=found.path, inner_id=found.inner_id, name=found.name)
