"""A folder between memory and disk, and what may be left of it when the power fails.

The model, a little crueller than ext4 or XFS with their barriers on:

- fsync and fdatasync make all that was written to the file before durable, with its size, and the directory entries
  under which this file was made or renamed, with the directories above them.
- fsync of a directory makes the entries in it durable, made, renamed and removed ones.
- Entries that are not durable yet survive in their order up to any point: file systems keep a journal of them.
- Of writes that are not durable yet any part may be there: none, all, those up to one that is torn, any single ones,
  any sectors of 512 bytes. What lies between them reads as before, or as zeros beyond the old end; the file may have
  grown without its content. A file cut off, but not durably, may have its old length.
"""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
WAYS = ("none", "all", "torn", "writes", "sectors")


@dataclass(frozen=True, slots=True)
class Record:
    """``letter``: Open, Write, Truncate, Sync, Unlink, rmDir, Mkdir, Rename, Acknowledged (see the C source)."""

    letter: str
    fd: int
    number: int
    first: bytes
    second: bytes


@dataclass(slots=True)
class _File:
    """``safe`` is on the disk; ``loose`` are (offset, data), or (length, None) for a new length, in order."""

    safe: bytearray = field(default_factory=bytearray)
    loose: list[tuple[int, bytes | None]] = field(default_factory=list)

    def settle(self) -> None:
        """All of it is durable now."""
        for offset, data in self.loose:
            _put(self.safe, offset, data)
        self.loose.clear()

    def after_cut(self, way: str, chance: random.Random) -> bytes:
        """The bytes that may be there when the power is back."""
        left = bytearray(self.safe)
        share = chance.random()
        last = chance.randint(0, len(self.loose))
        for place, (offset, data) in enumerate(self.loose):
            if (
                way == "all"
                or (way == "torn" and place < last)
                or (way == "writes" and chance.random() < share)
            ):
                _put(left, offset, data)
            elif way == "torn" and place == last and data is not None:
                _put(left, offset, data[: chance.randint(0, len(data)) // SECTOR * SECTOR])
            elif way == "sectors":
                _put_sectors(left, offset, data, share, chance)
        return bytes(left)


@dataclass(slots=True, eq=False)
class _Entry:
    """A change of names that is not durable: ``old`` leads to ``node`` no more, ``new`` does (None: a directory)."""

    old: str
    new: str
    node: _File | None


class Disk:
    """A folder between memory and disk. ``lies``: a disk that calls everything durable and keeps nothing in order."""

    def __init__(self, watch: Path, *, lies: bool = False) -> None:
        self._root = str(watch)
        self._lies = lies
        self._names: dict[str, _File | None] = {"": None}
        self._safe_names: dict[str, _File | None] = {}
        self._entries: list[_Entry] = []
        self._open: dict[int, str] = {}
        self._nodes: dict[int, _File | None] = {}

    def do(self, record: Record) -> None:
        """Follow one record."""
        first, second = self._name(record.first), self._name(record.second)
        match record.letter:
            case "O":
                self._opened(record.fd, first, flags=record.number)
            case "W":
                self._node(record.fd).loose.append((record.number, record.first))
            case "T":
                self._node(record.fd).loose.append((record.number, None))
            case "S":
                self._sync(record.fd)
            case "M":
                self._enter(_Entry("", first, None))
            case "U" | "D":
                self._enter(_Entry(first, "", self._names.get(first)))
            case "R":
                self._enter(_Entry(first, second, self._names.get(first)))

    def after_cut(self, way: str, chance: random.Random) -> tuple[dict[str, bytes], tuple[str, ...], int]:
        """Files, folders and the number of bytes in flight that are lost or torn."""
        names = dict(self._safe_names)
        for entry in self._entries[: self._survivors(way, chance)]:
            _rename(names, entry)
        files, dropped = {}, 0
        for name, node in names.items():
            if node is not None:
                files[name] = node.after_cut(way, chance)
                dropped += 0 if way == "all" else sum(len(data or b"") for _, data in node.loose)
        return files, tuple(name for name, node in names.items() if node is None and name), dropped

    def _survivors(self, way: str, chance: random.Random) -> int:
        if way in {"none", "all"}:
            return 0 if way == "none" else len(self._entries)
        return chance.randint(0, len(self._entries))

    def _opened(self, fd: int, name: str, *, flags: int) -> None:
        if name not in self._names:
            self._enter(_Entry("", name, _File()))
        node = self._names[name]
        if node is not None and flags & os.O_TRUNC:
            node.loose.append((0, None))
        self._open[fd], self._nodes[fd] = name, node

    def _node(self, fd: int) -> _File:
        node = self._nodes[fd]
        assert node is not None, f"{self._open[fd]} is a folder"
        return node

    def _enter(self, entry: _Entry) -> None:
        _rename(self._names, entry)
        self._entries.append(entry)

    def _sync(self, fd: int) -> None:
        if self._lies:
            return
        node, name = self._nodes[fd], self._open[fd]
        if node is not None:
            node.settle()
        above = _above(name)
        kept, names = [], set[str]()
        for entry in reversed(self._entries):
            in_folder = node is None and name in {
                _parent(entry.old or entry.new),
                _parent(entry.new or entry.old),
            }
            is_above = entry.node is None and entry.new in above
            is_own = node is not None and entry.node is node
            # What happened to the same name before cannot be done later.
            if in_folder or is_above or is_own or names & {entry.old, entry.new}:
                names |= {entry.old, entry.new} - {""}
            else:
                kept.append(entry)
        for entry in self._entries:
            if entry not in kept:
                _rename(self._safe_names, entry)
        self._entries = kept[::-1]

    def _name(self, path: bytes) -> str:
        """Relative to the watched folder; "" for itself."""
        text = path.decode(errors="surrogateescape")
        return text[len(self._root) :].strip("/") if text.startswith(self._root) else ""


def _put(content: bytearray, offset: int, data: bytes | None) -> None:
    """Write, or give a new length where there are no data."""
    if data is None:
        del content[offset:]
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if data:
        content[offset : offset + len(data)] = data


def _put_sectors(
    content: bytearray, offset: int, data: bytes | None, share: float, chance: random.Random
) -> None:
    """About ``share`` of the sectors of a write; now and then the length alone."""
    if data is None:
        if chance.random() < share:
            _put(content, offset, None)
        return
    if chance.random() < 0.5 and len(content) < offset + len(data):
        _put(content, offset + len(data), b"")
    start = 0
    while start < len(data):
        end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
        if chance.random() < share:
            _put(content, offset + start, data[start:end])
        start = end


def _rename(names: dict[str, _File | None], entry: _Entry) -> None:
    if entry.old and names.get(entry.old) is entry.node:
        names.pop(entry.old, None)
    if entry.new:
        names[entry.new] = entry.node


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _above(name: str) -> set[str]:
    """The folders that a name lies in."""
    parts = name.split("/")
    return {"/".join(parts[:n]) for n in range(1, len(parts))}
