"""Message indexes that are read together: what is cut short is refused, never an error of ours."""

import numpy as np
import pytest

from models.readers.mcap_runs import IndexBlocks, Runs


class Cut:
    """A file that ends before its message indexes, or inside them."""

    def __init__(self, nbytes: int) -> None:
        self.size = nbytes

    def read_at(self, position: int, length: int) -> bytes:
        return bytes(max(0, min(length, self.size - position)))

    def close(self) -> None:
        pass


@pytest.mark.parametrize("nbytes", [0, 5, 12, 40])
def test_indexes_behind_the_end_of_a_file_are_refused(nbytes: int) -> None:
    runs = Runs(np.array([0]), np.array([0]), np.array([3]))
    found = IndexBlocks(Cut(nbytes), {7: runs}).of_channel(7)
    assert found.pairs.shape == (0, 2)
    assert len(found.refused) == 1
