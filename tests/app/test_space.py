"""Depth beside the lidar, and a point found in every view, at the real window on a real episode."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.geometry.values import Spot
from models.privacy import Flag, Privacy, Veil
from models.readers import open_episode
from models.readers.scene import scene_of
from models.streams import DepthImage, sample_at
from tests.support.data import DEMO
from tests.support.folder_cases import save
from tests.support.window import Person, left_behind, sits_down
from widgets.cloud_pick import place_of
from widgets.cloud_view import CloudView
from widgets.depth_view import DepthView
from widgets.picture_canvas import PictureCanvas
from widgets.video_view import VideoView

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

RECORDING = DEMO / "pick_can_success.mcap"
COLOUR, DEPTH, LIDAR = "/camera/head/color", "/camera/head/depth", "/lidar/points"


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path_factory.mktemp("ann")), "ann", path=RECORDING) as person:
        person.wait_open("pick_can_success")
        time_range = person.app.services.player.clock.range
        person.app.services.player.seek(time_range.start_ns + time_range.duration_ns // 2)
        person.settle()
        yield person
    assert left_behind() == []


@pytest.fixture(autouse=True)
def _nothing_marked(ann: Person) -> Iterator[None]:
    yield
    ann.app.space.marks.clear()
    ann.app.space.set_depth(False)
    ann.settle()


def cloud(ann: Person) -> CloudView:
    view = ann.app.board.views[LIDAR]
    assert isinstance(view, CloudView)
    return view


def depth(ann: Person) -> DepthView:
    view = ann.app.board.views[DEPTH]
    assert isinstance(view, DepthView)
    return view


def video(ann: Person) -> VideoView:
    view = ann.app.board.views[COLOUR]
    assert isinstance(view, VideoView)
    return view


def on_screen(canvas: PictureCanvas, pixel: tuple[int, int]) -> QPoint:
    area = canvas.picture_rect()
    x = area.x() + (pixel[0] + 0.5) / canvas.image.width() * area.width()
    y = area.y() + (pixel[1] + 0.5) / canvas.image.height() * area.height()
    return QPoint(int(x), int(y))


def spot_of(view: CloudView) -> np.ndarray:
    (mark,) = view.canvas.spots
    return np.asarray(mark.point_m)


def test_depth_comes_beside_the_scan_and_goes_by_one_key(ann: Person) -> None:
    view = cloud(ann)
    alone = view.canvas.buffer.planes.shape[1]
    ann.press("D")
    ann.settle()
    image = depth(ann).image
    assert isinstance(image, DepthImage)
    buffer = view.canvas.buffer
    assert buffer.planes.shape[1] == alone + np.count_nonzero(image.depth_m > 0)
    height_m = (buffer.world_from_sensor[:3, :3] @ buffer.planes[:3] + buffer.world_from_sensor[:3, 3:])[2]
    table = np.abs(height_m[alone:] - 0.8) < 0.03
    assert table.mean() > 0.4, "the table is not where it stands"
    assert buffer.own is not None
    assert "depth" in view.header.facts[-1]
    ann.press("D")
    ann.settle()
    assert view.canvas.buffer.planes.shape[1] == alone


def test_a_click_into_depth_is_found_in_the_other_views(ann: Person) -> None:
    view = depth(ann)
    ann.click(view.canvas, on_screen(view.canvas, (150, 150)))
    ann.settle()
    pixel, words = view.canvas.spot
    assert pixel is not None
    np.testing.assert_allclose(pixel, (150, 150), atol=2.0)
    assert words.endswith("m away")
    other, _ = video(ann).canvas.spot
    np.testing.assert_allclose(other, np.array(pixel) * 2, atol=3.0)
    assert spot_of(cloud(ann))[2] == pytest.approx(0.8, abs=0.05)


def test_a_click_into_the_picture_finds_the_depth_behind_it(ann: Person) -> None:
    view = video(ann)
    ann.click(view.canvas, on_screen(view.canvas, (300, 300)))
    ann.settle()
    np.testing.assert_allclose(view.canvas.spot[0], (300, 300), atol=3.0)
    assert spot_of(cloud(ann))[2] == pytest.approx(0.8, abs=0.05)


def test_a_click_into_a_hole_says_so_in_the_picture(ann: Person) -> None:
    view = depth(ann)
    image = view.image
    assert isinstance(image, DepthImage)
    stored = ann.app.space.reads.depth[DEPTH]
    holed = stored.depth_m.copy()
    holed[145:156, 145:156] = np.nan
    ann.app.space.reads.depth[DEPTH] = replace(stored, depth_m=holed)
    ann.click(view.canvas, on_screen(view.canvas, (150, 150)))
    ann.settle()
    assert view.canvas.spot == (None, "No depth was measured there")
    assert cloud(ann).canvas.spots == ()
    ann.app.space.reads.depth[DEPTH] = stored


def test_a_click_into_the_cloud_marks_the_point_under_it_in_the_pictures(ann: Person) -> None:
    view = cloud(ann)
    image, stamp_ns = depth(ann).image, ann.app.services.player.t_ns
    assert isinstance(image, DepthImage)
    with open_episode(RECORDING) as episode:
        scene = scene_of(episode)
        scan = sample_at(episode.streams[LIDAR], stamp_ns)
        pose = scene.pose(LIDAR, scan.t_ns)
    points = scan.xyz() @ pose.root_from_sensor[:3, :3].T + pose.root_from_sensor[:3, 3]
    table = points[(np.abs(points[:, 2] - 0.8) < 0.01) & (np.hypot(points[:, 0] - 0.4, points[:, 1]) < 0.1)]
    at = place_of(table[0], np.zeros(3), view.canvas.camera, view.canvas.size())
    assert at is not None
    ann.click(view.canvas, at.toPoint())
    ann.settle()
    found = spot_of(view)
    assert np.linalg.norm(points - found, axis=1).min() < 1e-3
    (mark,) = view.canvas.spots
    told = [words[0] for words in mark.more]
    assert told[0].endswith("m in mid360_link")
    assert [words.split()[0] for words in told[1:]] == [
        name for name in scan.points.dtype.names if name not in "xyz"
    ]
    again = place_of(found, np.zeros(3), view.canvas.camera, view.canvas.size())
    assert again is not None
    assert (again - at).manhattanLength() < 12
    pixel, words = depth(ann).canvas.spot
    assert (pixel is not None) or words


def test_a_point_that_no_picture_shows_is_told(ann: Person) -> None:
    space = ann.app.space
    for point_m, sentence in (((-3, 0, 1), "behind this camera"), ((1, 9, 1), "outside of this picture")):
        space.marks.mark(Spot("world", np.array(point_m, np.float32)))
        ann.settle()
        assert video(ann).canvas.spot[0] is None
        assert sentence in video(ann).canvas.spot[1]
    ann.press("Shift+D")
    ann.settle()
    assert video(ann).canvas.spot == (None, "")
    assert cloud(ann).canvas.spots == ()


def test_hovering_depth_tells_the_place_and_shows_it_in_the_cloud(ann: Person) -> None:
    view = depth(ann)
    view.canvas.hovered.emit((150, 150))
    ann.settle()
    assert view.place_words[0].endswith("m in world")
    (mark,) = cloud(ann).canvas.spots
    assert mark.faint
    view.canvas.hovered.emit(None)
    ann.settle()
    assert cloud(ann).canvas.spots == ()


def test_turning_the_cloud_points_at_nothing(ann: Person) -> None:
    canvas = cloud(ann).canvas
    ann.drag(canvas, QPoint(60, 60), QPoint(110, 80))
    ann.settle()
    assert canvas.spots == ()
    assert not ann.app.space.marks.is_set


def test_a_click_beside_every_point_takes_the_mark_away(ann: Person) -> None:
    ann.app.space.marks.mark(Spot("world", np.array((0.4, 0, 0.8), np.float32)))
    canvas = cloud(ann).canvas
    canvas.set_camera(canvas.camera.zoomed(0.02))
    ann.click(canvas, QPoint(3, 3))
    ann.settle()
    assert not ann.app.space.marks.is_set
    cloud(ann).reset_camera()


def test_the_mark_stays_where_it_is_while_time_goes_on(ann: Person) -> None:
    view = depth(ann)
    ann.click(view.canvas, on_screen(view.canvas, (150, 150)))
    ann.settle()
    before, where = view.canvas.spot[0], spot_of(cloud(ann)).copy()
    player = ann.app.services.player
    at_ns = player.t_ns
    player.seek(at_ns + 500_000_000)
    ann.settle()
    np.testing.assert_array_equal(spot_of(cloud(ann)), where)
    after = view.canvas.spot[0]
    assert before is not None
    assert after is not None
    player.seek(at_ns)
    ann.settle()
    assert view.canvas.spot[0] == pytest.approx(before)


def test_points_take_no_colours_that_a_picture_does_not_show(ann: Person) -> None:
    ann.press("D")
    ann.settle()
    open_colours = len(np.unique(cloud(ann).canvas.buffer.own))
    ann.app.board.set_veil(Veil(Privacy(flag=Flag.RESTRICTED)))
    ann.app.space.set_veil(Veil(Privacy(flag=Flag.RESTRICTED)))
    ann.app.services.player.redraw()
    ann.settle()
    assert len(np.unique(cloud(ann).canvas.buffer.own)) <= 12 * 12 + 2 < open_colours
    for holder in (ann.app.space, ann.app.board):
        holder.set_veil(Veil(Privacy()))
    ann.app.services.player.redraw()
    ann.settle()
    assert len(np.unique(cloud(ann).canvas.buffer.own)) == open_colours


MANIFEST = """
[[streams]]
name = "color"
path = "color/*.png"
kind = "video"
rate_hz = 10
frame = "eye"
{more}

[[streams]]
name = "depth"
path = "depth/*.png"
kind = "depth"
rate_hz = 10
frame = "eye"
{more}
"""


def folder(root: Path, more: str) -> Path:
    for place in range(4):
        save(root / "color" / f"{place}.png", np.full((24, 32, 3), (10, 200, 30), np.uint8))
        save(root / "depth" / f"{place}.png", np.full((24, 32), 1500, np.uint16))
    (root / "episode.toml").write_text(MANIFEST.replace("{more}", more))
    return root


def test_depth_without_a_lidar_gets_a_cloud_of_its_own(tmp_path: Path, qapp: QApplication) -> None:
    path = folder(tmp_path / "walk", "intrinsics = { fx = 30, fy = 30, cx = 15.5, cy = 11.5 }")
    with sits_down(Places(tmp_path), "bob", path=path) as bob:
        bob.wait_open("walk")
        bob.settle()
        bob.press("D")
        bob.settle()
        view = bob.app.board.views["depth/points"]
        assert isinstance(view, CloudView)
        buffer = view.canvas.buffer
        assert buffer is not None
        assert buffer.planes.shape[1] == 24 * 32
        assert buffer.own is not None
        assert set(buffer.own.tolist()) == {0xFF0AC81E}
        bob.press("D")
        bob.settle()
        assert "depth/points" not in bob.window.grid.visible_names()


def test_depth_without_intrinsics_is_refused_with_a_sentence(tmp_path: Path, qapp: QApplication) -> None:
    with sits_down(Places(tmp_path), "bob", path=folder(tmp_path / "walk", "")) as bob:
        bob.wait_open("walk")
        bob.settle()
        bob.press("D")
        bob.settle()
        assert "The recording does not say the intrinsics of depth" in bob.said()
        assert not bob.app.space.depth_on


def test_depth_that_no_frame_joins_to_the_lidar_is_shown_apart_and_told(
    tmp_path: Path, qapp: QApplication
) -> None:
    path = folder(tmp_path / "walk", "intrinsics = { fx = 30, fy = 30, cx = 15.5, cy = 11.5 }")
    rows = "".join(f"{x} {y} 0\n" for x in range(5) for y in range(5))
    for place in range(4):
        (path / f"scan_{place}.xyz").write_text(rows)
    with (path / "episode.toml").open("a") as manifest:
        manifest.write('[[streams]]\nname = "lidar"\npath = "scan_*.xyz"\nkind = "points"\nrate_hz = 10\n')
    with sits_down(Places(tmp_path), "bob", path=path) as bob:
        bob.wait_open("walk")
        bob.settle()
        bob.press("D")
        bob.settle()
        lidar, alone = bob.app.board.views["lidar"], bob.app.board.views["depth/points"]
        assert isinstance(lidar, CloudView)
        assert isinstance(alone, CloudView)
        assert lidar.canvas.buffer.planes.shape[1] == 25
        assert alone.canvas.buffer.planes.shape[1] == 24 * 32
        assert lidar.header.facts[-1] == "depth in another frame"


def test_a_distance_is_measured_from_the_marked_point_to_the_next(ann: Person) -> None:
    marks, view = ann.app.space.marks, cloud(ann)
    marks.mark(Spot("world", np.array((0.5, 0.0, 0.8), np.float32)))
    ann.press("W")
    assert marks.distance_m is None
    before = view.canvas.grab().toImage()
    marks.mark(Spot("world", np.array((0.5, 0.3, 1.2), np.float32)))
    assert marks.distance_m == pytest.approx(0.5)
    first, second = view.canvas.spots
    assert second.words[0] == "0.500 m from the first point"
    assert second.joined_m == pytest.approx(first.point_m)
    buffer = view.canvas.buffer
    assert buffer is not None
    ends = [
        place_of(s.point_m, buffer.offset_m, view.canvas.camera, view.canvas.size()) for s in (first, second)
    ]
    assert ends[0] is not None
    assert ends[1] is not None
    middle = ((ends[0] + ends[1]) / 2).toPoint()
    assert view.canvas.grab().toImage().pixelColor(middle) != before.pixelColor(middle)
    ann.press("Shift+D")
    assert marks.distance_m is None
    assert view.canvas.spots == ()
