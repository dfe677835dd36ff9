"""The work on one path of the plan: a picklable job, a picklable answer, and nothing shared between two of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from models.episode import EpisodeRecord, EpisodeSummary
from models.errors import KnownError, UnreadableRecordingError
from models.ingest.fingerprint import episode_fingerprint, file_fingerprint, files_fingerprint
from models.ingest.preview import Preview, preview_of
from models.readers.base import Episode, Recording, open_recording
from models.readers.plain_episode import PlainRecording

EPISODES = UUID("5f0e6c1a-7d43-5b0c-9a53-0c6b6f0f7a11")


@dataclass(frozen=True, slots=True)
class Job:
    """One path; one of the fingerprints in ``known`` means that nothing has changed there and need not be opened."""

    path: Path
    known: frozenset[str] = frozenset()
    previews: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An episode that was read; ``preview`` where it was asked for."""

    record: EpisodeRecord
    preview: Preview | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What is at a path: the fingerprint of what has not changed, or episodes and sentences about damaged ones."""

    path: Path
    unchanged: str = ""
    found: tuple[Found | KnownError, ...] = ()


def jobs_for(
    paths: Iterable[Path], known: Iterable[EpisodeRecord], *, previews: bool = False
) -> tuple[Job, ...]:
    """The plan as jobs.

    Args:
        paths: from ``find_recordings``.
        known: records that need not be made again.
        previews: whether to make previews of what is opened.
    """
    prints: dict[str, set[str]] = {}
    for record in known:
        prints.setdefault(record.path, set()).add(record.fingerprint)
    return tuple(Job(path, frozenset(prints.get(str(path), ())), previews) for path in paths)


def look(job: Job) -> Looked:
    """Read the index of what lies at a path; every error of the world becomes part of the answer."""
    try:
        fingerprint = file_fingerprint(job.path) if job.path.is_file() else None
        if fingerprint in job.known:
            return Looked(job.path, str(fingerprint))
        recording = open_recording(job.path)
        if isinstance(recording, PlainRecording) and (files := recording.files()) != (job.path,):
            fingerprint = files_fingerprint(files)
            if fingerprint in job.known:
                return Looked(job.path, fingerprint)
        ids = recording.episode_ids
    except (KnownError, OSError) as error:
        return Looked(job.path, found=(_portable(error, job.path),))
    if not ids:
        return Looked(job.path, found=(UnreadableRecordingError("{path} holds no episode", path=job.path),))
    return Looked(job.path, found=tuple(_episodes(job, recording, ids, fingerprint)))


def fingerprints_of(path: Path, episode: Episode) -> Iterator[str]:
    """Those by which an open episode may be known, the likeliest first; what cannot be read has none."""
    try:
        if path.is_file():
            yield file_fingerprint(path)
            return
        recording = open_recording(path)
        if isinstance(recording, PlainRecording):
            yield files_fingerprint(recording.files())
        yield episode_fingerprint(episode)
    except (KnownError, OSError):
        return


def _episodes(
    job: Job, recording: Recording, ids: Sequence[str], file_print: str | None
) -> Iterator[Found | KnownError]:
    for place, inner_id in enumerate(ids):
        try:
            with recording.episode(inner_id) as episode:
                # Some formats name an episode by its file, so those of a file are told apart by their place.
                key = inner_id if file_print is None else str(place)
                fingerprint = episode_fingerprint(episode) if file_print is None else file_print
                record = _record(episode.summary, job.path, inner_id, fingerprint=fingerprint, key=key)
                yield Found(record, preview_of(episode) if job.previews else None)
        except (KnownError, OSError) as error:
            yield _portable(error, job.path)


def _record(
    summary: EpisodeSummary, path: Path, inner_id: str, *, fingerprint: str, key: str
) -> EpisodeRecord:
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


def _portable(error: KnownError | OSError, path: Path) -> KnownError:
    """As a known error whose values are texts: it may have to travel to another process."""
    if not isinstance(error, KnownError):
        return UnreadableRecordingError(
            "{path} cannot be read: {why}", path=path, why=error.strerror or str(error)
        )
    error.values = {
        name: value if isinstance(value, int) else str(value) for name, value in error.values.items()
    }
    return error.with_traceback(None)
