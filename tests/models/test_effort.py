"""Seconds count while something happens, and half a minute after it."""

from models.effort import IDLE_S, Effort, Watch


def test_seconds_count_until_half_a_minute_after_the_last_key() -> None:
    watch = Watch().happened(100.0).happened(110.0, is_key=True)
    assert watch.at(120.0).effort == Effort(20.0, 1)
    assert watch.at(1000.0).effort == Effort(10.0 + IDLE_S, 1)


def test_looking_often_counts_nothing_twice() -> None:
    watch = Watch().happened(0.0)
    for second in range(100):
        watch = watch.at(float(second))
    assert watch.effort.active_s == IDLE_S
    assert watch.happened(200.0).at(205.0).effort.active_s == IDLE_S + 5.0


def test_nothing_counts_while_the_window_is_left() -> None:
    watch = Watch().happened(0.0).stopped(5.0)
    assert watch.at(20.0).effort.active_s == 5.0
    assert watch.happened(100.0).at(101.0).effort.active_s == 6.0
