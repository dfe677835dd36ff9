"""Rubbish is collected when nobody waits, once."""

import gc
import weakref

from PySide6.QtWidgets import QApplication

from app.calm import STILL_S, Calm
from app.heap import YOUNG, tidy, tidy_young


class Ring:
    """Something that only a round over everything frees."""

    def __init__(self) -> None:
        self.me = self


def test_it_is_calm_once_nothing_has_moved_for_some_seconds(qapp: QApplication) -> None:
    seen, tidied = [0], []
    calm = Calm(seen=lambda: seen[0], tidy=lambda: tidied.append(True))
    calm.stop()
    for second in range(10):
        seen[0] = second
        calm.look()
    assert not tidied
    for _ in range(STILL_S - 1):
        calm.look()
    assert not tidied
    for _ in range(10):
        calm.look()
    assert tidied == [True]
    seen[0] = -1
    for _ in range(STILL_S + 1):
        calm.look()
    assert tidied == [True, True]


def test_a_round_frees_what_holds_itself() -> None:
    gc.disable()
    try:
        ring = weakref.ref(Ring())
        assert ring() is not None
        tidy()
        assert ring() is None
    finally:
        gc.enable()


def test_young_rubbish_is_collected_once_some_has_come_together() -> None:
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(100, 10_000, 10_000)
    try:
        held = Ring()
        gone = weakref.ref(held)
        gc.collect(0)
        del held
        tidy_young()
        assert gone() is not None, "too little has come together"
        kept: list[list[int]] = []
        while gc.get_count()[1] < YOUNG:
            kept.append([])
        tidy_young()
        assert gone() is None
    finally:
        gc.set_threshold(*before)
