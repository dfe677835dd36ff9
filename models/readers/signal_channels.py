"""Which channels a message of numbers has, what they are called, and their units."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.readers.cdr import Layout, Leaf
from models.readers.cdr_types import Primitive, Sequence, Struct, Text, Type

_JOINT_STATE = "sensor_msgs/msg/JointState"
_JOINT_UNITS = {"position": "rad", "velocity": "rad/s", "effort": "N·m"}
_MULTI_ARRAYS = "MultiArray"
_TIMES = frozenset({"builtin_interfaces/msg/Time", "builtin_interfaces/msg/Duration", "std_msgs/msg/Header"})
_FRAMES = frozenset({"frame_id", "child_frame_id"})
_UNITS = (
    ("force", "N"),
    ("torque", "N·m"),
    ("angular_velocity", "rad/s"),
    ("linear_acceleration", "m/s²"),
    ("twist.linear", "m/s"),
    ("twist.angular", "rad/s"),
    ("position", "m"),
    ("translation", "m"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A run of ``count`` numbers at ``offset`` of a message, and the channels they belong to."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    offset: int
    code: str
    count: int


def is_signal(kind: Struct) -> bool:
    """Whether messages of this type are nothing but numbers, apart from a header and frames."""
    if kind.name == _JOINT_STATE or _is_multi_array(kind):
        return True
    return _has_number(kind) and all(_only_numbers(name, item) for name, item in kind.fields)


def _is_multi_array(kind: Struct) -> bool:
    return kind.name.startswith("std_msgs/msg/") and kind.name.endswith(_MULTI_ARRAYS)


def _only_numbers(name: str, kind: Type) -> bool:
    if isinstance(kind, Primitive):
        return True
    if isinstance(kind, Text):
        return name in _FRAMES
    if isinstance(kind, Sequence):
        return (_short(kind) or _is_buttons(name, kind)) and _only_numbers(name, kind.item)
    return kind.name in _TIMES or all(_only_numbers(field, item) for field, item in kind.fields)


def _is_buttons(name: str, kind: Type) -> bool:
    """The pressed buttons of a ``sensor_msgs/Joy`` or of a controller for teleoperation."""
    return name == "buttons" and isinstance(kind, Sequence) and isinstance(kind.item, Primitive)


def _short(kind: Sequence) -> bool:
    """Arrays of a small fixed length, and vectors of floats such as the ranges of a LaserScan."""
    if kind.count is not None:
        return kind.count <= 1024
    return isinstance(kind.item, Primitive) and kind.item.code in ("f4", "f8")


def _has_number(kind: Type) -> bool:
    if isinstance(kind, Struct):
        return kind.name not in _TIMES and any(_has_number(item) for _, item in kind.fields)
    return isinstance(kind, Primitive) or (isinstance(kind, Sequence) and _has_number(kind.item))


def columns_of(kind: Struct, layout: Layout) -> tuple[Column, ...]:
    """The channels of a message and where they lie in it; quantities that it does not carry have none."""
    if kind.name == _JOINT_STATE:
        return _joint_columns(layout)
    leaves = [leaf for leaf in layout.leaves if leaf.count and not _is_bookkeeping(kind, leaf)]
    wrapper = _wrapper(kind)
    return tuple(_column(kind, leaf, wrapper) for leaf in leaves)


def _is_bookkeeping(kind: Struct, leaf: Leaf) -> bool:
    """Stamps, dimensions and covariances are part of the message but no measurement."""
    if _is_multi_array(kind):
        return leaf.path[0] != "data"
    if leaf.path[-1] in ("sec", "nanosec") and len(leaf.path) > 1:
        return True
    if leaf.path[-2:] == ("header", "seq"):
        return True
    return leaf.path[-1].endswith("covariance")


def _wrapper(kind: Struct) -> str:
    """Name of the one field beside the header that holds everything, ``wrench`` in a WrenchStamped."""
    rest = [(name, item) for name, item in kind.fields if not (_is_time(item) or name in _FRAMES)]
    return rest[0][0] if len(rest) == 1 and isinstance(rest[0][1], Struct) else ""


def _is_time(kind: Type) -> bool:
    return isinstance(kind, Struct) and kind.name in _TIMES


def _column(kind: Struct, leaf: Leaf, wrapper: str) -> Column:
    path = leaf.path[1:] if wrapper and leaf.path[0] == wrapper else leaf.path
    stem = "" if _is_multi_array(kind) else ".".join(path)
    if leaf.scalar:
        names: tuple[str, ...] = (stem,)
    else:
        names = tuple(f"{stem}.{i}" if stem else str(i) for i in range(leaf.count))
    unit = _unit(kind, ".".join(leaf.path))
    return Column(names, (unit,) * len(names), leaf.offset, leaf.code, leaf.count)


def _unit(kind: Struct, path: str) -> str:
    if not kind.name.startswith(("geometry_msgs/", "sensor_msgs/Imu", "sensor_msgs/msg/Imu", "nav_msgs/")):
        return ""
    whole = f"twist.{path}" if kind.name.endswith("/Twist") else path
    return next((unit for part, unit in _UNITS if f".{part}." in f".{whole}"), "")


def _joint_columns(layout: Layout) -> tuple[Column, ...]:
    joints = [text for path, text in layout.texts if path[0] == "name"]
    found: list[Column] = []
    for leaf in layout.leaves:
        unit = _JOINT_UNITS.get(leaf.path[0])
        if unit is None or not leaf.count:
            continue
        count = min(leaf.count, len(joints)) if joints else leaf.count
        labels = joints[:count] or [str(i) for i in range(count)]
        names = tuple(f"{leaf.path[0]}.{label}" for label in labels)
        found.append(Column(names, (unit,) * count, leaf.offset, leaf.code, count))
    return tuple(found)


def channels_of(columns: Iterable[Column]) -> dict[str, str]:
    """Unit by channel name, each name once, in the order of the columns."""
    return {name: unit for column in columns for name, unit in zip(column.names, column.units, strict=True)}
