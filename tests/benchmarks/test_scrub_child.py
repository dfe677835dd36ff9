"""What counts as growth of memory."""

from array import array

import pytest

from tests.benchmarks.scrub_child import growth_nbytes

TIMES_S = array("d", [0.1 * number for number in range(3000)])


def test_what_rises_before_the_last_minute_is_no_growth() -> None:
    resident = array("q", [round(min(t_s, 230) * 1e6) for t_s in TIMES_S])
    assert growth_nbytes(TIMES_S, resident, 60) == pytest.approx(0, abs=1)


def test_a_rise_to_the_end_is_told_in_bytes_of_that_time() -> None:
    resident = array("q", [round(t_s * 1e6) for t_s in TIMES_S])
    assert growth_nbytes(TIMES_S, resident, 60) == pytest.approx(60e6)
    assert growth_nbytes(TIMES_S, resident, 6) == pytest.approx(6e6)


def test_one_high_sample_is_no_growth_but_a_step_that_stays_is() -> None:
    once, step = (array("q", [10**9] * len(TIMES_S)) for _ in range(2))
    once[-1] += 100_000_000
    step[-300:] = array("q", [10**9 + 20_000_000] * 300)
    assert abs(growth_nbytes(TIMES_S, once, 60)) < 2e6
    assert growth_nbytes(TIMES_S, step, 60) > 16e6
