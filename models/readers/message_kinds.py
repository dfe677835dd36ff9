"""Which kind of view shows the messages of a type, by the names of the types that the field shares."""

import re

from models.episode import StreamKind

COMPRESSED_VIDEO = frozenset({"foxglove.CompressedVideo"})
COMPRESSED_IMAGE = frozenset({"sensor_msgs/msg/CompressedImage", "foxglove.CompressedImage"})
RAW_IMAGE = frozenset({"sensor_msgs/msg/Image", "foxglove.RawImage"})
POINT_CLOUD = frozenset(
    {
        "sensor_msgs/msg/PointCloud2",
        "foxglove.PointCloud",
        "livox_ros_driver/msg/CustomMsg",
        "livox_ros_driver2/msg/CustomMsg",
        "livox_interfaces/msg/CustomMsg",
        "velodyne_msgs/msg/VelodyneScan",
    }
)
_STD_NUMBERS = (
    "Bool",
    "Byte",
    "Char",
    *(f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)),
    "Float32",
    "Float64",
)
CALIBRATION = frozenset({"sensor_msgs/msg/CameraInfo", "foxglove.CameraCalibration"})
_TRANSFORMS = (
    "tf2_msgs/msg/TFMessage",
    "tf/msg/tfMessage",
    "geometry_msgs/msg/TransformStamped",
    "foxglove.FrameTransform",
    "foxglove.FrameTransforms",
)
_NUMBERS = (
    "sensor_msgs/msg/JointState",
    "sensor_msgs/msg/Imu",
    "geometry_msgs/msg/WrenchStamped",
    "geometry_msgs/msg/Wrench",
    "geometry_msgs/msg/TwistStamped",
    "geometry_msgs/msg/Twist",
    *(f"std_msgs/msg/{name}" for name in _STD_NUMBERS),
    *(f"std_msgs/msg/{name}MultiArray" for name in _STD_NUMBERS),
)
# Their definitions need no look, which keeps opening quick; every other type is judged by its definition.
KIND_BY_TYPE = {
    **dict.fromkeys(POINT_CLOUD, StreamKind.POINTS),
    **dict.fromkeys(_TRANSFORMS, StreamKind.TRANSFORM),
    "std_msgs/msg/String": StreamKind.TEXT,
    "rcl_interfaces/msg/Log": StreamKind.TEXT,
    "rosgraph_msgs/msg/Log": StreamKind.TEXT,
    "foxglove.Log": StreamKind.TEXT,
    **dict.fromkeys(CALIBRATION, StreamKind.OTHER),
    **dict.fromkeys(_NUMBERS, StreamKind.SIGNAL),
}
_PICTURES = COMPRESSED_VIDEO | COMPRESSED_IMAGE | RAW_IMAGE


def common_name(type_name: str) -> str:
    """One name for a type that several encodings share: ``foxglove.X`` also for ``foxglove_msgs/msg/X``."""
    return re.sub(r"^foxglove(?:_msgs/msg/|_msgs/|\.)", "foxglove.", type_name)


def shows_pictures(type_name: str) -> bool:
    """Whether messages of this type hold a picture each."""
    return common_name(type_name) in _PICTURES
