"""A marked point in words: its place first, then its fields, as many as there is room for."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from models.geometry.values import PointField, Spot
from widgets.spot_mark import SpotMark
from widgets.spot_readout import readout
from widgets.spot_words import field_words, place_words

FIELDS = (
    PointField("x", 1.5, "m"),
    PointField("y", -0.25, "m"),
    PointField("z", 0.0, "m"),
    PointField("intensity", 17.5),
    PointField("ring", 12),
    PointField("t", 25_000, "ns"),
)


def spot(root: str = "world", sensor: str = "lidar") -> Spot:
    return Spot(root, np.array([0.4125, -0.1, 0.8], np.float32), sensor, FIELDS)


def mark(made: Spot) -> SpotMark:
    return SpotMark(made.point_m, place_words(made), field_words(made))


def test_the_place_is_told_in_both_frames_and_every_field_with_its_unit() -> None:
    assert [words[0] for words in field_words(spot())] == [
        "x 1.500 y \u22120.250 z 0.000 m in lidar",
        "intensity 17.5",
        "ring 12",
        "t 25000 ns",
    ]


def test_a_sensor_that_nothing_places_has_one_place_only() -> None:
    assert field_words(spot(root="lidar"))[0] == ("intensity 17.5",)


def test_a_point_of_a_picture_has_no_fields() -> None:
    assert field_words(Spot("world", np.zeros(3, np.float32))) == ()


def test_short_fields_share_a_line(dark: QApplication) -> None:
    assert readout(mark(spot()), QSize(900, 700)) == (
        "x 0.412 y \u22120.100 z 0.800 m in world",
        "x 1.500 y \u22120.250 z 0.000 m in lidar",
        "intensity 17.5 · ring 12 · t 25000 ns",
    )


@pytest.mark.parametrize("size", [QSize(170, 60), QSize(170, 100), QSize(300, 40)])
def test_half_of_a_small_view_stays_free(dark: QApplication, size: QSize) -> None:
    lines = readout(mark(spot()), size)
    assert len(lines) * 16 <= max(16, size.height() / 2)
    assert lines[0].startswith("x 0.412")
    if len(lines) > 1:
        assert lines[-1].endswith("…")
