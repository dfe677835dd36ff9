"""A text table of numbers as a stream."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.episode import StreamInfo, StreamKind
from models.readers.file_samples import checked, timed_info
from models.readers.number_table import NumberTable
from models.streams import SignalBlock, SignalSample, Stamps
from models.timebase import TimeRange


class TableStream:
    """One row a sample; the whole table is in memory.

    Args:
        name: of the stream.
        table: its numbers.
        stamps_ns: of the rows, int64 (rows,), non-decreasing.
        units: by name of the channel.
    """

    def __init__(
        self,
        name: str,
        table: NumberTable,
        stamps_ns: Stamps,
        *,
        units: Mapping[str, str],
        path: Path,
        frame_id: str,
    ) -> None:
        self._values = table.values
        self._stamps_ns = stamps_ns
        info = StreamInfo(
            name,
            StreamKind.SIGNAL,
            0,
            None,
            None,
            None,
            path.suffix.lower().lstrip("."),
            shape=(len(table.names),),
            channels=table.names,
            units=tuple(units.get(channel, "") for channel in table.names) if units else (),
            frame_id=frame_id,
        )
        self._info = timed_info(info, stamps_ns)

    @property
    def info(self) -> StreamInfo:
        """With the names of the columns as channels."""
        return self._info

    def describe(self) -> StreamInfo:
        """The same."""
        return self._info

    def stamps(self) -> Stamps:
        """Of the rows, int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> SignalSample:
        """Row ``index``.

        Raises:
            NoSampleError: out of range.
        """
        t_ns = int(self._stamps_ns[checked(index, self._info)])
        return SignalSample(t_ns=t_ns, index=index, values=self._values[index].copy())

    def message(self, index: int) -> Mapping[str, Any]:
        """Value by channel.

        Raises:
            NoSampleError: out of range.
        """
        values = self._values[checked(index, self._info)].tolist()
        return dict(zip(self._info.channels, values, strict=True))

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """All rows inside ``time_range``, float64 (N, channels)."""
        first, past = 0, self._info.count
        if time_range is not None:
            ends = [time_range.start_ns, time_range.end_ns]
            first, past = np.searchsorted(self._stamps_ns, ends).tolist()
        return SignalBlock(self._stamps_ns[first:past], self._values[first:past].copy())
