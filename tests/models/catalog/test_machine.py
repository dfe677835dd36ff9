"""Whatever three people, their machines and the catalog go through: nothing lost, doubled or seen differently.

``python -m tests.soak --only machine`` does the same for hours.
"""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.soak.machine import settings_of
from tests.support.catalog_machine import CatalogMachine, InFile, InPostgres


@pytest.mark.parametrize(("machine", "runs"), [(InFile, 3), (InPostgres, 2)])
def test_nothing_is_lost_doubled_or_seen_differently(machine: type[CatalogMachine], runs: int) -> None:
    run_state_machine_as_test(machine, settings=settings_of(runs=runs, steps=20))
