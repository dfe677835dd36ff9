"""Docks: a default layout for every kind of recording, kept as the user left it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from tests.support.view_samples import MS, info, video_frame
from widgets.grid_plan import LEAST_PLOT_HEIGHT, plan_grid
from widgets.view_factory import make_view
from widgets.view_frame import ViewFrame
from widgets.view_grid import ViewGrid

K = StreamKind
FULL = {
    "/camera/head/color": K.VIDEO,
    "/camera/wrist/color": K.VIDEO,
    "/camera/scene/color": K.VIDEO,
    "/camera/head/depth": K.DEPTH,
    "/lidar/points": K.POINTS,
    "/joint_states": K.SIGNAL,
    "/tf": K.TRANSFORM,
}
Build = Callable[[dict[str, StreamKind]], ViewGrid]


@pytest.fixture
def build(dark: QApplication, qtbot: QtBot) -> Build:
    def make(kinds: dict[str, StreamKind]) -> ViewGrid:
        grid = ViewGrid()
        qtbot.addWidget(grid)
        grid.resize(1200, 620)
        grid.set_views(views(kinds))
        grid.show()
        qtbot.waitUntil(lambda: bool(grid.visible_names()))
        qtbot.wait(20)
        return grid

    return make


def views(kinds: dict[str, StreamKind]) -> dict[str, ViewFrame]:
    made = {name: make_view(info(name, kind)) for name, kind in kinds.items()}
    return {name: view for name, view in made.items() if view is not None}


def dock(grid: ViewGrid, name: str) -> QDockWidget:
    found = grid.findChild(QDockWidget, f"view:{name}")
    assert isinstance(found, QDockWidget)
    return found


def test_the_main_camera_is_large_and_left_and_the_plots_are_below_the_small_views(
    build: Build, qtbot: QtBot
) -> None:
    grid = build(FULL)
    qtbot.waitUntil(lambda: dock(grid, "/camera/head/color").width() > 0.45 * grid.width())
    main, plot = dock(grid, "/camera/head/color").geometry(), dock(grid, "/joint_states").geometry()
    small = [dock(grid, name).geometry() for name in list(FULL)[1:5]]
    assert main.left() == 0
    assert main.height() == grid.height()
    assert 0.45 < main.width() / grid.width() < 0.65
    assert all(each.left() > main.right() and each.bottom() < plot.top() for each in small)
    assert len({each.left() for each in small}) == 2
    assert plot.height() >= LEAST_PLOT_HEIGHT


def test_the_default_layout_follows_the_size_of_the_window(build: Build, qtbot: QtBot) -> None:
    grid = build({**FULL, "/wrench": K.SIGNAL})
    grid.resize(1800, 1200)
    qtbot.waitUntil(lambda: "/wrench" in grid.visible_names())
    grid.resize(1100, 500)
    qtbot.waitUntil(lambda: "/wrench" not in grid.visible_names())
    qtbot.waitUntil(lambda: dock(grid, "/lidar/points").height() >= 150)


def test_a_layout_of_ones_own_is_left_alone_by_another_size(build: Build, qtbot: QtBot) -> None:
    grid = build(FULL)
    grid.set_visible("/lidar/points", False)
    grid.resize(1500, 900)
    qtbot.wait(50)
    assert not grid.is_shown("/lidar/points")


def test_messages_wait_in_the_menu_until_they_are_asked_for(build: Build) -> None:
    grid = build(FULL)
    assert grid.view_names() == tuple(FULL)
    assert not grid.is_shown("/tf")
    grid.set_visible("/tf", True)
    assert grid.is_shown("/tf")
    assert "/tf" in grid.visible_names()


@pytest.mark.parametrize(
    "kinds",
    [
        {"/camera/head/color": K.VIDEO, "/joint_states": K.SIGNAL, "/teleop/joint_command": K.SIGNAL},
        {"cam_left": K.VIDEO, "cam_right": K.VIDEO, "cam_top": K.VIDEO},
        {"/joint_states": K.SIGNAL},
        {"/chatter": K.TEXT},
        {"/lidar/points": K.POINTS, "/imu": K.OTHER},
        {f"/camera/{number}": K.VIDEO for number in range(11)},
    ],
)
def test_whatever_is_recorded_fills_the_grid_without_a_gap(
    build: Build, kinds: dict[str, StreamKind]
) -> None:
    grid = build(kinds)
    areas = [dock(grid, name).geometry() for name in grid.visible_names()]
    assert areas
    covered = sum(area.width() * area.height() for area in areas)
    tabs_and_gaps = 0.12
    assert covered > (1 - tabs_and_gaps) * grid.width() * grid.height()


def test_a_layout_comes_back_as_it_was_left(build: Build) -> None:
    grid = build(FULL)
    grid.set_visible("/lidar/points", False)
    grid.set_visible("/tf", True)
    saved = grid.save_layout()
    grid.reset_layout()
    assert grid.is_shown("/lidar/points")
    assert grid.restore_layout(saved)
    assert not grid.is_shown("/lidar/points")
    assert grid.is_shown("/tf")
    other = build(FULL)
    assert other.restore_layout(saved)
    assert not other.is_shown("/lidar/points")


@pytest.mark.parametrize("saved", [b"", b"nonsense", b"{}", b'{"version": 1, "views": [], "state": "AAAA"}'])
def test_a_layout_that_does_not_fit_changes_nothing(build: Build, saved: bytes) -> None:
    grid = build(FULL)
    before = grid.visible_names()
    assert not grid.restore_layout(saved)
    assert grid.visible_names() == before


def test_a_layout_of_another_recording_is_refused(build: Build) -> None:
    saved = build({"cam_left": K.VIDEO}).save_layout()
    assert not build(FULL).restore_layout(saved)


def test_a_view_fills_the_grid_and_goes_back(build: Build, qtbot: QtBot) -> None:
    grid = build(FULL)
    before = grid.visible_names()
    lidar = grid.view("/lidar/points")
    assert lidar is not None
    qtbot.mouseDClick(lidar.header, Qt.MouseButton.LeftButton)
    assert grid.maximised == "/lidar/points"
    qtbot.waitUntil(lambda: grid.visible_names() == ("/lidar/points",))
    qtbot.mouseDClick(lidar.header, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: grid.visible_names() == before)


def test_the_close_button_of_a_header_hides_its_view(build: Build, qtbot: QtBot) -> None:
    grid = build(FULL)
    view = grid.view("/lidar/points")
    assert view is not None
    with qtbot.waitSignal(grid.visible_views_changed):
        view.close_button.click()
    assert not grid.is_shown("/lidar/points")


def test_a_view_behind_a_tab_is_not_visible(build: Build, qtbot: QtBot) -> None:
    grid = build({f"/camera/{number}": K.VIDEO for number in range(11)})
    assert len(grid.visible_names()) < len(grid.view_names())
    hidden = next(name for name in grid.view_names() if name not in grid.visible_names())
    grid.set_visible(hidden, True)
    qtbot.waitUntil(lambda: hidden in grid.visible_names())


def test_another_episode_replaces_all_views(build: Build, qtbot: QtBot) -> None:
    grid = build(FULL)
    grid.set_views(views({"cam": K.VIDEO}))
    qtbot.waitUntil(lambda: grid.visible_names() == ("cam",))
    assert grid.view_names() == ("cam",)
    view = grid.view("cam")
    assert view is not None
    view.show_sample(video_frame(), age_ns=0, period_ns=33 * MS)


def test_the_plot_of_joint_states_stands_before_others() -> None:
    plan = plan_grid({"/wrench": K.SIGNAL, "/joint_states": K.SIGNAL}, width=1200, height=300)
    assert plan.plots[0][0] == "/joint_states"


def test_a_stream_without_samples_gets_no_view() -> None:
    assert make_view(info("/empty", K.VIDEO, count=0)) is None


@pytest.mark.parametrize("size", [(415, 169), (643, 253), (692, 273), (1098, 509)])
def test_views_stay_inside_of_what_a_scale_of_150_or_200_percent_leaves(
    build: Build, qtbot: QtBot, size: tuple[int, int]
) -> None:
    grid = build(FULL)
    grid.resize(*size)
    qtbot.wait(50)
    for name in grid.visible_names():
        assert grid.rect().contains(dock(grid, name).geometry()), name


def test_small_views_share_one_place_where_it_is_narrow_and_plots_too_where_it_is_low() -> None:
    assert len(plan_grid(FULL, width=643, height=400).cells) == 2
    narrow = plan_grid(FULL, width=415, height=400)
    assert (len(narrow.cells), len(narrow.plots)) == (1, 1)
    low = plan_grid(FULL, width=415, height=169)
    assert (len(low.cells), low.plots, "/joint_states" in low.cells[0]) == (1, (), True)
