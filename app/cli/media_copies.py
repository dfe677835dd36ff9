"""``rushes media manifest|verify``: the bytes of recordings and of their copies."""

import argparse
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.cli.console import Console
from app.cli.media_episodes import find_records, listed
from app.cli.options import profile_of
from app.files import write_atomically
from app.media_home import MediaHome
from models.episode import EpisodeRecord
from models.errors import KnownError, StoreError
from models.media.locate import places_of
from models.media.manifest import FILE_NAME, Manifest, manifest_from, manifest_of
from models.media.verify import CopyState, Verdict, verify
from models.readers.place import exists, is_remote, place

NEGATIVE = 1
_MIB = 1 << 20


def manifest(arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """Print or write what a recording consists of; of an episode of the list it is kept."""
    with console.bar(unit="B") as show:
        made = manifest_of(arguments.path, _counting(show))
    _keep_manifest(made, arguments, home)
    if arguments.output:
        write_atomically(Path(arguments.output), made.text.encode("ascii") + b"\n")
    if console.json:
        files = [asdict(file) for file in made.files]
        console.document(
            {
                "path": str(arguments.path),
                "kind": made.kind.value,
                "manifest_sha256": made.sha256,
                "files": files,
            }
        )
        return 0
    console.say(f"{made.sha256}  {len(made.files)} files, {made.nbytes / _MIB:.1f} MiB")
    for file in made.files:
        console.say(f"{file.sha256}  {file.nbytes:>14}  {file.path}")
    return 0


def _keep_manifest(made: Manifest, arguments: argparse.Namespace, home: MediaHome) -> None:
    """While a window has the list open, or where there is none, nothing is kept."""
    records: list[EpisodeRecord] = []
    with suppress(StoreError):
        records = [one for one in listed(profile_of(arguments)) if one.path == str(arguments.path.absolute())]
    for record in records:
        home.shelf.put_manifest(record.site, record.id, made.text)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is verified: ``episode_id`` is "" for a path that was named."""

    name: str
    manifest: Manifest
    places: tuple[str, ...]
    episode_id: str = ""
    site: str = ""


def verify_copies(arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """Every copy re-read; 1 where one differs, is missing or cannot be reached."""
    rows: list[dict[str, Any]] = []
    with console.bar(unit="B") as show:
        tell = _counting(show)
        for word in arguments.what:
            for subject in _subjects(word, arguments, home):
                states = verify(subject.manifest, subject.places, tell)
                _keep(subject, states, home)
                rows += [_row(subject, state) for state in states]
    if console.json:
        console.document({"copies": rows})
    for row in () if console.json else rows:
        detail = f"  ({row['detail']})" if row["detail"] else ""
        console.say(f"{row['verdict']:<12} {row['name']}  {row['location']}{detail}")
    return NEGATIVE if any(row["verdict"] != Verdict.OK.value for row in rows) else 0


def _subjects(word: str, arguments: argparse.Namespace, home: MediaHome) -> list[_Subject]:
    if arguments.manifest or _is_place(word):
        return [_Subject(word, _manifest_beside(word, arguments.manifest), (word,))]
    profile = profile_of(arguments)
    records = find_records(listed(profile, site=arguments.site), [word])
    subjects: list[_Subject] = []
    for record in records:
        known = home.whereabouts(record, arguments.site)
        text = home.shelf.manifests(known.site, [record.id]).get(record.id)
        places = tuple(one for one in places_of(record.path, known) if one in known.copies or _is_place(one))
        if text is None:
            raise KnownError(
                "Nobody has made a manifest of {name}; make one with: rushes media manifest PATH",
                name=record.name,
            )
        subjects.append(_Subject(record.name, manifest_from(text), places, record.id, known.site))
    return subjects


def _manifest_beside(word: str, named: str | None) -> Manifest:
    """From the file that was named, else from the one in the folder or beside the file."""
    if named:
        return _read(place(named))
    root = place(word)
    beside = root / FILE_NAME if root.is_dir() else root.with_name(f"{root.name}.{FILE_NAME}")
    if not exists(beside):
        raise KnownError("There is no {path} to compare with; name one with --manifest", path=beside)
    return _read(beside)


def _read(path: Path) -> Manifest:
    try:
        return manifest_from(path.read_text(encoding="ascii"))
    except (OSError, UnicodeError) as error:
        raise KnownError("{path} cannot be read: {why}", path=path, why=error) from error


def _keep(subject: _Subject, states: tuple[CopyState, ...], home: MediaHome) -> None:
    """What was found of an episode's copies is kept for the catalog."""
    if subject.episode_id:
        now_ns = time.time_ns()
        read = [state for state in states if state.verdict is not Verdict.UNREACHABLE]
        copies = [state.as_copy(subject.episode_id, subject.manifest, now_ns) for state in read]
        home.shelf.put_copies(subject.site, copies)


def _row(subject: _Subject, state: CopyState) -> dict[str, Any]:
    return {
        "name": subject.name,
        "episode": subject.episode_id or None,
        "location": state.location,
        "verdict": state.verdict.value,
        "detail": state.detail,
        "manifest_sha256": subject.manifest.sha256,
    }


def _is_place(word: str) -> bool:
    path = place(word)
    return is_remote(path) or path.exists()


def _counting(show: Any) -> Any:
    """Adds up what was read since the last call."""
    done = 0

    def tell(nbytes: int) -> None:
        nonlocal done
        done += nbytes
        show(done, None)

    return tell
