"""Clouds that are no PointCloud2: foxglove's, Livox' and Velodyne's packets, to structured arrays."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.readers.cdr import BadMessageError
from models.readers.image import picture_bytes
from models.readers.pointcloud import decode_points

# foxglove.PackedElementField: UINT8 1, INT8 2, UINT16 3, INT16 4, UINT32 5, INT32 6, FLOAT32 7, FLOAT64 8.
_ROS_CODE = {1: 2, 2: 1, 3: 4, 4: 3, 5: 6, 6: 5, 7: 7, 8: 8}
_LIVOX = np.dtype(
    [
        ("x", "f4"),
        ("y", "f4"),
        ("z", "f4"),
        ("reflectivity", "u1"),
        ("tag", "u1"),
        ("line", "u1"),
        ("offset_time", "u4"),
    ]
)
_MAX_PACKETS = 1 << 14


def decode_foxglove(message: Mapping[str, Any]) -> NDArray[np.void]:
    """Points of a foxglove.PointCloud, fields in their order.

    Raises:
        BadMessageError: a contradictory layout.
    """
    stride = int(message["point_stride"])
    data = picture_bytes(message.get("data", b""))
    fields = [
        {
            "name": field.get("name", ""),
            "offset": field.get("offset", 0),
            "datatype": _ROS_CODE.get(int(field.get("type", 0)), 0),
            "count": 1,
        }
        for field in message["fields"]
    ]
    count = len(data) // stride if stride > 0 else 0
    layout = {"height": 1, "width": count, "point_step": stride, "row_step": 0, "is_bigendian": False}
    return decode_points({**layout, "fields": fields, "data": data})


def decode_livox(message: Mapping[str, Any]) -> NDArray[np.void]:
    """Points of a Livox CustomMsg: x, y, z, reflectivity, tag, line, and offset_time in ns behind its timebase."""
    stored = message["points"]
    points = np.zeros(len(stored), _LIVOX)
    for name in _LIVOX.names or ():
        if isinstance(stored, np.ndarray):
            points[name] = stored[name]
        else:
            points[name] = [item[name] for item in stored]
    return points


# Velodyne VLP-16 user manual 63-9243: elevations by laser, 2 mm a unit, 2.304 us between lasers, 55.296 us
# between the two firings of a block, 12 blocks a packet.
_VLP16_DEG = (-15, 1, -13, 3, -11, 5, -9, 7, -7, 9, -5, 11, -3, 13, -1, 15)
_BLOCK = np.dtype(
    [("flag", "<u2"), ("azimuth", "<u2"), ("returns", [("distance", "<u2"), ("intensity", "u1")], 32)]
)
_VELODYNE = np.dtype([("x", "f4"), ("y", "f4"), ("z", "f4"), ("intensity", "f4"), ("ring", "u2")])
_PACKET = 1206
_UPPER_BANK = 0xEEFF
_VLP16 = (0x22, 0x24)
_FIRING_US = 55.296
_LASER_US = 2.304


def decode_velodyne(message: Mapping[str, Any]) -> NDArray[np.void]:
    """Points of a VelodyneScan of a VLP-16 or Puck LITE: x forward, y left, z up, metres; no return, no point.

    Raises:
        BadMessageError: no packets of such a sensor.
    """
    packets = [picture_bytes(packet["data"]) for packet in message["packets"][:_MAX_PACKETS]]
    if any(len(packet) != _PACKET for packet in packets):
        raise BadMessageError("a velodyne packet has another size")
    if not packets:
        return np.empty(0, _VELODYNE)
    raw = np.stack(packets)
    if not np.isin(raw[:, 1205], _VLP16).all():
        raise BadMessageError(f"velodyne packets of product {int(raw[0, 1205]):#x} are not supported")
    blocks = np.ascontiguousarray(raw[:, :1200]).view(_BLOCK)
    return _vlp16_points(blocks)


def _vlp16_points(blocks: NDArray[np.void]) -> NDArray[np.void]:
    start_deg = blocks["azimuth"].astype(np.float64) / 100
    gap_deg = np.diff(start_deg, axis=1, append=start_deg[:, -1:]) % 360
    # In dual return mode two blocks share an azimuth, so that only steps between different ones count.
    turned = gap_deg[gap_deg > 0]
    turn_deg = float(np.median(turned)) if len(turned) else 0.0
    lasers = np.arange(32)
    part = ((lasers // 16) * _FIRING_US + (lasers % 16) * _LASER_US) / (2 * _FIRING_US)
    azimuth = np.radians(start_deg[:, :, None] + turn_deg * part)
    elevation = np.radians(np.array(_VLP16_DEG)[lasers % 16])
    distance_m = blocks["returns"]["distance"] * 0.002
    seen = (distance_m > 0) & (blocks["flag"] == _UPPER_BANK)[:, :, None]
    level_m = distance_m * np.cos(elevation)
    points = np.zeros(int(seen.sum()), _VELODYNE)
    points["x"] = (level_m * np.cos(azimuth))[seen]
    points["y"] = (-level_m * np.sin(azimuth))[seen]
    points["z"] = (distance_m * np.sin(elevation))[seen]
    points["intensity"] = blocks["returns"]["intensity"][seen]
    rings = np.argsort(np.argsort(_VLP16_DEG))[lasers % 16].astype(np.uint16)
    points["ring"] = np.broadcast_to(rings, seen.shape)[seen]
    return points


CLOUDS = {
    "foxglove.PointCloud": decode_foxglove,
    "livox_ros_driver/msg/CustomMsg": decode_livox,
    "livox_ros_driver2/msg/CustomMsg": decode_livox,
    "livox_interfaces/msg/CustomMsg": decode_livox,
    "velodyne_msgs/msg/VelodyneScan": decode_velodyne,
}
