"""The shipped fonts and how a font is asked for: by pixels and weight, with tabular digits where numbers stand."""

from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

from widgets.resources import RESOURCES

FAMILIES = (
    "Inter",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "Segoe UI",
    "sans-serif",
)
MONO_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "Noto Sans Mono CJK SC", "monospace")


@cache
def load_fonts() -> tuple[str, ...]:
    """Register every shipped font once; needs a QGuiApplication. Names of the files that Qt refused come back."""
    files = sorted(path for path in (RESOURCES / "fonts").glob("*") if path.suffix in {".ttf", ".otf"})
    refused = tuple(path.name for path in files if QFontDatabase.addApplicationFont(str(path)) < 0)
    advance.cache_clear()
    elided.cache_clear()
    return refused


@lru_cache(maxsize=8192)
def advance(words: str, font: QFont) -> int:
    """Width of ``words`` in logical pixels; remembered, since every control asks for it at every paint."""
    return QFontMetrics(font).horizontalAdvance(words)


@lru_cache(maxsize=2048)
def elided(words: str, font: QFont, width: int) -> str:
    """``words``, cut with an ellipsis where they are wider than ``width`` logical pixels."""
    return QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)


def font(px: int = 12, weight: int = 400) -> QFont:
    """Interface font of ``px`` pixels: 400 for text, 500 for labels and values, 600 for titles and what is current."""
    return QFont(_made(px, weight))


@cache
def _made(px: int, weight: int) -> QFont:
    """Copies of one font share the engine that Qt has found for it, which costs more than painting a word."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def tabular(base: QFont) -> QFont:
    """A copy of ``base`` whose digits all have one width; for times, tables and counters."""
    made = QFont(base)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def digits(px: int = 12, weight: int = 400) -> QFont:
    """``tabular(font(px, weight))``."""
    return QFont(_digits(px, weight))


@cache
def _digits(px: int, weight: int) -> QFont:
    return tabular(_made(px, weight))


def mono(px: int = 12) -> QFont:
    """Fixed pitch, for hex and log text only."""
    made = QFont()
    made.setFamilies(list(MONO_FAMILIES))
    made.setStyleHint(QFont.StyleHint.Monospace)
    made.setPixelSize(px)
    return made
