"""A second, append-only record of every acknowledged edit, beside the label file or on another disk.

One line an entry: length and CRC-32 of its JSON (hexadecimal), the JSON, a line feed. JSON holds no line feed, so one
damaged line costs itself and no other. The newest file is laid out ahead with NULs, since a sync that need not also
write down a new length is quicker. An edit is written and synced inside its transaction, before COMMIT: what was
acknowledged is in both. The disk begins with its line while SQLite takes the rows. Where COMMIT then fails, the line
is cut off again; where the process ends between the two, the edit was never acknowledged nor refused, and the next
opening does it again.
"""

import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from models.errors import StoreError
from models.storage import disk

FOLDER = "journal"
EDIT = "edit"
ROTATE_NBYTES = 4 << 20
AHEAD_NBYTES = 256 << 10
_NUL = b"\0"
_SUFFIX = ".journal"
_HEAD = 18
_CANONICAL = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
Entry = dict[str, Any]


@dataclass(slots=True)
class Found:
    """Entries in their order, and how many lines could not be read: of a torn end, and elsewhere."""

    entries: list[Entry] = field(default_factory=list)
    torn: int = 0
    damaged: int = 0


class Journal:
    """Appends to the newest file of ``folder``. One process writes it: the owner of the label file."""

    def __init__(self, folder: Path, *, rotate_nbytes: int = ROTATE_NBYTES) -> None:
        self._folder = folder
        self._rotate_nbytes = rotate_nbytes
        self._descriptor: int | None = None
        self._sound = 0
        """Length of the newest file up to which every line is whole."""
        self._laid_out = 0
        self._is_cut = True

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self._folder

    def append(self, entries: Iterable[Entry], *, sync: bool) -> None:
        """Write entries together; on the disk when this returns where ``sync``.

        Raises:
            OSError: nothing of them is there.
        """
        length = self.length()
        try:
            self._write(b"".join(map(line_of, entries)))
            if sync:
                self.sync()
        except BaseException:
            self.cut_back(length)
            raise

    def begin(self, line: bytes) -> None:
        """Let the disk begin with a ``line_of`` an entry while its maker does something else; nothing is promised
        before ``sync``.

        Raises:
            OSError: like that of ``sync``, after it the caller cuts back to the ``length`` of before.
        """
        begun = self.length()
        disk.begin_sync(self._write(line), begun, self._sound - begun)

    def sync(self) -> None:
        """On the disk when this returns."""
        if self._descriptor is not None:
            disk.datasync(self._descriptor)

    def length(self) -> int:
        """For ``cut_back``."""
        self._ready()
        return self._sound

    def cut_back(self, length: int) -> None:
        """Take back what was appended after ``length`` bytes of the newest file; where that fails, before the next."""
        self._sound = length
        self._is_cut = False
        try:
            self._cut()
        except OSError:
            return

    def close(self) -> None:
        """A later ``append`` opens it again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None
        self._is_cut = True

    def rewrite(self, keep: Callable[[Entry], bool]) -> int:
        """Leave out every entry that ``keep`` refuses; how many those are. Each file is replaced whole or not at all.

        Raises:
            OSError: no room; files that were done stay done.
        """
        self.close()
        dropped = 0
        for path in files_of(self._folder):
            found = read_file(path)
            kept = [entry for entry in found.entries if keep(entry)]
            if len(kept) < len(found.entries):
                dropped += len(found.entries) - len(kept)
                disk.replace(path, b"".join(map(line_of, kept)))
        return dropped

    def _write(self, data: bytes) -> int:
        descriptor = self._ready()
        end = self._sound + len(data)
        if end > self._laid_out:
            self._lay_out(descriptor, end + AHEAD_NBYTES)
        disk.write_all(descriptor, self._sound, data)
        self._sound = end
        return descriptor

    def _ready(self) -> int:
        if self._descriptor is None:
            self._open_newest()
        elif self._sound >= self._rotate_nbytes:
            self.close()
            self._start(_serial(files_of(self._folder)[-1]) + 1)
        self._cut()
        assert self._descriptor is not None
        return self._descriptor

    def _open_newest(self) -> None:
        files = files_of(self._folder)
        if not files:
            self._start(1)
            return
        whole = files[-1].read_bytes()
        content = whole.rstrip(_NUL)
        if len(content) >= self._rotate_nbytes:
            self._start(_serial(files[-1]) + 1)
            return
        self._descriptor = os.open(files[-1], disk.FLAGS)
        self._sound = _whole(content)
        self._laid_out = len(whole)
        self._is_cut = self._sound == len(content)

    def _start(self, serial: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._folder / f"{serial:08d}{_SUFFIX}", disk.FLAGS | os.O_CREAT)
        disk.sync_folder(self._folder)
        self._sound, self._laid_out, self._is_cut = 0, 0, True

    def _lay_out(self, descriptor: int, length: int) -> None:
        disk.write_all(descriptor, self._laid_out, bytes(length - self._laid_out))
        os.fsync(descriptor)
        self._laid_out = length

    def _cut(self) -> None:
        if not self._is_cut and self._descriptor is not None:
            os.ftruncate(self._descriptor, self._sound)
            os.fsync(self._descriptor)
            self._laid_out = self._sound
            self._is_cut = True


def files_of(folder: Path) -> list[Path]:
    """Oldest first."""
    try:
        found = [path for path in folder.iterdir() if path.suffix == _SUFFIX and path.stem.isdigit()]
    except FileNotFoundError:
        return []
    return sorted(found, key=_serial)


def read(folder: Path) -> Found:
    """Everything that can be read.

    Raises:
        StoreError: the folder or a file cannot be opened.
    """
    whole = Found()
    try:
        for path in files_of(folder):
            found = read_file(path)
            whole.entries += found.entries
            whole.torn += found.torn
            whole.damaged += found.damaged
    except OSError as error:
        raise StoreError(
            "The journal {folder} cannot be read: {why}", folder=folder, why=error.strerror
        ) from error
    return whole


def read_file(path: Path) -> Found:
    """Entries of one file."""
    found = Found()
    lines = path.read_bytes().rstrip(_NUL).split(b"\n")
    last = lines.pop()
    for place, line in enumerate(lines):
        entry = entry_of(line)
        if entry is not None:
            found.entries.append(entry)
        elif place == len(lines) - 1 and not last:
            found.torn += 1
        else:
            found.damaged += 1
    found.torn += bool(last)
    return found


def after_edit(folder: Path, number: int) -> list[Entry]:
    """Everything that was written after the last edit up to ``number``."""
    entries = read(folder).entries
    known = (
        place for place, entry in enumerate(entries) if entry["kind"] == EDIT and entry["number"] <= number
    )
    return entries[max(known, default=-1) + 1 :]


def last_number(folder: Path) -> int:
    """Of the newest edit, 0 where there is none."""
    return next((int(entry["number"]) for entry in _backwards(folder) if entry["kind"] == EDIT), 0)


def tail(folder: Path) -> list[Entry]:
    """What was written after the newest edit; all where there is none."""
    found = list(takewhile(lambda entry: entry["kind"] != EDIT, _backwards(folder)))
    return found[::-1]


def line_of(entry: Entry) -> bytes:
    """The line of an entry."""
    body = _CANONICAL.encode(entry).encode("ascii")
    return b"%08x %08x %s\n" % (len(body), zlib.crc32(body), body)


def entry_of(line: bytes) -> Entry | None:
    """The entry of a line without its line feed, None where it is not what was written."""
    body = line[_HEAD:]
    if line[:_HEAD] != b"%08x %08x " % (len(body), zlib.crc32(body)):
        return None
    entry: Entry = json.loads(body)
    return entry


def _backwards(folder: Path) -> Iterator[Entry]:
    """The newest first."""
    for path in reversed(files_of(folder)):
        for line in reversed(path.read_bytes().rstrip(_NUL).split(b"\n")[:-1]):
            entry = entry_of(line)
            if entry is not None:
                yield entry


def _whole(content: bytes) -> int:
    """Length up to the end of the last whole line."""
    end = content.rfind(b"\n") + 1
    start = content.rfind(b"\n", 0, max(end - 1, 0)) + 1
    if end and entry_of(content[start : end - 1]) is None:
        return start
    return end


def _serial(path: Path) -> int:
    return int(path.stem)
