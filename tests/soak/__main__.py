"""``python -m tests.soak [--minutes N] [--seed N] [--only JOB] [--size N]``: long runs, counted in ``build/soak.json``.

Each job goes on with the seed after the last one of any run before. ``--seed N --only JOB`` repeats one seed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.soak import faults, kills, machine, mutants, power, walk
from tests.soak.counters import Counters, Outcome
from tests.support.data import ROOT

MINUTES = 10.0
FAILED = 1


@dataclass(frozen=True, slots=True)
class Job:
    """``run(seed, directory, size)``; ``size`` is chosen so that a seed takes some ten seconds."""

    run: Callable[[int, Path, int], Outcome]
    size: int


JOBS = {
    "walk": Job(walk.run, 60),
    "kills": Job(kills.run, 60),
    "power": Job(power.run, 120),
    "mutants": Job(mutants.run, 400),
    "machine": Job(machine.run, 20),
    "faults": Job(faults.run, 60),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run until the time is over; exit code 1 where this run found something."""
    chosen = _parser().parse_args(argv)
    counters = Counters(chosen.out)
    names = [chosen.only] if chosen.only else list(JOBS)
    end_s = time.monotonic() + chosen.minutes * 60
    found = 0
    while True:
        for name in names:
            found += run_one(name, counters, seed=chosen.seed, size=chosen.size)
        if chosen.seed is not None or time.monotonic() >= end_s:
            break
    for name, told in counters.as_json().items():
        failures = len(told["failures"])
        print(f"{name}: {told['next_seed']} seeds, {told['counts']}, {failures} failures")
    return FAILED if found else 0


def run_one(name: str, counters: Counters, *, seed: int | None = None, size: int | None = None) -> int:
    """One seed of a job, counted and saved; how many failures it found."""
    tally = counters.of(name)
    this = tally.next_seed if seed is None else seed
    with tempfile.TemporaryDirectory(prefix=f"rushes-soak-{name}-") as directory:
        outcome = JOBS[name].run(this, Path(directory), size or JOBS[name].size)
    tally.add(this, outcome)
    counters.save()
    print(f"{name} {this}: {outcome.counts}", file=sys.stderr, flush=True)
    for what in outcome.failures:
        print(f"{name} {this} FAILED: {what}", file=sys.stderr, flush=True)
    return len(outcome.failures)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long; a round is always finished")
    parser.add_argument("--seed", type=int, help="only this seed")
    parser.add_argument("--only", choices=tuple(JOBS), help="only this job")
    parser.add_argument("--size", type=int, help="actions, kills, inputs or runs of a seed")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "soak.json", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
