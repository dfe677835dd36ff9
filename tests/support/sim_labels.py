"""Simulated episodes with their truth: as labels in log time, and told again by other names at another pace."""

import json
import re
from pathlib import Path
from typing import Any

from mcap.reader import make_reader

from models.timebase import NS_PER_S
from tests.support.ros_mcap import RosWriter, typestore

LATENCY_NS = 400_000
"""Joint states are logged so much after they were measured."""
TOLERANCE_NS = NS_PER_S // 4
_KEPT = ("sensor_msgs/msg/JointState", "geometry_msgs/msg/WrenchStamped", "tf2_msgs/msg/TFMessage")
_EVERY = 4


def truth_of(recording: Path) -> dict[str, Any]:
    return json.loads(recording.with_suffix(".truth.json").read_text(encoding="utf-8"))


def true_phases(recording: Path) -> list[dict[str, Any]]:
    """Label, start_ns and end_ns in log time."""
    return [
        {
            "label": each["name"],
            "start_ns": each["start_ns"] + LATENCY_NS,
            "end_ns": each["end_ns"] + LATENCY_NS,
        }
        for each in truth_of(recording)["phases"]
    ]


def write_labels(path: Path, recording: Path, phases: list[dict[str, Any]], task: str = "") -> Path:
    document = {"recording": str(recording), "task": task, "phases": phases}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def boundary_score(proposed: list[dict[str, Any]], true: list[dict[str, Any]]) -> tuple[float, bool]:
    """F1 of the inner boundaries at a quarter of a second, and whether one is missing, extra or off."""
    found, wanted = proposed[1:], list(true[1:])
    hits = 0
    for phase in found:
        near = [
            each
            for each in wanted
            if each["label"] == phase["label"] and abs(each["start_ns"] - phase["start_ns"]) <= TOLERANCE_NS
        ]
        if near:
            wanted.remove(min(near, key=lambda each: abs(each["start_ns"] - phase["start_ns"])))
            hits += 1
    total = len(found) + len(true) - 1
    return 2 * hits / total, bool(wanted) or hits < len(found)


def retold(source: Path, target: Path, *, factor: float, shift_ns: int) -> None:
    """The numbers of a recording under other topics, joints and frames, its time stretched and moved."""
    store, seen = typestore(), 0
    origin_ns = truth_of(source)["t0_ns"]

    def at(t_ns: int) -> int:
        return origin_ns + shift_ns + round((t_ns - origin_ns) * factor)

    with source.open("rb") as file, RosWriter(target) as writer:
        for schema, channel, message in make_reader(file).iter_messages():
            if schema is None or schema.name not in _KEPT:
                continue
            seen += 1
            if seen % _EVERY and schema.name != _KEPT[2]:
                continue
            told = store.deserialize_cdr(message.data, schema.name)
            _rename(told)
            data = bytes(store.serialize_cdr(told, schema.name))
            writer.add_raw(writer.channel(_other(channel.topic), schema.name), data, at(message.log_time))


def retold_phases(source: Path, *, factor: float, shift_ns: int) -> list[dict[str, Any]]:
    origin_ns = truth_of(source)["t0_ns"]
    return [
        {
            "label": each["label"],
            **{
                key: origin_ns + shift_ns + round((each[key] - origin_ns) * factor)
                for key in ("start_ns", "end_ns")
            },
        }
        for each in true_phases(source)
    ]


def _other(name: str) -> str:
    """A name that says nothing, the same for the same name; what stays in place keeps saying so."""
    number = sum(ord(letter) * (place + 7) for place, letter in enumerate(name)) % 100_003
    latched = "_static" if name.endswith("static") else ""
    return ("/" if name.startswith("/") else "") + f"q{number}{latched}"


def _rename(message: Any) -> None:
    for transform in getattr(message, "transforms", ()):
        transform.child_frame_id = _other(transform.child_frame_id)
        transform.header.frame_id = _other(transform.header.frame_id)
    if hasattr(message, "name"):
        message.name = [re.sub(r"^/", "", _other(name)) for name in message.name]
