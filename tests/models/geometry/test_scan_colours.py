"""Points take the colour of the pixel they fall on; what the picture does not show, or hides, takes none."""

import numpy as np
import pytest

from models.geometry.camera import Camera, LensModel
from models.geometry.frames import FrameHistory
from models.geometry.poses import Link
from models.geometry.scan_colours import picture_words
from models.geometry.scene import Scene
from models.geometry.transforms import TransformTable
from models.readers import open_episode
from models.readers.scene import scene_of
from models.streams import PointCloud, VideoFrame, sample_at
from tests.support.data import DEMO

K = np.array([[20.0, 0, 15.5], [0, 20.0, 11.5], [0, 0, 1]])
STILL = (0.0, 0.0, 0.0, 1.0)


def scene(camera: Camera | None = None, *rows: tuple[int, Link]) -> Scene:
    cameras = {"eye": camera or Camera(32, 24, K)}
    frames = FrameHistory([TransformTable(list(rows) or [(0, Link("eye", "lidar", (0, 0, 0), STILL))])])
    return Scene(frames, cameras, {"eye": "eye", "scan": "lidar"}, {})


def scan(*points_m: tuple[float, float, float], t_ns: int = 0) -> PointCloud:
    points = np.zeros(len(points_m), [("x", "f4"), ("y", "f4"), ("z", "f4")])
    for axis, name in enumerate("xyz"):
        points[name] = [point[axis] for point in points_m]
    return PointCloud(t_ns, 0, points, "lidar")


def picture(t_ns: int = 0) -> VideoFrame:
    """Red is the column, green the row."""
    rgb = np.full((24, 32, 3), 7, np.uint8)
    rgb[..., 0], rgb[..., 1] = np.arange(32)[None], np.arange(24)[:, None]
    return VideoFrame(t_ns, 0, rgb)


def pixel(column: int, row: int) -> int:
    return 0xFF000007 | column << 16 | row << 8


def test_each_point_has_the_colour_of_its_pixel() -> None:
    words = picture_words(scene(), "scan", scan((0.025, 0.025, 1), (-0.5, 0.2, 1)), "eye", picture())
    assert [hex(word) for word in words] == [hex(pixel(16, 12)), hex(pixel(6, 16))]


def test_outside_of_the_picture_and_behind_the_camera_there_is_no_colour() -> None:
    words = picture_words(scene(), "scan", scan((5, 0, 1), (0, 0, -1), (np.nan, 0, 1)), "eye", picture())
    assert words.tolist() == [0, 0, 0]


def test_what_stands_behind_another_point_is_hidden_by_it() -> None:
    words = picture_words(scene(), "scan", scan((0.025, 0.025, 1), (0.075, 0.075, 3)), "eye", picture())
    assert words[0] != 0
    assert words[1] == 0


def test_each_sensor_counts_where_it_was_at_its_own_stamp() -> None:
    moving = scene(
        None,
        (0, Link("eye", "lidar", (0, 0, 0), STILL)),
        (100, Link("eye", "lidar", (0.5, 0, 0), STILL)),
    )
    late = picture_words(moving, "scan", scan((-0.475, 0.025, 1), t_ns=100), "eye", picture(100))
    assert hex(late[0]) == hex(pixel(16, 12))
    early = picture_words(moving, "scan", scan((-0.475, 0.025, 1), t_ns=50), "eye", picture(100))
    assert hex(early[0]) == hex(pixel(6, 12))


def test_the_lens_bends_the_way_and_a_smaller_picture_scales_it() -> None:
    bent = Camera(64, 48, K * [[2], [2], [1]], np.array([1.0, 0, 0, 0]), LensModel.POLYNOMIAL)
    straight = Camera(64, 48, K * [[2], [2], [1]])
    at = scan((0.5, 0.0, 1.0))
    one, other = (
        int(picture_words(scene(camera), "scan", at, "eye", picture())[0]) for camera in (bent, straight)
    )
    # The slope is 0.5, so that the lens puts the point a quarter farther out: at 12.5 instead of 10 pixels.
    assert (other >> 16 & 255, one >> 16 & 255) == (26, 28)


def test_without_a_way_between_the_frames_there_are_no_colours() -> None:
    apart = scene(None, (0, Link("odom", "lidar", (0, 0, 0), STILL)))
    assert picture_words(apart, "scan", scan((0, 0, 1)), "eye", picture()).tolist() == [0]


@pytest.mark.slow
def test_the_tray_of_a_recorded_episode_is_green_where_the_lidar_has_it() -> None:
    with open_episode(DEMO / "pick_can_success.mcap") as episode:
        made = scene_of(episode)
        t_ns = episode.range.start_ns + episode.range.duration_ns // 2
        frame = sample_at(episode.streams["/camera/head/color"], t_ns)
        cloud = sample_at(episode.streams["/lidar/points"], t_ns)
        assert isinstance(frame, VideoFrame)
        assert isinstance(cloud, PointCloud)
        words = picture_words(made, "/lidar/points", cloud, "/camera/head/color", frame)
        pose = made.pose("/lidar/points", cloud.t_ns).root_from_sensor
    height_m = (cloud.xyz() @ pose[:3, :3].T + pose[:3, 3])[:, 2]
    seen = words != 0
    assert 0.02 < seen.mean() < 0.5
    red, green, blue = (words[seen] >> np.uint32(shift) & np.uint32(255) for shift in (16, 8, 0))
    tray = (green > red.astype(int) + 40) & (green > blue.astype(int) + 40)
    assert tray.sum() > 20
    assert np.abs(np.median(height_m[seen][tray]) - 0.8) < 0.1
