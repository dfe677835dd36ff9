"""Power loss, replayed: what a process did to its files is written down, and the disk is made as it may be after a cut.

    log = record([sys.executable, "-m", "tests.support.power_work", ...], watch=folder, scratch=tmp_path)
    for cut in cuts(log, count=60, seed=1):
        cut.restore(elsewhere)              # the folder after the power came back
        check(elsewhere, cut.acknowledged)  # everything promised before the cut must be there

The model of the disk is in ``power_disk``; the recorder is the C source beside this file.
"""

import functools
import hashlib
import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.data import ROOT
from tests.support.power_disk import WAYS, Disk, Record

_SOURCE = Path(__file__).with_suffix(".c")
_HEAD = struct.Struct("=ciqII")


@dataclass(frozen=True, slots=True)
class Log:
    """Everything that was done below ``watch``, which was empty at first."""

    watch: Path
    records: tuple[Record, ...]

    def count(self, letter: str) -> int:
        """How many records of a kind."""
        return sum(record.letter == letter for record in self.records)


@dataclass(frozen=True, slots=True)
class Cut:
    """The disk after a power loss behind record ``place``.

    ``way`` says how writes in flight fared, ``dropped`` how many bytes of them are lost or torn.
    """

    place: int
    way: str
    acknowledged: tuple[str, ...]
    files: Mapping[str, bytes]
    folders: tuple[str, ...]
    dropped: int

    def restore(self, folder: Path) -> None:
        """Make ``folder``, which may be there, hold exactly this."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in self.folders:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)


def record(command: Sequence[str], *, watch: Path, scratch: Path) -> Log:
    """Run a process to its end and write down what it does to files below ``watch``.

    It finds POWER_WATCH and POWER_ACKS in its environment; each line that it writes to the latter is a promise.
    Skips where there is no C compiler.
    """
    watch.mkdir(parents=True)
    path = scratch / "power.log"
    path.unlink(missing_ok=True)
    places = {"POWER_LOG": str(path), "POWER_WATCH": str(watch), "POWER_ACKS": str(scratch / "power.acks")}
    environment = {**os.environ, **places, "LD_PRELOAD": str(_shim()), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError("the recorded process failed: " + done.stderr.decode(errors="replace")[-4000:])
    return Log(watch, tuple(_records(path.read_bytes())))


def cuts(log: Log, *, count: int, seed: int, first: int = 1, lies: bool = False) -> Iterator[Cut]:
    """Power losses at ``count`` random places of the log, in order, each with another fate of what was in flight.

    One of four is behind a promise, the moment that forgives least. ``first`` is the earliest place, in records.
    """
    chance = random.Random(seed)
    anywhere = range(first, len(log.records) + 1)
    promises = [place for place in anywhere if log.records[place - 1].letter == "A"] or anywhere
    places = sorted(chance.choice(promises if chance.random() < 0.25 else anywhere) for _ in range(count))
    disk, done, promised = Disk(log.watch, lies=lies), 0, b""
    for place in places:
        for one in log.records[done:place]:
            disk.do(one)
            promised += one.first if one.letter == "A" else b""
        done = place
        way = chance.choice(WAYS)
        files, folders, dropped = disk.after_cut(way, chance)
        yield Cut(place, way, tuple(promised.decode().splitlines()), files, folders, dropped)


def _records(data: bytes) -> Iterator[Record]:
    place = 0
    while place < len(data):
        letter, fd, number, first, second = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        yield Record(
            letter.decode(),
            fd,
            number,
            data[place : place + first],
            data[place + first : place + first + second],
        )
        place += first + second


@functools.cache
def _shim() -> Path:
    """The compiled recorder; made once for each state of its source."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or not hasattr(os, "posix_fadvise"):
        pytest.skip("recording what a process writes needs a C compiler on Linux")
    source = _SOURCE.read_bytes()
    target = ROOT / "build" / f"power_loss-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}")
        options = ["-shared", "-fPIC", "-O2", "-o", str(unfinished), str(_SOURCE), "-ldl", "-lpthread"]
        subprocess.run([compiler, *options], check=True)
        unfinished.replace(target)
    return target
