"""Which part of a robot a joint belongs to, by its name: as Unitree, ROS, LeRobot, ALOHA, NAO and others name them."""

import re
from collections.abc import Sequence
from enum import StrEnum


class Limb(StrEnum):
    """Parts of a robot in the order in which they are listed; the values are English words.

    ``ARM`` and ``HAND`` are those of a robot with one of them.
    """

    LEFT_ARM = "left arm"
    RIGHT_ARM = "right arm"
    ARM = "arm"
    LEFT_HAND = "left hand"
    RIGHT_HAND = "right hand"
    HAND = "hand"
    TORSO = "torso"
    HEAD = "head"
    LEFT_LEG = "left leg"
    RIGHT_LEG = "right leg"
    BASE = "base"
    OTHER = "other"


_SIDES = {"left": "left", "right": "right", "l": "left", "r": "right"}
# Front, hind and rear legs of four-legged robots; in hands, lh and rh are those of Shadow.
_CORNERS = {
    **dict.fromkeys(("lf", "lh", "lr", "fl", "hl", "rl", "bl"), "left"),
    **dict.fromkeys(("rf", "rh", "fr", "hr", "rr", "br"), "right"),
}
_ARM = frozenset(
    {"arm", "upperarm", "forearm", "shoulder", "elbow", "wrist", "clavicle", "xarm", "panda", "iiwa"}
)
_HAND = frozenset(
    {"hand", "gripper", "grip", "finger", "fingers", "thumb", "pinky", "palm", "knuckle", "claw", "dex"}
    | {"ffj", "mfj", "rfj", "lfj", "thj", "wrj"}
)
# Words of hands and of other things: they count where a side is named.
_MAYBE_HAND = frozenset({"index", "middle", "ring", "little"})
_LEG = frozenset({"leg", "hip", "thigh", "knee", "calf", "shin", "ankle", "foot", "toe", "haa", "hfe", "kfe"})
_MAYBE_LEG = frozenset({"hx", "hy", "kn", "abad"})
_WHEELS = frozenset({"wheel", "wheels", "caster", "track"})
_HEAD = frozenset({"head", "neck", "eye", "eyes"})
_TORSO = frozenset(
    {"waist", "torso", "spine", "chest", "trunk", "body", "pelvis", "abdomen", "lumbar", "lift"}
)
_BASE = frozenset({"base", "chassis", "odom", "mobile"})
_JOINT = frozenset({"joint", "j", "motor", "dof", "servo"})
_SIDED = _ARM | _HAND | _LEG | _WHEELS
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def limb_of(channel: str) -> Limb:
    """Of a channel like ``effort.left_elbow_joint``, ``kLeftHandThumbBend``, ``RKneePitch`` or ``LF_HAA``."""
    words = _words(channel)
    side = _side(words)
    found = set(words)
    if found & _WHEELS:
        return Limb.BASE
    if side and found & _LEG:
        return _of("leg", side)
    if found & _HAND or (side and found & _MAYBE_HAND):
        return _of("hand", side)
    corner = next((_CORNERS[word] for word in words if word in _CORNERS), "")
    if corner and found & (_LEG | _MAYBE_LEG):
        return _of("leg", corner)
    return _upper(found, side)


def _upper(found: set[str], side: str) -> Limb:
    """What is neither leg nor hand."""
    if found & _ARM:
        return _of("arm", side)
    if found & _HEAD:
        return Limb.HEAD
    if found & _TORSO:
        # Arms of ALOHA turn about a waist of their own.
        return _of("arm", side) if side else Limb.TORSO
    if found & _BASE:
        return Limb.BASE
    return _of("arm", side) if side and found & _JOINT else Limb.OTHER


def _of(part: str, side: str) -> Limb:
    return Limb(f"{side} {part}".strip())


def _words(channel: str) -> list[str]:
    """Lower-case words: parted by signs, by digits and by capitals, and from a side in front that is grown on."""
    words: list[str] = []
    matches = list(_WORD.finditer(channel))
    for place, match in enumerate(matches):
        word = match.group().lower()
        after = matches[place + 1] if place + 1 < len(matches) else None
        numbered = after is not None and after.start() == match.end() and after.group().isdigit()
        if word in {"l", "r"} and numbered:
            # A number of a link, as in arm_l0.
            continue
        words += _parted(word)
    return words


def _parted(word: str) -> list[str]:
    """``larm`` and ``leftarm`` are two words."""
    for side in ("left", "right", "l", "r"):
        rest = word.removeprefix(side)
        if word not in _SIDED and rest != word and rest in _SIDED:
            return [side, rest]
    return [word]


def _side(words: list[str]) -> str:
    """The first that is named: in ``r_gripper_l_finger_joint`` the finger is the left one of the right gripper."""
    named = next((_SIDES[word] for word in words if word in _SIDES), "")
    hands = next((_CORNERS[word] for word in words if word in {"lh", "rh"}), "")
    return named or (hands if set(words) & _HAND else "")


def side_of(name: str) -> str:
    """``left``, ``right`` or "" for whatever has a name: a joint, a frame, a topic, the code of an arm."""
    return _side(_words(name))


def limbs_of(channels: Sequence[str], among: Sequence[int]) -> dict[Limb, tuple[int, ...]]:
    """Indexes ``among`` those of ``channels`` by limb, in the order of ``Limb``; only limbs that are there."""
    found = [(limb_of(channels[index]), index) for index in among]
    order = [limb for limb in Limb if any(limb is each for each, _ in found)]
    return {limb: tuple(index for each, index in found if each is limb) for limb in order}
