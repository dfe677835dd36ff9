"""Power loss while somebody edits; what had been acknowledged must be there at the next start."""

import traceback
from pathlib import Path

from tests.models.storage.test_power_loss import losses, recorded
from tests.soak.counters import Outcome


def run(seed: int, directory: Path, size: int) -> Outcome:
    """``size`` power losses in one working day of ``2 * size`` edits."""
    try:
        log = recorded(directory, edits=2 * size, seed=seed)
        failures = tuple(losses(log, directory / "after", count=size, seed=seed))
    except Exception:
        return Outcome({}, (traceback.format_exc(),))
    counts = {"power_losses": size, "acknowledged": log.count("A"), "records": len(log.records)}
    return Outcome(counts, failures)
