"""One limb of a robot after the other in a plot."""

from typing import TYPE_CHECKING

from models.limbs import Limb, limbs_of
from widgets.signal_words import same_groups

if TYPE_CHECKING:
    from widgets.signal_view import SignalView


class Limbs:
    """Knows which limb a plot shows, and what it showed before; other channels than those end the walk."""

    def __init__(self, view: "SignalView") -> None:
        self._view = view
        self._before: tuple[int, ...] = ()
        self._limb: Limb | None = None
        self._known: tuple[tuple[str, ...], tuple[int, ...]] | None = None
        self._found: dict[Limb, tuple[int, ...]] = {}

    def end(self) -> None:
        """Another stream."""
        self._before, self._limb = (), None

    @property
    def shown(self) -> Limb | None:
        """The limb all of whose channels are shown since it was stepped to, and no other."""
        limb = self._limb
        return limb if limb is not None and self._of(self._before).get(limb) == self._view.shown else None

    @property
    def can_step(self) -> bool:
        """Whether the kinds that are shown belong to several limbs."""
        return len(self._of(self._view.shown)) > 1

    def step(self) -> tuple[int, ...]:
        """Channels of the next limb, those from before behind the last; () where there are not two."""
        view = self._view
        if self.shown is None:
            self._before, self._limb = view.shown, None
        limbs = self._of(self._before)
        if len(limbs) < 2:
            return ()
        order = [*limbs]
        place = 0 if self._limb is None else order.index(self._limb) + 1
        if place == len(order):
            before = self._before
            self.end()
            return before
        self._limb = order[place]
        return limbs[self._limb]

    def _of(self, shown: tuple[int, ...]) -> dict[Limb, tuple[int, ...]]:
        among = same_groups(self._view.names, shown)
        if self._known != (self._view.names, among):
            self._known, self._found = (self._view.names, among), limbs_of(self._view.names, among)
        return self._found
