"""The menu of a view of points: what they are coloured by, and what concerns the camera."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from widgets.cloud_scene import DEPTH, HEIGHT, RANGE
from widgets.i18n import tr

if TYPE_CHECKING:
    from widgets.cloud_view import CloudView


def fields_menu(view: "CloudView") -> QMenu:
    """Goes away when it is closed."""
    menu = QMenu(view)
    for name in view.fields:
        action = _checkable(menu, field_words(name), name == view.colour_by)
        action.triggered.connect(lambda _checked, name=name: view.set_colour_by(name))
    if view.can_be_pictured:
        menu.addSeparator()
        pictured = _checkable(menu, tr("Depth in the colours of the camera"), view.pictured)
        pictured.triggered.connect(view.set_pictured)
    menu.addSeparator()
    menu.addAction(tr("Reset camera")).triggered.connect(view.reset_camera)
    _checkable(menu, tr("Sensor hangs upside down"), view.upside_down).triggered.connect(view.set_upside_down)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def field_words(name: str) -> str:
    """Height, depth, distance, or a field's own name."""
    usual = {HEIGHT: tr("Height"), DEPTH: tr("Depth"), RANGE: tr("Distance")}
    return usual.get(name, name)


def _checkable(menu: QMenu, words: str, checked: bool) -> QAction:
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(checked)
    return action
