"""The state machine of a catalog, in both homes: runs of 50 steps, counted, each seed another set of runs."""

import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.soak.counters import Outcome
from tests.support.catalog_machine import CatalogMachine, InFile, InPostgres

STEPS = 50
SIGNS = {"lost": "I1", "doubled": "I2", "diverged": "I7"}


def settings_of(*, runs: int, steps: int = STEPS, derandomize: bool = True) -> settings:
    """Only generated, never shrunk: a run is told by its seed."""
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        derandomize=derandomize,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )


def run(number: int, directory: Path, size: int) -> Outcome:
    """``size`` runs, half of them in a file, half in PostgreSQL."""
    CatalogMachine.done.clear()
    signs = dict.fromkeys(SIGNS, 0)
    failures: list[str] = []
    for home in (InFile, InPostgres):
        try:
            _run_seed(home, number, (size + 1) // 2)
        except Exception:
            told = traceback.format_exc()
            failures.append(told)
            for what, sign in SIGNS.items():
                signs[what] += f"{sign}:" in told
    return Outcome({"runs": 0, "steps": 0, **CatalogMachine.done, **signs}, tuple(failures))


def _run_seed(home: type[CatalogMachine], number: int, runs: int) -> None:
    """Hypothesis begins with ``number``, the same in every run."""

    @seed(number)
    class Seeded(home):  # type: ignore[misc, valid-type]
        pass

    run_state_machine_as_test(Seeded, settings=settings_of(runs=runs, derandomize=False))
