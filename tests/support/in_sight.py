"""What a person meets on the screen: words that are cut, words of another language, controls that Tab never reaches."""

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from widgets.button import Button

CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{4,}")
_PATH = re.compile(r"\S*[/_.]\S*|\([^)]*\)|（[^）]*）")


def parts(root: QWidget) -> Iterator[QWidget]:
    """Everything that can be seen of a window or panel."""
    yield from (part for part in root.findChildren(QWidget) if part.isVisible() and part.width() > 0)


def cut_words(root: QWidget) -> list[str]:
    """Buttons and plain labels whose words have no room."""
    found = []
    for part in parts(root):
        if isinstance(part, Button):
            cut = bool(part.text()) and part.width() < part.minimumSizeHint().width()
        else:
            cut = isinstance(part, QLabel) and not part.wordWrap() and part.width() < part.sizeHint().width()
        if cut:
            found.append(f"{type(part).__name__} {part.text()!r}: {part.width()} px")  # type: ignore[attr-defined]
    return found


def said(root: QWidget) -> dict[str, str]:
    """Words, tips and names by where they stand."""
    found = {}
    for part in parts(root):
        words = [part.toolTip(), part.accessibleName()]
        if isinstance(part, QLabel | QAbstractButton):
            words.append(part.text())
        if isinstance(part, QLineEdit):
            words.append(part.placeholderText())
        found.update({one: type(part).__name__ for one in words if one})
    return found


def left_in_english(root: QWidget, names: frozenset[str]) -> dict[str, str]:
    """What a Chinese window still says in English; ``names`` are of data, of languages and of keys."""
    return {
        words: where
        for words, where in said(root).items()
        if not CHINESE.search(words) and set(_WORD.findall(_PATH.sub("", words))) - names
    }


def never_reached(root: QWidget) -> list[str]:
    """Controls that can be used and that Tab passes by."""
    return [
        f"{type(part).__name__} {part.accessibleName() or part.toolTip()}"
        for part in parts(root)
        if isinstance(part, QAbstractButton | QComboBox | QLineEdit)
        and part.isEnabled()
        and not part.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
