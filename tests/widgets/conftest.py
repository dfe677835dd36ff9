"""What every test of a widget may ask for."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from widgets.theme import ThemeName, apply_theme


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[QApplication]:
    """The application in its dark theme."""
    apply_theme(qapp, ThemeName.DARK)
    yield qapp
    apply_theme(qapp, ThemeName.DARK)
