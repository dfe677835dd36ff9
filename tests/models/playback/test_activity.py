import json

import numpy as np
import pytest

from models.playback.activity import LEAST_NS, idle_ranges, telling_channels
from models.playback.pyramid import build_pyramid, read_pyramid
from models.readers import open_episode
from models.streams import SignalBlock, SignalStream
from models.timebase import NS_PER_S, TimeRange
from tests.support.data import DEMO

RATE_HZ = 500
NAMES = ("position.shoulder", "position.gripper")


def pyramid_of(*courses: np.ndarray):
    """Of a shoulder and a gripper, which rests where it is not given."""
    courses = (*courses, *[np.zeros(len(courses[0]))] * (len(NAMES) - len(courses)))
    stamps_ns = np.arange(len(courses[0])) * NS_PER_S // RATE_HZ
    return build_pyramid(SignalBlock(stamps_ns.astype(np.int64), np.stack(courses, axis=1)))


def course(moving: list[tuple[float, float]], seconds: float = 20.0, noise: float = 1e-4) -> np.ndarray:
    """A joint that moves at 1 rad/s within some stretches and else rests."""
    t_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    speed = sum(((t_s >= start) & (t_s < stop)).astype(float) for start, stop in moving)
    return np.cumsum(speed) / RATE_HZ + np.random.default_rng(1).normal(0, noise, len(t_s))


def test_between_movements_it_is_idle_up_to_a_margin():
    (found,) = idle_ranges(pyramid_of(course([(0, 5), (12, 20)])), NAMES)
    assert 5.2 * NS_PER_S < found.start_ns < 5.5 * NS_PER_S
    assert 11.5 * NS_PER_S < found.end_ns < 11.8 * NS_PER_S


def test_one_joint_that_moves_is_enough():
    assert not idle_ranges(pyramid_of(course([(0, 5)]), course([(5, 20)])), NAMES)


def test_a_gripper_counts_however_little_it_moves():
    whole = pyramid_of(course([(0, 5)]), 1e-3 * course([(12, 14)]))
    assert not any(
        each.overlaps(TimeRange(12 * NS_PER_S, 14 * NS_PER_S)) for each in idle_ranges(whole, NAMES)
    )


def test_noise_alone_is_no_reason_to_hurry():
    assert idle_ranges(pyramid_of(course([], noise=1.0)), NAMES) == ()


def test_a_short_rest_is_not_hurried_through():
    assert idle_ranges(pyramid_of(course([(0, 9.6), (10.4, 20)])), NAMES) == ()


def test_what_is_missing_is_no_movement():
    values = course([(0, 5), (12, 20)])
    values[3000:3100] = np.nan
    assert len(idle_ranges(pyramid_of(values), NAMES)) == 1


def test_without_samples_nothing_is_idle():
    empty = build_pyramid(SignalBlock(np.empty(0, np.int64), np.empty((0, 2))))
    assert idle_ranges(empty, NAMES) == ()


def test_positions_tell_before_efforts():
    assert telling_channels(("effort.a", "position.a", "position.b")) == (1, 2)
    assert telling_channels(("effort.a", "force.x")) == (0,)
    assert telling_channels(("force.x", "force.y")) == (0, 1)


@pytest.mark.parametrize("name", ["pick_can_success", "pick_missed_grasp"])
def test_the_robot_is_idle_where_the_truth_says_so_and_nowhere_else(name):
    truth = json.loads((DEMO / f"{name}.truth.json").read_text())
    with open_episode(DEMO / f"{name}.mcap") as episode:
        stream = episode.streams["/joint_states"]
        assert isinstance(stream, SignalStream)
        names = stream.describe().channels
        pyramid = read_pyramid(stream, channels=len(names), most_nbytes=1 << 28)
    found = idle_ranges(pyramid, names)
    worked = [phase for phase in truth["phases"] if phase["name"] in {"grasp", "lift", "transport"}]
    assert all(each.duration_ns >= LEAST_NS for each in found)
    for phase in worked:
        hurried = sum(
            max(0, min(each.end_ns, phase["end_ns"]) - max(each.start_ns, phase["start_ns"]))
            for each in found
        )
        assert hurried < 0.5 * (phase["end_ns"] - phase["start_ns"]), phase["name"]
