"""Channels of a signal in words: their group, a short name, and which are shown first."""

import re

from models.playback.pyramid import SignalPyramid, widest_channels

SHOWN_FIRST = 4
_PREFERRED = ("effort", "torque", "force")
_SIDES = {"left": "L", "right": "R"}
# Names of constants, as Unitree's kLeftShoulderPitch.
_IS_CONSTANT = re.compile(r"k(?:[A-Z][a-z]+)+").fullmatch
_CONSTANT = re.compile(r"[A-Z]")


def group_of(channel: str) -> str:
    """``effort`` of ``effort.right_elbow_joint``; "" without a prefix."""
    return channel.partition(".")[0] if "." in channel else ""


def same_groups(channels: tuple[str, ...], shown: tuple[int, ...]) -> tuple[int, ...]:
    """All channels of the groups that the shown ones belong to."""
    groups = {group_of(channels[index]) for index in shown}
    return tuple(index for index, name in enumerate(channels) if group_of(name) in groups)


def short_name(channel: str) -> str:
    """``R elbow`` of ``effort.right_elbow_joint`` and of ``position.kRightElbow``; ``Force x`` of ``force.x``."""
    group, _, rest = channel.rpartition(".")
    if len(rest) <= 1:
        rest = f"{group.rpartition('.')[2]} {rest}".strip()
    rest = _CONSTANT.sub(lambda found: f"_{found.group().lower()}", rest[1:]) if _IS_CONSTANT(rest) else rest
    words = [word for word in rest.replace("/", "_").split("_") if word]
    if len(words) > 1 and words[-1].lower() == "joint":
        words.pop()
    words = [_SIDES.get(word.lower(), word) for word in words]
    text = " ".join(words) or channel
    return text[:1].upper() + text[1:]


def first_channels(pyramid: SignalPyramid, channels: tuple[str, ...]) -> tuple[int, ...]:
    """Those that tell most: of the group that measures force, the ones that move furthest."""
    groups = [group_of(channel) for channel in channels]
    group = next((name for name in _PREFERRED if name in groups), groups[0] if groups else "")
    candidates = tuple(index for index, name in enumerate(groups) if name == group)
    return widest_channels(pyramid, candidates, SHOWN_FIRST) or candidates[:SHOWN_FIRST]


def unit_words(units: list[str]) -> str:
    """The units of what is shown, each once."""
    return ", ".join(dict.fromkeys(unit for unit in units if unit))
