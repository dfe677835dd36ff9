"""A marked point in words: where it is, how far from a camera, or why a camera does not show it."""

from models.geometry.values import Sight, Spot
from widgets.i18n import tr

_MINUS = "\u2212"


def place_words(spot: Spot) -> tuple[str, ...]:
    """``x 0.412 y −0.103 z 0.801 m in world``, and the same without the frame for where that is too long."""
    x, y, z = (f"{float(part):.3f}".replace("-", _MINUS) for part in spot.point_m)
    place = tr("x {x} y {y} z {z} m", x=x, y=y, z=z)
    return (tr("{place} in {frame}", place=place, frame=spot.root), place) if spot.root else (place,)


def distance_words(distance_m: float) -> tuple[str, ...]:
    """``0.412 m from the first point``, and the figure alone for where that is too long."""
    figure = f"{distance_m:.3f}"
    return (tr("{d} m from the first point", d=figure), f"{figure} m")


def range_words(sight: Sight) -> str:
    """``1.243 m away``, from the lens."""
    return tr("{d} m away", d=f"{sight.range_m:.3f}")


def sight_words(sight: Sight) -> str:
    """Why the picture has no crosshair."""
    return (
        tr("The point is outside of this picture") if sight.ahead else tr("The point is behind this camera")
    )
