"""From a folder to episode records: what is there, what is new, what has moved, what is damaged.

Content decides who an episode is. A file's fingerprint is taken from its size, its ends and its index, never
from its name, so that a second run adds nothing, a moved file is recognised, and two people who ingest the
same files speak of the same episodes. Indexes are read, payloads are not, except for the first and the last sample
of each signal of a data set, whose files are shared by many episodes.
"""

import hashlib
import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid5

from models.episode import EpisodeRecord, EpisodeSummary, StreamKind
from models.errors import KnownError
from models.readers.base import FORMATS, Episode, Recording, open_recording
from models.streams import Stream

EPISODES = UUID("5f0e6c1a-7d43-5b0c-9a53-0c6b6f0f7a11")
END_BYTES = 64 * 1024
LARGEST_SUMMARY_BYTES = 64 * 1024 * 1024

_PROMISING_SUFFIXES = frozenset({".mcap"})
_MCAP_MAGIC = b"\x89MCAP0\r\n"
_MCAP_FOOTER = struct.Struct("<BQQQI8s")
_MCAP_FOOTER_OPCODE = 2


Places = Mapping[tuple[str, str], Sequence[EpisodeRecord]]


class Outcome(StrEnum):
    """What ingest found about one episode."""

    ADDED = "added"
    MOVED = "moved"
    KNOWN = "known"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Step:
    """One episode looked at; DAMAGED has a ``sentence`` and no record.

    ``recordings_done`` of ``recordings_total`` paths are finished.
    """

    path: Path
    outcome: Outcome
    recordings_done: int
    recordings_total: int
    record: EpisodeRecord | None = None
    sentence: str = ""


def find_recordings(root: Path) -> tuple[Path, ...]:
    """The plan: paths under ``root`` that are recordings or claim to be, in order of name.

    A folder that is a data set counts as one and is not entered; hidden folders and links to folders are not entered.

    Raises:
        KnownError: ``root`` does not exist.
    """
    root = root.absolute()
    if not root.exists():
        raise KnownError("{path} does not exist", path=root)
    if root.is_file() or _is_recognised(root):
        return (root,)
    return tuple(_walk(root))


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
            if isinstance(found, str):
                yield Step(path, Outcome.DAMAGED, number, len(plan), sentence=found)
                continue
            outcome, record = _compare(found, by_id.get(found.id))
            by_id[record.id] = record
            yield Step(path, outcome, number, len(plan), record=record)


def file_fingerprint(path: Path) -> str:
    """sha256 over the size, the first and last 64 KiB and, of an MCAP, the summary section.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        digest = hashlib.sha256(f"{size}\n".encode())
        digest.update(file.read(END_BYTES))
        file.seek(max(0, size - END_BYTES))
        digest.update(file.read(END_BYTES))
        digest.update(_mcap_summary(file, size))
    return digest.hexdigest()


def episode_fingerprint(episode: Episode) -> str:
    """sha256 over what the index tells of an episode and the first and last sample of each of its signals.

    For data sets: their files grow and are rewritten when episodes are added, an episode stays what it is.
    """
    digest = hashlib.sha256(f"{episode.summary.format}\n".encode())
    for stream in episode.streams.values():
        info = stream.info
        facts = (info.name, info.kind.value, info.count, info.start_ns, info.end_ns)
        digest.update(json.dumps(facts).encode())
        if info.kind is StreamKind.SIGNAL and info.count:
            digest.update(_ends_of(stream))
    return digest.hexdigest()


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        visible = [here / name for name in sorted(folders) if not name.startswith(".")]
        data_sets = [path for path in visible if not path.is_symlink() and _is_recognised(path)]
        folders[:] = [path.name for path in visible if path not in data_sets]
        yield from data_sets
        for name in sorted(files):
            path = here / name
            if not _is_device(path) and (path.suffix.lower() in _PROMISING_SUFFIXES or _is_recognised(path)):
                yield path


def _is_device(path: Path) -> bool:
    """Pipes and the like, which would wait for ever; a link that leads nowhere is none."""
    return path.exists() and not path.is_file()


def _is_recognised(path: Path) -> bool:
    try:
        return any(candidate.recognises(path) for candidate in FORMATS)
    except (OSError, KnownError):
        return False


def _by_place(records: Iterable[EpisodeRecord]) -> Places:
    places: dict[tuple[str, str], list[EpisodeRecord]] = {}
    for record in records:
        places.setdefault((record.path, record.fingerprint), []).append(record)
    return places


def _read_path(path: Path, known: Places) -> Iterator[EpisodeRecord | str]:
    """A file that lies where it lay, unchanged, is not opened again."""
    try:
        fingerprint = file_fingerprint(path) if path.is_file() else None
        if fingerprint is not None and (str(path), fingerprint) in known:
            yield from known[str(path), fingerprint]
            return
        recording = open_recording(path)
        ids = recording.episode_ids
    except (KnownError, OSError) as error:
        yield _one_line(error)
        return
    if not ids:
        yield f"{path} holds no episode"
    for place, inner_id in enumerate(ids):
        yield _read_episode(recording, inner_id, place, path, fingerprint)


def _read_episode(
    recording: Recording, inner_id: str, place: int, path: Path, file_print: str | None
) -> EpisodeRecord | str:
    try:
        with recording.episode(inner_id) as episode:
            if file_print is not None:
                return _record(episode.summary, path, inner_id, fingerprint=file_print, key=str(place))
            fingerprint = episode_fingerprint(episode)
            return _record(episode.summary, path, inner_id, fingerprint=fingerprint, key=inner_id)
    except (KnownError, OSError) as error:
        return _one_line(error)


def _record(
    summary: EpisodeSummary, path: Path, inner_id: str, *, fingerprint: str, key: str
) -> EpisodeRecord:
    """``key`` tells episodes of one fingerprint apart: a file's by place, since some formats name them by the file."""
    return EpisodeRecord(
        id=str(uuid5(EPISODES, f"{fingerprint}/{key}")),
        path=str(path),
        inner_id=inner_id,
        name=path.stem if path.is_file() else f"{path.name} / {inner_id}",
        format=summary.format,
        start_ns=summary.start_ns,
        end_ns=summary.end_ns,
        task=summary.task,
        robot=summary.robot,
        streams=tuple(stream.name for stream in summary.streams),
        problems=len(summary.problems),
        fingerprint=fingerprint,
    )


def _compare(found: EpisodeRecord, known: EpisodeRecord | None) -> tuple[Outcome, EpisodeRecord]:
    """A copy beside the original changes nothing; only where the original is gone has it moved."""
    if known is None:
        return Outcome.ADDED, found
    if known.path == found.path or Path(known.path).exists():
        return Outcome.KNOWN, known
    return Outcome.MOVED, replace(known, path=found.path, inner_id=found.inner_id, name=found.name)


def _ends_of(stream: Stream) -> bytes:
    parts: list[bytes] = []
    for index in sorted({0, stream.info.count - 1}):
        try:
            parts.append(repr(sorted(stream.message(index).items())).encode())
        except KnownError:
            parts.append(b"damaged")
    return b"".join(parts)


def _mcap_summary(file: BinaryIO, size: int) -> bytes:
    """The summary section of an MCAP: statistics and the place of every chunk; empty where there is none.

    Source: MCAP specification, Footer (op 0x02): length, summary_start, summary_offset_start, summary_crc, magic.
    """
    if size < _MCAP_FOOTER.size:
        return b""
    file.seek(size - _MCAP_FOOTER.size)
    opcode, _, start, _, _, magic = _MCAP_FOOTER.unpack(file.read(_MCAP_FOOTER.size))
    if opcode != _MCAP_FOOTER_OPCODE or magic != _MCAP_MAGIC or not 0 < start < size:
        return b""
    file.seek(start)
    return file.read(min(size - start, LARGEST_SUMMARY_BYTES))


def _one_line(error: KnownError | OSError) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())
