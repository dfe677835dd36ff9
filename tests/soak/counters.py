"""What all runs so far have done, kept in one file, so that a soak goes on where the last one ended."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one seed: how much of what was done, and what went wrong."""

    counts: dict[str, int]
    failures: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """Of one job over all runs.

    ``ahead`` are seeds above ``next_seed`` that are done, ``failures`` are (seed, what).
    """

    next_seed: int = 0
    ahead: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)

    def add(self, seed: int, outcome: Outcome) -> None:
        """Take the outcome of a seed."""
        if seed >= self.next_seed:
            self.ahead.add(seed)
        while self.next_seed in self.ahead:
            self.ahead.remove(self.next_seed)
            self.next_seed += 1
        self.counts.update(outcome.counts)
        self.failures += [(seed, what) for what in outcome.failures]

    def seeds(self) -> Iterator[int]:
        """Those that were not done yet, in order; one that was handed out is not handed out again."""
        done, first = frozenset(self.ahead), self.next_seed
        return (seed for seed in itertools.count(first) if seed not in done)


class Counters:
    """The tallies of all jobs in ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self._tallies = {name: _tally(value) for name, value in stored.items()}

    def of(self, job: str) -> Tally:
        """The tally of a job."""
        return self._tallies.setdefault(job, Tally())

    def save(self) -> None:
        """Replace the file as a whole: a soak may be killed at any moment too."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".part")
        unfinished.write_text(json.dumps(self.as_json(), indent=1), encoding="utf-8")
        unfinished.replace(self._path)

    def as_json(self) -> dict[str, Any]:
        """By job: next_seed, ahead, counts, failures."""
        return {
            name: {
                "next_seed": tally.next_seed,
                "ahead": sorted(tally.ahead),
                "counts": dict(tally.counts),
                "failures": [{"seed": seed, "what": what} for seed, what in tally.failures],
            }
            for name, tally in self._tallies.items()
        }


def _tally(value: dict[str, Any]) -> Tally:
    failures = [(one["seed"], one["what"]) for one in value["failures"]]
    return Tally(value["next_seed"], set(value.get("ahead", ())), Counter(value["counts"]), failures)
