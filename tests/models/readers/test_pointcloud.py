"""PointCloud2 of every layout."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.readers.cdr import BadMessageError
from models.readers.pointcloud import decode_points

TYPES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 8: "f8"}
XYZ = [("x", 0, 7, 1), ("y", 4, 7, 1), ("z", 8, 7, 1)]


def cloud(
    fields: list[tuple[str, int, int, int]],
    data: bytes,
    *,
    step: int,
    width: int,
    height: int = 1,
    **more: Any,
) -> dict[str, Any]:
    return {
        "height": height,
        "width": width,
        "fields": [
            dict(zip(("name", "offset", "datatype", "count"), field, strict=True)) for field in fields
        ],
        "is_bigendian": False,
        "point_step": step,
        "row_step": step * width,
        "data": np.frombuffer(data, np.uint8),
        **more,
    }


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[tuple[str, int, int, int]], int, str]:
    """Fields of random types in a random order with random gaps, the length of a point and the byte order."""
    offset = draw(st.integers(0, 5))
    fields = []
    for number, code in enumerate(draw(st.lists(st.sampled_from(list(TYPES)), min_size=1, max_size=6))):
        fields.append((f"f{number}", offset, code, 1))
        offset += int(TYPES[code][1]) + draw(st.integers(0, 5))
    return draw(st.permutations(fields)), offset, draw(st.sampled_from("<>"))


@given(layouts(), st.integers(1, 4), st.integers(1, 5), st.integers(0, 9))
def test_any_layout_is_read_field_by_field(
    layout: tuple[list[tuple[str, int, int, int]], int, str], height: int, width: int, row_padding: int
) -> None:
    fields, step, order = layout
    row_step = width * step + row_padding
    data = np.random.default_rng(0).integers(0, 256, height * row_step, np.uint8).tobytes()
    message = cloud(
        fields, data, step=step, width=width, height=height, row_step=row_step, is_bigendian=order == ">"
    )
    points = decode_points(message)
    assert points.dtype.names == tuple(name for name, *_ in fields)
    for number, point in enumerate(points):
        start = number // width * row_step + number % width * step
        for name, offset, code, _ in fields:
            value = np.frombuffer(data, order + TYPES[code], 1, start + offset)[0]
            np.testing.assert_array_equal(point[name], value)


def test_nan_points_stay() -> None:
    xyz = np.array([[1, 2, 3], [np.nan] * 3], np.float32)
    points = decode_points(cloud(XYZ, xyz.tobytes(), step=12, width=2))
    assert np.isnan(points["x"]).tolist() == [False, True]


def test_fields_of_several_values_and_names_used_twice() -> None:
    fields = [("v", 0, 7, 2), ("v_0", 8, 2, 1), ("", 9, 2, 0)]
    points = decode_points(cloud(fields, np.float32([1, 2]).tobytes() + b"\x05\x06", step=10, width=1))
    assert points.tolist() == [(1.0, 2.0, 5, 6)]
    assert points.dtype.names == ("v_0", "v_1", "v_0_2", "field_2")


def test_an_empty_cloud_keeps_its_fields() -> None:
    points = decode_points(cloud(XYZ, b"", step=12, width=0))
    assert (len(points), points.dtype.names) == (0, ("x", "y", "z"))


@pytest.mark.parametrize(
    "more",
    [
        {"data": np.zeros(23, np.uint8)},
        {"width": 2**32 - 1, "height": 2**32 - 1},
        {"point_step": 0},
        {"point_step": 8},
        {"row_step": 2**32 - 1, "height": 2},
        {"fields": [{"name": "x", "offset": 0, "datatype": 9, "count": 1}]},
        {"fields": [{"name": "x", "offset": 2**32 - 1, "datatype": 7, "count": 1}]},
        {"fields": [{"name": "x", "offset": 0, "datatype": 2, "count": 2**32 - 1}]},
    ],
)
def test_clouds_that_contradict_themselves_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(BadMessageError):
        decode_points({**cloud(XYZ, bytes(24), step=12, width=2), **more})
