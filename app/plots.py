"""What plots ask for beside drawing: statistics, spectra and derivatives, worked out on a lane of their own."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.tasks import Tasks
from models.playback.measures import derived, spectrum_of, statistics_of
from models.playback.pyramid import SignalPyramid, only_channels
from models.timebase import TimeRange
from widgets.signal_desk import Measured
from widgets.signal_tools import SignalTools
from widgets.signal_view import SignalView
from widgets.signal_words import short_name
from widgets.view_frame import ViewFrame

LANE = "plots"


class Plots(QObject):
    """Attached to the plots of the open episode; an answer that nobody waits for any more is dropped."""

    def __init__(self, *, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._views: dict[str, SignalView] = {}
        self._joined: dict[str, SignalView] = {}

    def attach(self, views: Mapping[str, ViewFrame], new: Mapping[str, ViewFrame]) -> None:
        """The views of the episode; ``new`` are those that were not there before."""
        self._tasks.lane(LANE).forget()
        plots = {name: view for name, view in views.items() if isinstance(view, SignalView)}
        self._views = self._joined | plots
        for name, view in plots.items():
            if name in new:
                self._listen(name, view)

    def join(self, name: str, view: SignalView) -> None:
        """A plot that stays while episodes come and go."""
        self._joined[name] = view
        self._listen(name, view)

    def _listen(self, name: str, view: SignalView) -> None:
        self._views[name] = view
        view.tools.derivative_requested.connect(lambda order: self._derive(name, order))
        view.tools.measure_requested.connect(lambda stretch: self._measure(name, stretch))

    def has_any(self) -> bool:
        """Whether a plot is there to act on."""
        return bool(self._views)

    def act(self, what: Callable[[SignalTools], object]) -> None:
        """Do something with the plot that has the focus, else with the first one in sight."""
        focus = QApplication.focusWidget()
        seen = [view for view in self._views.values() if view.isVisible()]
        chosen = next((view for view in seen if focus is not None and view.isAncestorOf(focus)), None)
        if chosen is None:
            chosen = next((view for view in seen if view.underMouse()), seen[0] if seen else None)
        if chosen is not None:
            what(chosen.tools)

    def _derive(self, name: str, order: int) -> None:
        view = self._views[name]
        pyramid, channels = view.pyramid, view.shown
        if pyramid is not None:
            self._tasks.lane(LANE).submit(
                lambda: derived(only_channels(pyramid, channels), order),
                lambda found: self._give(name, view, lambda: view.set_derived(order, channels, found)),
                key=f"derive {name}",
            )

    def _measure(self, name: str, stretch: TimeRange) -> None:
        view = self._views[name]
        drawn = view.drawn
        if drawn is None:
            return
        channels = tuple(
            (row, short_name(view.names[index]), f"{view.units[index]}{view.tools.rate_words}")
            for index, row in zip(view.shown, view.rows, strict=True)
        )
        self._tasks.lane(LANE).submit(
            lambda: tuple(_measured(drawn, *channel, stretch) for channel in channels),
            lambda found: self._give(name, view, lambda: view.tools.show_measured(stretch, found)),
            key=f"measure {name}",
        )

    def _give(self, name: str, view: SignalView, give: Callable[[], object]) -> None:
        if self._views.get(name) is view:
            give()


def _measured(pyramid: SignalPyramid, row: int, name: str, unit: str, stretch: TimeRange) -> Measured:
    return Measured(name, unit, statistics_of(pyramid, row, stretch), spectrum_of(pyramid, row, stretch))
