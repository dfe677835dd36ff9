"""Scans before the present one: each where its own sensor was, counted, and in the camera's colours where wanted."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.geometry.values import PlacedScan, Pose, ScanColours, Spot
from models.streams import PointCloud
from tests.support.view_samples import MS, info
from widgets.cloud_menu import fields_menu
from widgets.cloud_pick import Hit
from widgets.cloud_scene import HEIGHT, PICTURE, RANGE
from widgets.cloud_view import CloudView


def pose(x: float, *, yaw_deg: float = 0.0, root: str = "world") -> Pose:
    matrix = np.eye(4)
    turn = np.radians(yaw_deg)
    matrix[:2, :2] = (np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))
    matrix[:3, 3] = x, 0, 1
    return Pose(root, matrix)


def cloud(*points_m: tuple[float, float, float], index: int = 0) -> PointCloud:
    points = np.zeros(len(points_m), [("x", "f4"), ("y", "f4"), ("z", "f4"), ("ring", "u2")])
    for axis, name in enumerate("xyz"):
        points[name] = [point[axis] for point in points_m]
    points["ring"] = np.arange(len(points_m)) + 10 * index
    return PointCloud(index * 100 * MS, index, points, "lidar")


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> CloudView:
    made = CloudView()
    qtbot.addWidget(made)
    made.set_stream(info("/lidar/points", StreamKind.POINTS))
    made.resize(300, 200)
    made.setVisible(True)
    made.show_sample(cloud((1, 0, 0), (2, 0, 0), index=5), age_ns=0, period_ns=100 * MS)
    made.set_place(pose(10.0))
    return made


def world(view: CloudView) -> np.ndarray:
    buffer = view.canvas.buffer
    assert buffer is not None
    return buffer.world_xyz(100)


def test_each_scan_lies_where_its_own_sensor_was(view: CloudView) -> None:
    before = PlacedScan(cloud((1, 0, 0), index=4), pose(9.0, yaw_deg=90), 1)
    view.show_past((before,), count=5, due=2)
    np.testing.assert_allclose(world(view), [(11, 0, 1), (12, 0, 1), (9, 1, 1)], atol=1e-5)


def test_range_is_measured_from_each_sensor_and_height_in_the_world(view: CloudView) -> None:
    view.show_past((PlacedScan(cloud((3, 0, 0.5), index=4), pose(0.0), 1),), count=5, due=2)
    for colour_by, expected in ((HEIGHT, (1, 1, 1.5)), (RANGE, (1, 2, 3.041)), ("ring", (50, 51, 40))):
        view.set_colour_by(colour_by)
        np.testing.assert_allclose(view.canvas.buffer.planes[3], expected, atol=1e-3)


def test_scans_of_another_tree_of_frames_are_not_drawn_together(view: CloudView) -> None:
    view.show_past(
        (
            PlacedScan(cloud((1, 0, 0), index=4), pose(0.0, root="odom"), 1),
            PlacedScan(cloud((1, 0, 0), index=3), None, 1),
        ),
        count=5,
        due=3,
    )
    assert len(world(view)) == 2
    assert view.header.facts[-1] == "1 of 3 scans"
    view.set_place(None)
    assert len(world(view)) == 3


def test_the_header_counts_scans_and_points_and_says_what_is_left_out(view: CloudView) -> None:
    thin = PlacedScan(cloud((1, 0, 0), (2, 0, 0), index=4), pose(9.0), 8, 4)
    view.show_past((thin,), count=10, due=3)
    assert view.header.facts[-2:] == ("10", "2 of 3 scans")
    assert view.header._chip == "2 of 3 scans", "one is still on its way"
    view.show_past((thin, thin), count=10, due=3)
    assert view.header.facts[-1] == "scans: 3"
    assert view.header._chip == "1 of 4 points"
    view.show_past((), count=1, due=1)
    assert view.header.facts[-1] == "2"
    assert view.header._chip == ""


def test_what_is_shown_at_once_is_drawn_once(view: CloudView, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(view.canvas, "set_cloud", drawn.append)
    with view.at_once():
        view.set_place(pose(3.0))
        view.show_past((PlacedScan(cloud((1, 0, 0), index=4), pose(9.0), 1),), count=5, due=2)
    assert len(drawn) == 1
    assert drawn[0].total == 3


def test_the_menu_offers_how_many(view: CloudView) -> None:
    asked: list[int] = []
    view.scans_requested.connect(asked.append)
    view.show_past((), count=5, due=1)
    menu = fields_menu(view)
    checked = [action.text() for action in menu.actions() if action.isChecked()]
    assert "The last 5 scans" in checked
    next(action for action in menu.actions() if action.text() == "The last 20 scans").trigger()
    assert asked == [20]


def test_points_that_the_picture_does_not_show_are_neutral(view: CloudView) -> None:
    before = PlacedScan(cloud((1, 0, 0), index=4), pose(9.0), 1)
    view.show_past((before,), count=5, due=2)
    view.set_pictured_scans(True)
    assert PICTURE in view.fields
    view.set_colour_by(PICTURE)
    words = {5: np.array([0xFF102030, 0], np.uint32), 4: np.array([0xFF0000FF], np.uint32)}
    view.show_colours(ScanColours(5, words))
    own = view.canvas.buffer.own
    assert own is not None
    assert [hex(own[0]), hex(own[2])] == ["0xff102030", "0xff0000ff"]
    red, green, blue = (int(own[1]) >> shift & 255 for shift in (16, 8, 0))
    assert max(red, green, blue) - min(red, green, blue) < 24, "neutral is grey"
    assert own[1] >> 24 == 255


def test_a_scan_waits_for_its_colours_and_not_for_those_of_another(view: CloudView) -> None:
    view.set_pictured_scans(True)
    view.set_colour_by(PICTURE)
    view.show_colours(ScanColours(5, {5: np.array([0xFF102030, 0xFF102030], np.uint32)}))
    before = view.canvas.buffer
    view.show_sample(cloud((1, 0, 0), index=6), age_ns=0, period_ns=100 * MS)
    assert view.canvas.buffer is before
    view.show_colours(ScanColours(6))
    assert view.canvas.buffer.planes.shape[1] == 1


def test_a_picked_point_carries_the_fields_of_its_own_scan(view: CloudView, qtbot: QtBot) -> None:
    holed = cloud((np.nan, 0, 0), (1, 2, 3), (0.5, 0, 0.25), index=4)
    view.show_past((PlacedScan(holed, pose(9.0), 3),), count=5, due=2)
    picked: list[Spot] = []
    view.spot_picked.connect(picked.append)
    buffer = view.canvas.buffer
    for index, ring, place_m in ((1, 51, (2, 0, 0)), (3, 42, (0.5, 0, 0.25))):
        view.canvas.picked.emit(Hit(index, world(view)[index].astype(np.float64)))
        fields = {field.name: field.value for field in picked[-1].fields}
        assert fields == {"x": place_m[0], "y": place_m[1], "z": place_m[2], "ring": ring}
        assert (picked[-1].root, picked[-1].sensor) == ("world", "lidar")
        np.testing.assert_allclose(picked[-1].point_m, world(view)[index], atol=1e-6)
    assert buffer is view.canvas.buffer


def test_without_a_camera_the_colours_are_those_of_height_again(view: CloudView) -> None:
    view.set_pictured_scans(True)
    view.set_colour_by(PICTURE)
    view.set_pictured_scans(False)
    assert view.colour_by == HEIGHT
    assert PICTURE not in view.fields
