"""One seed of random faults, one after the other; the soak runs more of them."""

from pathlib import Path

import pytest

from tests.support.catalogs import Home
from tests.support.fault_storm import storm

pytestmark = pytest.mark.long


def test_a_storm_of_faults(pg: Home, tmp_path: Path) -> None:
    tally, happened = storm(1, pg, tmp_path, rounds=20)

    assert len(happened) > 3
    print(tally.told(f"storm of {happened}", 1))
