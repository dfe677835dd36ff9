"""While a cloud moves as many points are drawn as fit, at rest all of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from widgets import cloud_picture
from widgets.cloud_detail import BUDGET_MS, LEAST_POINTS, Detail
from widgets.cloud_picture import CloudPicture
from widgets.cloud_scene import CloudBuffer, CloudStyle
from widgets.cloud_splat import Splat, splat
from widgets.overlay import ColourScale
from widgets.turntable import Turntable

STYLE = CloudStyle(ColourScale(0.0, 1.0), point_px=2)
SIZE = QSize(160, 120)


def cloud(count: int, *, own: bool = False) -> CloudBuffer:
    rng = np.random.default_rng(count)
    colours = rng.integers(0xFF000000, 0xFFFFFFFF, count, dtype=np.uint32) if own else None
    return CloudBuffer(rng.uniform(-1, 1, (4, count)).astype(np.float32), count, own=colours)


@given(us_a_point=st.floats(0.001, 2.0), count=st.integers(LEAST_POINTS, 4_000_000))
def test_what_is_drawn_fits_the_budget_once_the_machine_is_known(us_a_point: float, count: int) -> None:
    detail = Detail()
    for _ in range(40):
        drawn = -(-count // detail.stride(count))
        detail.took(drawn, drawn * us_a_point / 1000)
    drawn = -(-count // detail.stride(count))
    assert drawn * us_a_point / 1000 <= 1.2 * BUDGET_MS
    more = 4 * drawn * us_a_point / 1000
    assert detail.stride(count) == 1 or more > BUDGET_MS


def test_a_measurement_that_wavers_does_not_make_the_picture_flicker() -> None:
    detail = Detail()
    strides = set()
    for number in range(60):
        drawn = 1_000_000 // detail.stride(1_000_000)
        detail.took(drawn, drawn * (1e-4 if number % 2 else 1.2e-4))
        if number > 20:
            strides.add(detail.stride(1_000_000))
    assert len(strides) == 1


@given(parts=st.lists(st.integers(1, 400), min_size=1, max_size=8), own=st.booleans())
def test_a_picture_in_parts_is_the_picture(parts: list[int], own: bool) -> None:
    buffer = cloud(600, own=own)
    whole = Splat(buffer, Turntable(), STYLE, 80, 60)
    begin = 0
    for size in [*parts, 600]:
        whole.add(slice(begin, begin + size))
        begin += size
    assert np.array_equal(whole.pixels(), splat(buffer, Turntable(), STYLE, 80, 60))


def test_a_slow_machine_draws_fewer_points_while_the_camera_moves_and_all_at_rest(qtbot: QtBot) -> None:
    picture = CloudPicture(splat)
    for _ in range(20):
        picture._detail.took(20_000, 40.0)
    buffer = cloud(60_000)
    told: list[int] = []
    picture.stride_changed.connect(told.append)
    moving = picture.image(buffer, Turntable(), STYLE, SIZE)
    assert picture.stride > 1
    few = np.array(moving.constBits()).reshape(120, 160, 4)[..., 3] > 0
    with qtbot.waitSignal(picture.changed, timeout=20 * cloud_picture.REST_MS):
        pass
    rested = picture.image(buffer, Turntable(), STYLE, SIZE)
    all_points = splat(buffer, Turntable(), STYLE, 160, 120)
    assert np.array_equal(np.array(rested.constBits()).view(np.uint32).reshape(120, 160), all_points)
    assert (all_points != 0).sum() > few.sum()
    assert told[-1] == 1
    assert len(told) == 2


def test_a_move_in_the_middle_of_refining_begins_anew(qtbot: QtBot) -> None:
    picture = CloudPicture(splat)
    for _ in range(20):
        picture._detail.took(20_000, 40.0)
    buffer, turned = cloud(60_000), Turntable().orbited(50, 0)
    picture.image(buffer, Turntable(), STYLE, SIZE)
    picture._refine()
    picture._add_part()
    picture.image(buffer, turned, STYLE, SIZE)
    with qtbot.waitSignal(picture.changed, timeout=20 * cloud_picture.REST_MS):
        pass
    rested = picture.image(buffer, turned, STYLE, SIZE)
    expected = splat(buffer, turned, STYLE, 160, 120)
    assert np.array_equal(np.array(rested.constBits()).view(np.uint32).reshape(120, 160), expected)
