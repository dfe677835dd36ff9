"""The one place where colours, sizes and fonts are defined; everything drawn reads them from here."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from models.taxonomy import MarkLabel, PhaseLabel
from models.taxonomy.colours import contrast
from widgets.density import Density, density
from widgets.fonts import digits, font, load_fonts, mono, tabular
from widgets.style import FocusWatcher, RushesStyle
from widgets.stylesheet import build_stylesheet

__all__ = [
    "DARK",
    "LIGHT",
    "Density",
    "ThemeName",
    "Tokens",
    "apply_theme",
    "colour",
    "density",
    "digits",
    "font",
    "load_fonts",
    "mono",
    "palette",
    "palette_slot",
    "phase_colours",
    "qcolour",
    "repolish",
    "slot_of",
    "tabular",
    "tokens",
]


class ThemeName(StrEnum):
    """The two themes."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as ``#RRGGBB``. ``series`` are plot lines, ``phase_fills`` and ``phase_inks`` the palette's 12 slots."""

    name: ThemeName
    bg0: str
    bg1: str
    bg2: str
    bg3: str
    bg4: str
    view: str
    line: str
    line2: str
    ctl: str
    hi: str
    mid: str
    low: str
    dis: str
    accent: str
    on_accent: str
    accent_bg: str
    success: str
    success_bg: str
    partial: str
    partial_bg: str
    failure: str
    failure_bg: str
    warning: str
    critical: str
    info: str
    playhead: str
    halo: str
    series: tuple[str, ...]
    phase_fills: tuple[str, ...]
    phase_inks: tuple[str, ...]


_INK = "#0B0D10"
_WHITE = "#FFFFFF"

DARK = Tokens(
    name=ThemeName.DARK,
    bg0="#0C0E11",
    bg1="#14171B",
    bg2="#1A1E23",
    bg3="#242A31",
    bg4="#2C333B",
    view="#08090B",
    line="#262C33",
    line2="#3A424C",
    ctl="#68737F",
    hi="#E9ECEF",
    mid="#B3BBC4",
    low="#8C96A1",
    dis="#59626C",
    accent="#2FC6B7",
    on_accent="#04211E",
    accent_bg="#11332F",
    success="#6FCB7B",
    success_bg="#17301C",
    partial="#E8B53E",
    partial_bg="#352A0F",
    failure="#FF7A66",
    failure_bg="#3A1A15",
    warning="#F0B03F",
    critical="#FF6F61",
    info="#8FB8E8",
    playhead="#FFFFFF",
    halo="#000000",
    series=("#77C1FD", "#F2A65A", "#C9A6E8", "#E6D36B", "#8ED1B2"),
    phase_fills=(
        "#86817A",
        "#77C1FD",
        "#D67A25",
        "#F7DC8F",
        "#737FE7",
        "#C6C033",
        "#BA8CC0",
        "#B2E9F2",
        "#A94E25",
        "#2F65BE",
        "#FF999A",
        "#875683",
    ),
    phase_inks=(_INK, _INK, _INK, _INK, _INK, _INK, _INK, _INK, _WHITE, _WHITE, _INK, _WHITE),
)

LIGHT = Tokens(
    name=ThemeName.LIGHT,
    bg0="#DFE3E7",
    bg1="#F5F6F8",
    bg2="#FFFFFF",
    bg3="#E9ECEF",
    bg4="#FFFFFF",
    view="#ECEEF1",
    line="#D3D8DE",
    line2="#BAC1C9",
    ctl="#7A8590",
    hi="#14181D",
    mid="#434C56",
    low="#5F6973",
    dis="#9AA3AC",
    accent="#00756B",
    on_accent="#FFFFFF",
    accent_bg="#D5EFEC",
    success="#1F7A37",
    success_bg="#DDF1E1",
    partial="#8A5A00",
    partial_bg="#FBEBC6",
    failure="#BC2F1C",
    failure_bg="#FBE0DB",
    warning="#8F5B00",
    critical="#B8291B",
    info="#2A64A8",
    playhead="#0B0D10",
    halo="#FFFFFF",
    series=("#1F6FB8", "#B4560E", "#7A4FB0", "#7A6A00", "#1F7A5C"),
    phase_fills=(
        "#8A8C84",
        "#1296C0",
        "#C87717",
        "#956513",
        "#4A6CD4",
        "#555736",
        "#8A2F7A",
        "#104040",
        "#691606",
        "#0054AD",
        "#7C6C8E",
        "#520E70",
    ),
    phase_inks=(_INK, _INK, _INK, _WHITE, _WHITE, _WHITE, _WHITE, _WHITE, _WHITE, _WHITE, _WHITE, _WHITE),
)

OWN_COLOUR = 1 << 24
"""Slots from here on are colours that a taxonomy names itself."""
_active = DARK


def tokens() -> Tokens:
    """The active theme's tokens. Read them while painting: after a change of theme every widget is repainted."""
    return _active


def colour(token: str) -> str:
    """``#RRGGBB`` of a token of the active theme; a value that already is one passes through.

    Raises:
        AttributeError: no such token.
    """
    return token if token.startswith("#") else str(getattr(_active, token))


def qcolour(token: str, alpha: float = 1.0) -> QColor:
    """The token as a QColor with ``alpha`` from 0 to 1; many share it, so whoever changes it makes their own first."""
    return _qcolour(colour(token), alpha)


@lru_cache(maxsize=1024)
def _qcolour(value: str, alpha: float) -> QColor:
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


def slot_of(label: PhaseLabel | MarkLabel) -> int:
    """What is painted for a label: its palette slot, or above ``OWN_COLOUR`` the colour that the taxonomy gives it."""
    colour = label.colour if isinstance(label, PhaseLabel) else ""
    return (label.slot + 1) * OWN_COLOUR + int(colour[1:], 16) if colour else label.slot


def palette_slot(slot: int) -> int:
    """The palette slot, also of a colour of its own; its pattern stays."""
    return slot if slot < OWN_COLOUR else slot // OWN_COLOUR - 1


def phase_colours(slot: int) -> tuple[str, str]:
    """Fill and ink of what ``slot_of`` gives; palette slots 12 and up repeat 1 to 11."""
    if slot >= OWN_COLOUR:
        return _own_colours(slot % OWN_COLOUR)
    index = slot if slot < len(_active.phase_fills) else 1 + (slot - 1) % (len(_active.phase_fills) - 1)
    return _active.phase_fills[index], _active.phase_inks[index]


@lru_cache(maxsize=256)
def _own_colours(rgb: int) -> tuple[str, str]:
    fill = f"#{rgb:06x}"
    return fill, _INK if contrast(fill, _INK) >= contrast(fill, _WHITE) else _WHITE


def apply_theme(app: QApplication, name: ThemeName) -> None:
    """Fonts, style, palette and style sheet of ``name`` for the whole application.

    Every widget then gets a ``changeEvent`` of type StyleChange; whoever caches colours drops them there.
    """
    global _active  # noqa: PLW0603 - the one switch of the whole window
    _active = DARK if name is ThemeName.DARK else LIGHT
    load_fonts()
    dark = name is ThemeName.DARK
    app.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    if app.findChild(FocusWatcher) is None:
        app.setStyle(RushesStyle())
        FocusWatcher(app)
        app.setFont(font(12))
    sheet = build_stylesheet(_active)
    if app.styleSheet() != sheet:
        app.setPalette(palette(_active))
        app.setStyleSheet(sheet)


def palette(of: Tokens) -> QPalette:
    """Active and inactive groups are equal, so that a selection keeps its colour when the focus leaves."""
    made = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role, value in _roles(of).items():
            made.setColor(group, role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(of.dis))
    return made


def _roles(of: Tokens) -> dict[QPalette.ColorRole, str]:
    role = QPalette.ColorRole
    return {
        role.Window: of.bg1,
        role.Base: of.bg2,
        role.AlternateBase: of.bg1,
        role.Button: of.bg3,
        role.ToolTipBase: of.bg4,
        role.ToolTipText: of.hi,
        role.WindowText: of.hi,
        role.Text: of.hi,
        role.ButtonText: of.hi,
        role.PlaceholderText: of.low,
        role.BrightText: of.on_accent,
        role.Highlight: of.accent_bg,
        role.HighlightedText: of.hi,
        role.Link: of.accent,
        role.Accent: of.accent,
        role.Light: of.ctl,
        role.Midlight: of.line2,
        role.Mid: of.line2,
        role.Dark: of.line,
        role.Shadow: of.bg0,
    }


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a dynamic property that has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
