"""The loop over a plan: each recording becomes records, or a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid5

from models.episode import EpisodeRecord, EpisodeSummary
from models.errors import KnownError, UnreadableRecordingError
from models.ingest.fingerprint import episode_fingerprint, file_fingerprint, files_fingerprint
from models.readers.base import Recording, open_recording
from models.readers.plain_episode import PlainRecording

EPISODES = UUID("5f0e6c1a-7d43-5b0c-9a53-0c6b6f0f7a11")

Places = Mapping[tuple[str, str], Sequence[EpisodeRecord]]


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

    @property
    def sentence(self) -> str:
        """The error in one English line."""
        return " ".join(str(self.error or "").split())


def ingest(paths: Iterable[Path], known: Iterable[EpisodeRecord]) -> Iterator[Step]:
    """Look at every path of the plan.

    Args:
        paths: from ``find_recordings``.
        known: records of the store; an episode among them is MOVED if its old path is gone, else KNOWN.

    Yields:
        A step as soon as its episode is known, so that a caller can store it and be stopped at any time.
    """
    plan = tuple(paths)
    by_id = {record.id: record for record in known}
    by_place = _by_place(by_id.values())
    for number, path in enumerate(plan, start=1):
        for found in _read_path(path, by_place):
            if isinstance(found, KnownError):
                yield Step(path, Outcome.DAMAGED, number, len(plan), error=found)
                continue
            outcome, record = _compare(found, by_id.get(found.id))
            by_id[record.id] = record
            yield Step(path, outcome, number, len(plan), record=record)


def _by_place(records: Iterable[EpisodeRecord]) -> Places:
    places: dict[tuple[str, str], list[EpisodeRecord]] = {}
    for record in records:
        places.setdefault((record.path, record.fingerprint), []).append(record)
    return places


def _read_path(path: Path, known: Places) -> Iterator[EpisodeRecord | KnownError]:
    """A file that lies where it lay, unchanged, is not opened again."""
    try:
        fingerprint = file_fingerprint(path) if path.is_file() else None
        if fingerprint is not None and (str(path), fingerprint) in known:
            yield from known[str(path), fingerprint]
            return
        recording = open_recording(path)
        if isinstance(recording, PlainRecording) and (files := recording.files()) != (path,):
            fingerprint = files_fingerprint(files)
            if (str(path), fingerprint) in known:
                yield from known[str(path), fingerprint]
                return
        ids = recording.episode_ids
    except (KnownError, OSError) as error:
        yield _known(error, path)
        return
    if not ids:
        yield UnreadableRecordingError("{path} holds no episode", path=path)
    for place, inner_id in enumerate(ids):
        yield _read_episode(recording, inner_id, place, path, fingerprint)


def _read_episode(
    recording: Recording, inner_id: str, place: int, path: Path, file_print: str | None
) -> EpisodeRecord | KnownError:
    try:
        with recording.episode(inner_id) as episode:
            if file_print is not None:
                return _record(episode.summary, path, inner_id, fingerprint=file_print, key=str(place))
            fingerprint = episode_fingerprint(episode)
            return _record(episode.summary, path, inner_id, fingerprint=fingerprint, key=inner_id)
    except (KnownError, OSError) as error:
        return _known(error, path)


def _record(
    summary: EpisodeSummary, path: Path, inner_id: str, *, fingerprint: str, key: str
) -> EpisodeRecord:
    """``key`` tells episodes of one fingerprint apart: a file's by place, since some formats name them by the file."""
    return EpisodeRecord(
        id=str(uuid5(EPISODES, f"{fingerprint}/{key}")),
        path=str(path),
        inner_id=inner_id,
        name=path.stem if path.is_file() else _name_in(path, inner_id),
        format=summary.format,
        start_ns=summary.start_ns,
        end_ns=summary.end_ns,
        task=summary.task,
        robot=summary.robot,
        streams=tuple(stream.name for stream in summary.streams),
        problems=len(summary.problems),
        fingerprint=fingerprint,
    )


def _name_in(folder: Path, inner_id: str) -> str:
    """A folder that is one episode gives it its name."""
    return inner_id if inner_id == folder.name else f"{folder.name} / {inner_id}"


def _compare(found: EpisodeRecord, known: EpisodeRecord | None) -> tuple[Outcome, EpisodeRecord]:
    """A copy beside the original changes nothing; only where the original is gone has it moved."""
    if known is None:
        return Outcome.ADDED, found
    if known.path == found.path or Path(known.path).exists():
        return Outcome.KNOWN, known
    return Outcome.MOVED, replace(known, path=found.path, inner_id=found.inner_id, name=found.name)


def _known(error: KnownError | OSError, path: Path) -> KnownError:
    if isinstance(error, KnownError):
        return error
    return UnreadableRecordingError("{path} cannot be read: {why}", path=path, why=error.strerror or error)
