"""The flag of teleoperation, however it was recorded."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.episode import StreamInfo, StreamKind
from models.playback.modes import ModeChange, mode_changes, mode_stream
from models.streams import Message, SignalBlock, SignalSample
from models.timebase import TimeRange


def info(name: str, kind: StreamKind = StreamKind.SIGNAL, count: int = 10) -> StreamInfo:
    channels = ("data",) if kind is StreamKind.SIGNAL else ()
    return StreamInfo(name, kind, count, 0, 100, 1.0, "x", channels=channels)


class Flag:
    """A stream of one number."""

    def __init__(self, values: list[float], name: str = "is_teleop") -> None:
        self.info = info(name, count=len(values))
        self._values = np.array(values, float)

    def describe(self) -> StreamInfo:
        return self.info

    def stamps(self) -> np.ndarray:
        return np.arange(len(self._values), dtype=np.int64) * 10

    def sample(self, index: int) -> SignalSample:
        return SignalSample(index * 10, index, self._values[index : index + 1])

    def message(self, index: int) -> Mapping[str, Any]:
        return {"data": self._values[index]}

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:  # noqa: ARG002
        return SignalBlock(self.stamps(), self._values[:, None])


class Words:
    """A stream of texts."""

    def __init__(self, words: list[str]) -> None:
        self.info = info("/mode", StreamKind.TEXT, len(words))
        self._words = words

    def describe(self) -> StreamInfo:
        return self.info

    def stamps(self) -> np.ndarray:
        return np.arange(len(self._words), dtype=np.int64)

    def sample(self, index: int) -> Message:
        return Message(index, index, {"data": self._words[index]})

    def message(self, index: int) -> Mapping[str, Any]:
        return {"data": self._words[index]}


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["/joint_states", "/teleop/mode"], "/teleop/mode"),
        (["observation.state", "is_teleop"], "is_teleop"),
        (["complementary_info.is_intervention"], "complementary_info.is_intervention"),
        (["/robot/autonomous"], "/robot/autonomous"),
        (["action", "control_mode"], "control_mode"),
        (["/teleop/joint_command"], None),
    ],
)
def test_which_stream_tells_the_mode(names: list[str], found: str | None):
    chosen = mode_stream(info(name) for name in names)
    assert (None if chosen is None else chosen[0]) == found


def test_a_text_that_speaks_of_it_goes_first():
    chosen = mode_stream([info("is_teleop"), info("/teleop/mode", StreamKind.TEXT)])
    assert chosen is not None
    assert chosen[0] == "/teleop/mode"


def test_a_flag_becomes_words():
    meanings = mode_stream([info("is_teleop")])
    assert meanings is not None
    assert mode_changes(Flag([1, 1, np.nan, 0, 0, 1]), meanings[1]) == (
        ModeChange(0, "teleoperated"),
        ModeChange(30, "autonomous"),
        ModeChange(50, "teleoperated"),
    )


def test_an_intervention_is_a_person_at_the_controls():
    meanings = mode_stream([info("intervention")])
    assert meanings is not None
    assert [c.mode for c in mode_changes(Flag([0, 1]), meanings[1])] == ["autonomous", "teleoperated"]


def test_repeated_words_change_nothing():
    changes = mode_changes(Words(["a", "a", "", "b", "b", "a"]), {})
    assert [(c.t_ns, c.mode) for c in changes] == [(0, "a"), (3, "b"), (5, "a")]


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0]), max_size=60))
def test_between_two_changes_the_mode_is_that_of_every_sample(values: list[float]):
    changes = mode_changes(Flag(values), {})
    assert all(one.mode != other.mode for one, other in pairwise(changes))
    for index, value in enumerate(values):
        held = [change.mode for change in changes if change.t_ns <= index * 10][-1]
        assert held == f"{value:g}"
