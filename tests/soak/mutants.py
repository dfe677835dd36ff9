"""Damaged recordings for every reader, each under an alarm and a limit of memory, in a process that may die of it.

An input is known by its number: the number picks the sound recording, which of its files is damaged, and how.
"""

import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from models.errors import KnownError
from models.readers import open_recording
from models.readers.base import Recording
from models.timebase import Clock
from tests.models.readers.test_mcap_damage import mutated, write
from tests.soak.children import Ended, child
from tests.soak.counters import Outcome
from tests.support.data import DEMO
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.ros_mcap import CompressionType

ALARM_S = 5
MEMORY_NBYTES = 2 << 30
_START_S = 60

Make = Callable[[Path], Path]


def _mcap(**options: Any) -> Make:
    return lambda directory: write(directory / "a.mcap", **options)


def _lerobot(version: str) -> Make:
    return lambda directory: write_dataset(directory / "set", Recipe(version=version, lengths=(20, 15)))


def _demo(directory: Path) -> Path:
    return Path(shutil.copy(DEMO / "pick_missed_grasp.mcap", directory / "demo.mcap"))


SOUND: tuple[Make, ...] = (
    _mcap(compression=CompressionType.ZSTD),
    _mcap(compression=CompressionType.LZ4),
    _mcap(enable_crcs=False),
    _mcap(use_chunking=False),
    _lerobot("v2.1"),
    _lerobot("v3.0"),
    _mcap(compression=CompressionType.NONE),
    _demo,
)


def run(seed: int, directory: Path, size: int) -> Outcome:
    """``size`` inputs; a child that dies is told, and the next goes on behind the input that killed it."""
    number, end = seed * size, (seed + 1) * size
    failures: list[str] = []
    while number < end:
        ended = child(
            "tests.soak.mutants", number, end, directory, timeout_s=_START_S + (end - number) * ALARM_S
        )
        failures += [line.removeprefix("bad ") for line in ended.lines if line.startswith("bad ")]
        if ended.code == 0:
            break
        last = _last_begun(ended, number)
        failures.append(f"input {last}: {_cause(ended)}")
        number = last + 1
    return Outcome({"inputs": size}, tuple(failures))


def _last_begun(ended: Ended, first: int) -> int:
    begun = [int(line.split()[1]) for line in ended.lines if line.startswith("input ")]
    return begun[-1] if begun else first


def _cause(ended: Ended) -> str:
    words = {-signal.SIGALRM: f"hangs for {ALARM_S} s", -signal.SIGKILL: "never ends"}
    return words.get(ended.code, f"ends the process with {ended.code}") + f"\n{ended.errors[-3000:]}"


def work(first: int, end: int, directory: Path) -> None:
    """In the child: say which input begins, damage, use, and say what came of it that must not."""
    with tempfile.TemporaryDirectory(dir=directory) as scratch:
        sound = list(_sound(Path(scratch)))
        _limit_memory()
        for number in range(first, end):
            print(f"input {number}", flush=True)
            signal.alarm(ALARM_S)
            try:
                _try(number, *sound[number % len(sound)])
            except Exception:
                print(f"bad input {number}: " + traceback.format_exc().replace("\n", " | "), flush=True)
            signal.alarm(0)


def _sound(scratch: Path) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Each sound recording with its files."""
    for place, make in enumerate(SOUND):
        directory = scratch / str(place)
        directory.mkdir()
        path = make(directory)
        yield path, (path,) if path.is_file() else tuple(sorted(p for p in path.rglob("*") if p.is_file()))


def _try(number: int, path: Path, files: tuple[Path, ...]) -> None:
    chance = random.Random(number)
    damaged = chance.choice(files)
    data = damaged.read_bytes()
    damaged.write_bytes(mutated(data, chance))
    try:
        use(path, Clock.HEADER if number % 7 == 0 else Clock.LOG)
    finally:
        damaged.write_bytes(data)


def use(path: Path, clock: Clock) -> None:
    """Open every episode and read from each stream; known errors are right answers."""
    with suppress(KnownError):
        recording: Recording = open_recording(path)
        for episode_id in recording.episode_ids[:3]:
            with suppress(KnownError), recording.episode(episode_id, clock=clock) as episode:
                for stream in episode.streams.values():
                    _use(stream)
                assert all(problem.message for problem in episode.summary.problems)


def _use(stream: Any) -> None:
    count = stream.info.count
    steps = [stream.describe, stream.stamps, getattr(stream, "block", stream.describe)]
    steps += [lambda i=i: stream.sample(i) for i in (0, count // 2, count - 1)]
    for step in (*steps, lambda: stream.message(0)):
        with suppress(KnownError):
            step()


def _limit_memory() -> None:
    """So much more than is mapped now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + MEMORY_NBYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    work(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
