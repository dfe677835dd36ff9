"""One call dresses the application; both themes come from one table."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QFontMetrics, QPalette, QRawFont, QTextLayout
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableWidget,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.resources import RESOURCES
from widgets.style import FocusRing
from widgets.theme import DARK, LIGHT, ThemeName, apply_theme


def faces_of(words: str, weight: int) -> list[QRawFont]:
    layout = QTextLayout(words, theme.font(12, weight))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [run.rawFont() for run in layout.glyphRuns()]


def test_every_shipped_font_is_accepted(dark: QApplication) -> None:
    assert theme.load_fonts() == ()
    assert len(list((RESOURCES / "fonts").glob("*.ttf"))) == 5


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_inter_comes_in_the_weight_asked_for(dark: QApplication, weight: int) -> None:
    info = QFontInfo(theme.font(12, weight))
    assert (info.family(), info.weight()) == ("Inter", weight)


@pytest.mark.parametrize(("weight", "style"), [(400, "Regular"), (500, "Regular"), (600, "Bold")])
def test_chinese_knows_two_weights(dark: QApplication, weight: int, style: str) -> None:
    (face,) = faces_of("拿起罐子", weight)
    assert (face.familyName(), face.styleName()) == ("Noto Sans CJK SC", style)


def test_tabular_digits_share_one_width(dark: QApplication) -> None:
    metrics = QFontMetrics(theme.digits(20, 600))
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1


def test_a_change_of_theme_reaches_the_widgets(dark: QApplication, qtbot: QtBot) -> None:
    plain = QWidget()
    qtbot.addWidget(plain)
    assert plain.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.bg1
    apply_theme(dark, ThemeName.LIGHT)
    dark.processEvents()
    assert plain.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.bg1
    assert theme.tokens() is LIGHT


def test_a_selection_keeps_its_colour_when_the_focus_leaves() -> None:
    made = theme.palette(DARK)
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive)
    assert len({made.color(group, QPalette.ColorRole.Highlight).name() for group in groups}) == 1


def test_slots_beyond_the_palette_repeat_without_the_idle_one(dark: QApplication) -> None:
    assert theme.phase_colours(12) == theme.phase_colours(1)
    assert theme.phase_colours(22) == theme.phase_colours(11)


@pytest.mark.parametrize(
    ("size", "compact", "panel"),
    [((768, 1366), True, 264), ((1080, 1920), False, 328), ((1440, 2560), False, 360)],
)
def test_sizes_follow_the_window(size: tuple[int, int], compact: bool, panel: int) -> None:
    sizes = theme.density(*size)
    assert (sizes.compact, sizes.panel) == (compact, panel)
    assert (sizes.top_bar, sizes.transport, sizes.status) == ((36, 40, 22) if compact else (40, 44, 24))


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QTreeWidget, QTableWidget, QListWidget])
def test_whatever_takes_keys_wears_the_ring(
    dark: QApplication, qtbot: QtBot, kind: Callable[[], QWidget]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    first, second = QPushButton("1"), kind()
    column.addWidget(first)
    column.addWidget(second)
    with qtbot.waitExposed(window):
        window.show()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    ring = window.findChild(FocusRing)
    assert ring is not None
    assert ring.widget() is second


def test_the_ring_belongs_to_the_keyboard(dark: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    first, second = QPushButton("1"), QPushButton("2")
    column.addWidget(first)
    column.addWidget(second)
    with qtbot.waitExposed(window):
        window.show()
    first.setFocus()
    assert window.findChild(FocusRing) is None
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    ring = window.findChild(FocusRing)
    assert ring is not None
    assert ring.widget() is second
