"""A marked point in words: where it is, how far from a camera, or why a camera does not show it."""

from models.geometry.values import PointField, Sight, Spot
from widgets.i18n import tr

_MINUS = "\u2212"
_AXES = ("x", "y", "z")


def place_words(spot: Spot) -> tuple[str, ...]:
    """``x 0.412 y −0.103 z 0.801 m in world``, and the same without the frame for where that is too long."""
    return _place([float(part) for part in spot.point_m], spot.root)


def field_words(spot: Spot) -> tuple[tuple[str, ...], ...]:
    """Fields of the scan's point, each in its wordings: its place in the frame of the sensor where that is another than
    the root, then ``intensity 17.5``, ``ring 12``, ``t 25000 ns`` in the order of the message."""
    values = {field.name: field.value for field in spot.fields}
    own = [_field(field) for field in spot.fields if field.name not in _AXES]
    if not all(axis in values for axis in _AXES) or spot.sensor == spot.root:
        return tuple(own)
    return (_place([float(values[axis]) for axis in _AXES], spot.sensor), *own)


def _place(point_m: list[float], frame: str) -> tuple[str, ...]:
    x, y, z = (_signed(f"{part:.3f}") for part in point_m)
    place = tr("x {x} y {y} z {z} m", x=x, y=y, z=z)
    return (tr("{place} in {frame}", place=place, frame=frame), place) if frame else (place,)


def _field(field: PointField) -> tuple[str, ...]:
    value = f"{field.value:.6g}" if isinstance(field.value, float) else str(int(field.value))
    return (f"{field.name} {_signed(value)} {field.unit}".rstrip(),)


def _signed(figure: str) -> str:
    return figure.replace("-", _MINUS)


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
