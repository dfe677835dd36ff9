"""The menu of what a person chooses about cutting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from widgets.i18n import tr
from widgets.menus import add_heading


@dataclass(frozen=True, slots=True)
class Chosen:
    """As it is now; ``lag_s`` is how late the person is, learnt from ``corrections`` cuts."""

    snap_ms: int
    reacts: bool
    names_end: bool
    opens_playing: bool
    around_ms: int
    proposes: bool
    lag_s: float
    corrections: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is called: ``choose(name=value)`` with a name of ``Chosen``."""

    choose: Callable[..., None]
    forget: Callable[[], None]


def build(
    parent: QWidget,
    chosen: Chosen,
    snap_choices_ms: Sequence[int],
    around_choices_ms: Sequence[int],
    wishes: Wishes,
) -> QMenu:
    """What is chosen is checked."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add_heading(menu, tr("Snap cuts to evidence within"))
    snaps = [(ms, tr("{count} ms", count=ms) if ms else tr("Off")) for ms in snap_choices_ms]
    _choice(menu, snaps, chosen.snap_ms, lambda ms: wishes.choose(snap_ms=ms))
    menu.addSeparator()
    _switch(menu, _reaction_words(chosen), chosen.reacts, lambda on: wishes.choose(reacts=on))
    forget = menu.addAction(tr("Forget how late I am"))
    forget.setEnabled(chosen.corrections > 0)
    forget.triggered.connect(lambda _checked: wishes.forget())
    menu.addSeparator()
    add_heading(menu, tr("A digit names the phase that"))
    _choice(
        menu, [(False, tr("begins here")), (True, tr("ends here"))], chosen.names_end,
        lambda on: wishes.choose(names_end=on),
    )  # fmt: skip
    menu.addSeparator()
    add_heading(menu, tr("Play around a cut"))
    arounds = [(ms, tr("{seconds} s on both sides", seconds=f"{ms / 1000:g}")) for ms in around_choices_ms]
    _choice(menu, arounds, chosen.around_ms, lambda ms: wishes.choose(around_ms=ms))
    menu.addSeparator()
    _switch(
        menu, tr("Episodes open playing"), chosen.opens_playing, lambda on: wishes.choose(opens_playing=on)
    )
    _switch(
        menu,
        tr("Propose phases from labelled repeats"),
        chosen.proposes,
        lambda on: wishes.choose(proposes=on),
    )
    return menu


def _reaction_words(chosen: Chosen) -> str:
    if not chosen.corrections:
        return tr("Take off how late I press (nothing learnt yet)")
    return tr(
        "Take off how late I press ({seconds} s, from {count} corrections)",
        seconds=f"{chosen.lag_s:.2f}",
        count=chosen.corrections,
    )


def _choice(
    menu: QMenu, entries: Sequence[tuple[Any, str]], now: object, choose: Callable[[Any], None]
) -> None:
    group = QActionGroup(menu)
    for value, words in entries:
        action = QAction(words, menu)
        action.setCheckable(True)
        action.setChecked(value == now)
        action.setData(value)
        action.triggered.connect(lambda _checked, value=value: choose(value))
        group.addAction(action)
        menu.addAction(action)


def _switch(menu: QMenu, words: str, on: bool, choose: Callable[[bool], None]) -> None:
    action = QAction(words, menu)
    action.setCheckable(True)
    action.setChecked(on)
    action.triggered.connect(lambda _checked: choose(not on))
    menu.addAction(action)
