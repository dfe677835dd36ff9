"""The maps agree with the tables that others draw with."""

import cv2
import numpy as np
import pytest

from widgets.colormaps import ColourMap, packed, table


@pytest.mark.parametrize(
    ("name", "other"), [(ColourMap.VIRIDIS, cv2.COLORMAP_VIRIDIS), (ColourMap.TURBO, cv2.COLORMAP_TURBO)]
)
def test_a_map_is_the_published_one(name: ColourMap, other: int) -> None:
    published = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], other)[:, 0, ::-1]
    assert np.abs(table(name).astype(int) - published).max() <= 1


def test_cividis_grows_in_lightness_all_the_way() -> None:
    luminance = table(ColourMap.CIVIDIS) @ np.array([0.2126, 0.7152, 0.0722])
    assert (np.diff(luminance) > -0.6).all()


def test_packed_words_are_the_same_colours() -> None:
    word = int(packed(ColourMap.VIRIDIS)[200])
    assert word >> 24 == 255
    assert [word >> 16 & 255, word >> 8 & 255, word & 255] == table(ColourMap.VIRIDIS)[200].tolist()


def test_gain_darkens_all() -> None:
    assert (table(ColourMap.VIRIDIS, 0.82) <= table(ColourMap.VIRIDIS)).all()
