"""Where a stream has samples and where it has none."""

from dataclasses import dataclass

import numpy as np

from models.episode import Severity
from models.streams import Stamps

GAP_PERIODS = 3
CRITICAL_PERIODS = 10


@dataclass(frozen=True, slots=True)
class Gap:
    """From the last sample before the gap to the first after it."""

    start_ns: int
    end_ns: int
    severity: Severity


def find_gaps(stamps_ns: Stamps) -> tuple[Gap, ...]:
    """Stretches without a sample for more than three median periods; more than ten are critical.

    Streams with fewer than four samples have no period to speak of, hence no gaps.
    """
    if len(stamps_ns) < 4:
        return ()
    distances = np.diff(stamps_ns)
    period = float(np.median(distances))
    if period <= 0:
        return ()
    return tuple(
        Gap(
            int(stamps_ns[i]),
            int(stamps_ns[i + 1]),
            Severity.CRITICAL if distances[i] > CRITICAL_PERIODS * period else Severity.WARNING,
        )
        for i in np.flatnonzero(distances > GAP_PERIODS * period)
    )
