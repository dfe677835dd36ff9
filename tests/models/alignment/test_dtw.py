"""Warping finds a made distortion, and carries the boundaries of simulated episodes over better than the start does."""

import json
import statistics

import numpy as np
import pytest

from models.alignment.dtw import RATE_HZ, by_dtw, resampled
from models.alignment.time_map import by_start
from models.playback.pyramid import read_pyramid
from models.readers import open_episode
from models.timebase import NS_PER_S, TimeRange
from tests.support.data import SHARED

SIM = SHARED / "sim"
EPISODES = ("ep_101", "ep_102", "ep_103", "ep_104")


def test_a_stretched_course_is_laid_back_onto_itself():
    t_s = np.arange(0, 20, 1 / RATE_HZ)
    course = np.stack([np.sin(t_s), np.cos(0.7 * t_s), np.tanh(t_s - 9)], axis=1)
    bent_s = t_s + 1.5 * np.sin(np.pi * t_s / 20)
    bent = np.stack([np.interp(bent_s, t_s, column) for column in course.T], axis=1)
    whole = TimeRange(0, 20 * NS_PER_S)
    found = by_dtw(whole, bent, whole, course)
    asked = np.arange(2, 17) * NS_PER_S
    expected_s = asked / NS_PER_S + 1.5 * np.sin(np.pi * asked / NS_PER_S / 20)
    np.testing.assert_allclose(found.map.all_to_other(asked) / NS_PER_S, expected_s, atol=0.25)
    assert found.cost < 0.2


def test_the_same_course_is_mapped_onto_itself():
    course = np.random.default_rng(1).normal(size=(150, 5)).cumsum(axis=0)
    whole = TimeRange(0, 15 * NS_PER_S)
    found = by_dtw(whole, course, whole, course)
    assert found.cost == pytest.approx(0.0, abs=1e-6)
    assert found.map.to_other(7 * NS_PER_S) == 7 * NS_PER_S


def load(name: str):
    path = SIM / f"{name}.mcap"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with open_episode(path) as episode:
        stream = episode.streams["/joint_states"]
        channels = stream.describe().channels
        pyramid = read_pyramid(stream, channels=len(channels), most_nbytes=1 << 28)
        rows = [row for row, channel in enumerate(channels) if channel.startswith("position.")]
        values = resampled(pyramid.stamps_ns, pyramid.values[rows], episode.range)
        truth = json.loads((SIM / f"{name}.truth.json").read_text())
        starts = {phase["name"]: phase["start_ns"] for phase in truth["phases"]}
        return episode.range, values, starts


def test_boundaries_of_simulated_episodes_are_carried_over():
    loaded = [load(name) for name in EPISODES]
    warped_s, started_s = [], []
    for one, values, starts in loaded[1:]:
        lead, lead_values, lead_starts = loaded[0]
        warped, started = by_dtw(lead, lead_values, one, values).map, by_start(lead, one)
        for label in lead_starts.keys() & starts.keys() - {"idle"}:
            warped_s.append(abs(warped.to_other(lead_starts[label]) - starts[label]) / NS_PER_S)
            started_s.append(abs(started.to_other(lead_starts[label]) - starts[label]) / NS_PER_S)
    print(statistics.median(warped_s), statistics.median(started_s), max(warped_s), max(started_s))
    assert statistics.median(warped_s) < 0.5 * statistics.median(started_s)
