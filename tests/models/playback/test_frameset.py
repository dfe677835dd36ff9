import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.playback.frameset import (
    is_better,
    is_ready,
    make_track,
    near_index,
    read_ahead,
    step_target,
    wanted_at,
)
from models.timebase import NS_PER_MS, NS_PER_S

CAMERA = make_track("camera", np.arange(0, 100, dtype=np.int64) * 33 * NS_PER_MS)

stamps = st.lists(st.integers(0, 10**6), min_size=1, max_size=60).map(
    lambda rows: np.array(sorted(rows), np.int64)
)


@given(stamps, st.integers(-10, 10**6 + 10))
def test_the_sample_shown_is_the_last_at_or_before_the_playhead(stamps_ns: np.ndarray, t_ns: int):
    wanted = wanted_at(make_track("s", stamps_ns), t_ns)
    at_or_before = [i for i, stamp in enumerate(stamps_ns) if stamp <= t_ns]
    assert wanted.index == (at_or_before[-1] if at_or_before else -1)
    assert wanted.age_ns == (t_ns - int(stamps_ns[at_or_before[-1]]) if at_or_before else None)


def test_the_clock_waits_only_for_a_view_that_lags_too_far():
    wanted = wanted_at(CAMERA, 50 * 33 * NS_PER_MS)
    assert is_ready(CAMERA, wanted, 48)
    assert not is_ready(CAMERA, wanted, 40)
    assert not is_ready(CAMERA, wanted, None)


def test_before_the_first_sample_nothing_is_waited_for():
    late = make_track("late", np.array([NS_PER_S], np.int64))
    assert is_ready(late, wanted_at(late, 0), None)


def test_reading_ahead_leaves_samples_out_evenly_above_the_rate_of_the_screen():
    at_once = read_ahead(CAMERA, 0, rate=1.0, horizon_ns=NS_PER_S // 2, most=100)
    assert at_once == tuple(range(1, 16))
    fast = read_ahead(CAMERA, 0, rate=16.0, horizon_ns=NS_PER_S // 2, most=100)
    assert len(set(np.diff(fast))) == 1
    assert np.diff(fast)[0] > 1


def test_a_step_goes_to_the_stamp_of_the_neighbouring_frame():
    t_ns = int(CAMERA.stamps_ns[5]) + 3
    assert step_target(CAMERA, t_ns, 1) == CAMERA.stamps_ns[6]
    assert step_target(CAMERA, t_ns, -1) == CAMERA.stamps_ns[4]
    assert step_target(CAMERA, 0, -1) is None


def test_faster_than_real_time_a_view_may_lag_by_as_much_more():
    wanted = wanted_at(CAMERA, 80 * 33 * NS_PER_MS)
    assert not is_ready(CAMERA, wanted, 50)
    assert is_ready(CAMERA, wanted, 50, rate=16.0)


def test_in_another_group_of_pictures_the_nearest_to_be_had_is_its_keyframe():
    assert near_index(95, 90, None, most=6) == 90
    assert near_index(95, 90, 40, most=6) == 90
    assert near_index(95, 90, 99, most=6) == 90


def test_in_the_same_group_decoding_goes_on_towards_the_picture_wanted():
    assert near_index(95, 90, 92, most=6) == 95
    assert near_index(119, 90, 92, most=6) == 98
    assert near_index(119, 90, 119, most=6) == 119


@given(st.integers(0, 500), st.integers(0, 500), st.none() | st.integers(0, 500), st.integers(1, 9))
def test_what_is_near_never_costs_more_than_allowed(wanted: int, keyframe: int, last: int | None, most: int):
    keyframe = min(keyframe, wanted)
    near = near_index(wanted, keyframe, last, most=most)
    assert keyframe <= near <= wanted
    assert near == keyframe or (last is not None and near - last <= most)


def test_a_late_picture_is_better_only_nearer_to_what_is_wanted_and_never_ahead_of_it():
    assert is_better(5, 7, None)
    assert is_better(6, 7, 5)
    assert is_better(2, 7, 9)
    assert not is_better(8, 7, 5)
    assert not is_better(4, 7, 5)
