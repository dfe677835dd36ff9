"""Damaged copies of small recordings, many to a child: for parsers of our own, which must bear tens of thousands.

Each child has a memory limit, and an alarm that is set anew for each input; one that dies names its input and the next
child goes on behind it. As a script: ``python -m tests.support.fuzz_files PATH... --count 20000 --seed 1``.
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
from collections.abc import Iterator
from pathlib import Path

from tests.support.fuzz_reader import ALARM_S, SPARE_NBYTES, Finding, mutate, read_all

BATCH = 250
WORDS = (
    b"-1",
    b"0",
    b"999999999999",
    b"1e999",
    b"nan",
    b"",
    b"\xff\xfe",
    b"'",
    b'"',
    b"[[",
    b"=",
    b"..",
    b"\n",
    b"**",
)


def mutate_text(data: bytes, rng: random.Random) -> bytes:
    """A damaged copy of a text: words replaced, lines doubled, moved or dropped."""
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 1, 2, 4))):
        place = rng.randrange(min(len(lines), 16) if rng.random() < 0.7 else len(lines))
        words = lines[place].split(b" ")
        match rng.randrange(4):
            case 0:
                words[rng.randrange(len(words))] = rng.choice(WORDS)
                lines[place] = b" ".join(words)
            case 1:
                lines.insert(place, rng.choice(lines))
            case 2 if len(lines) > 1:
                del lines[place]
            case _:
                lines[place] = lines[place].replace(b",", rng.choice((b";", b"", b",,")), 2)
    return b"\n".join(lines)


def damaged(data: bytes, number: int, seed: int) -> bytes:
    """Copy ``number``, the same for the same seed."""
    rng = random.Random(f"{seed}/{number}")
    is_text = b"\0" not in data[:200]
    return mutate_text(data, rng) if is_text and rng.random() < 0.5 else mutate(data, rng)


def fuzz(source: Path, *, count: int, seed: int, only: str = "") -> Iterator[Finding]:
    """Findings among ``count`` damaged copies of a file, or of a folder of which one file a time is damaged: any, or
    ``only`` that of this name.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / source.name
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
        files = sorted(path for path in copy.rglob("*") if path.is_file()) if copy.is_dir() else [copy]
        whole = {path: path.read_bytes() for path in files if not only or path.name == only}
        for path in files:
            path.chmod(0o644)
        done = 0
        while done < count:
            reached, what, detail = _batch(copy, whole, range(done, min(done + BATCH, count)), seed)
            if what:
                yield Finding(reached, what, detail)
            done = reached + 1
            for path, data in whole.items():
                path.write_bytes(data)


def _batch(copy: Path, whole: dict[Path, bytes], numbers: range, seed: int) -> tuple[int, str, str]:
    """The last input reached, and what became of it where it is a finding."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        _child(copy, whole, numbers, seed, send)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        said = pipe.read().decode(errors="replace").split("\n", len(numbers))
    _, status = os.waitpid(child, 0)
    reached = [int(line) for line in said if line.isdigit()]
    last = reached[-1] if reached else numbers[0]
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return last, "hang" if number == signal.SIGALRM else f"crash {signal.Signals(number).name}", ""
    if os.WEXITSTATUS(status):
        return last, "error", "\n".join(line for line in said if not line.isdigit())
    return last, "", ""


def _child(copy: Path, whole: dict[Path, bytes], numbers: range, seed: int, send: int) -> None:
    """Never returns."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + SPARE_NBYTES, used + SPARE_NBYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    files = list(whole)
    status = 0
    try:
        for number in numbers:
            victim = files[number % len(files)]
            victim.write_bytes(damaged(whole[victim], number, seed))
            os.write(send, f"{number}\n".encode())
            signal.alarm(ALARM_S)
            read_all(copy)
            signal.alarm(0)
            victim.write_bytes(whole[victim])
    except BaseException:
        os.write(send, traceback.format_exc(limit=-6).encode()[-3000:])
        status = 1
    os._exit(status)


def main() -> int:
    """Print the findings and their number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    total = 0
    for path in options.paths:
        read_all(path)
        findings = list(fuzz(path, count=options.count, seed=options.seed, only=options.only))
        for finding in findings[:5]:
            print(finding.number, finding.what, finding.detail, sep="\n")
        print(
            f"{path} {options.only}: {options.count} inputs, seed {options.seed}: {len(findings)} findings",
            flush=True,
        )
        total += len(findings)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
