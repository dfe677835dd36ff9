"""What is read under the pointer: the nearest curve."""

import numpy as np
from PySide6.QtCore import QPoint

from models.playback.pyramid import build_pyramid
from models.streams import SignalBlock
from models.timebase import TimeRange
from widgets.signal_axis import PlotScale
from widgets.signal_reading import nearest_row, reading_words

SCALE = PlotScale(TimeRange(0, 100), -1.0, 1.0, 0, 0, 100, 100)


def test_the_curve_nearest_to_the_pointer_is_read() -> None:
    values = np.tile(np.array([-0.8, 0.5, np.nan]), (10, 1))
    drawn = build_pyramid(SignalBlock(np.arange(0, 100, 10), values))
    assert nearest_row(drawn, (0, 1, 2), SCALE, QPoint(50, 20)) == 1
    assert nearest_row(drawn, (0, 1, 2), SCALE, QPoint(50, 95)) == 0
    assert nearest_row(drawn, (2,), SCALE, QPoint(50, 50)) is None


def test_a_reading_has_its_unit() -> None:
    assert reading_words("effort.right_elbow_joint", -1.9, "N·m") == "R elbow −1.9 N·m"
    assert reading_words("effort.right_elbow_joint", float("nan"), "N·m") == ""
