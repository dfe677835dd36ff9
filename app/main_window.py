"""The shell: which widget stands where. It has no rules; ``app.wiring`` connects what it holds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from widgets.density import Density, density
from widgets.episode_table import EpisodeTable
from widgets.top_bar import TopBar

if TYPE_CHECKING:
    from widgets.compare_board import CompareBoard
    from widgets.conflict_panel import ConflictPanel
    from widgets.notification_strip import NotificationStrip
    from widgets.phase_panel import PhasePanel
    from widgets.review_panel import ReviewPanel
    from widgets.status_bar import StatusBar
    from widgets.timeline import TimelineView
    from widgets.transport_bar import TransportBar
    from widgets.view_grid import ViewGrid
    from widgets.view_note import ViewNote
    from widgets.welcome import Welcome

ANNOTATE, REVIEW = "annotate", "review"
FOLDS_QUEUE_UNDER = 1600
TIMELINE_SHARE = 0.37
LEAST = (680, 350)
"""Logical pixels: what 1366 x 768 leaves at a scale of 200 %."""
LEAST_CENTRE = (200, 120)


class MainWindow(QWidget):
    """``closing`` is emitted once, before the window goes; ``compare_made(CompareBoard)`` and
    ``conflict_made(ConflictPanel)`` when these are first asked for.

    It is made with the bar at the top and the list of episodes, which can be shown and used; ``furnish`` makes the
    rest, a part at a time, in the places that are kept free for it.
    """

    closing = Signal()
    fetch_requested = Signal()
    compare_made = Signal(object)
    conflict_made = Signal(object)

    grid: "ViewGrid"
    welcome: "Welcome"
    phase_panel: "PhasePanel"
    review_panel: "ReviewPanel"
    transport: "TransportBar"
    strip: "NotificationStrip"
    timeline: "TimelineView"
    status: "StatusBar"

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Rushes")
        self.setMinimumSize(*LEAST)
        self.top_bar = TopBar()
        self.queue = EpisodeTable()
        self.workspace = ANNOTATE
        self.is_furnished = False
        self._queue_wanted: bool | None = None
        self._compare: CompareBoard | None = None
        self._absent: ViewNote | None = None
        self._conflict: ConflictPanel | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        self.centre, self.side = QStackedWidget(), QStackedWidget()
        self.centre.setMinimumSize(*LEAST_CENTRE)
        self.middle = _splitter(Qt.Orientation.Horizontal, (self.queue, self.centre, self.side), stretch=1)
        self._lower, self._foot = _place(), _place()
        self._below = _column(self._lower)
        self.halves = _splitter(Qt.Orientation.Vertical, (self.middle, self._lower), stretch=0)
        self._column = _column(self)
        self._column.addWidget(self.top_bar)
        self._column.addWidget(self.halves, 1)
        self._column.addWidget(self._foot)

    def furnish(self) -> Iterator[None]:
        """Make views, panels, transport, timeline and status bar; between two of them keys are answered."""
        self._furnish_centre()
        yield
        self._furnish_side()
        yield
        self._furnish_transport()
        yield
        self._furnish_timeline()
        yield
        self._furnish_foot()
        self.strip.float_over(self.transport, between=self.transport.notice_room())
        self.is_furnished = True
        self._take_sizes()

    def _furnish_centre(self) -> None:
        from widgets.view_grid import ViewGrid  # noqa: PLC0415 - as below: the list is on the screen before it
        from widgets.welcome import Welcome  # noqa: PLC0415

        self.grid, self.welcome = ViewGrid(), Welcome()
        self._seen: QWidget = self.grid
        self.centre.addWidget(self.welcome)
        self.centre.addWidget(self.grid)

    def _furnish_side(self) -> None:
        from widgets.phase_panel import PhasePanel  # noqa: PLC0415
        from widgets.review_panel import ReviewPanel  # noqa: PLC0415

        self.phase_panel, self.review_panel = PhasePanel(), ReviewPanel()
        self.side.addWidget(self.phase_panel)
        self.side.addWidget(self.review_panel)

    def _furnish_transport(self) -> None:
        from widgets.notification_strip import NotificationStrip  # noqa: PLC0415
        from widgets.transport_bar import TransportBar  # noqa: PLC0415

        self.transport, self.strip = TransportBar(), NotificationStrip()
        self._below.addWidget(self.transport)

    def _furnish_timeline(self) -> None:
        from widgets.timeline import TimelineView  # noqa: PLC0415

        self.timeline = TimelineView()
        self._below.addWidget(self.timeline, 1)

    def _furnish_foot(self) -> None:
        from widgets.status_bar import StatusBar  # noqa: PLC0415

        self.status = StatusBar()
        self._column.replaceWidget(self._foot, self.status)
        self._foot.hide()
        self._foot.deleteLater()

    def compare_board(self) -> "CompareBoard":
        """Where episodes are laid side by side; made when first asked for."""
        if self._compare is None:
            from widgets.compare_board import CompareBoard  # noqa: PLC0415 - most days nobody compares

            self._compare = CompareBoard()
            self.centre.addWidget(self._compare)
            self.compare_made.emit(self._compare)
        return self._compare

    def show_absent(self, sentence: str, second: str, action: str) -> "ViewNote":
        """In the place of the views: why there is nothing to see, and what can be done."""
        if self._absent is None:
            from widgets.view_note import ViewNote  # noqa: PLC0415 - most days every recording is here

            self._absent = ViewNote()
            self._absent.action_requested.connect(self.fetch_requested)
            self.centre.addWidget(self._absent)
        self._absent.set_words(icon_name="cloud-off", sentence=sentence, second=second, action=action)
        self._seen = self._absent
        if self._compare is None or self.centre.currentWidget() is not self._compare:
            self.centre.setCurrentWidget(self._absent)
        return self._absent

    def show_comparison(self, shown: bool) -> None:
        """The board of the comparison, or the views of the open episode again."""
        board = self.compare_board()
        self.centre.setCurrentWidget(board if shown else self._seen)
        if shown:
            board.setFocus()

    def conflict_panel(self) -> "ConflictPanel":
        """Where a conflict is settled; made when first asked for."""
        if self._conflict is None:
            from widgets.conflict_panel import ConflictPanel  # noqa: PLC0415 - most days there is none

            self._conflict = ConflictPanel()
            self.side.addWidget(self._conflict)
            self.conflict_made.emit(self._conflict)
        return self._conflict

    def show_conflict(self, shown: bool) -> None:
        """The panel of the conflict, or that of the workspace again."""
        if shown:
            self.side.setCurrentWidget(self.conflict_panel())
            self.timeline.setFocus()
        else:
            self.set_workspace(self.workspace)

    def show_views(self, shown: bool) -> None:
        """Views of an open episode, or what to do without one."""
        self._seen = self.grid
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
        self._take_sizes()

    def _take_sizes(self) -> None:
        sizes = density(self.height(), self.width())
        self.top_bar.setFixedHeight(sizes.top_bar)
        self.side.setFixedWidth(sizes.panel)
        self.queue.setFixedWidth(sizes.queue)
        if self._queue_wanted is None:
            self.queue.setVisible(self.width() >= FOLDS_QUEUE_UNDER)
        self.middle.setSizes([sizes.queue, self.width() - sizes.queue - sizes.panel, sizes.panel])
        if not self.is_furnished:
            self._foot.setFixedHeight(sizes.status)
            self._share_height(self.height())
            return
        self._size_parts(sizes)
        self.fit_timeline()

    def _size_parts(self, sizes: Density) -> None:
        self.transport.setFixedHeight(sizes.transport)
        self.status.setFixedHeight(sizes.status)
        self.timeline.set_compact(sizes.compact)
        self.phase_panel.set_density(sizes)

    def fit_timeline(self) -> None:
        """Give the timeline the height of its lanes, within a third of the window."""
        self._share_height(self.transport.height() + self.timeline.sizeHint().height())

    def _share_height(self, wanted: int) -> None:
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


def _place() -> QFrame:
    """Kept free for what comes a moment later."""
    place = QFrame()
    place.setProperty("role", "panel")
    return place
