"""Made movements: what an example says is found in its repeats, and what goes another way is told by confidence."""

from dataclasses import replace

import numpy as np
import pytest

from models.errors import KnownError
from models.proposals.motion import RATE_HZ, Channel, Motion
from models.proposals.propose import Proposal, propose
from models.proposals.transfer import Example
from models.timebase import NS_PER_S, TimeRange

LABELS = ("wait", "reach", "grip", "carry", "release", "back")
LENGTHS_S = (1.0, 2.5, 1.0, 3.0, 1.0, 2.5)
START_NS = 1_700_000_000 * NS_PER_S
# Where two joints and a gripper are at the end of each phase, and the load on the gripper.
GOALS = (
    (0.0, 0.0, 1.0, 0.0),
    (1.0, 0.4, 1.0, 0.0),
    (1.0, 0.4, 0.3, 5.0),
    (-0.5, 0.9, 0.3, 5.0),
    (-0.5, 0.9, 1.0, 0.0),
)
GOALS = (*GOALS, (0.0, 0.0, 1.0, 0.0))


def motion(
    lengths_s: tuple[float, ...] = LENGTHS_S, goals: tuple[tuple[float, ...], ...] = GOALS, seed: int = 0
) -> Motion:
    """Smooth ways from goal to goal, with some noise and somewhat other goals at each seed."""
    rng = np.random.default_rng(seed)
    here, parts = np.array(goals[0]), []
    for length_s, goal in zip(lengths_s, goals, strict=True):
        steps = round(length_s * RATE_HZ)
        u = np.linspace(0.0, 1.0, steps, endpoint=False)[:, None]
        there = np.array(goal) + np.r_[rng.normal(0.0, 0.02, 2), 0.0, 0.0]
        parts.append(here + (there - here) * (u**3 * (10 - 15 * u + 6 * u * u)))
        here = there
    values = np.concatenate(parts)
    values += rng.normal(0.0, 1e-3, values.shape)
    channels = tuple(
        Channel("/arm", name, unit, place, 4)
        for place, (name, unit) in enumerate((("a", "rad"), ("b", "rad"), ("c", "rad"), ("d", "N")))
    )
    whole = TimeRange(START_NS, START_NS + round(len(values) / RATE_HZ * NS_PER_S))
    return Motion(whole, channels, values, "carry the can")


def cuts(lengths_s: tuple[float, ...]) -> np.ndarray:
    return np.cumsum(lengths_s)[:-1] * RATE_HZ


def example(seed: int = 0) -> Example:
    return Example(motion(seed=seed), LABELS, cuts(LENGTHS_S))


def misses_s(proposal: Proposal, lengths_s: tuple[float, ...]) -> np.ndarray:
    found = np.array([phase.start_ns - START_NS for phase in proposal.phases[1:]]) / NS_PER_S
    return np.abs(found - np.cumsum(lengths_s)[:-1])


@pytest.mark.parametrize("pace", [0.7, 1.0, 1.4])
@pytest.mark.parametrize("count", [1, 3])
def test_a_repeat_at_another_pace_has_the_boundaries_of_its_examples(pace: float, count: int):
    lengths_s = tuple(length * pace for length in (1.4, 2.2, 1.0, 3.3, 1.1, 2.5))
    proposal = propose([example(seed) for seed in range(count)], motion(lengths_s, seed=9))
    assert [phase.label for phase in proposal.phases] == list(LABELS)
    assert misses_s(proposal, lengths_s).max() < 0.35
    assert proposal.confidence > 0.5
    assert proposal.phases[0].start_ns == START_NS
    assert abs(proposal.phases[-1].end_ns - START_NS - sum(lengths_s) * NS_PER_S) < 0.1 * NS_PER_S


def test_other_names_and_another_start_change_nothing():
    target = motion(seed=4)
    channels = tuple(replace(each, stream="/x", name=f"q{each.place}") for each in target.channels)
    assert propose([example()], replace(target, channels=channels)) == propose([example()], target)


def test_a_grip_that_never_came_takes_the_confidence():
    never = (*GOALS[:2], GOALS[1], (1.0, 0.4, 1.0, 0.0), (0.2, 0.2, 1.0, 0.0), GOALS[5])
    assert propose([example()], motion(goals=never, seed=2)).confidence < 0.3


def test_a_phase_too_many_takes_the_confidence():
    goals = (*GOALS[:4], (0.3, -0.6, 0.3, 5.0), (-0.5, 0.9, 0.3, 5.0), *GOALS[4:])
    lengths_s = (*LENGTHS_S[:4], 3.0, 3.0, *LENGTHS_S[4:])
    assert propose([example(), example(1)], motion(lengths_s, goals, seed=2)).confidence < 0.4


def test_another_task_lowers_the_confidence_and_refuses_nothing():
    target = motion(seed=3)
    same, other = (
        propose([example()], replace(target, task=task)) for task in ("carry the can", "fold a shirt")
    )
    assert 0.0 < other.confidence < same.confidence
    assert [phase.start_ns for phase in same.phases] == [phase.start_ns for phase in other.phases]


def test_recordings_with_nothing_in_common_are_a_sentence():
    target = motion(seed=3)
    channels = tuple(replace(each, unit="K", name=f"t{each.place}", width=9) for each in target.channels)
    with pytest.raises(KnownError, match="same robot"):
        propose([example()], replace(target, channels=channels))


def test_less_than_a_second_is_too_short():
    short = motion((0.1,) * 6, seed=1)
    with pytest.raises(KnownError, match="too short"):
        propose([example()], short)


def test_a_stretch_without_a_label_stays_without_one():
    labels = ("wait", None, "grip", "carry", "release", "back")
    proposal = propose([Example(motion(), labels, cuts(LENGTHS_S))], motion(seed=5))
    assert [phase.label for phase in proposal.phases] == [label for label in labels if label]
    assert proposal.phases[1].start_ns > proposal.phases[0].end_ns


def test_an_example_of_one_phase_gives_one():
    whole = Example(motion(), ("carry",), np.array([]))
    proposal = propose([whole], motion(seed=5))
    assert [(phase.label, phase.confidence > 0.5) for phase in proposal.phases] == [("carry", True)]
