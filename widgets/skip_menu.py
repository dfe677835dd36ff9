"""The menu of why an episode is left: for later, or because nothing can be said of it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from models.taxonomy import Reason
from widgets.i18n import tr
from widgets.menus import add_heading


def build(
    parent: QWidget,
    unusable: Sequence[Reason],
    language: str,
    *,
    skip: Callable[[str], None],
    refuse: Callable[[str, str], None],
    can_refuse: bool,
) -> QMenu:
    """``skip(reason)`` puts it to the end of the queue, ``refuse(code, reason)`` says why it cannot be used.

    Each line is chosen by its letter or digit.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add_heading(menu, tr("To the end of my queue"))
    for letter, (code, words) in zip("ABC", skip_words().items(), strict=True):
        action = menu.addAction(f"&{letter}   {words}")
        action.triggered.connect(lambda _checked=False, code=code: skip(code))
    titles = {"cannot_judge": tr("Cannot judge"), "broken_recording": tr("Broken recording")}
    for group, title in titles.items() if can_refuse else ():
        menu.addSeparator()
        add_heading(menu, title)
        for reason in (one for one in unusable if one.group == group):
            action = menu.addAction(f"&{reason.key}   {reason.name(language)}")
            action.triggered.connect(
                lambda _checked=False, group=group, code=reason.code: refuse(group, code)
            )
    return menu


def skip_words() -> dict[str, str]:
    """Why an episode waits, by code."""
    return {
        "later": tr("Later"),
        "waits": tr("Waits for an answer"),
        "hard": tr("Too hard for me"),
    }
