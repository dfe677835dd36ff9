"""One bound for all that is kept decoded."""

from dataclasses import astuple

import pytest

from models.playback.budget import MIB, Usage, held_nbytes, share_among, shares_of
from models.playback.cache import SampleCache
from models.readers import open_episode
from models.streams import HoldingStream
from tests.support.data import DEMO

PATH = DEMO / "pick_can_success.mcap"


@pytest.mark.parametrize("budget", [256 * MIB, 1000 * MIB + 7, 1 << 33])
def test_the_shares_are_the_whole_and_no_more(budget):
    shares = shares_of(budget)
    assert 0.8 * budget < sum(astuple(shares)) <= budget
    assert min(astuple(shares)) > 0


def test_what_streams_keep_stays_under_their_share():
    # Under its share a stream still keeps the one chunk that it reads, here of 6 MB.
    most = shares_of(512 * MIB).readers_nbytes
    with open_episode(PATH) as episode:
        streams = list(episode.streams.values())
        share_among(streams, most)
        for stream in streams:
            for index in range(0, stream.info.count, max(1, stream.info.count // 25)):
                stream.sample(index)
        assert 0 < held_nbytes(streams) <= most


def test_another_share_lets_go_at_once():
    with open_episode(PATH) as episode:
        stream = episode.streams["/camera/head/color"]
        assert isinstance(stream, HoldingStream)
        for index in range(60):
            stream.sample(index)
        before = stream.held_nbytes
        stream.hold_at_most(3 * MIB)
        assert stream.held_nbytes < before
        assert stream.sample(59).index == 59


def test_a_smaller_budget_empties_the_cache_as_far():
    cache = SampleCache(64 * MIB)
    with open_episode(PATH) as episode:
        stream = episode.streams["/camera/head/color"]
        for index in range(20):
            cache.put("camera", stream.sample(index))
    cache.set_budget(5 * MIB)
    assert 0 < cache.used_nbytes <= 5 * MIB
    assert cache.get("camera", 19) is not None


def test_usage_adds_up():
    assert Usage(1, 2, 3, 10).total_nbytes == 6
