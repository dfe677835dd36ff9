"""Streams of messages that are nothing but numbers."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.episode import Severity, StreamInfo
from models.errors import NoSampleError
from models.readers.archive import BadSegmentError
from models.readers.cdr import BadMessageError
from models.readers.coder import NumberDecoder
from models.readers.message_stream import MessageStream, Place
from models.streams import Sample, SignalBlock, SignalSample, Stamps
from models.timebase import TimeRange

_DESCRIBED_MESSAGES = 512
# At a time: nearly always the first segment answers.
_LOOKED_AT = 4096


class NumbersStream(MessageStream):
    """Messages of numbers as named channels."""

    def __init__(self, place: Place, info: StreamInfo) -> None:
        super().__init__(place, info)
        self._numbers: NumberDecoder | None = None

    def _describe(self) -> StreamInfo:
        """Channels are the union over the messages near the start, in the order of their first appearance."""
        units = self._first_channels()
        if not units and self._info.count:
            self._tell_why_empty()
        return replace(
            super()._describe(),
            shape=(len(units),),
            channels=tuple(units),
            units=tuple(units.values()),
        )

    def _first_channels(self) -> dict[str, str]:
        """Channels and units in the first segment that is whole and holds a message that can be decoded."""
        count = len(self._rows())
        for first in range(0, count, _LOOKED_AT):
            for number, rows in self._rows().by_segment(np.arange(first, min(first + _LOOKED_AT, count))):
                with suppress(BadSegmentError):
                    batch = self._shelf.batch(number, self._rows().offsets[rows], self._channels)
                    units = self._coder().channels(
                        batch.only(np.flatnonzero(batch.lengths >= 0)[:_DESCRIBED_MESSAGES])
                    )
                    if units:
                        return units
        return {}

    def _tell_why_empty(self) -> None:
        """A stream without channels is empty, or what the first message lacks is told."""
        try:
            self._fields(0)
        except NoSampleError as error:
            self._note("bad_message", Severity.WARNING, f"No number can be shown: {error}")

    def _sample(self, t_ns: int, index: int) -> Sample:
        data = self._payload(index)
        try:
            return SignalSample(t_ns, index, self._decoder().one(data))
        except BadMessageError as error:
            raise self._damaged(index, error) from error

    def _decoder(self) -> NumberDecoder:
        if self._numbers is None:
            self._numbers = self._coder().number_decoder(self.describe().channels)
        return self._numbers

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """All samples inside a range, float64 (n, channels), a segment at a time; NaN where one is damaged.

        Raises:
            NoHeaderStampError: on a clock that this stream does not have.
        """
        stamps_ns = self.stamps()
        first, last = _span(stamps_ns, time_range)
        decoder = self._decoder()
        # Not filled with NaN beforehand: on long recordings that costs as much as decoding.
        values = np.empty((last - first, len(self.describe().channels)))
        for number, rows in self._rows().by_segment(np.arange(first, last)):
            self._fill(decoder, number, rows, values, first)
        if decoder.strangers:
            names = ", ".join(sorted(decoder.strangers)[:8])
            text = f"Some messages carry channels that the first ones lack and that are not shown: {names}"
            self._note("channels_changed", Severity.WARNING, text)
        return SignalBlock(stamps_ns[first:last], values)

    def _fill(
        self,
        decoder: NumberDecoder,
        number: int,
        rows: NDArray[np.int64],
        values: NDArray[np.float64],
        first: int,
    ) -> None:
        try:
            batch = self._shelf.batch(number, self._rows().offsets[rows], self._channels)
        except BadSegmentError:
            # Told as a problem of the stream; the samples keep their places as NaN.
            values[rows - first] = np.nan
            return
        rows = rows - first
        if (batch.lengths >= 0).all() and rows[-1] - rows[0] + 1 == len(rows):
            into = values[rows[0] : rows[-1] + 1]
            decoder.many(batch.data, batch.starts, batch.lengths, into=into)
            return
        whole = np.flatnonzero(batch.lengths >= 0)
        values[rows] = np.nan
        part = batch.only(whole)
        values[rows[whole]] = decoder.many(part.data, part.starts, part.lengths)


def _span(stamps_ns: Stamps, time_range: TimeRange | None) -> tuple[int, int]:
    if time_range is None:
        return 0, len(stamps_ns)
    edges = np.searchsorted(stamps_ns, [time_range.start_ns, time_range.end_ns], side="left")
    return int(edges[0]), int(edges[1])
