"""A cloud file alone: PCD, PLY, LAS, LAZ or text, an episode of one sample at stamp 0."""

from pathlib import Path

import numpy as np

from models.readers.cloud_stream import CloudStream, reader_of
from models.readers.plain_episode import Contents, PlainRecording, Report

STREAM = "points"


def recognises(path: Path) -> bool:
    """A file that begins as a cloud does, or a text with columns x, y and z."""
    return path.is_file() and reader_of(path) is not None


def open_recording(path: Path) -> PlainRecording:
    """The cloud as a recording; nothing is read before its episode is opened."""
    return PlainRecording(path, format_name="pointcloud", load=_load)


def _load(path: Path) -> Contents:
    report = Report()
    stream = CloudStream(STREAM, [path], np.zeros(1, np.int64), report=report)
    return Contents([stream], report, attributes=stream.head.attributes)
