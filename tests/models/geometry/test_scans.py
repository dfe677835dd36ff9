"""Scans that are shown together: the last ones of the stream, with as many points as there is room for."""

import numpy as np
import pytest

from models.geometry import scans
from models.geometry.scans import placed, scans_before
from models.streams import PointCloud

FIELDS = [("x", "f4"), ("y", "f4"), ("z", "f4"), ("ring", "u2")]


def cloud(count: int) -> PointCloud:
    points = np.zeros(count, FIELDS)
    points["ring"] = np.arange(count)
    return PointCloud(7, 3, points, "lidar")


@pytest.mark.parametrize(
    ("index", "count", "expected"),
    [(9, 1, ()), (9, 5, (8, 7, 6, 5)), (2, 5, (1, 0)), (0, 20, ()), (-1, 5, ())],
)
def test_the_last_scans_are_those_before_the_present_one(
    index: int, count: int, expected: tuple[int, ...]
) -> None:
    assert scans_before(index, count) == expected


def test_scans_share_the_room_for_points_and_keep_their_fields() -> None:
    one = placed(cloud(1000), None, count=10, most=2500)
    assert (one.total, one.stride, len(one.cloud.points)) == (1000, 4, 250)
    assert one.cloud.points["ring"].tolist() == list(range(0, 1000, 4))
    assert (one.cloud.t_ns, one.cloud.index, one.cloud.frame_id) == (7, 3, "lidar")
    whole = cloud(1000)
    assert placed(whole, None, count=10, most=10_000).cloud is whole


def test_they_share_the_memory_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "PAST_NBYTES", 14 * 100)
    one = placed(cloud(1000), None, count=2, most=10**6)
    assert one.cloud.points.nbytes <= 14 * 50
