"""The menu of a phase: another label, split, merge, delete."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from models.taxonomy import PhaseLabel, Taxonomy
from widgets import icons
from widgets.i18n import tr
from widgets.timeline.phase_art import paint_fill

_SWATCH_PX = 14


@dataclass(frozen=True, slots=True)
class Subject:
    """The phase that the menu is about; ``label`` is its code."""

    label: str
    sentence: str
    can_split: bool
    can_merge: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is called when an entry is chosen."""

    rename: Callable[[str], None]
    split: Callable[[], None]
    merge: Callable[[], None]
    delete: Callable[[], None]


def build(parent: QWidget, subject: Subject, taxonomy: Taxonomy, language: str, wishes: Wishes) -> QMenu:
    """Rename entries carry the colour and the key of their label; the present label is checked."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(subject.sentence)
    menu.addAction(_title(menu))
    for label in taxonomy.phases:
        menu.addAction(_rename_action(menu, label, subject, language, wishes.rename))
    menu.addSeparator()
    _add(menu, "split", tr("Split at the playhead"), wishes.split, enabled=subject.can_split)
    _add(menu, "merge", tr("Merge with the next"), wishes.merge, enabled=subject.can_merge)
    _add(menu, "trash-2", tr("Delete"), wishes.delete)
    return menu


def _title(menu: QMenu) -> QAction:
    title = QAction(tr("Rename to"), menu)
    title.setEnabled(False)
    return title


def _rename_action(
    menu: QMenu, label: PhaseLabel, subject: Subject, language: str, rename: Callable[[str], None]
) -> QAction:
    action = QAction(swatch(label.slot, menu.devicePixelRatioF()), "", menu)
    action.setText(f"{label.name(language)}\t{label.key}".replace("&", "&&"))
    action.setData(label.code)
    action.setEnabled(label.code != subject.label)
    action.triggered.connect(lambda _checked: rename(label.code))
    return action


def _add(menu: QMenu, icon: str, words: str, wish: Callable[[], None], *, enabled: bool = True) -> None:
    action = menu.addAction(icons.icon(icon), words)
    action.setEnabled(enabled)
    action.triggered.connect(lambda _checked: wish())


def swatch(slot: int, dpr: float) -> QIcon:
    """The fill and pattern of a palette slot as a small square."""
    image = QPixmap(round(_SWATCH_PX * dpr), round(_SWATCH_PX * dpr))
    image.setDevicePixelRatio(dpr)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_fill(painter, QRectF(0, 0, _SWATCH_PX, _SWATCH_PX), slot, dpr)
    painter.end()
    made = QIcon(image)
    made.addPixmap(image, QIcon.Mode.Disabled)
    return made
