"""All views of an episode in docks."""

import base64
import json
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from models.episode import StreamKind
from widgets.grid_plan import GridPlan, plan_grid
from widgets.theme import qcolour
from widgets.view_dock import ViewDock
from widgets.view_frame import ViewFrame

LAYOUT_VERSION = 1
_SETTLE_MS = 0


class ViewGrid(QMainWindow):
    """A dock host without a centre. Until somebody moves something the default layout follows the window's size."""

    visible_views_changed = Signal()
    maximised_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self._docks: dict[str, ViewDock] = {}
        self._to_come: tuple[str, ...] = ()
        self._main: str | None = None
        self._maximised = ""
        self._before_maximise = b""
        self._own_layout = self._is_placing = False
        self._placed: tuple[tuple[str, ...], ...] = ()
        self.setAnimated(False)
        self.setDockNestingEnabled(True)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._apply_sizes)

    def set_views(
        self, views: Mapping[str, ViewFrame], *, main: str | None = None, to_come: tuple[str, ...] = ()
    ) -> None:
        """Show these views by stream name in the default layout; others are deleted with their docks.

        ``to_come`` names those that ``add_view`` will bring; a layout is saved and restored as if they were there.
        """
        self._main, self._to_come = main, to_come
        kept = {name: dock for name, dock in self._docks.items() if views.get(name) is dock.view}
        self._drop([dock for name, dock in self._docks.items() if name not in kept])
        self._docks = {}
        for name, view in views.items():
            if name in kept:
                self._docks[name] = kept[name]
            else:
                self._dock(name, view)
        self.reset_layout()

    def add_view(self, name: str, view: ViewFrame) -> None:
        """One of those that were to come, where the restored layout has it, else hidden."""
        self._to_come = tuple(each for each in self._to_come if each != name)
        dock = self._dock(name, view)
        if not self.restoreDockWidget(dock):
            dock.hide()

    def _dock(self, name: str, view: ViewFrame) -> ViewDock:
        dock = ViewDock(name, view, self)
        dock.seen_changed.connect(self._tell_seen)
        dock.topLevelChanged.connect(self._taken_out)
        view.close_requested.connect(lambda: self.set_visible(name, False))
        view.maximise_requested.connect(lambda: self.toggle_maximised(name))
        self._docks[name] = dock
        return dock

    def view(self, name: str) -> ViewFrame | None:
        """The view of that stream."""
        dock = self._docks.get(name)
        return None if dock is None else dock.view

    def view_names(self) -> tuple[str, ...]:
        """All views, shown or not."""
        return tuple(self._docks)

    def title(self, name: str) -> str:
        """What the header of that view says."""
        return self._docks[name].windowTitle()

    def visible_names(self) -> tuple[str, ...]:
        """Views that can be seen now: not hidden, not behind another tab."""
        return tuple(name for name, dock in self._docks.items() if dock.seen)

    def is_shown(self, name: str) -> bool:
        """Whether that view has a place in the layout, be it behind a tab."""
        return name in self._docks and not self._docks[name].isHidden()

    def set_visible(self, name: str, on: bool) -> None:
        """Show or hide one view; an unknown name does nothing."""
        dock = self._docks.get(name)
        if dock is None:
            return
        self._own_layout = True
        if on and self.dockWidgetArea(dock) is Qt.DockWidgetArea.NoDockWidgetArea:
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.setVisible(on)
        if on:
            dock.raise_()

    @property
    def maximised(self) -> str:
        """Name of the view that fills the grid, "" without one."""
        return self._maximised

    def toggle_maximised(self, name: str) -> None:
        """Let one view fill the grid, or put all back where they were."""
        if self._maximised:
            self.restoreState(self._before_maximise, LAYOUT_VERSION)
            self._maximised = ""
        elif name in self._docks:
            self._before_maximise = bytes(self.saveState(LAYOUT_VERSION).data())
            self._maximised = name
            for other, dock in self._docks.items():
                if not dock.isFloating():
                    dock.setVisible(other == name)
        self.maximised_changed.emit(self._maximised)

    def save_layout(self) -> bytes:
        """The layout as bytes, for ``restore_layout``."""
        state = self._before_maximise if self._maximised else bytes(self.saveState(LAYOUT_VERSION).data())
        kept = {
            "version": LAYOUT_VERSION,
            "views": self._all_names(),
            "own": self._own_layout,
            "state": base64.b64encode(state).decode(),
        }
        return json.dumps(kept).encode()

    def restore_layout(self, saved: bytes) -> bool:
        """Take a saved layout; False, and nothing changed, where it was saved for other views or is damaged."""
        try:
            kept = json.loads(saved)
            state = base64.b64decode(kept["state"])
            fits = kept["version"] == LAYOUT_VERSION and kept["views"] == self._all_names()
        except (ValueError, KeyError, TypeError):
            return False
        if not fits or not self.restoreState(state, LAYOUT_VERSION):
            return False
        self._maximised = ""
        self._own_layout = bool(kept.get("own", True))
        if not self._own_layout:
            self.reset_layout()
        return True

    def _all_names(self) -> list[str]:
        return sorted((*self._docks, *self._to_come))

    def reset_layout(self) -> None:
        """The default layout for the streams there are and the size there is."""
        self._maximised = ""
        for dock in self._docks.values():
            # Said to one that does not float, it costs as much as taking it out and putting it back.
            if dock.isFloating():
                dock.setFloating(False)
        self._place(self._plan())
        self._own_layout = False
        self._later()

    def _taken_out(self, floating: bool) -> None:
        self._own_layout = self._own_layout or floating

    def _plan(self) -> GridPlan:
        kinds = {
            name: StreamKind.OTHER if dock.view.info is None else dock.view.info.kind
            for name, dock in self._docks.items()
        }
        return plan_grid(kinds, width=max(self.width(), 200), height=max(self.height(), 120), main=self._main)

    def _place(self, plan: GridPlan) -> None:
        """Split from the left: main, the first cell, the rows under it, then each row's second cell."""
        self._is_placing = True
        for dock in self._docks.values():
            self.removeDockWidget(dock)
        self._placed = plan.groups
        area = Qt.DockWidgetArea.LeftDockWidgetArea
        columns = [group[0] for row in (*plan.rows, *((each,) for each in plan.plots)) for group in row[:1]]
        if plan.main is not None:
            self.addDockWidget(area, self._docks[plan.main])
        for place, name in enumerate(columns):
            if place:
                self.splitDockWidget(
                    self._docks[columns[place - 1]], self._docks[name], Qt.Orientation.Vertical
                )
            elif plan.main is not None:
                self.splitDockWidget(self._docks[plan.main], self._docks[name], Qt.Orientation.Horizontal)
            else:
                self.addDockWidget(area, self._docks[name])
        for row in plan.rows:
            for group in row[1:]:
                self.splitDockWidget(self._docks[row[0][0]], self._docks[group[0]], Qt.Orientation.Horizontal)
        for group in (*plan.cells, *plan.plots):
            self._stack(group)
        self._show_placed(plan)
        self._is_placing = False
        self.visible_views_changed.emit()

    def _tell_seen(self) -> None:
        """Not while docks are taken out and put back, which nobody sees."""
        if not self._is_placing:
            self.visible_views_changed.emit()

    def _stack(self, group: tuple[str, ...]) -> None:
        for name in group[1:]:
            self.tabifyDockWidget(self._docks[group[0]], self._docks[name])

    def _show_placed(self, plan: GridPlan) -> None:
        for name, dock in self._docks.items():
            dock.setVisible(name not in plan.hidden)
        for group in (*plan.cells, *plan.plots):
            self._docks[group[0]].raise_()

    def _apply_sizes(self) -> None:
        if self._own_layout or self._maximised or not self._docks:
            return
        plan = self._plan()
        if plan.groups != self._placed:
            self._place(plan)
            self._later()
            return
        firsts = [row[0][0] for row in plan.rows]
        if plan.main is not None and (firsts or plan.plots):
            beside = firsts[0] if firsts else plan.plots[0][0]
            self._resize(
                [plan.main, beside],
                [plan.main_width, self.width() - plan.main_width],
                Qt.Orientation.Horizontal,
            )
        for row in plan.rows:
            if len(row) == 2:
                self._resize([row[0][0], row[1][0]], [plan.cell_width] * 2, Qt.Orientation.Horizontal)
        column = [*firsts, *(group[0] for group in plan.plots)]
        heights = [*[plan.cell_height] * len(firsts), *[plan.plot_height] * len(plan.plots)]
        if len(column) > 1:
            self._resize(column, heights, Qt.Orientation.Vertical)

    def _resize(self, names: list[str], sizes: list[int], orientation: Qt.Orientation) -> None:
        self.resizeDocks([self._docks[name] for name in names], sizes, orientation)

    def _later(self) -> None:
        """Sizes take hold once Qt has laid the docks out."""
        self._settle.start()

    def _drop(self, docks: Iterable[ViewDock]) -> None:
        for dock in docks:
            dock.blockSignals(True)
            self.removeDockWidget(dock)
            dock.deleteLater()

    def event(self, event: QEvent) -> bool:
        """A press between the docks is a hand on a separator: from now on the layout is somebody's own."""
        if event.type() == QEvent.Type.MouseButtonPress and self.childAt(event.position().toPoint()) is None:  # type: ignore[attr-defined]
            self._own_layout = True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The default layout follows."""
        super().resizeEvent(event)
        self._later()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The gaps between docks."""
        QPainter(self).fillRect(self.rect(), qcolour("bg0"))
