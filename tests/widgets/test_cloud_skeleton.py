"""The robot's links over a cloud: where its frames are, in the ink of the theme, named only when asked."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.geometry.poses import Matrix
from models.geometry.values import Pose, Skeleton
from tests.support.view_samples import MS, info, point_cloud
from widgets.cloud_menu import fields_menu
from widgets.cloud_pick import place_of
from widgets.cloud_view import CloudView
from widgets.theme import qcolour

ARM = Skeleton(
    ("base_link", "arm_link", "hand_link"),
    np.array([(0.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.8, 1.0)]),
    np.array([(0, 1), (1, 2)]),
)


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> CloudView:
    made = CloudView()
    qtbot.addWidget(made)
    made.set_stream(info("/lidar/points", StreamKind.POINTS))
    made.resize(400, 300)
    made.setVisible(True)
    made.show_sample(point_cloud(), age_ns=0, period_ns=100 * MS)
    made.set_place(Pose("world", np.eye(4)))
    return made


def drawn_at(view: CloudView, point_m: Matrix) -> QPointF:
    at = place_of(point_m, np.zeros(3), view.canvas.camera, view.canvas.size())
    assert at is not None
    return at


def image(view: CloudView) -> QImage:
    return view.canvas.grab().toImage()


def test_lines_and_dots_lie_where_the_frames_are(view: CloudView) -> None:
    view.show_skeleton(ARM)
    picture = image(view)
    for point_m in (*ARM.points_m, (ARM.points_m[0] + ARM.points_m[1]) / 2):
        ink = picture.pixelColor(drawn_at(view, point_m).toPoint())
        assert abs(ink.lightness() - qcolour("hi").lightness()) < 40
    view.show_skeleton(None)
    assert image(view) != picture


def test_names_are_off_until_they_are_asked_for(view: CloudView) -> None:
    view.set_skeleton(known=True, on=True, named=False)
    view.show_skeleton(ARM)
    plain = image(view)
    view.set_skeleton(known=True, on=True, named=True)
    assert image(view) != plain


def test_what_lies_behind_the_eye_is_left_out(view: CloudView) -> None:
    eye_m = view.canvas.camera.eye_m().astype(np.float64)
    back_m = eye_m - 3 * view.canvas.camera.axes()[2]
    before = image(view)
    view.show_skeleton(Skeleton(("a", "b"), np.array([eye_m, back_m]), np.array([(0, 1)])))
    assert image(view) == before


def test_a_scan_that_is_turned_by_hand_takes_its_robot_along(view: CloudView) -> None:
    view.set_place(None)
    view.show_skeleton(ARM)
    view.set_upside_down(True)
    assert view.canvas.skeleton is not None
    np.testing.assert_allclose(view.canvas.skeleton.points_m[2], (0, -0.8, -1))


def test_the_button_is_there_where_a_robot_is_known(view: CloudView) -> None:
    assert view.skeleton_button.isHidden()
    assert "The robot's pose" not in [action.text() for action in fields_menu(view).actions()]
    view.set_skeleton(known=True, on=True, named=False)
    assert not view.skeleton_button.isHidden()
    assert view.skeleton_button.isChecked()
    asked: list[tuple[str, bool]] = []
    view.skeleton_requested.connect(lambda on: asked.append(("pose", on)))
    view.skeleton_names_requested.connect(lambda on: asked.append(("names", on)))
    for action in fields_menu(view).actions():
        if action.text() in ("The robot's pose", "Names of its links"):
            action.trigger()
    assert asked == [("pose", False), ("names", True)]
