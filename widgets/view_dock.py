"""A dock whose title bar is the header of its view."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow

from widgets.view_frame import ViewFrame

DOCK_PREFIX = "view:"


class ViewDock(QDockWidget):
    """Movable, floatable, closable, tabbed. ``seen`` follows tabs, too: a view behind another is not seen."""

    seen_changed = Signal()

    def __init__(self, name: str, view: ViewFrame, parent: QMainWindow) -> None:
        super().__init__(parent)
        self.name = name
        self.view = view
        self.seen = False
        self.setObjectName(f"{DOCK_PREFIX}{name}")
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.setTitleBarWidget(view.header)
        self.setWidget(view)
        self.visibilityChanged.connect(self._see)
        self._name_tab()

    def event(self, event: QEvent) -> bool:
        """After a change of language, which reaches the header inside ``super().event``, the tab is named anew."""
        done = super().event(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name_tab()
        return done

    def _name_tab(self) -> None:
        self.setWindowTitle(self.view.header.accessibleName() or self.name)

    def _see(self, seen: bool) -> None:
        if seen != self.seen:
            self.seen = seen
            self.seen_changed.emit()
