"""Arrays of a recording by their rows, whatever file they lie in: the source of the streams of HDF5 and zarr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.errors import NoSampleError

# Nothing that one sample needs may be larger: its own bytes, or the chunk of the file that holds them.
MOST_NBYTES = 1 << 30
# Rows of one array; 1 kHz for four and a half hours.
MOST_ROWS = 1 << 24
# A row with more numbers is no vector that anybody could plot.
MOST_CHANNELS = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class ArrayFacts:
    """What the head of an array says. ``shape`` counts the rows first; ``chunk_rows`` and ``chunk_nbytes`` are
    those of the piece in which the file keeps it, one row where it lies plainly."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    chunk_nbytes: int = 0
    chunk_rows: int = 1
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Length of the first axis, 0 for a scalar."""
        return self.shape[0] if self.shape else 0

    @property
    def row_nbytes(self) -> int:
        """Bytes of one row; for values of any length only their places."""
        return prod(self.shape[1:]) * max(self.dtype.itemsize, 1)

    @property
    def flaw(self) -> str:
        """Why it is not read, in English; empty where it can be."""
        if self.rows > MOST_ROWS:
            return f"{self.name} says {self.rows} rows, more than Rushes reads"
        if max(self.row_nbytes, self.chunk_nbytes) > MOST_NBYTES:
            return f"{self.name} needs more than 1 GiB for one sample"
        return ""


class ArraySource(Protocol):
    """One array. May be read from several threads."""

    @property
    def facts(self) -> ArrayFacts:
        """What its head says."""

    def read(self, first: int, past: int) -> NDArray[Any]:
        """Rows ``[first, past)``.

        Raises:
            NoSampleError: damaged, or coded in a way that is not known.
        """


def read_rows(source: ArraySource, first: int, past: int) -> NDArray[Any]:
    """Rows ``[first, past)``, bounded: never more than 1 GiB at once.

    Raises:
        NoSampleError: damaged, too large, or not as many as its head promised.
    """
    facts = source.facts
    if (past - first) * facts.row_nbytes > MOST_NBYTES or facts.flaw:
        raise NoSampleError("{stream} is too large to be read at once", stream=facts.name)
    rows = source.read(first, past)
    if rows.shape != (past - first, *facts.shape[1:]):
        raise NoSampleError("{stream} ends before row {index}", stream=facts.name, index=past - 1)
    return rows
