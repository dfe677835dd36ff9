"""Depth: colours that mean metres, holes that mean nothing was measured."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import StreamKind
from models.streams import DepthImage
from tests.support.view_samples import MS, depth_image, info
from widgets.colormaps import ColourMap, table
from widgets.depth_view import DepthView, depth_codes
from widgets.overlay import number_text
from widgets.scale_popover import ScaleChoice, ScalePopover, robust_range
from widgets.theme import ThemeName, apply_theme, qcolour


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> DepthView:
    made = DepthView()
    qtbot.addWidget(made)
    made.set_stream(info("/camera/head/depth", StreamKind.DEPTH))
    made.canvas.setFixedSize(64, 48)
    made.show_sample(depth_image(), age_ns=0, period_ns=66 * MS)
    return made


def test_a_hole_has_the_colour_of_a_gap_not_one_of_the_map(view: DepthView) -> None:
    assert view.canvas.image.pixelColor(10, 5) == qcolour("bg0")
    assert view.canvas.image.pixelColor(10, 6) != qcolour("bg0")


def test_near_is_bright_and_far_is_dark(view: DepthView) -> None:
    near, far = table(ColourMap.VIRIDIS)[255], table(ColourMap.VIRIDIS)[0]
    assert view.canvas.image.pixelColor(0, 20).getRgb()[:3] == tuple(near)
    assert view.canvas.image.pixelColor(63, 20).getRgb()[:3] == tuple(far)


def test_the_value_under_the_pointer_is_the_recorded_one(view: DepthView) -> None:
    image = depth_image()
    assert view.value_at(40, 7) == float(image.depth_m[7, 40])
    assert view.value_words(40, 7) == f"{image.depth_m[7, 40]:.3f} m at 40, 7"
    assert math.isnan(view.value_at(10, 5))
    assert view.value_words(10, 5) == "no depth at 10, 5"
    assert math.isnan(view.value_at(64, 0))


def test_the_range_of_the_first_image_stays_until_somebody_changes_it(view: DepthView) -> None:
    first = view.scale
    view.show_sample(DepthImage(1, 1, depth_image().depth_m * 3), age_ns=0, period_ns=66 * MS)
    assert view.scale == first
    view.set_scale(ScaleChoice(every_frame=True))
    assert view.scale.high > 3 * first.low


def test_a_range_by_hand_is_kept_through_images_and_maps(view: DepthView) -> None:
    view.set_scale(ScaleChoice(colours=ColourMap.TURBO, fixed=(0.5, 4.0)))
    view.show_sample(DepthImage(1, 1, depth_image().depth_m * 2), age_ns=0, period_ns=66 * MS)
    assert (view.scale.low, view.scale.high, view.scale.colours) == (0.5, 4.0, ColourMap.TURBO)
    view.set_colour_map(ColourMap.CIVIDIS)
    assert (view.scale.low, view.scale.high, view.scale.colours) == (0.5, 4.0, ColourMap.CIVIDIS)


def test_the_popover_tells_every_choice_at_once(view: DepthView, qtbot: QtBot) -> None:
    popover = ScalePopover(view.scale, ScaleChoice(), view)
    popover.chosen.connect(view.set_scale)
    popover.high.setValue(3.5)
    assert view.scale.high == 3.5
    popover.found.click()
    assert view.scale.high < 3.5
    popover.deleteLater()


def test_a_far_wall_does_not_take_the_colours_from_what_is_near(view: DepthView) -> None:
    depth_m = np.full((48, 64), 0.6, np.float32)
    depth_m[:10] = 9.0
    view.set_stream(info("/camera/head/depth", StreamKind.DEPTH))
    view.show_sample(DepthImage(2, 2, depth_m), age_ns=0, period_ns=66 * MS)
    assert view.scale.high == pytest.approx(1.2, abs=0.01)


def test_an_image_of_holes_only_is_drawn_as_holes(view: DepthView) -> None:
    view.set_stream(info("/camera/head/depth", StreamKind.DEPTH))
    view.show_sample(DepthImage(3, 3, np.full((4, 4), np.nan, np.float32)), age_ns=0, period_ns=66 * MS)
    assert view.canvas.image.pixelColor(1, 1) == qcolour("bg0")


def test_holes_follow_the_theme(view: DepthView, dark: QApplication) -> None:
    before = view.canvas.image.pixelColor(10, 5)
    apply_theme(dark, ThemeName.LIGHT)
    assert view.canvas.image.pixelColor(10, 5) == qcolour("bg0") != before


def test_the_pointer_over_the_image_asks_for_its_value(view: DepthView, qtbot: QtBot) -> None:
    view.setVisible(True)
    with qtbot.waitSignal(view.canvas.hovered) as told:
        qtbot.mouseMove(view.canvas, QPoint(30, 30))
    assert told.args == [(30, 30)]


def test_codes_are_whole_millimetres() -> None:
    depth_m = np.array([[0.0, 0.8741, 70.0, np.nan, -1.0, np.inf]], np.float32)
    assert depth_codes(depth_m).tolist() == [[0, 874, 65535, 0, 0, 65535]]


def test_a_robust_range_is_never_empty() -> None:
    assert robust_range(np.full((3, 3), np.nan, np.float32)) == (0.0, 1.0)
    low, high = robust_range(np.ones((3, 3), np.float32))
    assert high > low


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.28, "0.28"), (1.5, "1.5"), (0.0, "0"), (-0.03, "\u22120.03"), (12.34, "12.3"), (250.0, "250")],
)
def test_the_ends_of_a_legend_are_short(value: float, words: str) -> None:
    assert number_text(value) == words
