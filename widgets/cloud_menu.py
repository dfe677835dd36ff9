"""The menu of a view of points: what they are coloured by, and what concerns the camera."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from widgets.cloud_scene import DEPTH, HEIGHT, PICTURE, RANGE
from widgets.i18n import tr

SCAN_COUNTS = (1, 5, 10, 20)

if TYPE_CHECKING:
    from widgets.cloud_view import CloudView


def fields_menu(view: "CloudView") -> QMenu:
    """Goes away when it is closed."""
    menu = QMenu(view)
    for name in view.fields:
        action = _checkable(menu, field_words(name), name == view.colour_by)
        action.triggered.connect(lambda _checked, name=name: view.set_colour_by(name))
    if view.layers.can_picture_depth:
        menu.addSeparator()
        pictured = _checkable(menu, tr("Depth in the colours of the camera"), view.layers.depth.pictured)
        pictured.triggered.connect(view.set_pictured)
    _add_scan_counts(menu, view)
    _add_robot(menu, view)
    menu.addSeparator()
    menu.addAction(tr("Reset camera")).triggered.connect(view.reset_camera)
    _checkable(menu, tr("Sensor hangs upside down"), view.layers.upside_down).triggered.connect(
        view.set_upside_down
    )
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add_scan_counts(menu: QMenu, view: "CloudView") -> None:
    if view.layers.depth.alone:
        return
    menu.addSeparator()
    for count in SCAN_COUNTS:
        words = tr("This scan alone") if count == 1 else tr("The last {n} scans", n=count)
        action = _checkable(menu, words, count == view.layers.past.count)
        action.triggered.connect(lambda _checked, count=count: view.scans_requested.emit(count))


def _add_robot(menu: QMenu, view: "CloudView") -> None:
    if view.skeleton_button.isHidden():
        return
    menu.addSeparator()
    shown = _checkable(menu, tr("The robot's pose"), view.skeleton_button.isChecked())
    shown.triggered.connect(view.skeleton_requested)
    named = _checkable(menu, tr("Names of its links"), view.skeleton_named)
    named.setEnabled(view.skeleton_button.isChecked())
    named.triggered.connect(view.skeleton_names_requested)


def field_words(name: str) -> str:
    """Height, depth, distance, the camera's picture, or a field's own name."""
    usual = {HEIGHT: tr("Height"), DEPTH: tr("Depth"), RANGE: tr("Distance"), PICTURE: tr("Camera picture")}
    return usual.get(name, name)


def _checkable(menu: QMenu, words: str, checked: bool) -> QAction:
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(checked)
    return action
