"""Which key each action has just now, as it is printed beside it; empty until the key map is known."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from widgets.i18n import tr

NO_KEY = "–"
_CAPS = (
    ("Ctrl+", "Ctrl "),
    ("Alt+", "Alt "),
    ("Shift+", "⇧"),
    ("Return", "↵"),
    ("Enter", "↵"),
    ("Left", "←"),
    ("Right", "→"),
    ("Up", "↑"),
    ("Down", "↓"),
)
_keys: dict[str, tuple[str, ...]] = {}


def show_keys(keymap: Mapping[str, tuple[str, ...]]) -> None:
    """Print these from now on: every window says its words again."""
    _keys.clear()
    _keys.update(keymap)
    for window in QApplication.topLevelWidgets():
        QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))


def key_of(action_id: str) -> str:
    """The first key of an action in words, as ``Ctrl+Z`` or ``Enter``; "" for none."""
    key = next(iter(_keys.get(action_id, ())), "")
    return key.replace("Return", "Enter")


def cap_of(action_id: str) -> str:
    """The same for a key-cap: ``⇧U``, ``Ctrl ↵``."""
    cap = next(iter(_keys.get(action_id, ())), "")
    for words, sign in _CAPS:
        cap = cap.replace(words, sign)
    return cap


def with_key(words: str, action_id: str) -> str:
    """``Undo (Ctrl+Z)``, the words alone where the action has no key."""
    key = key_of(action_id)
    return tr("{words} ({key})", words=words, key=key) if key else words


def named_key(action_id: str) -> str:
    """A key in the middle of a sentence, a dash for none."""
    return key_of(action_id) or NO_KEY
