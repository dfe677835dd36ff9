"""Where the other boundaries put one."""

import numpy as np
import pytest

from models.proposals.rhythm import expected

CUTS = np.array([80.0, 320.0, 400.0, 520.0, 730.0, 930.0, 1170.0])


@pytest.mark.parametrize("pace", [0.7, 1.0, 1.4])
def test_one_wrong_boundary_is_put_where_the_pace_of_the_rest_has_it(pace: float):
    steps = pace * CUTS + 12.0
    wrong = steps.copy()
    wrong[3] += 40.0
    places, deviation = expected(CUTS, wrong)
    assert places[3] == pytest.approx(steps[3], abs=1.0)
    assert deviation < 10.0


def test_phases_that_keep_no_common_pace_promise_little():
    steps = np.cumsum([80.0, 100.0, 200.0, 40.0, 400.0, 60.0, 500.0])
    assert expected(CUTS, steps)[1] > 25.0


def test_of_few_boundaries_nothing_is_expected():
    steps = CUTS[:4] * 2.0
    places, deviation = expected(CUTS[:4], steps)
    assert places.tolist() == steps.tolist()
    assert np.isinf(deviation)


def test_of_many_boundaries_only_the_nearest_count():
    cuts = np.arange(1.0, 41.0) * 100.0
    steps = np.r_[cuts[:20], cuts[19] + 2.0 * (cuts[20:] - cuts[19])]
    places, _ = expected(cuts, steps)
    assert np.abs(places - steps)[[5, 35]].max() < 1.0
