"""Icons come from one set and follow the theme."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from widgets import icons
from widgets.resources import RESOURCES
from widgets.theme import DARK, LIGHT, ThemeName, apply_theme

NAMES = sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))


def strongest(image: QImage) -> str:
    """Colour of the most opaque pixel."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=lambda colour: colour.alpha()).name().upper()


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something(dark: QApplication, name: str) -> None:
    image = icons.pixmap(name, "hi", 16).toImage()
    assert any(image.pixelColor(x, y).alpha() > 128 for x in range(16) for y in range(16))


def test_pixels_follow_the_ratio(dark: QApplication) -> None:
    picture = icons.pixmap("play", "hi", 18, 2.0)
    assert picture.size() == QSize(36, 36)
    assert picture.deviceIndependentSize().toSize() == QSize(18, 18)


def test_an_icon_follows_the_theme_and_pales_when_disabled(dark: QApplication) -> None:
    made = icons.icon("square", "accent", 16)
    assert strongest(made.pixmap(16).toImage()) == DARK.accent
    assert strongest(made.pixmap(16, QIcon.Mode.Disabled).toImage()) == DARK.dis
    apply_theme(dark, ThemeName.LIGHT)
    assert strongest(made.pixmap(16).toImage()) == LIGHT.accent


def test_every_icon_that_is_named_is_shipped() -> None:
    root = Path(__file__).resolve().parents[2]
    named = set()
    for path in (*(root / "widgets").rglob("*.py"), *(root / "app").rglob("*.py")):
        found = re.findall(
            r"(?:icon=|Icon\(|icons\.\w+\((?:painter, )?|set_icon\(|ghost\()\"([a-z0-9-]+)\"",
            path.read_text(),
        )
        named.update(found)
    assert "play" in named
    assert named - set(NAMES) == set()


def test_the_licence_lies_beside() -> None:
    assert "ISC License" in (RESOURCES / "icons" / "LICENSE").read_text(encoding="utf-8")
