"""What can be done with a plot: one channel alone, one limb, the unusual first, rows of colours, slopes, numbers."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from models.playback.measures import most_deviating
from models.playback.pyramid import value_range
from models.timebase import TimeRange
from widgets.i18n import tr
from widgets.limb_words import limb_words
from widgets.printed_keys import with_key
from widgets.signal_desk import ChannelLine, Measured, SignalDesk
from widgets.signal_limbs import Limbs
from widgets.signal_words import same_groups, short_name

if TYPE_CHECKING:
    from widgets.signal_view import SignalView

UNUSUAL = 4
MOST_CURVES = 15
ORDERS = 3
_RATES = ("", "/s", "/s²")
_SOLO, _RANKED, _HEAT = "solo", "ranked", "heat"


class SignalTools(QObject):
    """Belongs to one ``SignalView`` and changes what that one shows.

    ``measure_requested(TimeRange)`` when a stretch was selected, ``derivative_requested(order)`` when slopes of the
    shown channels are needed; the answers come by ``show_measured`` and ``SignalView.set_derived``.
    """

    measure_requested = Signal(object)
    derivative_requested = Signal(int)

    def __init__(self, view: "SignalView", desk: SignalDesk) -> None:
        super().__init__(view)
        self._view = view
        self._desk = desk
        self._before: dict[str, tuple[int, ...]] = {}
        self._limbs = Limbs(view)
        self.order = 0
        self.heat: bool | None = None
        desk.hide()
        desk.selection_ended.connect(lambda: self.select(None))
        view.canvas.selected.connect(self.select)
        view.legend.clicked.connect(self.solo)
        header = view.header
        self.desk_button = header.add_action("list", "")
        self.order_button = header.add_action("activity", "")
        self.heat_button = header.add_action("layers", "")
        self.rank_button = header.add_action("funnel", "")
        self.limb_button = header.add_action("person-standing", "")
        for button, slot in (
            (self.desk_button, self.toggle_desk),
            (self.order_button, self.next_order),
            (self.heat_button, self.toggle_heat),
            (self.rank_button, self.toggle_ranking),
            (self.limb_button, self.next_limb),
        ):
            button.setCheckable(True)
            button.clicked.connect(slot)
        self.retranslate()

    def retranslate(self) -> None:
        """Tips in the language of the window."""
        self.desk_button.set_tip(with_key(tr("Numbers at the playhead, or of a selection"), "plot.numbers"))
        self.order_button.set_tip(with_key(tr("Values, slopes, slopes of slopes"), "plot.slopes"))
        self.heat_button.set_tip(with_key(tr("Curves, or a row of colours a channel"), "plot.heat"))
        self.rank_button.set_tip(
            with_key(tr("The most unusual channels of what is in sight"), "plot.unusual")
        )
        self.limb_button.set_tip(with_key(tr("One limb after the other"), "plot.limb"))
        self._tell()

    def forget(self) -> None:
        """Another stream: nothing is selected, ranked or alone."""
        self._before.clear()
        self._limbs.end()
        self.order, self.heat = 0, None
        self._view.canvas.set_selection(None)
        self._tell()

    @property
    def draws_heat(self) -> bool:
        """Rows of colours: chosen, or since there are more channels than lines can be told apart."""
        return self.heat if self.heat is not None else len(self._view.shown) > MOST_CURVES

    @property
    def rate_words(self) -> str:
        """What comes behind a unit."""
        return _RATES[self.order]

    def solo(self, place: int) -> None:
        """Only the curve at ``place`` of the legend, or all that were there before."""
        if not self._put_back(_SOLO) and 0 <= place < len(self._view.shown):
            self._show_instead(_SOLO, (self._view.shown[place],))

    def solo_first(self) -> None:
        """The first curve alone, or all again."""
        self.solo(0)

    def measure_window(self) -> None:
        """Select all that is in sight, or nothing any more."""
        chosen = self._view.canvas.selection
        self.select(self._view.canvas.window_range if chosen is None else None)

    def toggle_ranking(self) -> None:
        """The channels of the shown group that are most unusual in what is in sight, the most first; or back."""
        view = self._view
        if view.pyramid is None or self._put_back(_RANKED):
            self._tell()
            return
        among = same_groups(view.names, view.shown)
        ranked = most_deviating(view.pyramid, among, view.canvas.window_range)
        most = max(UNUSUAL, len(view.shown)) if self.draws_heat else UNUSUAL
        self._show_instead(_RANKED, ranked[:most])
        self._tell()

    def next_limb(self) -> None:
        """The next limb of the kinds that are shown; behind the last what was there before."""
        # One channel alone and a ranking are of what was shown then; the walk goes on from there.
        self._put_back(_SOLO)
        self._put_back(_RANKED)
        channels = self._limbs.step()
        if channels:
            self._view.set_channels(channels)

    def toggle_heat(self) -> None:
        """Curves of some, or rows of all channels of the shown groups."""
        view = self._view
        self.heat = not self.draws_heat
        if self.heat and len(view.shown) <= MOST_CURVES:
            self._show_instead(_HEAT, same_groups(view.names, view.shown))
        elif not self.heat:
            self._put_back(_HEAT)
        view.redraw()
        self._tell()

    def _show_instead(self, why: str, channels: tuple[int, ...]) -> None:
        self._before[why] = self._view.shown
        self._view.set_channels(channels)

    def _put_back(self, why: str) -> bool:
        """Whether there was something before; each tool knows its own, so that one can end before another."""
        before = self._before.pop(why, None)
        if before is not None:
            self._view.set_channels(before)
        return before is not None

    def next_order(self) -> None:
        """Values, then first, then second derivatives."""
        self.order = (self.order + 1) % ORDERS
        self._view.redraw()
        if self.order:
            self.derivative_requested.emit(self.order)
        self._tell()

    def toggle_desk(self) -> None:
        """Numbers beside the plot, or more room for it."""
        self._desk.setVisible(self._desk.isHidden())
        self.show_lines()
        self._tell()

    def select(self, stretch: TimeRange | None) -> None:
        """Measure a stretch of what is shown; None goes back to the playhead."""
        self._view.canvas.set_selection(stretch)
        if stretch is None:
            self.show_lines()
            return
        self._desk.show()
        self._tell()
        self.measure_requested.emit(stretch)

    def show_measured(self, stretch: TimeRange, measured: tuple[Measured, ...]) -> None:
        """The answer, unless something else was selected meanwhile."""
        if self._view.canvas.selection == stretch:
            self._desk.show_measured(stretch, measured)

    def channels_changed(self) -> None:
        """Other channels are shown: what stands on them is asked for anew."""
        if self.order:
            self.derivative_requested.emit(self.order)
        if self._view.canvas.selection is not None:
            self.measure_requested.emit(self._view.canvas.selection)
        else:
            self.show_lines()
        self._tell()

    def show_lines(self) -> None:
        """What stands still of the shown channels, and their values."""
        pyramid = self._view.drawn
        if self._desk.isHidden() or pyramid is None:
            return
        lines = [
            ChannelLine(
                short_name(self._view.names[index]),
                f"{self._view.units[index]}{self.rate_words}",
                *value_range(pyramid, row),
                self._view.limits_of(index),
            )
            for index, row in zip(self._view.shown, self._view.rows, strict=True)
        ]
        self._desk.show_lines(tuple(lines))
        self._desk.set_values(self._view.values)

    def set_values(self, values: tuple[float, ...]) -> None:
        """At the playhead."""
        if not self._desk.isHidden():
            self._desk.set_values(values)

    def _tell(self) -> None:
        self.desk_button.setChecked(not self._desk.isHidden())
        self.order_button.setChecked(self.order > 0)
        self.heat_button.setChecked(self.draws_heat)
        self.rank_button.setChecked(_RANKED in self._before)
        self._view.header.offer(self.limb_button, offered=self._limbs.can_step)
        self.limb_button.setChecked(self._limbs.shown is not None)
        self._view.header.set_chip("" if self._limbs.shown is None else limb_words(self._limbs.shown))
