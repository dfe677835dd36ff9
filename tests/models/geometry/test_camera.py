"""Cameras, with OpenCV and the written formulas as second opinions."""

import cv2
import numpy as np
import pytest

from models.geometry import depth_cloud
from models.geometry.calibration import (
    CalibrationTopic,
    calibrations_for,
    camera_of_message,
    colour_partner,
    is_rectified,
)
from models.geometry.camera import Camera, NoIntrinsicsError, make_camera
from models.geometry.depth import back_project, colours_at, point_behind_pixel
from models.geometry.frames import FrameHistory
from models.geometry.scene import Scene
from models.streams import DepthImage

K = np.array([[460.0, 0, 320], [0, 455, 240], [0, 0, 1]])
PLUMB_BOB = np.array([-0.28, 0.09, 0.0007, -0.0005, -0.01])
RATIONAL = np.array([0.45, -2.5, 0.0007, -0.0002, 1.4, 0.33, -2.3, 1.3])
FISHEYE = np.array([-0.02, 0.006, -0.003, 0.0004])
RNG = np.random.default_rng(7)
POINTS = np.stack([RNG.uniform(-1, 1, 500), RNG.uniform(-0.8, 0.8, 500), RNG.uniform(1.2, 4, 500)], axis=1)


def camera(model: str, d: np.ndarray) -> Camera:
    return make_camera(width=640, height=480, k=K, distortion=d, model=model)


def test_plumb_bob_is_the_formula_of_ros() -> None:
    """wiki.ros.org/image_pipeline/CameraInfo: radial k1 k2 k3, tangential p1 p2."""
    x, y = POINTS[:, 0] / POINTS[:, 2], POINTS[:, 1] / POINTS[:, 2]
    k1, k2, p1, p2, k3 = PLUMB_BOB
    r2 = x * x + y * y
    radial = 1 + k1 * r2 + k2 * r2**2 + k3 * r2**3
    u = K[0, 0] * (x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)) + K[0, 2]
    v = K[1, 1] * (y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y) + K[1, 2]
    pixels, inside = camera("plumb_bob", PLUMB_BOB).project(POINTS)
    assert inside.sum() > 300
    np.testing.assert_allclose(pixels[inside], np.stack([u, v], axis=1)[inside], atol=1e-2)


@pytest.mark.parametrize(
    ("model", "d", "project"),
    [
        ("rational_polynomial", RATIONAL, cv2.projectPoints),
        ("equidistant", FISHEYE, cv2.fisheye.projectPoints),
        ("kannala_brandt", FISHEYE, cv2.fisheye.projectPoints),
        ("none", np.zeros(5), cv2.projectPoints),
    ],
)
def test_projection_agrees_with_opencv_and_comes_back(model: str, d: np.ndarray, project) -> None:
    lens = camera(model, d)
    pixels, inside = lens.project(POINTS)
    expected, _ = project(POINTS[:, None], np.zeros(3), np.zeros(3), K, d)
    assert inside.sum() > 300
    np.testing.assert_allclose(pixels[inside], expected.reshape(-1, 2)[inside], atol=1e-2)
    slopes = lens.slopes_of(pixels[inside])
    np.testing.assert_allclose(slopes, POINTS[inside, :2] / POINTS[inside, 2:], atol=2e-3)


def test_points_behind_and_beside_are_not_seen() -> None:
    pixels, inside = camera("", np.zeros(0)).project(
        np.array([[0, 0, 1], [0, 0, -1], [0, 0, 0], [5, 0, 1], [np.nan, 0, 1]])
    )
    assert inside.tolist() == [True, False, False, False, False]
    assert pixels[0].tolist() == [320, 240]
    assert np.isnan(pixels[[1, 2, 4]]).all()


def test_a_lens_does_not_fold_the_world_behind_its_edge_into_the_picture() -> None:
    strong = np.array([-0.5, 0.05, 0, 0, 0])
    folded, _ = cv2.projectPoints(np.array([[[2.2, 0.0, 1.0]]]), np.zeros(3), np.zeros(3), K, strong)
    assert 0 <= folded[0, 0, 0] < 640
    _, inside = camera("plumb_bob", strong).project(np.array([[2.2, 0.0, 1.0], [0.1, 0.1, 1.0]]))
    assert inside.tolist() == [False, True]


def message(**fields: object) -> dict[str, object]:
    return {
        "header": {"frame_id": "/eye"},
        "width": 640,
        "height": 480,
        "distortion_model": "plumb_bob",
        "d": [0.0] * 5,
        "k": K.ravel().tolist(),
        "r": np.eye(3).ravel().tolist(),
        "p": np.hstack([K, np.zeros((3, 1))]).ravel().tolist(),
        **fields,
    }


def test_messages_of_ros_1_ros_2_and_foxglove_say_the_same() -> None:
    ros2 = message(d=PLUMB_BOB.tolist())
    ros1 = {name.upper() if name in "dkrp" else name: value for name, value in ros2.items()}
    foxglove = {**ros1, "frame_id": "eye"}
    del foxglove["header"]
    expected, _ = camera("plumb_bob", PLUMB_BOB).project(POINTS)
    for fields in (ros1, ros2, foxglove):
        read = camera_of_message(fields, source="/info")
        assert (read.frame_id, read.width, read.source) == ("eye", 640, "/info")
        np.testing.assert_array_equal(read.project(POINTS)[0], expected)


def test_a_binned_region_is_seen_where_the_whole_sensor_sees_it() -> None:
    roi = {"x_offset": 100, "y_offset": 40, "width": 400, "height": 300}
    part = camera_of_message(message(roi=roi, binning_x=2, binning_y=2), source="/info")
    assert (part.width, part.height) == (200, 150)
    whole, _ = camera("", np.zeros(0)).project(POINTS)
    seen, inside = part.project(POINTS)
    assert inside.any()
    np.testing.assert_allclose(seen[inside], (whole[inside] - (100, 40)) / 2, atol=1e-3)


def test_a_picture_of_another_size_scales_the_intrinsics() -> None:
    half = camera_of_message(message(), source="/info").of_size(320, 240)
    assert half.k[:2].ravel().tolist() == [230, 0, 160, 0, 227.5, 120]


def test_a_rectified_picture_is_seen_through_r_and_p() -> None:
    turn, _ = cv2.Rodrigues(np.array([0.02, -0.03, 0.01]))
    p = np.hstack([K * [[1.1, 1, 1], [1, 1.1, 1], [1, 1, 1]], np.zeros((3, 1))])
    fields = message(d=PLUMB_BOB.tolist(), r=turn.ravel().tolist(), p=p.ravel().tolist())
    lens = camera_of_message(fields, source="/info", rectified=True)
    pixels, inside = lens.project(POINTS)
    turned = POINTS @ turn.T
    expected = turned @ p[:, :3].T
    np.testing.assert_allclose(pixels[inside], (expected[:, :2] / expected[:, 2:])[inside], atol=1e-2)
    depth_m = np.full((480, 640), 2.0, np.float32)
    points_m = back_project(depth_m, lens.rays()).points_m
    np.testing.assert_allclose((points_m @ turn.T)[:, 2], 2.0, atol=1e-4)


@pytest.mark.parametrize(
    "fields",
    [
        message(k=[0.0] * 9),
        message(k=[1.0] * 4),
        message(k=None),
        message(distortion_model="own", d=[0.1] * 5),
        message(d=[float("nan")] * 5),
        message(width=-1),
        message(width="wide"),
        message(k=[float("inf")] * 9),
        {},
    ],
)
def test_what_cannot_be_projected_with_is_a_sentence(fields: dict[str, object]) -> None:
    with pytest.raises(NoIntrinsicsError, match="/info"):
        camera_of_message(fields, source="/info")


def topic(name: str, frame_id: str = "") -> CalibrationTopic:
    return CalibrationTopic(name, frame_id, {})


@pytest.mark.parametrize(
    ("picture", "frame_id", "topics", "expected"),
    [
        ("/cam/image_raw", "", ["/cam/camera_info", "/other/camera_info"], "/cam/camera_info"),
        ("/cam/image_raw/compressed", "", ["/cam/camera_info"], "/cam/camera_info"),
        ("/head/depth", "", ["/head/camera_info", "/head/depth/camera_info"], "/head/depth/camera_info"),
        ("/head/color", "", ["/head/camera_info", "/head/depth/camera_info"], "/head/camera_info"),
        ("/cam/left/image", "l", ["/cam/camera_info@r", "/info@l"], "/cam/camera_info@r"),
        ("/cam/left/image", "l", ["/cam/a@r", "/cam/b@l"], "/cam/b@l"),
        ("/image", "eye", ["/camera_info@eye", "/more@nose"], "/camera_info@eye"),
        ("/image", "", ["/camera_info"], None),
        ("/image", "eye", [], None),
    ],
)
def test_a_picture_finds_its_calibration_by_namespace_then_by_frame(
    picture: str, frame_id: str, topics: list[str], expected: str | None
) -> None:
    known = [topic(*name.partition("@")[::2]) for name in topics]
    found = [one.name for one in calibrations_for(picture, frame_id, known)]
    wanted = None if expected is None else expected.partition("@")[0]
    assert (found[0] if found else None) == wanted


def test_rectified_pictures_are_known_by_name() -> None:
    assert [is_rectified(name) for name in ("/c/image_rect", "/c/image_rect/compressed", "/c/image_raw")] == [
        True,
        True,
        False,
    ]


def test_depth_is_coloured_by_the_camera_in_its_own_frame() -> None:
    eye = make_camera(width=4, height=4, k=K, frame_id="eye")
    other = make_camera(width=4, height=4, k=K, frame_id="other")
    assert (
        colour_partner("/head/depth", eye, [("/wrist/color", eye), ("/head/color", other)]) == "/wrist/color"
    )
    assert (
        colour_partner("/head/depth", eye, [("/wrist/color", other), ("/head/color", other)]) == "/head/color"
    )
    assert colour_partner("/head/depth", eye, []) is None


def test_holes_give_no_points_and_the_rest_comes_back_to_its_pixels() -> None:
    lens = camera("plumb_bob", PLUMB_BOB)
    depth_m = RNG.uniform(0.5, 3, (480, 640)).astype(np.float32)
    depth_m[::3] = np.nan
    depth_m[1, :5] = (0, -1, np.inf, -np.inf, np.nan)
    made = back_project(depth_m, lens.rays())
    assert len(made.points_m) == np.isfinite(depth_m).sum() - 2
    pixels, inside = lens.project(made.points_m)
    assert inside.mean() > 0.99
    np.testing.assert_array_equal(np.rint(pixels[inside]) @ (1, 640), made.pixels[inside].astype(np.float64))
    np.testing.assert_array_equal(made.points_m[:, 2], depth_m.ravel()[made.pixels])


def test_colours_and_points_find_each_other_through_a_second_camera() -> None:
    lens = camera("", np.zeros(0))
    beside = np.eye(4)
    beside[0, 3] = -0.1
    rgb = np.zeros((480, 640, 3), np.uint8)
    rgb[240, 320] = (9, 8, 7)
    points_m = np.array([[0.1, 0, 2], [0.1, 0, 3], [0, 0.4, 2], [0, 0, -1]], np.float32)
    colours, inside = colours_at(points_m, lens, beside, rgb)
    assert inside.tolist() == [True, True, True, False]
    assert colours[:2].tolist() == [[9, 8, 7], [9, 8, 7]]
    assert point_behind_pixel(points_m, lens, beside, (320, 240)) == 0
    assert point_behind_pixel(points_m, lens, beside, (10, 10)) is None


def test_an_image_of_many_pixels_is_looked_at_coarsely_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depth_cloud, "_MOST_PIXELS", 100)
    lens = make_camera(width=40, height=20, k=np.array([[30.0, 0, 19.5], [0, 30, 9.5], [0, 0, 1]]))
    projector = depth_cloud.DepthProjector(Scene(FrameHistory([]), {"/d": lens}, {"/d": "eye"}, {}))
    row = np.linspace(1, 2, 40, dtype=np.float32)
    cloud = projector.cloud("/d", DepthImage(0, 0, np.repeat(row[None], 20, axis=0)), most=40)
    assert (cloud.total, cloud.stride) == (800, 27)
    assert cloud.planes.shape[1] == 33
    pixels, inside = lens.project(cloud.planes.T)
    assert inside.all()
    np.testing.assert_allclose(cloud.planes[2], row[np.rint(pixels[:, 0]).astype(int)])
