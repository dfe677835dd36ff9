"""PointCloud2 to structured arrays, whatever its layout."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.readers.cdr import BadMessageError

_CODES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 8: "f8"}
_MAX_FIELDS = 4096


def cloud_frame(message: Mapping[str, Any]) -> str:
    """The frame in which a cloud lies, of its header or of its own."""
    header = message.get("header", message)
    return str(header.get("frame_id", "")) if isinstance(header, Mapping) else ""


def decode_points(message: Mapping[str, Any]) -> NDArray[np.void]:
    """Points of a sensor_msgs/PointCloud2 as a packed structured array (N,) in native byte order.

    Fields keep their order, padding is dropped, organised clouds are flattened row by row, NaN points stay. A
    field of several values becomes ``name_0``, ``name_1`` ...; a name used twice gets ``_2`` and so on.

    Raises:
        BadMessageError: the layout is contradictory, or there are too few bytes.
    """
    height, width = int(message["height"]), int(message["width"])
    stored = _stored_type(message["fields"], int(message["point_step"]), bool(message["is_bigendian"]))
    packed = np.dtype([(name, stored[name].newbyteorder("=")) for name in stored.names or ()])
    data = np.ascontiguousarray(message["data"], np.uint8)
    row = max(int(message["row_step"]), width * stored.itemsize)
    if height * width == 0:
        return np.empty(0, packed)
    if len(data) < (height - 1) * row + width * stored.itemsize:
        raise BadMessageError("the cloud has fewer bytes than its size says")
    view = np.ndarray((height, width), stored, data, 0, (row, stored.itemsize))
    points = np.empty((height, width), packed)
    for name in packed.names or ():
        points[name] = view[name]
    return points.reshape(-1)


def _stored_type(fields: Any, point_step: int, big_endian: bool) -> np.dtype[Any]:
    names: list[str] = []
    formats: list[str] = []
    offsets: list[int] = []
    order = ">" if big_endian else "<"
    for number, field in enumerate(fields):
        code = _CODES.get(int(field["datatype"]))
        if code is None:
            raise BadMessageError(f"a cloud field has the unknown type {field['datatype']}")
        for name, offset in _columns(field, code, number):
            names.append(_unused(name, names))
            formats.append(order + code)
            offsets.append(offset)
        if len(names) > _MAX_FIELDS:
            raise BadMessageError("the cloud has too many fields")
    ends = [offset + int(code[2]) for offset, code in zip(offsets, formats, strict=True)]
    if point_step < 1 or max(ends, default=0) > point_step:
        raise BadMessageError("a cloud field lies outside of its point")
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": point_step})


def _columns(field: Mapping[str, Any], code: str, number: int) -> list[tuple[str, int]]:
    name = str(field["name"]) or f"field_{number}"
    count = max(int(field["count"]), 1)
    if count == 1:
        return [(name, int(field["offset"]))]
    size = int(code[1])
    return [(f"{name}_{i}", int(field["offset"]) + i * size) for i in range(min(count, _MAX_FIELDS + 1))]


def _unused(name: str, taken: list[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate
