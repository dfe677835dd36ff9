"""Numbers out of messages that are decoded one at a time: protobuf, JSON, flatbuffers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.readers.cdr import BadMessageError, Buffer
from models.readers.message_clock import MISSING, time_ns
from models.readers.signals import Values

MAX_CHANNELS = 1 << 14
Decode = Callable[[Buffer], Mapping[str, Any]]


def numbers_in(value: Any, stem: str = "") -> Iterator[tuple[str, float]]:
    """(name, value) of every number; names are paths joined by dots. Stamps are left out."""
    if isinstance(value, bool | int | float | np.number):
        yield stem or "data", float(value)
    elif isinstance(value, Mapping):
        if time_ns(value) == MISSING:
            for name, item in value.items():
                yield from numbers_in(item, f"{stem}.{name}" if stem else str(name))
    elif isinstance(value, np.ndarray):
        yield from ((f"{stem}.{i}", number) for i, number in enumerate(value[:MAX_CHANNELS].tolist()))
    elif isinstance(value, list):
        for i, item in enumerate(value[:MAX_CHANNELS]):
            yield from numbers_in(item, f"{stem}.{i}")


class LooseDecoder:
    """Fixed channels out of decoded messages.

    Args:
        decode: one message.
        channels: names of the columns.
    """

    def __init__(self, decode: Decode, channels: tuple[str, ...]) -> None:
        self._decode = decode
        self._places = {name: place for place, name in enumerate(channels)}
        self.strangers: set[str] = set()

    def one(self, data: Buffer) -> Values:
        """float64 (channels,), NaN where the message has no such channel.

        Raises:
            BadMessageError: it cannot be decoded.
        """
        values = np.full(len(self._places), np.nan)
        try:
            for name, number in numbers_in(self._decode(data)):
                place = self._places.get(name)
                if place is not None:
                    values[place] = number
                elif len(self.strangers) < 64:
                    self.strangers.add(name)
        except OverflowError as error:
            raise BadMessageError("a number is too large") from error
        return values

    def many(
        self,
        records: Buffer,
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        *,
        into: Values | None = None,
    ) -> Values:
        """float64 (n, channels); a message that cannot be decoded gives a row of NaN."""
        values = np.full((len(starts), len(self._places)), np.nan) if into is None else into
        view = memoryview(records)
        for row, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
            try:
                values[row] = self.one(view[start : start + length])
            except BadMessageError:
                values[row] = np.nan
        return values
