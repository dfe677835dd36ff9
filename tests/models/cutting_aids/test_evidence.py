import itertools
import time

import numpy as np
import pytest

from models.cutting_aids.aiming import snap
from models.cutting_aids.evidence import Evidence, Kind, evidence_of, joined
from models.cutting_aids.trimming import movement
from models.episode import StreamInfo, StreamKind
from models.playback.pyramid import SignalPyramid, build_pyramid
from models.streams import SignalBlock
from models.timebase import NS_PER_MS, NS_PER_S, TimeRange

RATE_HZ = 500
T0_NS = 1_700_000_000 * NS_PER_S


def stride(t_s: np.ndarray, start_s: float, stop_s: float) -> np.ndarray:
    """From 0 to 1 with speed and acceleration zero at both ends, as arms go."""
    share = np.clip((t_s - start_s) / (stop_s - start_s), 0.0, 1.0)
    return share**3 * (10 - 15 * share + 6 * share**2)


def signal(courses: dict[str, tuple[str, np.ndarray]]) -> tuple[StreamInfo, SignalPyramid]:
    """Channels given as name to (unit, values), stamped from ``T0_NS`` on."""
    values = np.stack([values for _, values in courses.values()], axis=1)
    stamps_ns = T0_NS + (np.arange(len(values)) * NS_PER_S / RATE_HZ).astype(np.int64)
    units = tuple(unit for unit, _ in courses.values())
    info = StreamInfo(
        name="any",
        kind=StreamKind.SIGNAL,
        count=len(values),
        start_ns=T0_NS,
        end_ns=int(stamps_ns[-1]),
        rate_hz=RATE_HZ,
        encoding="cdr",
        channels=tuple(courses),
        units=units,
    )
    return info, build_pyramid(SignalBlock(stamps_ns, values))


def evidence_in(courses: dict[str, tuple[str, np.ndarray]]) -> tuple[Evidence, ...]:
    return evidence_of(*signal(courses))


def seconds(seconds_long: float) -> np.ndarray:
    return np.arange(round(seconds_long * RATE_HZ)) / RATE_HZ


def times_s(found: tuple[Evidence, ...], kind: Kind) -> list[float]:
    return [(one.t_ns - T0_NS) / NS_PER_S for one in found if one.kind is kind]


def test_a_gripper_is_what_moves_in_short_strokes_whatever_it_is_called():
    t_s = seconds(20)
    arm = stride(t_s, 1, 9) + stride(t_s, 10, 19)
    fingers = 0.02 * (stride(t_s, 9.2, 9.6) - stride(t_s, 18.0, 18.5))
    found = evidence_in({"xyz": ("rad", arm), "q7": ("rad", fingers)})
    assert times_s(found, Kind.GRIP_MOVES) == pytest.approx([9.2, 18.0], abs=0.06)
    assert times_s(found, Kind.GRIP_RESTS) == pytest.approx([9.6, 18.5], abs=0.06)


def test_movement_begins_rests_and_slows_between():
    t_s = seconds(16)
    arm = stride(t_s, 2, 5) + stride(t_s, 5, 8) + stride(t_s, 11, 14)
    found = evidence_in({"a": ("rad", arm), "b": ("rad", 0.5 * arm)})
    assert times_s(found, Kind.MOVES) == pytest.approx([2, 11], abs=0.15)
    assert times_s(found, Kind.RESTS) == pytest.approx([8, 14], abs=0.15)
    assert times_s(found, Kind.SLOWEST) == pytest.approx([5], abs=0.05)
    moved = movement(found, TimeRange(T0_NS, T0_NS + 16 * NS_PER_S))
    assert moved is not None
    assert (moved.start_ns - T0_NS) / NS_PER_S == pytest.approx(2, abs=0.15)
    assert (moved.end_ns - T0_NS) / NS_PER_S == pytest.approx(14, abs=0.15)


def test_a_load_that_comes_at_once_is_told():
    t_s = seconds(10)
    noise = np.random.default_rng(1).normal(0, 0.05, (2, len(t_s)))
    found = evidence_in({"fz": ("N", noise[0] - 8.0 * (t_s > 6)), "fx": ("N", noise[1])})
    assert times_s(found, Kind.LOAD) == pytest.approx([6], abs=0.06)


def test_noise_a_clock_and_what_stands_still_tell_nothing():
    t_s = seconds(10)
    assert evidence_in({"counter": ("", t_s * 1e3), "still": ("rad", np.ones(len(t_s)))}) == ()
    assert evidence_in({"a": ("rad", np.zeros(4))}) == ()


def test_holes_and_other_scales_leave_it_where_it_is():
    t_s = seconds(12)
    arm = stride(t_s, 2, 5) + stride(t_s, 5, 9)
    arm[2000:2003] = np.nan
    for scale in (1e-3, 1.0, 1e3):
        assert times_s(evidence_in({"a": ("", scale * arm)}), Kind.SLOWEST) == pytest.approx([5], abs=0.1)


def test_of_several_streams_the_strongest_of_a_kind_stays():
    weak, strong = Evidence(1000, Kind.LOAD, 0.4), Evidence(1000 + 30 * NS_PER_MS, Kind.LOAD, 0.9)
    other = Evidence(1001, Kind.SLOWEST, 0.1)
    assert joined([(weak, other), (strong,)]) == (other, strong)


def test_a_minute_of_33_joints_at_500_hz_takes_less_than_half_a_second_of_processor():
    t_s = seconds(60)
    names = itertools.product(("position", "velocity", "effort"), range(33))
    courses = {
        f"{kind}.j{joint}": ("N·m" if kind == "effort" else "rad", np.sin(t_s * (1 + joint / 10)))
        for kind, joint in names
    }
    info, pyramid = signal(courses)
    began_s = time.thread_time()
    evidence_of(info, pyramid)
    assert time.thread_time() - began_s < 0.5


def test_snapping_takes_what_is_strong_and_near():
    near, far = Evidence(100, Kind.MOVES, 0.9), Evidence(180, Kind.MOVES, 1.0)
    assert snap(110, (near, far), 100) == near
    assert snap(170, (near, far), 100) == far
    assert snap(110, (near, far), 5) is None
    assert snap(110, (near, far), 0) is None
    assert snap(110, (), 100) is None
    assert snap(110, (Evidence(110, Kind.LOAD, 0.1),), 100) is None
