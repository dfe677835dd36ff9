"""Damaged copies of recordings, each opened and read in a child of its own with a memory limit and an alarm.

As a script: ``python -m tests.support.fuzz_reader PATH... --count 2000 --seed 1 [--keep FOLDER]``. A reader may
refuse with a known error or report problems; a crash, a hang, any other error or too much memory is a finding.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from models.errors import KnownError
from models.readers import open_recording
from models.readers.base import FORMATS
from models.streams import SignalStream, Stream

SPARE_NBYTES = 3 << 29
ALARM_S = 5
EXTREMES = (
    0,
    1,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0xFFFFFFFF,
    1 << 40,
    (1 << 63) - 1,
    (1 << 64) - 1,
)
EPISODES, STREAMS = 3, 40


@dataclass(frozen=True)
class Finding:
    """What went wrong with which input."""

    number: int
    what: str
    detail: str


def mutate(data: bytes, rng: random.Random) -> bytes:
    """A damaged copy: bytes changed, numbers made extreme, parts zeroed, moved, or cut off."""
    changed = bytearray(data or b"\0")
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        place = rng.randrange(_reach(changed, rng))
        match rng.randrange(6):
            case 0:
                changed[place] ^= 1 << rng.randrange(8)
            case 1:
                changed[place] = rng.randrange(256)
            case 2:
                width = rng.choice((1, 2, 4, 8))
                number = rng.choice(EXTREMES) & ((1 << 8 * width) - 1)
                changed[place : place + width] = number.to_bytes(width, rng.choice(("little", "big")))
            case 3:
                changed[place : place + rng.randrange(1, 200)] = bytes(rng.randrange(1, 200))
            case 4:
                other = rng.randrange(len(changed))
                length = rng.randrange(1, 64)
                changed[place : place + length] = changed[other : other + length]
            case _:
                if rng.random() < 0.2:
                    del changed[place:]
                    changed = changed or bytearray(b"\0")
    return bytes(changed)


def _reach(changed: bytearray, rng: random.Random) -> int:
    """Heads decide the most, so half of the damage goes there."""
    return min(len(changed), 4096) if rng.random() < 0.5 else len(changed)


def read_all(path: Path) -> None:
    """Open a recording and read a little of everything. Known errors are answers, not findings."""
    try:
        recording = open_recording(path)
    except KnownError:
        return
    for episode_id in recording.episode_ids[:EPISODES]:
        try:
            with recording.episode(episode_id) as episode:
                str(episode.summary)
                for stream in list(episode.streams.values())[:STREAMS]:
                    _read_stream(stream)
                str(episode.summary)
        except KnownError:
            continue


def run_child(path: Path) -> tuple[str, str]:
    """What became of reading ``path`` in a child: ("", "") or the kind of finding and its detail."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        _child(path, send)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        detail = pipe.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return ("hang" if number == signal.SIGALRM else f"crash {signal.Signals(number).name}"), detail
    return ("error", detail) if os.WEXITSTATUS(status) else ("", "")


def fuzz(source: Path, *, count: int, seed: int, keep: Path | None = None) -> Iterator[Finding]:
    """Findings among ``count`` damaged copies of a file, or of a folder of which one file a time is damaged."""
    rng = random.Random(seed)
    # Damaged enough a file is tried by every format: children must not load their libraries again and again.
    for row in FORMATS:
        import_module(row.module)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / source.name
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
        files = sorted(path for path in copy.rglob("*") if path.is_file()) if copy.is_dir() else [copy]
        whole = {path: path.read_bytes() for path in files}
        for path in files:
            path.chmod(0o644)
        for number in range(count):
            victim = rng.choice(files)
            victim.write_bytes(mutate(whole[victim], rng))
            what, detail = run_child(copy)
            if what:
                if keep is not None:
                    _keep(copy, keep / f"{source.name}-{seed}-{number}")
                yield Finding(number, what, detail)
            victim.write_bytes(whole[victim])


def _child(path: Path, send: int) -> None:
    """Never returns."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + SPARE_NBYTES, used + SPARE_NBYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(ALARM_S)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    status = 0
    try:
        read_all(path)
    except BaseException:
        os.write(send, traceback.format_exc(limit=-6).encode()[-3000:])
        status = 1
    os._exit(status)


def _read_stream(stream: Stream) -> None:
    for attempt in (stream.describe, stream.stamps):
        try:
            attempt()
        except KnownError:
            continue
    count = stream.info.count
    for index in sorted({0, count // 2, count - 1} if count else ()):
        for give in (stream.sample, stream.message):
            try:
                give(index)
            except KnownError:
                continue
    if isinstance(stream, SignalStream):
        try:
            stream.block()
        except KnownError:
            return


def _keep(copy: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if copy.is_dir():
        shutil.copytree(copy, target, dirs_exist_ok=True)
    else:
        shutil.copy(copy, target)


def main() -> int:
    """Print the findings and their number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    total: Counter[str] = Counter()
    for path in options.paths:
        read_all(path)
        kinds: Counter[str] = Counter()
        for finding in fuzz(path, count=options.count, seed=options.seed, keep=options.keep):
            kinds[finding.what] += 1
            if kinds[finding.what] <= 3:
                print(finding.number, finding.what, finding.detail, sep="\n")
        print(f"{path}: {options.count} inputs, seed {options.seed}: {dict(kinds) or 'no finding'}")
        total += kinds
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
