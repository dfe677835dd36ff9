"""Which kind of view shows the messages of a type, by the names of the types that the field shares."""

import re

from models.episode import StreamKind

FFMPEG_PACKET = "ffmpeg_image_transport_msgs/msg/FFMPEGPacket"
COMPRESSED_VIDEO = frozenset({"foxglove.CompressedVideo", FFMPEG_PACKET})
COMPRESSED_IMAGE = frozenset({"sensor_msgs/msg/CompressedImage", "foxglove.CompressedImage"})
# Isaac ROS and others put one coded picture of a video into each CompressedImage.
VIDEO_FORMATS = frozenset({"h264", "h265", "hevc", "av1", "vp9"})
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
# A packet of ffmpeg_image_transport names its encoder (libx264, hevc_nvenc, libsvtav1 ...) or its codec and then,
# behind semicolons, its pixels.
_CODEC_OF_ENCODER = {"264": "h264", "265": "hevc", "hevc": "hevc", "av1": "av1", "rav1e": "av1", "vp9": "vp9"}


def codec_of_encoding(encoding: str) -> str:
    """FFmpeg's name of the codec of a packet, the lower-case head of ``encoding`` where it is no known one."""
    head = encoding.split(";", maxsplit=1)[0].strip().lower()
    return next((codec for part, codec in _CODEC_OF_ENCODER.items() if part in head), head)


def common_name(type_name: str) -> str:
    """One name for a type that several encodings share: ``foxglove.X`` also for ``foxglove_msgs/msg/X``."""
    return re.sub(r"^foxglove(?:_msgs/msg/|_msgs/|\.)", "foxglove.", type_name)


def shows_pictures(type_name: str) -> bool:
    """Whether messages of this type hold a picture each."""
    return common_name(type_name) in _PICTURES
