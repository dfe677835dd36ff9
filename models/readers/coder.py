"""How the messages of a topic are decoded: one protocol over every encoding, and the table of encodings."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.readers import cdr, ros1
from models.readers.archive import Batch, Schema
from models.readers.cdr import Buffer
from models.readers.cdr_types import Struct, UnknownTypeError, parse_type
from models.readers.message_clock import StampPlace, batch_stamps, stamp_place
from models.readers.signal_channels import channels_of, columns_of, is_signal
from models.readers.signals import LayoutOf, SignalDecoder, Values, distinct_layouts
from models.streams import Stamps


class NumberDecoder(Protocol):
    """Turns messages of numbers into fixed channels."""

    strangers: set[str]

    def one(self, data: Buffer) -> Values:
        """float64 (channels,), NaN where the message has no such channel.

        Raises:
            BadMessageError: the bytes do not fit.
        """

    def many(
        self,
        records: Buffer,
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        *,
        into: Values | None = None,
    ) -> Values:
        """float64 (n, channels); a message that cannot be decoded gives a row of NaN."""


class Coder(Protocol):
    """Decodes the messages of one topic; immutable."""

    @property
    def encoding(self) -> str:
        """The short name that a stream shows: cdr, ros1, protobuf, json, flatbuffer."""

    @property
    def numbers(self) -> bool:
        """Whether the messages are nothing but numbers, apart from stamps and frames."""

    def decode(self, data: Buffer) -> dict[str, Any]:
        """The message by its own field names; arrays of numbers and bytes may be numpy arrays.

        Raises:
            BadMessageError: the bytes do not fit the schema.
        """

    def channels(self, batch: Batch) -> dict[str, str]:
        """Unit by channel, the union over some whole messages in the order of their first appearance."""

    def number_decoder(self, channels: tuple[str, ...]) -> NumberDecoder:
        """For the given channels."""

    @property
    def carries_stamps(self) -> bool:
        """Whether messages carry a stamp of their own, by their schema."""

    def header_stamps(self, batch: Batch) -> Stamps:
        """Stamps of the messages, int64 (n,), ``message_clock.MISSING`` where one has none."""


@dataclass(frozen=True)
class RosCoder:
    """CDR or the serialization of ROS 1, by the definition of the type."""

    encoding: str
    kind: Struct

    @property
    def numbers(self) -> bool:
        """By the definition."""
        return is_signal(self.kind)

    @property
    def _find_layout(self) -> LayoutOf:
        return ros1.layout_of if self.encoding == "ros1" else cdr.layout_of

    def layout(self, data: Buffer) -> cdr.Layout:
        """Where everything lies in a message; raises ``BadMessageError`` where the bytes do not fit."""
        return self._find_layout(self.kind, data)

    def decode(self, data: Buffer) -> dict[str, Any]:
        """Raises ``BadMessageError`` where the bytes do not fit the definition."""
        return ros1.decode(self.kind, data) if self.encoding == "ros1" else cdr.decode(self.kind, data)

    def channels(self, batch: Batch) -> dict[str, str]:
        """Units by the names of fields and joints."""
        units: dict[str, str] = {}
        layouts = distinct_layouts(self.kind, batch.data, batch.starts, batch.lengths, self._find_layout)
        for layout in layouts:
            for name, unit in channels_of(columns_of(self.kind, layout)).items():
                units.setdefault(name, unit)
        return units

    def number_decoder(self, channels: tuple[str, ...]) -> SignalDecoder:
        """A whole batch at once."""
        return SignalDecoder(self.kind, channels, self._find_layout)

    @property
    def _place(self) -> StampPlace | None:
        return stamp_place(self.kind, aligned=self.encoding != "ros1")

    @property
    def carries_stamps(self) -> bool:
        """By the definition alone."""
        return self._place is not None

    def header_stamps(self, batch: Batch) -> Stamps:
        """Read in place where the stamp lies at a fixed offset."""
        return batch_stamps(batch, self._place, self.decode)


def make_coder(encoding: str, schema: Schema) -> Coder:
    """The coder of a channel.

    Args:
        encoding: of the messages.
        schema: with its own encoding.

    Raises:
        UnknownTypeError: no such encoding, or a schema that cannot be understood.
    """
    # The libraries of an encoding are loaded where a recording has it.
    if encoding in ("cdr", "ros1"):
        return RosCoder(encoding, parse_type(schema.name, schema.encoding, schema.data))
    if encoding == "json":
        from models.readers.json_coder import json_coder  # noqa: PLC0415

        return json_coder(schema.data)
    if encoding == "protobuf" and schema.encoding == "protobuf":
        from models.readers.protobuf_coder import protobuf_coder  # noqa: PLC0415

        return protobuf_coder(schema.name, schema.data)
    if encoding == "flatbuffer" and schema.encoding == "flatbuffer":
        from models.readers.flatbuffer_coder import flatbuffer_coder  # noqa: PLC0415

        return flatbuffer_coder(schema.name, schema.data)
    raise UnknownTypeError(f"messages in {encoding or 'an unnamed encoding'} are not decoded yet")
