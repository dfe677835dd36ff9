import numpy as np

from widgets.turntable import Turntable, frame_cloud

AROUND = np.random.default_rng(1).normal(size=(500, 3)).astype(np.float32)


def test_a_scan_around_its_sensor_is_seen_from_over_the_sensor():
    assert np.linalg.norm(frame_cloud(AROUND).centre_m) < 2.0


def test_a_cloud_far_from_its_origin_is_seen_as_a_whole():
    far = AROUND * 50 + np.float32([637_000, 849_000, 420])
    camera = frame_cloud(far)
    assert np.allclose(camera.centre_m, np.median(far, axis=0), atol=1)
    assert 100 < camera.distance_m < 500


def test_one_point_has_a_camera_too():
    assert frame_cloud(np.float32([[5, 5, 5]])).distance_m > 0
    assert frame_cloud(np.empty((0, 3), np.float32)) == Turntable()
