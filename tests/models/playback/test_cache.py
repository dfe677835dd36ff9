import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.playback.cache import SampleCache
from models.streams import DepthImage


def depth(index: int, side: int) -> DepthImage:
    return DepthImage(index, index, np.zeros((side, side), np.float32))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), max_size=80))
def test_the_budget_holds_and_the_count_of_bytes_is_true(puts: list[tuple[int, int]]):
    cache = SampleCache(budget_nbytes=2000)
    for index, side in puts:
        cache.put("depth", depth(index, side))
        kept = [cache.get("depth", i) for i in range(21)]
        assert (
            cache.used_nbytes == sum(sample.depth_m.nbytes for sample in kept if sample is not None) <= 2000
        )


def test_the_least_recently_used_goes_first():
    cache = SampleCache(budget_nbytes=3 * 400)
    for index in range(3):
        cache.put("depth", depth(index, 10))
    cache.get("depth", 0)
    cache.put("depth", depth(3, 10))
    assert [("depth", i) in cache for i in range(4)] == [True, False, True, True]
