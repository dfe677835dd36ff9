"""A point's fields as the recording has them, with units only where a driver's name for one is known."""

import numpy as np

from models.geometry.point_fields import point_fields
from models.geometry.values import PointField
from models.readers import open_episode
from models.streams import PointCloud, sample_at
from tests.support.data import DEMO


def cloud(*fields: tuple[object, ...]) -> PointCloud:
    points = np.zeros(3, [("x", "f4"), ("y", "f4"), ("z", "f4"), *fields])
    points["x"] = 1.5, 2.5, 3.5
    return PointCloud(0, 0, points, "lidar")


def test_every_field_of_the_message_is_told_in_its_order() -> None:
    made = cloud(("intensity", "f4"), ("ring", "u2"), ("t", "u4"))
    made.points["ring"], made.points["t"] = (0, 7, 1), 25_000
    assert point_fields(made, 1) == (
        PointField("x", 2.5, "m"),
        PointField("y", 0.0, "m"),
        PointField("z", 0.0, "m"),
        PointField("intensity", 0.0),
        PointField("ring", 7),
        PointField("t", 25_000, "ns"),
    )


def test_a_name_that_means_another_thing_in_every_driver_has_no_unit() -> None:
    made = cloud(("timestamp", "f8"), ("time", "f4"), ("range", "u4"), ("t", "f4"))
    units = {field.name: field.unit for field in point_fields(made, 0)}
    assert units["timestamp"] == units["t"] == ""
    assert (units["time"], units["range"]) == ("s", "mm")


def test_a_field_of_several_numbers_and_one_of_bytes() -> None:
    made = cloud(("normal", "f4", 3), ("tag", "S2"), ("valid", "?"))
    names = [field.name for field in point_fields(made, 2)]
    assert names == ["x", "y", "z", "normal[0]", "normal[1]", "normal[2]", "valid"]


def test_a_recorded_scan() -> None:
    with open_episode(DEMO / "pick_can_success.mcap") as episode:
        stream = episode.streams["/lidar/points"]
        scan = sample_at(stream, int(stream.stamps()[5]))
    assert isinstance(scan, PointCloud)
    fields = point_fields(scan, 100)
    assert [field.name for field in fields] == list(scan.points.dtype.names or ())
    assert fields[0].value == float(scan.points["x"][100])
