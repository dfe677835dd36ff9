"""Where a recording can be read now: its own path, by rules of this machine, where copies are known, in the cache."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.episode import EpisodeRecord
from models.errors import KnownError
from models.ingest.fingerprint import file_fingerprint
from models.media.cache import DamagedCopyError, MediaCache
from models.media.manifest import is_sha256
from models.media.mapping import PathRule, is_url, mapped
from models.readers.place import exists, place


class AbsentRecordingError(KnownError):
    """The recording cannot be read here now; its labels can be edited all the same."""

    code = "absent_recording"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What this machine knows: ``rules`` of paths, ``copies`` of the episode that the register names."""

    rules: Sequence[PathRule] = ()
    copies: Sequence[str] = ()
    site: str = ""


def places_of(path: str, known: Whereabouts) -> tuple[str, ...]:
    """Every place where a recording may lie, each once: what needs no network protocol first."""
    found: dict[str, None] = {}
    for one in (path, *known.copies):
        for candidate in (mapped(one, known.rules, known.site), one):
            if candidate:
                found.setdefault(candidate)
    return tuple(sorted(found, key=is_url))


def locate(record: EpisodeRecord, known: Whereabouts, cache: MediaCache, *, far: bool = True) -> str:
    """The path or URL to open. What lies in the cache is taken before anything is asked over a protocol.

    Another file of the same name is passed over. Without ``far`` nothing is asked over a protocol.

    Raises:
        AbsentRecordingError: none can be read here; says what was tried.
    """
    candidates = places_of(record.path, known)
    tried: list[str] = []
    for candidate in (one for one in candidates if not is_url(one)):
        if _is_it(place(candidate), record, is_own=candidate == record.path):
            return candidate
        tried.append(candidate)
    why: KnownError | None = None
    try:
        cached = cache.find(record.fingerprint)
        if cached is not None:
            return str(cached)
    except DamagedCopyError as error:
        why = error
    for candidate, reason in _remote(one for one in candidates if far and is_url(one)):
        if reason is None:
            return candidate
        tried.append(candidate)
        why = reason
    raise _absent(record, tried, why)


def _remote(candidates: Iterable[str]) -> Iterator[tuple[str, KnownError | None]]:
    """Each URL with why it cannot be read, None where it can."""
    for candidate in candidates:
        gone = KnownError("{path} does not exist", path=candidate)
        try:
            yield candidate, None if exists(place(candidate)) else gone
        except KnownError as error:
            yield candidate, error


def _is_it(path: Path, record: EpisodeRecord, *, is_own: bool) -> bool:
    """Whether the recording lies at a local path; under its own path its reader says what is wrong with it."""
    try:
        if is_own or not path.is_file() or not is_sha256(record.fingerprint):
            return path.exists()
        return file_fingerprint(path) == record.fingerprint
    except OSError:
        return False


def _absent(record: EpisodeRecord, tried: Sequence[str], why: KnownError | None) -> AbsentRecordingError:
    if not tried and why is None:
        return AbsentRecordingError("Nobody knows where the recording of {name} lies", name=record.name)
    if why is not None:
        return AbsentRecordingError(
            "The recording of {name} cannot be reached: {why}", name=record.name, why=why
        )
    return AbsentRecordingError(
        "The recording of {name} is at none of its places: {tried}", name=record.name, tried=", ".join(tried)
    )
