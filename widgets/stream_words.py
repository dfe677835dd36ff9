"""A stream's name, icon and facts in the words of a view's header."""

import re

from models.episode import StreamInfo, StreamKind
from widgets.i18n import tr

ICONS = {
    StreamKind.VIDEO: "video",
    StreamKind.DEPTH: "layers",
    StreamKind.POINTS: "box",
    StreamKind.SIGNAL: "activity",
    StreamKind.TRANSFORM: "axis-3d",
    StreamKind.TEXT: "file-text",
    StreamKind.OTHER: "braces",
}
_LEADING = {"camera", "cameras", "cam", "sensor", "sensors", "observation", "observations", "images", "image"}
_TRAILING = {
    "image",
    "raw",
    "rect",
    "compressed",
    "compressedvideo",
    "compresseddepth",
    "h264",
    "video",
    "rgb",
    "color",
    "colour",
    "points",
    "pointcloud",
    "data",
}
_SIDES = {"left", "right"}
_CODINGS = {
    "h264": "H.264",
    "h265": "H.265",
    "hevc": "H.265",
    "av1": "AV1",
    "vp9": "VP9",
    "jpeg": "JPEG",
    "png": "PNG",
}


def stream_title(info: StreamInfo) -> str:
    """Short and readable: ``/camera/head/color`` is "Head", its depth "Head depth"; the full name is the tooltip.

    Usual words are in the window's language, the side before the part: ``/wrist/right/color`` is "Right wrist".
    """
    words = [word for word in re.split(r"[/._\-\s]+", info.name) if word]
    trimmed = _trim(words)
    if info.kind is StreamKind.DEPTH and "depth" not in [word.lower() for word in trimmed]:
        trimmed.append("depth")
    trimmed.sort(key=lambda word: word.lower() not in _SIDES)
    usual = _usual_words()
    text = _joined([usual.get(word.lower(), word) for word in trimmed]) or info.name
    return text[:1].upper() + text[1:]


def mode_word(mode: str) -> str:
    """Who controls the robot, in the window's language; as it is where the word is not a usual one."""
    known = {"teleoperated": tr("Teleoperated"), "autonomous": tr("Autonomous")}
    return known.get(mode.lower(), mode.capitalize())


def _usual_words() -> dict[str, str]:
    return {
        "arm": tr("arm"),
        "base": tr("base"),
        "camera": tr("camera"),
        "chest": tr("chest"),
        "depth": tr("depth"),
        "front": tr("front"),
        "gripper": tr("gripper"),
        "hand": tr("hand"),
        "head": tr("head"),
        "info": tr("info"),
        "joint": tr("joint"),
        "left": tr("left"),
        "lidar": tr("lidar"),
        "mode": tr("mode"),
        "rear": tr("rear"),
        "right": tr("right"),
        "scene": tr("scene"),
        "state": tr("state"),
        "states": tr("states"),
        "teleop": tr("teleop"),
        "top": tr("top"),
        "wrench": tr("wrench"),
        "wrist": tr("wrist"),
    }


def _joined(words: list[str]) -> str:
    """With spaces, but none between two words of a script that has none."""
    text = ""
    for word in words:
        close = not text or not (text[-1].isascii() or word[:1].isascii())
        text += word if close else f" {word}"
    return text


def _trim(words: list[str]) -> list[str]:
    first, last = 0, len(words)
    while last - first > 1 and words[last - 1].lower() in _TRAILING:
        last -= 1
    while last - first > 1 and words[first].lower() in _LEADING:
        first += 1
    return words[first:last]


def rate_text(rate_hz: float | None) -> str:
    """``30 Hz``, ``0.5 Hz``; nothing where the rate is unknown."""
    if not rate_hz:
        return ""
    return tr("{rate} Hz", rate=f"{rate_hz:.0f}" if rate_hz >= 9.5 else f"{rate_hz:.2g}")


def coding_text(info: StreamInfo) -> str:
    """``H.264`` for h264, the encoding as it is where it has no better name."""
    return _CODINGS.get(info.encoding.lower(), info.encoding)


def size_text(info: StreamInfo) -> str:
    """``640×480`` of a picture stream that has been described, else nothing."""
    if info.kind not in (StreamKind.VIDEO, StreamKind.DEPTH) or len(info.shape) < 2:
        return ""
    return f"{info.shape[1]}×{info.shape[0]}"


def count_text(count: int) -> str:
    """``932``, ``20.8 k``, ``1.2 M``."""
    if count < 10_000:
        return f"{count:,}"
    return f"{count / 1000:.1f} k" if count < 1_000_000 else f"{count / 1e6:.1f} M"


def join_facts(*facts: str) -> tuple[str, ...]:
    """Those that say something, the most telling last: a narrow header drops them from the front."""
    return tuple(fact for fact in facts if fact)
