"""Depth beside a scan: each point where both sensors have it, in its own colour, and found again by a click."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.geometry.values import DepthCloud, Pose
from models.streams import PointCloud
from tests.support.view_samples import MS, depth_image, info, point_cloud
from widgets.cloud_depth import with_depth
from widgets.cloud_pick import Hit, place_of, point_at
from widgets.cloud_scene import DEPTH, HEIGHT, RANGE, CloudBuffer, CloudStyle, make_buffer
from widgets.cloud_splat import splat
from widgets.cloud_view import CloudView
from widgets.overlay import ColourScale
from widgets.spot_mark import SpotMark
from widgets.turntable import Turntable

LEVEL = Turntable(centre_m=(0.0, 0.0, 0.0), azimuth_deg=0.0, elevation_deg=0.0, distance_m=2.0)
SIZE = QSize(101, 101)
# A camera a metre above the origin that looks along x.
LOOKING = np.array([[0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 1], [0, 0, 0, 1]], np.float64)


def depth(
    *points: tuple[float, float, float], rgb: list[list[int]] | None = None, root: str = "world"
) -> DepthCloud:
    planes = np.array(points, np.float32).T.copy()
    colours = None if rgb is None else np.array(rgb, np.uint8)
    return DepthCloud("/depth", 0, planes, colours, Pose(root, LOOKING), len(points), 1)


def scan(pose: np.ndarray) -> CloudBuffer:
    points = np.zeros(1, [("x", "f4"), ("y", "f4"), ("z", "f4"), ("intensity", "f4")])
    points["x"], points["intensity"] = 5.0, 9.0
    return make_buffer(PointCloud(0, 0, points), colour_by=HEIGHT, most=10, world_from_sensor=pose)


def turned() -> np.ndarray:
    pose = np.diag([1.0, -1.0, -1.0, 1.0])
    pose[:3, 3] = 0.5, 0.25, 1.5
    return pose


def together(cloud: DepthCloud, *, colour_by: str = HEIGHT, pictured: bool = False) -> CloudBuffer:
    return with_depth(
        scan(turned()),
        cloud,
        drawn_from_root=np.eye(4),
        colour_by=colour_by,
        pictured=pictured,
        plain=0x123456,
    )


def test_depth_lies_where_its_camera_has_it_whatever_frame_the_scan_is_in() -> None:
    buffer = together(depth((0.5, 0.25, 2.0)))
    world = buffer.world_from_sensor @ np.append(buffer.planes[:3, 1], 1)
    np.testing.assert_allclose(world[:3], (2.0, -0.5, 0.75), atol=1e-6)


@pytest.mark.parametrize(
    ("colour_by", "expected"),
    [(HEIGHT, (1.5, 0.75)), (RANGE, (1.5, np.sqrt(0.5**2 + 0.25**2 + 4))), (DEPTH, (5.5, 2.0))],
)
def test_one_scale_for_both(colour_by: str, expected: tuple[float, float]) -> None:
    scalar = together(depth((0.5, 0.25, 2.0)), colour_by=colour_by).planes[3]
    if colour_by != RANGE:
        np.testing.assert_allclose(scalar, expected, atol=1e-6)
    else:
        np.testing.assert_allclose(scalar[1], expected[1], atol=1e-6)


def test_pictured_points_keep_their_colours_and_the_scan_the_scale() -> None:
    cloud = depth((0, 0, 1), rgb=[[1, 2, 3]])
    buffer = together(cloud, pictured=True)
    assert buffer.own is not None
    assert [hex(each) for each in buffer.own.tolist()] == ["0x0", "0xff010203"]
    assert together(cloud).own is None
    plain = together(cloud, colour_by="intensity").own
    assert plain is not None
    assert hex(plain[1]) == "0xff123456"


def test_numpy_draws_a_point_of_its_own_colour_before_what_lies_behind_it() -> None:
    buffer = CloudBuffer(np.array([[0, 0.5], [0, 0], [0, 0], [1, 1]], np.float32), 2)
    front = splat(
        replace(buffer, own=np.array([0xFFC08040, 0], np.uint32)),
        LEVEL,
        CloudStyle(ColourScale(), 1),
        101,
        101,
    )
    back = splat(
        replace(buffer, own=np.array([0, 0xFFC08040], np.uint32)),
        LEVEL,
        CloudStyle(ColourScale(), 1),
        101,
        101,
    )
    assert front[50, 50] == 0xFFC08040
    assert back[50, 50] == ColourScale().table[255]


def test_the_nearest_of_the_points_under_the_pointer_is_meant() -> None:
    buffer = CloudBuffer(np.array([[0, 0.5, 0], [0, 0, 0.5], [0, 0, 0], [0, 0, 0]], np.float32), 3)
    at = place_of(np.zeros(3), np.zeros(3), LEVEL, SIZE)
    assert at == QPointF(50.5, 50.5)
    hit = point_at(buffer, LEVEL, SIZE, at)
    assert hit is not None
    assert hit.index == 0
    np.testing.assert_allclose(hit.point_m, (0, 0, 0))
    assert point_at(buffer, LEVEL, SIZE, QPointF(3, 3)) is None
    assert place_of(np.array([-5.0, 0, 0]), np.zeros(3), LEVEL, SIZE) is None


def test_a_click_and_the_place_of_a_point_agree_under_any_view() -> None:
    random = np.random.default_rng(3)
    points = random.uniform(-1, 1, (40, 3))
    planes = np.concatenate([points.T, np.zeros((1, 40))]).astype(np.float32)
    buffer = CloudBuffer(planes, 40, 1, turned())
    for azimuth in range(0, 360, 40):
        camera = Turntable(azimuth_deg=azimuth, elevation_deg=35.0, distance_m=6.0)
        for point in points:
            world = (turned() @ np.append(point, 1))[:3]
            at = place_of(world, np.zeros(3), camera, QSize(640, 480))
            assert at is not None
            found = point_at(buffer, camera, QSize(640, 480), at)
            assert found is not None
            again = place_of(found.point_m, np.zeros(3), camera, QSize(640, 480))
            assert again is not None
            assert (again - at).manhattanLength() <= 9


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> CloudView:
    made = CloudView()
    qtbot.addWidget(made)
    made.set_stream(info("/lidar/points", StreamKind.POINTS))
    made.resize(400, 300)
    made.setVisible(True)
    return made


def test_depth_of_another_tree_of_frames_is_left_out_and_told(view: CloudView) -> None:
    view.show_sample(point_cloud(), age_ns=0, period_ns=100 * MS)
    view.set_place(Pose("world", np.eye(4)))
    before = view.canvas.buffer.planes.shape[1]
    view.set_depth_on(True)
    view.set_depth_age(42 * MS)
    view.show_depth(depth((0, 0, 1), root="odom"))
    assert view.canvas.buffer.planes.shape[1] == before
    assert view.header.facts[-1] == "depth in another frame"
    view.show_depth(depth((0, 0, 1)))
    assert view.canvas.buffer.planes.shape[1] == before + 1
    assert view.header.facts[-1] == "depth \u221242 ms"
    assert DEPTH in view.fields
    view.set_depth_on(False)
    assert view.canvas.buffer.planes.shape[1] == before


def test_colours_by_depth_span_what_the_camera_sees_and_go_with_it(view: CloudView) -> None:
    view.show_sample(point_cloud(), age_ns=0, period_ns=100 * MS)
    view.set_place(Pose("world", np.eye(4)))
    view.set_depth_on(True)
    view.show_depth(depth(*((0.0, 0.0, 1 + i / 100) for i in range(101))))
    view.set_colour_by(DEPTH)
    assert 1.0 <= view.scale.low < view.scale.high <= 2.0
    view.set_depth_on(False)
    assert view.colour_by == HEIGHT


def test_what_is_left_out_of_depth_is_said(view: CloudView) -> None:
    view.show_sample(point_cloud(), age_ns=0, period_ns=100 * MS)
    view.set_place(Pose("world", np.eye(4)))
    view.show_depth(replace(depth((0, 0, 1)), total=3, stride=3))
    assert view.header._chip == "1 of 3 points"


def test_depth_alone_in_its_own_frame_stands_and_marks_lie_on_it(view: CloudView) -> None:
    lying = replace(depth((0, 0, 2), (0.2, 0.1, 2), root="eye"), pose=Pose("eye", np.eye(4)))
    view.show_depth_alone(lying, depth_image(), 5 * MS, 33 * MS)
    buffer = view.canvas.buffer
    drawn = buffer.world_from_sensor[:3, :3] @ buffer.planes[:3]
    np.testing.assert_allclose(drawn[:, 0], (2, 0, 0), atol=1e-6)
    np.testing.assert_allclose(drawn[:, 1], (2, -0.2, -0.1), atol=1e-6)
    view.set_spots((SpotMark(np.array([0.2, 0.1, 2])),))
    np.testing.assert_allclose(view.canvas.spots[0].point_m, drawn[:, 1], atol=1e-6)
    picked = []
    view.spot_picked.connect(picked.append)
    view.canvas.picked.emit(Hit(1, drawn[:, 1].astype(np.float64)))
    assert picked[0].root == "eye"
    np.testing.assert_allclose(picked[0].point_m, (0.2, 0.1, 2), atol=1e-6)
