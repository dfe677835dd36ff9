"""Storms of random faults between people and a catalog in PostgreSQL, counted."""

import traceback
from pathlib import Path

from tests.soak.counters import Outcome
from tests.support.catalogs import postgres_home
from tests.support.fault_storm import storm
from tests.support.postgres import server


def run(number: int, directory: Path, size: int) -> Outcome:
    """One storm of ``size`` rounds."""
    home = postgres_home()
    counts, failures = {"rounds": size}, list[str]()
    try:
        tally, happened = storm(number, home, directory, rounds=size)
        counts |= {"acknowledged": tally.acknowledged, "applied": tally.applied, "refused": tally.refused}
        counts |= happened
    except Exception:
        failures.append(traceback.format_exc())
    finally:
        server().drop_database(home.url)
    return Outcome(counts, tuple(failures))
