"""What the points of a view are coloured by, and the scale of their colours."""

import numpy as np
from numpy.typing import NDArray

from widgets.cloud_scene import DEPTH, HEIGHT, RANGE
from widgets.colormaps import LIGHT_GAIN
from widgets.overlay import ColourScale
from widgets.scale_popover import ScaleChoice, robust_range
from widgets.theme import ThemeName, tokens

_DARK_LIFT = 0.15
_HIGH_PERCENT = 90


class CloudScale:
    """``colour_by`` is height, range, depth, picture or a field's name. The range is found once, from the first points
    that are drawn, or for each of them anew, or it is fixed, as ``choice`` says."""

    def __init__(self) -> None:
        self.colour_by = HEIGHT
        self.choice = ScaleChoice()
        self._found: ColourScale | None = None

    @property
    def scale(self) -> ColourScale:
        """What the colours mean."""
        return self._found or self._dressed(0.0, 1.0)

    def by(self, name: str) -> None:
        """Colour by something else; its range is found anew."""
        self.colour_by, self._found = name, None
        self.choice = ScaleChoice(self.choice.colours, None, self.choice.every_frame)

    def choose(self, choice: ScaleChoice) -> None:
        """Colours, and a fixed range or how it is found."""
        self.choice, self._found = choice, None

    def forget(self) -> None:
        """Find the range anew."""
        self._found = None

    def next_sample(self) -> None:
        """Other points are to be drawn."""
        if self.choice.every_frame:
            self._found = None

    def find(self, scalar: NDArray[np.float32]) -> ColourScale:
        """The scale for points with these scalars, float32 (N,), where it is not known yet."""
        if self._found is None:
            low, high = self.choice.fixed or robust_range(scalar, high_percent=_HIGH_PERCENT)
            self._found = self._dressed(low, high)
        return self._found

    def restyle(self) -> ColourScale:
        """The same range in the colours of another theme."""
        if self._found is not None:
            self._found = self._dressed(self._found.low, self._found.high)
        return self.scale

    def _dressed(self, low: float, high: float) -> ColourScale:
        """Colours that stand out from the ground of the theme, in points and legend alike."""
        unit = "m" if self.colour_by in (HEIGHT, RANGE, DEPTH) else ""
        light = tokens().name is ThemeName.LIGHT
        return ColourScale(
            low,
            high,
            self.choice.colours,
            unit,
            lift=0.0 if light else _DARK_LIFT,
            gain=LIGHT_GAIN if light else 1.0,
        )
