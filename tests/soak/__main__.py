"""``python -m tests.soak [--minutes N] [--seed N] [--only JOB] [--size N] [--jobs N]``: long runs.

They are counted in ``build/soak.json``. Each job goes on with the seed after the last one of any run before.
``--seed N --only JOB`` repeats one seed.
``--only machine``, ``--only kills`` and ``--only commands`` use ``--jobs N`` processes, by default as many as there are
cores.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.soak import commands, crew, faults, kills, machine, mutants, power, walk
from tests.soak.counters import Counters, Outcome
from tests.support.data import ROOT

MINUTES = 10.0
FAILED = 1


@dataclass(frozen=True, slots=True)
class Job:
    """``run(seed, directory, size)``; ``size`` is chosen so that a seed takes some ten seconds.

    ``shared``: several processes may work at it side by side.
    """

    run: Callable[[int, Path, int], Outcome]
    size: int
    shared: bool = False


JOBS = {
    "walk": Job(walk.run, 60),
    "commands": Job(commands.run, 100, shared=True),
    "kills": Job(kills.run, 60, shared=True),
    "power": Job(power.run, 120),
    "mutants": Job(mutants.run, 400),
    "machine": Job(machine.run, 20, shared=True),
    "faults": Job(faults.run, 60),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run until the time is over; exit code 1 where this run found something."""
    chosen = _parser().parse_args(argv)
    if chosen.worker:
        crew.serve(lambda seed: outcome_of(chosen.only, seed, chosen.size))
        return 0
    counters = Counters(chosen.out)
    names = [chosen.only] if chosen.only else list(JOBS)
    end_s = time.monotonic() + chosen.minutes * 60
    found = 0
    if chosen.only and JOBS[chosen.only].shared and chosen.seed is None and chosen.jobs > 1:
        found = run_shared(chosen.only, counters, jobs=chosen.jobs, until_s=end_s, size=chosen.size)
    else:
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
    this = next(counters.of(name).seeds()) if seed is None else seed
    return _count(name, counters, this, outcome_of(name, this, size))


def run_shared(name: str, counters: Counters, *, jobs: int, until_s: float, size: int | None) -> int:
    """Seeds of a job by several processes until a time, counted and saved; how many failures they found."""
    found = 0

    def told(seed: int, outcome: Outcome) -> None:
        nonlocal found
        found += _count(name, counters, seed, outcome)

    arguments = ["--worker", "--only", name, *(("--size", str(size)) if size else ())]
    seeds = counters.of(name).seeds()
    crew.run_crew(arguments, jobs=jobs, seeds=seeds, until_s=until_s, told=told)
    return found


def outcome_of(name: str, seed: int, size: int | None = None) -> Outcome:
    """What a seed of a job comes to, in a directory of its own."""
    with tempfile.TemporaryDirectory(prefix=f"rushes-soak-{name}-") as directory:
        return JOBS[name].run(seed, Path(directory), size or JOBS[name].size)


def _count(name: str, counters: Counters, seed: int, outcome: Outcome) -> int:
    counters.of(name).add(seed, outcome)
    counters.save()
    print(f"{name} {seed}: {outcome.counts}", file=sys.stderr, flush=True)
    for what in outcome.failures:
        print(f"{name} {seed} FAILED: {what}", file=sys.stderr, flush=True)
    return len(outcome.failures)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long; a round is always finished")
    parser.add_argument("--seed", type=int, help="only this seed")
    parser.add_argument("--only", choices=tuple(JOBS), help="only this job")
    parser.add_argument("--size", type=int, help="actions, kills, inputs or runs of a seed")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes, where a job may have several"
    )
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "soak.json", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
