"""Streams take turns while the hand moves, so that the window can follow it; at rest they read side by side."""

import threading

import pytest

from app.asking import AT_ONCE, Answer, Asking
from app.hand import Hand
from models.streams import Message

NAMES = tuple("abcdef")


class Gated:
    """A stream whose samples come when they are let."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked: list[int] = []

    def sample(self, index: int) -> Message:
        self.asked.append(index)
        self.gate.wait(10)
        return Message(index, index, {})


@pytest.fixture
def asking(tasks):
    hand, arrived = Hand(), []
    streams = {name: Gated() for name in NAMES}
    asking = Asking(
        tasks=tasks,
        hand=hand,
        arrived=lambda name, answer: arrived.append((name, answer)),
        failed=lambda *_: None,
    )
    asking.open(streams)
    yield asking, hand, streams, arrived
    for stream in streams.values():
        stream.gate.set()
    asking.close()
    hand.let_go()


def begun(streams: dict[str, Gated]) -> list[str]:
    return [name for name, stream in streams.items() if stream.asked]


def ask(asking: Asking, index: int) -> None:
    for name in NAMES:
        asking.now(name, index, skims=False, shown=None)


def test_while_the_hand_moves_a_core_is_left_for_the_window(asking, qtbot):
    asking, hand, streams, _ = asking
    hand.move()
    ask(asking, 1)
    qtbot.waitUntil(lambda: len(begun(streams)) == AT_ONCE)
    qtbot.wait(20)
    assert len(begun(streams)) == AT_ONCE


def test_each_stream_has_its_turn_with_the_newest_that_it_was_asked_for(asking, qtbot):
    asking, hand, streams, arrived = asking
    for index in (1, 2, 3):
        hand.move()
        ask(asking, index)
    for stream in streams.values():
        stream.gate.set()

    def all_newest() -> bool:
        hand.move()
        return {name for name, answer in arrived if answer.sample.index == 3} == set(NAMES)

    qtbot.waitUntil(all_newest)
    assert all(index in (1, 3) for stream in streams.values() for index in stream.asked)
    assert isinstance(arrived[0][1], Answer)


def test_at_rest_all_of_them_read_side_by_side(asking, qtbot):
    asking, _, streams, _ = asking
    ask(asking, 1)
    qtbot.waitUntil(lambda: set(begun(streams)) == set(NAMES))
