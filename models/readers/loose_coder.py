"""What the coders share that decode messages one at a time."""

from typing import Any

import numpy as np

from models.readers.archive import Batch
from models.readers.cdr import BadMessageError, Buffer
from models.readers.loose_numbers import MAX_CHANNELS, LooseDecoder, numbers_in
from models.readers.message_clock import MISSING, message_stamp
from models.streams import Stamps

FRAMES = frozenset({"frame_id", "child_frame_id", "parent_frame_id"})


class LooseCoder:
    """Base of the coders of protobuf, JSON and flatbuffers; they differ in ``decode``."""

    encoding = ""
    numbers = False
    carries_stamps = False

    def decode(self, data: Buffer) -> dict[str, Any]:
        """The message by its own field names; ``BadMessageError`` where it does not fit."""
        raise NotImplementedError

    def channels(self, batch: Batch) -> dict[str, str]:
        """Names of all numbers; these formats know no units."""
        names: dict[str, str] = {}
        for row in range(len(batch.starts)):
            try:
                for name, _ in numbers_in(self.decode(batch.message(row))):
                    names.setdefault(name, "")
                    if len(names) >= MAX_CHANNELS:
                        return names
            except (BadMessageError, OverflowError):
                continue
        return names

    def number_decoder(self, channels: tuple[str, ...]) -> LooseDecoder:
        """One message at a time."""
        return LooseDecoder(self.decode, channels)

    def header_stamps(self, batch: Batch) -> Stamps:
        """Of the decoded messages."""
        found = np.full(len(batch.starts), MISSING, np.int64)
        for row in np.flatnonzero(batch.lengths >= 0).tolist():
            try:
                found[row] = message_stamp(self.decode(batch.message(row)))
            except (BadMessageError, OverflowError):
                continue
        return found
