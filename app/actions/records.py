"""Actions as data, and the one place where keys become calls."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.actions.keymap import scope_of
from widgets.i18n import tr

_ENTER = frozenset({"Return", "Enter"})


def group_words(action_id: str) -> str:
    """Under which heading palette and key sheet list an action."""
    words = {
        "player": tr("Playing"),
        "label": tr("Labels"),
        "cut": tr("Phases"),
        "exact": tr("Phases"),
        "grade": tr("Grades"),
        "phase_grade": tr("Grades"),
        "mark": tr("Events and mistakes"),
        "holding": tr("Events and mistakes"),
        "review": tr("Review"),
        "episode": tr("Episodes"),
        "view": tr("Views"),
        "plot": tr("Plots"),
        "compare": tr("Compare"),
        "conflict": tr("Conflicts"),
        "privacy": tr("Privacy"),
        "window": tr("Window"),
    }
    return words[action_id.split(".", 1)[0]]


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """``title`` gives the translated words when asked, so that the language can change at run time.

    ``repeats`` lets a held key fire again and again, as stepping should and cutting must not.
    """

    id: str
    title: Callable[[], str]
    run: Callable[[], None]
    enabled: Callable[[], bool] = _always
    repeats: bool = False
    listed: bool = True


class ActionTable(QObject):
    """All actions of a window with their shortcuts.

    A shortcut is window-wide; a focused text field keeps the printable keys for itself, and Enter. Nothing else takes
    an input method, so that with a Chinese one switched on keys come as they are.
    """

    def __init__(self, window: QWidget, keymap: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(window)
        self._window = window
        self._keymap = keymap
        self._actions: dict[str, Action] = {}
        self._shortcuts: list[tuple[str, str, QShortcut]] = []
        self._scope, self._writes = "", False
        qapp = QApplication.instance()
        assert isinstance(qapp, QApplication)
        qapp.focusChanged.connect(self._focus_changed)

    def add(self, actions: Iterable[Action]) -> None:
        """Register actions under the key map's keys."""
        for action in actions:
            self._actions[action.id] = action
            for key in self._keymap.get(action.id, ()):
                self._bind(action, key)

    def _bind(self, action: Action, key: str) -> None:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(action.repeats)
        shortcut.activated.connect(lambda: self.trigger(action.id))
        self._shortcuts.append((action.id, key, shortcut))
        self._allow()

    def rebind(self, keymap: Mapping[str, tuple[str, ...]]) -> None:
        """Other keys, from now on."""
        for _, _, shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts, self._keymap = [], keymap
        for action in self._actions.values():
            for key in keymap.get(action.id, ()):
                self._bind(action, key)

    @property
    def keymap(self) -> Mapping[str, tuple[str, ...]]:
        """Keys by action, those of the taxonomy too."""
        return self._keymap

    def title_of(self, action_id: str) -> str:
        """What an action is called."""
        return self._actions[action_id].title() if action_id in self._actions else action_id

    def enter(self, scope: str) -> None:
        """The keys of ``scope`` count and mean nothing else until another one is entered, "" for none."""
        self._scope = scope
        self._allow()

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        writes = isinstance(now, QLineEdit | QPlainTextEdit | QTextEdit)
        if now is not None and not writes and now.window() is self._window:
            now.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        if writes != self._writes:
            self._writes = writes
            self._allow()

    def _allow(self) -> None:
        scope = self._scope
        taken = {key for action_id, key, _ in self._shortcuts if scope and scope_of(action_id) == scope}
        for action_id, key, shortcut in self._shortcuts:
            own = scope_of(action_id)
            counts = own == scope if own else key not in taken
            shortcut.setEnabled(counts and not (self._writes and key in _ENTER))

    def trigger(self, action_id: str) -> None:
        """Run an action if it is allowed now."""
        action = self._actions[action_id]
        if action.enabled():
            action.run()

    def keys_of(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action."""
        return self._keymap.get(action_id, ())

    def own_keys(self) -> frozenset[str]:
        """Keys of the whole window but those that the taxonomy gives."""
        given = ("cut.", "grade.", "phase_grade.", "mark.")
        return frozenset(
            key
            for action_id, keys in self._keymap.items()
            if not scope_of(action_id) and not action_id.startswith(given)
            for key in keys
        )

    def listed(self) -> tuple[Action, ...]:
        """What palette and key sheet show, in order of registration."""
        return tuple(action for action in self._actions.values() if action.listed)


def ignored(_answer: object) -> None:
    """An action answers nothing."""
