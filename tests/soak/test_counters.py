"""Seeds that several processes finish in any order are each done once, also after a cut."""

import itertools
from pathlib import Path

from tests.soak.counters import Counters, Outcome


def test_a_seed_that_was_cut_is_handed_out_again(tmp_path: Path) -> None:
    counters = Counters(tmp_path / "soak.json")
    for seed in (0, 2, 3):
        counters.of("kills").add(seed, Outcome({"kills": 60}))
    counters.save()
    again = Counters(tmp_path / "soak.json").of("kills")
    assert list(itertools.islice(again.seeds(), 3)) == [1, 4, 5]
    assert again.counts["kills"] == 180
    again.add(1, Outcome({"kills": 60}))
    assert (again.next_seed, again.ahead) == (4, set())
