"""Stamps of a whole episode on the header clock, in one pass over its segments."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.readers.archive import Archive, BadSegmentError
from models.readers.coder import Coder
from models.readers.message_clock import MISSING, fill_missing
from models.readers.message_table import MessageTable
from models.streams import Stamps


@dataclass(frozen=True, slots=True)
class StampJob:
    """Whose stamps to read: the messages of a stream, its channels and how they are decoded."""

    table: MessageTable
    channels: frozenset[int]
    coder: Coder


def header_stamps(archive: Archive, jobs: dict[str, StampJob]) -> dict[str, Stamps]:
    """Header stamps of several streams, int64 in the order of their tables."""
    stamps = {name: np.full(len(job.table), MISSING, np.int64) for name, job in jobs.items()}
    shelf = archive.shelf()
    for number, parts in _by_segment(jobs):
        for name, rows in parts:
            job = jobs[name]
            try:
                batch = shelf.batch(number, job.table.offsets[rows], job.channels)
            except BadSegmentError:
                # The stream reports the damage when the samples themselves are asked for.
                continue
            stamps[name][rows] = job.coder.header_stamps(batch)
    return {name: fill_missing(found, jobs[name].table.stamps_ns) for name, found in stamps.items()}


def _by_segment(jobs: dict[str, StampJob]) -> list[tuple[int, list[tuple[str, NDArray[np.int64]]]]]:
    parts: dict[int, list[tuple[str, NDArray[np.int64]]]] = {}
    for name, job in jobs.items():
        for number, rows in job.table.by_segment(np.arange(len(job.table))):
            parts.setdefault(number, []).append((name, rows))
    return sorted(parts.items())
