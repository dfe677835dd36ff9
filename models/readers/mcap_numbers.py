"""Streams of an MCAP file that are nothing but numbers."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.episode import Severity, StreamInfo
from models.readers.cdr import BadMessageError, Layout
from models.readers.mcap_segments import BadSegmentError, message_spans
from models.readers.mcap_stream import McapStream, Place
from models.readers.signal_channels import channels_of, columns_of
from models.readers.signals import SignalDecoder, distinct_layouts
from models.streams import Sample, SignalBlock, SignalSample, Stamps
from models.timebase import TimeRange

_DESCRIBED_MESSAGES = 512


class NumbersStream(McapStream):
    """Messages of numbers as named channels."""

    def __init__(self, place: Place, info: StreamInfo) -> None:
        super().__init__(place, info)
        self._numbers: SignalDecoder | None = None

    def _describe(self) -> StreamInfo:
        """Channels are the union over the messages near the start, in the order of their first appearance."""
        units: dict[str, str] = {}
        for layout in self._first_layouts():
            for name, unit in channels_of(columns_of(self._type(), layout)).items():
                units.setdefault(name, unit)
        return replace(
            super()._describe(),
            shape=(len(units),),
            channels=tuple(units),
            units=tuple(units.values()),
        )

    def _first_layouts(self) -> list[Layout]:
        """Layouts of the messages in the first segment that is whole and holds one that can be decoded."""
        everything = np.arange(len(self._rows()))
        for number, rows in self._rows().by_segment(everything):
            with suppress(BadSegmentError):
                records = self._segments.load(number)
                starts, lengths = message_spans(records, self._rows().offsets[rows], self._channels)
                whole = np.flatnonzero(lengths >= 0)[:_DESCRIBED_MESSAGES]
                layouts = distinct_layouts(self._type(), records, starts[whole], lengths[whole])
                if layouts:
                    return layouts
        return []

    def _sample(self, t_ns: int, index: int) -> Sample:
        data = self._payload(index)
        try:
            return SignalSample(t_ns, index, self._decoder().one(data))
        except BadMessageError as error:
            raise self._damaged(index, error) from error

    def _decoder(self) -> SignalDecoder:
        if self._numbers is None:
            self._numbers = SignalDecoder(self._type(), self.describe().channels)
        return self._numbers

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """All samples inside a range, float64 (n, channels), a segment at a time; NaN where one is damaged.

        Raises:
            NoHeaderStampError: on a clock that this stream does not have.
        """
        stamps_ns = self.stamps()
        first, last = _span(stamps_ns, time_range)
        decoder = self._decoder()
        values = np.full((last - first, len(self.describe().channels)), np.nan)
        for number, rows in self._rows().by_segment(np.arange(first, last)):
            self._fill(decoder, number, rows, values, first)
        if decoder.strangers:
            names = ", ".join(sorted(decoder.strangers)[:8])
            text = f"Some messages carry channels that the first ones lack and that are not shown: {names}"
            self._note("channels_changed", Severity.WARNING, text)
        return SignalBlock(stamps_ns[first:last], values)

    def _fill(
        self,
        decoder: SignalDecoder,
        number: int,
        rows: NDArray[np.int64],
        values: NDArray[np.float64],
        first: int,
    ) -> None:
        try:
            records = self._segments.load(number)
        except BadSegmentError:
            # Told as a problem of the stream; the samples stay in their places as NaN.
            return
        starts, lengths = message_spans(records, self._rows().offsets[rows], self._channels)
        rows = rows - first
        if (lengths >= 0).all() and rows[-1] - rows[0] + 1 == len(rows):
            decoder.many(records, starts, lengths, into=values[rows[0] : rows[-1] + 1])
            return
        whole = lengths >= 0
        values[rows[whole]] = decoder.many(records, starts[whole], lengths[whole])


def _span(stamps_ns: Stamps, time_range: TimeRange | None) -> tuple[int, int]:
    if time_range is None:
        return 0, len(stamps_ns)
    edges = np.searchsorted(stamps_ns, [time_range.start_ns, time_range.end_ns], side="left")
    return int(edges[0]), int(edges[1])
