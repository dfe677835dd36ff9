import json
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cutting_aids.reaction import MOST_S, Reaction, reaction_from
from models.timebase import NS_PER_S

RATES = st.sampled_from([0.25, 0.5, 1.0, 2.0, 4.0, 16.0])


def corrected(reaction: Reaction, lag_s: float, rate: float = 1.0) -> Reaction:
    """After one more cut that was pressed ``lag_s`` too late, and put right."""
    return reaction.learned(rate=rate, raw_ns=50 * NS_PER_S, final_ns=round((50 - lag_s * rate) * NS_PER_S))


def taught(lags_s: list[float], rate: float = 1.0) -> Reaction:
    reaction = Reaction()
    for lag_s in lags_s:
        reaction = corrected(reaction, lag_s, rate)
    return reaction


def test_nobody_is_late_until_they_correct_something():
    assert Reaction().lag_ns(1.0) == 0


@given(st.floats(0.05, 0.55), st.integers(0, 1000), RATES)
def test_it_comes_to_how_late_somebody_is(lag_s, seed, rate):
    noise = random.Random(seed)
    assert taught([noise.gauss(lag_s, 0.05) for _ in range(40)], rate).lag_s(rate) == pytest.approx(
        lag_s, abs=0.07
    )


@given(st.floats(0.1, 0.5))
def test_it_comes_nearer_with_each_correction(lag_s):
    off_s = [abs(taught([lag_s] * count).lag_s() - lag_s) for count in range(12)]
    assert all(later <= before + 1e-9 for before, later in pairwise(off_s))
    assert off_s[1] > off_s[5] > off_s[11]


@given(st.lists(st.floats(-20, 20), max_size=8))
def test_a_few_odd_cuts_do_not_move_it(odd):
    steady = [0.28 + 0.01 * (place % 3) for place in range(24)]
    assert taught([*steady, *odd]).lag_s() == pytest.approx(taught(steady).lag_s(), abs=0.06)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), RATES), max_size=60), RATES)
def test_it_never_leaves_its_bounds(lags, rate):
    reaction = Reaction()
    for lag_s, at in lags:
        reaction = corrected(reaction, lag_s, at)
        assert 0.0 <= reaction.lag_s(rate) <= MOST_S


def test_who_is_early_is_not_pushed_further():
    assert taught([-0.3] * 20).lag_s() == 0.0


def test_each_rate_has_its_own_and_an_unknown_one_takes_that_of_all():
    reaction = taught([0.2] * 30)
    for _ in range(30):
        reaction = corrected(reaction, 0.4, 4.0)
    assert reaction.lag_s(1.0) == pytest.approx(0.2, abs=0.02)
    assert reaction.lag_s(4.0) == pytest.approx(0.4, abs=0.02)
    assert 0.2 < reaction.lag_s(2.0) < 0.4
    assert reaction.lag_ns(4.0) == pytest.approx(1.6 * NS_PER_S, rel=0.05)


@given(st.lists(st.tuples(st.floats(-0.5, 1.5), RATES), max_size=60))
def test_it_is_kept_as_json(lags):
    reaction = Reaction()
    for lag_s, rate in lags:
        reaction = corrected(reaction, lag_s, rate)
    again = reaction_from(json.loads(json.dumps(reaction.as_json())))
    assert again.lag_s(1.0) == pytest.approx(reaction.lag_s(1.0), abs=1e-3)
    assert again.count == reaction.count


@pytest.mark.parametrize(
    "junk", [None, 3, [], {"x": [1]}, {"1.0": "no"}, {"1.0": [None, "a", 1e9]}, {"0": [0.1]}]
)
def test_what_is_not_understood_is_left_out(junk):
    assert reaction_from(junk) == Reaction()
