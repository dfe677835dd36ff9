"""Clouds: the same picture from numpy and from OpenGL, honest about what is left out."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.streams import PointCloud
from tests.support.data import ROOT
from tests.support.view_samples import MS, info, point_cloud
from widgets import cloud_view
from widgets.cloud_scene import HEIGHT, RANGE, CloudBuffer, CloudStyle, colour_fields, make_buffer
from widgets.cloud_splat import splat
from widgets.cloud_view import CloudView
from widgets.cloud_visual import is_software
from widgets.colormaps import ColourMap
from widgets.overlay import ColourScale
from widgets.scale_popover import ScaleChoice
from widgets.turntable import Turntable

LEVEL = Turntable(centre_m=(0.0, 0.0, 0.0), azimuth_deg=0.0, elevation_deg=0.0, distance_m=2.0)
STYLE = CloudStyle(ColourScale(0.0, 1.0), point_px=1)


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> CloudView:
    made = CloudView()
    qtbot.addWidget(made)
    made.set_stream(info("/lidar/points", StreamKind.POINTS))
    made.resize(240, 200)
    made.setVisible(True)
    made.show_sample(point_cloud(), age_ns=0, period_ns=100 * MS)
    return made


def vertices(*rows: tuple[float, float, float, float]) -> CloudBuffer:
    return CloudBuffer(np.array(rows, np.float32).T.copy(), len(rows))


def lit(pixels: np.ndarray) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for y, x in np.argwhere(pixels)]


def test_the_centre_of_the_camera_is_the_middle_of_the_picture() -> None:
    assert lit(splat(vertices((0, 0, 0, 0)), LEVEL, STYLE, 101, 101)) == [(50, 50)]


def test_left_of_the_robot_is_left_and_up_is_up() -> None:
    (x, y), *_ = lit(splat(vertices((0, 0.5, 0.25, 0)), LEVEL, STYLE, 101, 101))
    assert x < 50
    assert y < 50


def test_the_nearer_of_two_points_is_seen() -> None:
    one_line = vertices((1.0, 0, 0, 0.0), (-1.0, 0, 0, 1.0))
    for order in (slice(None), slice(None, None, -1)):
        buffer = CloudBuffer(one_line.planes[:, order].copy(), 2)
        pixels = splat(buffer, LEVEL, STYLE, 101, 101)
        assert int(pixels[50, 50]) == int(STYLE.scale.table[255])


def test_behind_the_eye_and_beside_the_picture_nothing_is_drawn() -> None:
    assert not splat(vertices((-5, 0, 0, 0), (0, 99, 0, 0)), LEVEL, STYLE, 60, 40).any()


def test_only_finite_points_are_drawn_and_all_are_counted() -> None:
    buffer = make_buffer(point_cloud(2000), colour_by=HEIGHT, most=10_000)
    assert buffer.total == 2000
    assert buffer.planes.shape == (4, 1999)


def test_a_pose_puts_the_scan_upright_but_range_is_measured_from_the_sensor() -> None:
    pose = np.diag([1.0, -1.0, -1.0, 1.0])
    pose[2, 3] = 1.2
    cloud = point_cloud()
    by_range = make_buffer(cloud, colour_by=RANGE, most=10_000, world_from_sensor=pose)
    xyz = cloud.xyz()[1:]
    np.testing.assert_allclose(by_range.world_xyz(10_000)[:, 2], 1.2 - xyz[:, 2], atol=1e-6)
    np.testing.assert_allclose(by_range.planes[3], np.linalg.norm(xyz, axis=1), rtol=1e-5)


def test_a_cloud_can_be_coloured_by_any_of_its_fields(view: CloudView) -> None:
    assert colour_fields(point_cloud()) == (HEIGHT, RANGE, "intensity", "ring")
    before = view.canvas.grab().toImage()
    view.set_colour_by("intensity")
    assert view.scale.unit == ""
    assert view.scale.high > 1000
    assert view.canvas.grab().toImage() != before


def test_what_is_left_out_is_said(view: CloudView, monkeypatch: pytest.MonkeyPatch) -> None:
    assert view.header._chip == ""
    monkeypatch.setattr(cloud_view, "MOST_SCAN_POINTS", 500)
    view.show_sample(point_cloud(seed=1), age_ns=0, period_ns=100 * MS)
    assert view.header._chip == "1 of 4 points"


def test_the_hand_orbits_pans_zooms_and_goes_back(view: CloudView, qtbot: QtBot) -> None:
    home = view.canvas.camera
    drag(view, qtbot, Qt.MouseButton.LeftButton)
    assert view.canvas.camera.azimuth_deg != home.azimuth_deg
    assert view.canvas.camera.centre_m == home.centre_m
    qtbot.keyClick(view, Qt.Key.Key_R)
    assert view.canvas.camera == home
    drag(view, qtbot, Qt.MouseButton.MiddleButton)
    assert view.canvas.camera.azimuth_deg == home.azimuth_deg
    assert view.canvas.camera.centre_m != home.centre_m
    qtbot.mouseDClick(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert view.canvas.camera == home


def drag(view: CloudView, qtbot: QtBot, button: Qt.MouseButton) -> None:
    qtbot.mousePress(view.canvas, button, pos=QPoint(60, 60))
    qtbot.mouseMove(view.canvas, QPoint(90, 70))
    qtbot.mouseRelease(view.canvas, button, pos=QPoint(90, 70))


def test_the_camera_and_the_range_stay_from_scan_to_scan(view: CloudView) -> None:
    camera, scale = view.canvas.camera, view.scale
    view.show_sample(point_cloud(seed=3), age_ns=0, period_ns=100 * MS)
    assert (view.canvas.camera, view.scale) == (camera, scale)


def test_points_are_drawn_in_the_colours_of_the_legend(view: CloudView) -> None:
    view.set_scale(ScaleChoice(colours=ColourMap.TURBO, fixed=(-10.0, -5.0)))
    top = int(view.scale.table[255]) & 0xFFFFFF
    image = view.canvas.grab().toImage()
    seen = {image.pixel(x, y) & 0xFFFFFF for x in range(image.width()) for y in range(image.height() // 2)}
    assert top in seen


def test_a_scan_without_points_is_an_empty_picture(view: CloudView) -> None:
    view.show_sample(PointCloud(1, 1, point_cloud().points[:0]), age_ns=0, period_ns=100 * MS)
    assert not view.canvas.grab().toImage().isNull()


@pytest.mark.parametrize(
    ("renderer", "software"),
    [("llvmpipe (LLVM 15.0.6, 256 bits)", True), ("", True), ("NVIDIA RTX A2000", False)],
)
def test_software_opengl_is_known_by_its_name(renderer: str, software: bool) -> None:
    assert is_software(renderer) is software


SCRIPT = """
from dataclasses import replace
import numpy as np
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.support.view_samples import point_cloud
from widgets.cloud_scene import CloudStyle, make_buffer
from widgets.cloud_splat import splat
from widgets.cloud_visual import CloudVisual, NoOpenGLError
from widgets.overlay import ColourScale
from widgets.turntable import frame_cloud
buffer = make_buffer(point_cloud(), colour_by="height", most=10**6)
own = replace(buffer, own=np.arange(buffer.planes.shape[1], dtype=np.uint32) * 4099 % 2**24 | 0xFF000000)
own.own[::2] = 0
camera, style = frame_cloud(buffer.world_xyz(10**6)), CloudStyle(ColourScale(0.0, 1.5), 2)
visual = CloudVisual()
for buffer, size in ((buffer, (320, 240)), (own, (320, 240)), (buffer, (200, 150))):
    one, other = visual.draw(buffer, camera, style, *size), splat(buffer, camera, style, *size)
    both = (one != 0) & (other != 0)
    apart = [(one[both] >> s & 255).astype(int) - (other[both] >> s & 255) for s in (0, 8, 16)]
    print(both.sum() / max((other != 0).sum(), 1), one.shape == other.shape, np.median(np.abs(apart)))
"""


@pytest.fixture
def display() -> Iterator[str]:
    if shutil.which("Xvfb") is None:
        pytest.skip("no Xvfb on this machine, so there is no display with OpenGL")
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "800x600x24"],
        pass_fds=(write_end,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(timeout=10)


def test_opengl_and_numpy_draw_the_same_picture(display: str) -> None:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "NoOpenGLError" in done.stderr:
        pytest.skip("this display gives no OpenGL context")
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        share, same_shape, off = line.split()
        assert float(share) > 0.97
        assert same_shape == "True"
        assert float(off) <= 2


def test_map_coordinates_keep_their_millimetres_on_screen() -> None:
    points = np.zeros(3, [("x", "f8"), ("y", "f8"), ("z", "f4")])
    points["x"] = 512_700.001, 512_700.002, np.nan
    points["y"] = 5_403_547.5, 5_403_547.501, 0
    buffer = make_buffer(PointCloud(0, 0, points), colour_by="height", most=10)
    np.testing.assert_allclose(np.diff(buffer.planes[:2]).ravel(), [0.001, 0.001], atol=5e-4)
