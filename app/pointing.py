"""What lies under the pointer: a stream, and the reading there with its unit."""

from collections.abc import Mapping

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from widgets.pin_dialog import Pinned
from widgets.view_frame import ViewFrame


def pointed_at(views: Mapping[str, ViewFrame]) -> Pinned:
    """The view under the pointer, nothing where there is none."""
    widget = QApplication.widgetAt(QCursor.pos())
    while widget is not None:
        found = next((name for name, view in views.items() if view is widget), None)
        if found is not None:
            return Pinned(found, views[found].reading())
        widget = widget.parentWidget()
    return Pinned()
