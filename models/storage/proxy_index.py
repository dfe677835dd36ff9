"""Which quick copies belong to which recording, so that they can be found when it must be forgotten."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

_FOLDER = "of"


def note_proxy(folder: Path, fingerprint: str, key: str) -> None:
    """Remember whose copy it is, before it is made; raises what the disk raises."""
    mark = folder / _FOLDER / _owner(fingerprint) / key
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def forget_proxies(folder: Path, fingerprint: str) -> int:
    """Remove the copies of a recording, and those of which nobody knows whose they are; how many are gone."""
    own = folder / _FOLDER / _owner(fingerprint)
    keys = {mark.name for mark in own.glob("*")}
    known = {mark.name for mark in folder.glob(f"{_FOLDER}/*/*")} - keys
    gone = 0
    for path in folder.glob("*.mp4"):
        if path.stem not in known:
            with suppress(OSError):
                path.unlink()
                gone += 1
    for mark in own.glob("*"):
        if not (folder / f"{mark.name}.mp4").exists():
            with suppress(OSError):
                mark.unlink()
    return gone


def _owner(fingerprint: str) -> str:
    return sha256(fingerprint.encode()).hexdigest()[:40]
