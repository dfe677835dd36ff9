"""Are the copies what they must be? Every byte of each is read again; the answers are values."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models.errors import KnownError, UnreadableRecordingError
from models.media.manifest import FileEntry, Kind, Manifest, Told, digest_of
from models.media.register import MediaCopy
from models.readers.place import exists, place


class Verdict(StrEnum):
    """UNREACHABLE: whoever keeps it does not answer, so nobody knows."""

    OK = "ok"
    MISSING = "missing"
    DIFFERS = "differs"
    UNREACHABLE = "unreachable"


_WORST = (Verdict.UNREACHABLE, Verdict.DIFFERS, Verdict.MISSING)


@dataclass(frozen=True, slots=True)
class CopyState:
    """What was found at a location; ``detail`` names the first file that is not right, or says why."""

    location: str
    verdict: Verdict
    detail: str = ""

    def as_copy(self, episode_id: str, manifest: Manifest, now_ns: int) -> MediaCopy:
        """For the register: only what was read and found right counts as verified."""
        verified_at_ns = now_ns if self.verdict is Verdict.OK else None
        return MediaCopy(episode_id, self.location, verified_at_ns, manifest.sha256)


def _silent(_nbytes: int) -> None:
    """Hears nothing."""


def verify(manifest: Manifest, locations: Iterable[str], tell: Told = _silent) -> tuple[CopyState, ...]:
    """Read every copy and compare it; files that a folder holds beside those of the manifest do not count."""
    return tuple(_state(manifest, location, tell) for location in locations)


def _state(manifest: Manifest, location: str, tell: Told) -> CopyState:
    try:
        root = place(location)
        if not exists(root):
            return CopyState(location, Verdict.MISSING)
        found = {verdict: path for path, verdict in _files(manifest, root, tell)}
    except KnownError as error:
        return CopyState(location, Verdict.UNREACHABLE, str(error))
    except OSError as error:
        return CopyState(location, Verdict.UNREACHABLE, error.strerror or str(error))
    worst = next((verdict for verdict in _WORST if verdict in found), Verdict.OK)
    return CopyState(location, worst, found.get(worst, "") if worst is not Verdict.OK else "")


def _files(manifest: Manifest, root: Path, tell: Told) -> Iterable[tuple[str, Verdict]]:
    """Each file's verdict; the last first, so that the first of a kind is the one that is kept."""
    for file in reversed(manifest.files):
        path = root if manifest.kind is Kind.FILE else root / file.path
        yield file.path, _verdict(path, file, tell)


def _verdict(path: Path, file: FileEntry, tell: Told) -> Verdict:
    if not exists(path):
        return Verdict.MISSING
    if not path.is_file():
        return Verdict.DIFFERS
    try:
        right = digest_of(path, tell) == (file.nbytes, file.sha256)
    except UnreadableRecordingError:
        return Verdict.UNREACHABLE
    return Verdict.OK if right else Verdict.DIFFERS
