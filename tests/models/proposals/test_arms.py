"""Two arms that do different things at once: the boundaries of each come from what that arm does."""

from itertools import pairwise

import numpy as np
import pytest

from models.proposals.arms import Cuts, Tracks, channels_of, propose_tracks
from models.proposals.motion import RATE_HZ, Channel, Motion, Numbers
from models.timebase import NS_PER_S, TimeRange

START_NS = 1_700_000_000 * NS_PER_S
LABELS = ("wait", "reach", "grip", "carry", "back")
LEFT_S, RIGHT_S = (1.0, 2.5, 1.0, 3.0, 4.5), (4.0, 2.0, 1.2, 3.2, 1.6)
# Two joints and a gripper at the end of each phase.
LEFT = ((0.0, 0.0, 1.0), (1.0, 0.4, 1.0), (1.0, 0.4, 0.2), (-0.5, 0.9, 0.2), (0.0, 0.0, 1.0))
RIGHT = ((0.3, 0.2, 1.0), (-0.8, 0.5, 1.0), (-0.8, 0.5, 0.4), (0.6, -0.4, 0.4), (0.3, 0.2, 1.0))
SIDED = tuple(f"{side}_{joint}" for side in ("left", "right") for joint in ("shoulder", "elbow", "gripper"))
NAMELESS = tuple(f"q{number}" for number in range(6))


def arm(lengths_s: tuple[float, ...], goals: tuple[tuple[float, ...], ...], seed: int) -> Numbers:
    rng = np.random.default_rng(seed)
    here, parts = np.array(goals[0]), []
    for length_s, goal in zip(lengths_s, goals, strict=True):
        u = np.linspace(0.0, 1.0, round(length_s * RATE_HZ), endpoint=False)[:, None]
        there = np.array(goal) + np.r_[rng.normal(0.0, 0.02, 2), 0.0]
        parts.append(here + (there - here) * (u**3 * (10 - 15 * u + 6 * u * u)))
        here = there
    values = np.concatenate(parts)
    return values + rng.normal(0.0, 1e-3, values.shape)


def motion(
    left_s: tuple[float, ...] = LEFT_S,
    right_s: tuple[float, ...] = RIGHT_S,
    names: tuple[str, ...] = SIDED,
    seed: int = 0,
) -> Motion:
    values = np.hstack([arm(left_s, LEFT, seed), arm(right_s, RIGHT, seed + 1)])
    channels = tuple(Channel("/joints", name, "rad", place, len(names)) for place, name in enumerate(names))
    whole = TimeRange(START_NS, START_NS + round(len(values) / RATE_HZ * NS_PER_S))
    return Motion(whole, channels, values, "fold the shirt")


def cuts(lengths_s: tuple[float, ...]) -> Cuts:
    return Cuts(LABELS, np.cumsum(lengths_s)[:-1] * RATE_HZ)


def example(tiers: tuple[str, str] = ("left", "right"), **options: object) -> Tracks:
    return Tracks(motion(**options), {tiers[0]: cuts(LEFT_S), tiers[1]: cuts(RIGHT_S)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "tiers"), [(SIDED, ("left", "right")), (NAMELESS, ("left", "right")), (SIDED, ("a", "b"))]
)
def test_each_arm_is_cut_where_that_arm_says_so(names: tuple[str, ...], tiers: tuple[str, str]):
    """In the repeat one arm begins later than in the examples, the other one earlier."""
    lengths_s = {tiers[0]: (2.2, 2.3, 1.2, 2.6, 3.7), tiers[1]: (2.6, 2.4, 1.0, 2.8, 3.2)}
    target = motion(lengths_s[tiers[0]], lengths_s[tiers[1]], names, seed=7)
    found = propose_tracks([example(tiers, names=names), example(tiers, names=names, seed=3)], target)
    assert list(found) == list(tiers)
    for tier, proposal in found.items():
        at_s = np.array([each.start_ns - START_NS for each in proposal.phases[1:]]) / NS_PER_S
        assert np.abs(at_s - np.cumsum(lengths_s[tier])[:-1]).max() < 0.25
        assert all(one.end_ns == other.start_ns for one, other in pairwise(proposal.phases))


def test_channels_are_told_apart_by_name():
    one = example()
    left, right = channels_of(one, "left"), channels_of(one, "right")
    assert left is not None
    assert right is not None
    assert left.tolist() == [True] * 3 + [False] * 3
    assert right.tolist() == (~left).tolist()


def test_without_names_most_channels_are_told_apart_by_when_they_move():
    one = example(names=NAMELESS)
    for tier, own in (("left", slice(0, 3)), ("right", slice(3, 6))):
        counted = channels_of(one, tier)
        assert counted is not None
        assert counted[own].all()
        assert counted.sum() <= 4


def test_the_main_track_and_arms_that_move_as_one_count_all_channels():
    together = Tracks(motion(LEFT_S, LEFT_S, NAMELESS), {"left": cuts(LEFT_S), "right": cuts(LEFT_S)})
    left = channels_of(together, "left")
    assert left is not None
    assert left.all()
    assert channels_of(together, "") is None


def test_an_arm_that_one_example_has_is_proposed_from_that_one():
    only_left = Tracks(motion(seed=5), {"left": cuts(LEFT_S)})
    found = propose_tracks([only_left, example(seed=3)], motion(seed=9))
    assert list(found) == ["left", "right"]
    assert [len(each.phases) for each in found.values()] == [5, 5]
