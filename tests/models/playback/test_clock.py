import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.playback.clock import HURRY, RATES, PlayClock, neighbour_rate
from models.timebase import NS_PER_S, TimeRange

EPISODE = TimeRange(1_000, 1_000 + 10 * NS_PER_S)
START = PlayClock(EPISODE, EPISODE.start_ns)


def test_a_resting_clock_does_not_move():
    assert START.advance(NS_PER_S, ready=True) == START


def test_it_moves_by_real_time_times_rate():
    playing = START.at_rate(2.0).play().advance(NS_PER_S, ready=True)
    assert playing.t_ns == EPISODE.start_ns + 2 * NS_PER_S


def test_it_holds_while_a_picture_is_not_ready_and_says_for_how_long():
    held = START.play().advance(NS_PER_S, ready=False)
    assert held.t_ns == EPISODE.start_ns
    assert held.late_ns == NS_PER_S


def test_it_stops_on_the_last_stamp_and_plays_again_from_the_start():
    ended = START.play().advance(60 * NS_PER_S, ready=True)
    assert (ended.t_ns, ended.playing) == (EPISODE.end_ns - 1, False)
    assert ended.play().t_ns == EPISODE.start_ns


def test_a_loop_comes_back_to_its_start():
    loop = TimeRange(EPISODE.start_ns, EPISODE.start_ns + NS_PER_S)
    clock = START.looping(loop).play().advance(NS_PER_S + 7, ready=True)
    assert clock.t_ns == loop.start_ns + 7
    assert clock.playing


@given(st.lists(st.tuples(st.integers(0, 10**9), st.booleans()), max_size=40), st.sampled_from(RATES))
def test_the_playhead_never_leaves_the_episode(steps: list[tuple[int, bool]], rate: float):
    clock = START.at_rate(rate).play()
    for dt_ns, ready in steps:
        clock = clock.advance(dt_ns, ready=ready)
        assert EPISODE.contains(clock.t_ns)


@pytest.mark.parametrize(
    ("rate", "step", "expected"), [(1.0, 1, 1.5), (1.0, -1, 0.5), (16.0, 1, 16.0), (0.1, -1, 0.1)]
)
def test_neighbouring_rates(rate: float, step: int, expected: float):
    assert neighbour_rate(rate, step) == expected


def test_through_a_stretch_of_hurry_it_goes_faster_and_is_back_at_its_end():
    idle = TimeRange(EPISODE.start_ns + 2 * NS_PER_S, EPISODE.start_ns + 4 * NS_PER_S)
    clock = START.hurrying_through((idle,)).play().seek(idle.start_ns)
    assert clock.pace == HURRY
    quarter = clock.advance(NS_PER_S // 4, ready=True)
    assert quarter.t_ns == idle.start_ns + NS_PER_S
    after = quarter.advance(NS_PER_S, ready=True)
    assert after.t_ns == idle.end_ns
    assert after.pace == 1.0


@given(st.integers(0, 10 * NS_PER_S - 1), st.integers(1, NS_PER_S), st.sampled_from(RATES))
def test_hurry_never_makes_it_slower(offset_ns: int, dt_ns: int, rate: float):
    idle = (
        TimeRange(EPISODE.start_ns + NS_PER_S, EPISODE.start_ns + 2 * NS_PER_S),
        TimeRange(EPISODE.start_ns + 5 * NS_PER_S, EPISODE.start_ns + 6 * NS_PER_S),
    )
    even = START.at_rate(rate).seek(EPISODE.start_ns + offset_ns).play()
    assert even.hurrying_through(idle).advance(dt_ns, ready=True).t_ns >= even.advance(dt_ns, ready=True).t_ns
