"""How well the colours of phases are told apart, also by colour-blind eyes.

Distances are Euclid in OKLab times 100 and CIEDE2000; a just noticeable difference is about 2. Colour-blind sight is
simulated after Machado, Oliveira and Fernandes (2009) at severity 1, in linear RGB.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import Final

LEAST_DISTANCE: Final = 8.0
"""Under this two colours are not told apart for certain."""

Triple = tuple[float, float, float]


class Sight(StrEnum):
    """Whose eyes."""

    NORMAL = "normal"
    PROTAN = "protan"
    DEUTAN = "deutan"
    TRITAN = "tritan"


@dataclass(frozen=True, slots=True)
class Distance:
    """The nearest other colour under one sight: ``index`` in the list that was given."""

    sight: Sight
    index: int
    oklab: float
    de00: float

    @property
    def is_safe(self) -> bool:
        """Whether it is told apart for certain."""
        return min(self.oklab, self.de00) >= LEAST_DISTANCE


_SIMULATION: Final[Mapping[Sight, tuple[Triple, Triple, Triple]]] = {
    Sight.NORMAL: ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    Sight.PROTAN: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    Sight.DEUTAN: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    Sight.TRITAN: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_LMS: Final = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_OKLAB: Final = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_XYZ: Final = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE: Final = (0.95047, 1.0, 1.08883)


def nearest(colour: str, others: Sequence[str], sight: Sight) -> Distance | None:
    """The nearest of ``others`` ("#rrggbb") by the smaller of both distances; None where there are none."""
    seen = _seen(colour, sight)
    lab, ok = _cielab(seen), _oklab(seen)
    best: Distance | None = None
    for index, other in enumerate(others):
        view = _seen(other, sight)
        one = Distance(sight, index, 100 * _euclid(ok, _oklab(view)), _de00(lab, _cielab(view)))
        if best is None or min(one.oklab, one.de00) < min(best.oklab, best.de00):
            best = one
    return best


def worst(colour: str, others: Sequence[str]) -> Distance | None:
    """The nearest of ``others`` under the sight that tells them apart worst."""
    found = [one for sight in Sight if (one := nearest(colour, others, sight)) is not None]
    return min(found, key=lambda one: min(one.oklab, one.de00), default=None)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours, from 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    return _dot((0.2126, 0.7152, 0.0722), _linear(colour))


def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _expanded(red), _expanded(green), _expanded(blue)


def _expanded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _seen(colour: str, sight: Sight) -> Triple:
    red, green, blue = _times(_SIMULATION[sight], _linear(colour))
    return min(max(red, 0.0), 1.0), min(max(green, 0.0), 1.0), min(max(blue, 0.0), 1.0)


def _oklab(linear: Triple) -> Triple:
    long, middle, short = _times(_LMS, linear)
    return _times(_OKLAB, (long ** (1 / 3), middle ** (1 / 3), short ** (1 / 3)))


def _cielab(linear: Triple) -> Triple:
    x, y, z = (_cube(value / white) for value, white in zip(_times(_XYZ, linear), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _cube(value: float) -> float:
    return value ** (1 / 3) if value > 216 / 24389 else float((24389 / 27 * value + 16) / 116)


def _de00(one: Triple, other: Triple) -> float:
    """CIEDE2000 with unit weights, after Sharma, Wu and Dalal (2005)."""
    mean_chroma = (hypot(one[1], one[2]) + hypot(other[1], other[2])) / 2
    stretch = 1.5 - 0.5 * sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    chroma1, hue1 = _polar(one[1] * stretch, one[2])
    chroma2, hue2 = _polar(other[1] * stretch, other[2])
    turn = _turn(chroma1 * chroma2, hue2 - hue1)
    d_light, d_chroma = other[0] - one[0], chroma2 - chroma1
    d_hue = 2 * sqrt(chroma1 * chroma2) * sin(radians(turn / 2))
    light, chroma = (one[0] + other[0]) / 2, (chroma1 + chroma2) / 2
    hue = _mean_hue(chroma1 * chroma2, hue1, hue2)
    weight = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    by_light = d_light / (1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2))
    by_chroma = d_chroma / (1 + 0.045 * chroma)
    by_hue = d_hue / (1 + 0.015 * chroma * weight)
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt(max(by_light**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue, 0.0))


def _polar(a: float, b: float) -> tuple[float, float]:
    return hypot(a, b), degrees(atan2(b, a)) % 360


def _turn(chromas: float, turn: float) -> float:
    if chromas == 0:
        return 0.0
    return turn - 360 if turn > 180 else turn + 360 if turn < -180 else turn


def _mean_hue(chromas: float, one: float, other: float) -> float:
    if chromas == 0:
        return one + other
    if abs(one - other) <= 180:
        return (one + other) / 2
    return (one + other + 360) / 2 if one + other < 360 else (one + other - 360) / 2


def _times(matrix: Sequence[Triple], vector: Triple) -> Triple:
    return _dot(matrix[0], vector), _dot(matrix[1], vector), _dot(matrix[2], vector)


def _dot(row: Triple, vector: Triple) -> float:
    return row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2]


def _euclid(one: Triple, other: Triple) -> float:
    return sqrt(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)))
