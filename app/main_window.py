"""The shell: which widget stands where. It has no rules; ``app.wiring`` connects what it holds."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from widgets.density import density
from widgets.episode_table import EpisodeTable
from widgets.notification_strip import NotificationStrip
from widgets.phase_panel import PhasePanel
from widgets.review_panel import ReviewPanel
from widgets.status_bar import StatusBar
from widgets.timeline import TimelineView
from widgets.top_bar import TopBar, Workspace
from widgets.transport_bar import TransportBar
from widgets.view_grid import ViewGrid
from widgets.welcome import Welcome

ANNOTATE, REVIEW = "annotate", "review"
FOLDS_QUEUE_UNDER = 1600
TIMELINE_SHARE = 0.37


class MainWindow(QWidget):
    """``closing`` is emitted once, before the window goes."""

    closing = Signal()

    def __init__(self, *, keys: dict[str, str]) -> None:
        super().__init__()
        self.setWindowTitle("Rushes")
        self.setMinimumSize(1100, 640)
        self.top_bar = TopBar()
        self.queue = EpisodeTable()
        self.grid = ViewGrid()
        self.welcome = Welcome()
        self.phase_panel = PhasePanel()
        self.review_panel = ReviewPanel()
        self.transport = TransportBar()
        self.strip = NotificationStrip()
        self.timeline = TimelineView()
        self.status = StatusBar()
        self.workspace = ANNOTATE
        self._queue_wanted: bool | None = None
        self.top_bar.set_workspaces(
            (Workspace(ANNOTATE, keys.get(ANNOTATE, "")), Workspace(REVIEW, keys.get(REVIEW, ""))), ANNOTATE
        )
        self._lay_out()
        self.strip.float_over(self.transport, left=self.transport.notice_left())

    def _lay_out(self) -> None:
        self.centre = QStackedWidget()
        self.centre.addWidget(self.welcome)
        self.centre.addWidget(self.grid)
        self.side = QStackedWidget()
        self.side.addWidget(self.phase_panel)
        self.side.addWidget(self.review_panel)
        self.middle = _splitter(Qt.Orientation.Horizontal, (self.queue, self.centre, self.side), stretch=1)
        lower = QWidget()
        below = _column(lower)
        below.addWidget(self.transport)
        below.addWidget(self.timeline, 1)
        self.halves = _splitter(Qt.Orientation.Vertical, (self.middle, lower), stretch=0)
        column = _column(self)
        column.addWidget(self.top_bar)
        column.addWidget(self.halves, 1)
        column.addWidget(self.status)

    def show_views(self, shown: bool) -> None:
        """Views of an open episode, or what to do without one."""
        self.centre.setCurrentWidget(self.grid if shown else self.welcome)

    def set_workspace(self, workspace: str) -> None:
        """Annotate or Review."""
        focus = self.focusWidget()
        if focus is not None and self.side.isAncestorOf(focus):
            focus.clearFocus()
        self.workspace = workspace
        self.top_bar.set_workspace(workspace)
        self.side.setCurrentWidget(self.review_panel if workspace == REVIEW else self.phase_panel)

    def toggle_queue(self) -> None:
        """Open or fold the list of episodes."""
        self._queue_wanted = not self.queue.isVisible()
        self.queue.setVisible(self._queue_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Bars, panels and lanes take the sizes of the window's size class."""
        super().resizeEvent(event)
        sizes = density(event.size().height(), event.size().width())
        self.top_bar.setFixedHeight(sizes.top_bar)
        self.transport.setFixedHeight(sizes.transport)
        self.status.setFixedHeight(sizes.status)
        self.side.setFixedWidth(sizes.panel)
        self.queue.setFixedWidth(sizes.queue)
        self.timeline.set_compact(sizes.compact)
        self.phase_panel.set_density(sizes)
        if self._queue_wanted is None:
            self.queue.setVisible(event.size().width() >= FOLDS_QUEUE_UNDER)
        self.middle.setSizes([sizes.queue, event.size().width() - sizes.queue - sizes.panel, sizes.panel])
        self.fit_timeline()

    def fit_timeline(self) -> None:
        """Give the timeline the height of its lanes, within a third of the window."""
        wanted = self.transport.height() + self.timeline.sizeHint().height()
        lower = min(wanted, round(self.height() * TIMELINE_SHARE))
        self.halves.setSizes([self.height() - lower, lower])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the application, which saves what is to be remembered."""
        self.closing.emit()
        super().closeEvent(event)


def _splitter(direction: Qt.Orientation, widgets: tuple[QWidget, ...], *, stretch: int) -> QSplitter:
    splitter = QSplitter(direction)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(4)
    for place, widget in enumerate(widgets):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, 1 if place == stretch else 0)
    return splitter


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
