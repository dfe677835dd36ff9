"""What a coded picture tells without decoding: whether it is a keyframe, and its parameter sets.

Sources: ITU-T H.264 table 7-1, ITU-T H.265 table 7-1, AV1 bitstream specification 5.3 and 5.9, VP9 bitstream
specification 6.2.
"""

from collections.abc import Iterator

H264_SLICES = range(1, 6)
H264_IDR = 5
H264_SPS = 7
H264_PPS = 8
H264_SEI = 6
SEI_RECOVERY_POINT = 6
H265_IRAP = range(16, 24)
H265_FIRST_NON_SLICE = 32
H265_PARAMETER_SETS = (32, 33, 34)
AV1_SEQUENCE_HEADER = 1
AV1_FRAME_HEADER = 3
AV1_FRAME = 6

ANNEX_B_CODECS = frozenset({"h264", "hevc"})


def nal_units(data: bytes) -> Iterator[bytes]:
    """Units of an Annex B byte stream, without their start codes."""
    start = data.find(b"\x00\x00\x01")
    while start >= 0:
        following = data.find(b"\x00\x00\x01", start + 3)
        end = len(data) if following < 0 else following
        yield data[start + 3 : end].rstrip(b"\x00") if following >= 0 else data[start + 3 : end]
        start = following


def nal_type(codec: str, unit: bytes) -> int:
    """Type of a unit, -1 of an empty one."""
    if not unit:
        return -1
    return unit[0] & 0x1F if codec == "h264" else (unit[0] >> 1) & 0x3F


def is_keyframe(codec: str, data: bytes) -> bool:
    """Whether decoding may start here. ``codec`` by its FFmpeg name; intra-only codecs always may."""
    match codec:
        case "h264":
            return any(_starts_h264(unit) for unit in nal_units(data))
        case "hevc":
            return any(nal_type(codec, unit) in H265_IRAP for unit in nal_units(data))
        case "av1":
            return _starts_av1(data)
        case "vp9":
            return _starts_vp9(data)
        case "vp8":
            return bool(data) and not data[0] & 1
    return True


def parameter_sets(codec: str, data: bytes) -> bytes:
    """The parameter sets in ``data`` as an Annex B stream, empty where it has none."""
    wanted = (H264_SPS, H264_PPS) if codec == "h264" else H265_PARAMETER_SETS
    return b"".join(b"\x00\x00\x00\x01" + unit for unit in nal_units(data) if nal_type(codec, unit) in wanted)


def may_be_referenced(codec: str, data: bytes) -> bool:
    """Whether other pictures may build on the one in ``data``. False only where the stream says so: H.264 slices
    with nal_ref_idc 0, and Annex B messages without any slice.
    """
    if not data or codec not in ANNEX_B_CODECS:
        return True
    units = list(nal_units(data))
    if codec == "hevc":
        return not units or any(0 <= nal_type(codec, unit) < H265_FIRST_NON_SLICE for unit in units)
    return not units or any(nal_type(codec, unit) in H264_SLICES and unit[0] & 0x60 for unit in units)


def _starts_h264(unit: bytes) -> bool:
    kind = nal_type("h264", unit)
    return kind == H264_IDR or (kind == H264_SEI and len(unit) > 1 and unit[1] == SEI_RECOVERY_POINT)


def _starts_av1(data: bytes) -> bool:
    for kind, payload in _obus(data):
        if kind == AV1_SEQUENCE_HEADER:
            return True
        if kind in (AV1_FRAME_HEADER, AV1_FRAME):
            # show_existing_frame is bit 7, frame_type bits 6 and 5; 0 is KEY_FRAME.
            return bool(payload) and payload[0] & 0xE0 == 0
    return False


def _obus(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        header = data[at]
        at += 2 if header & 0x04 else 1
        size, at = _leb128(data, at) if header & 0x02 else (len(data) - at, at)
        yield (header >> 3) & 0x0F, data[at : at + size]
        at += size


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for i, byte in enumerate(data[at : at + 8]):
        value |= (byte & 0x7F) << (7 * i)
        if not byte & 0x80:
            return value, at + i + 1
    return len(data) - at, at


def _starts_vp9(data: bytes) -> bool:
    if not data or data[0] >> 6 != 2:
        return False
    profile = (data[0] >> 5 & 1) | (data[0] >> 4 & 1) << 1
    shift = 2 if profile == 3 else 3
    show_existing_frame = data[0] >> shift & 1
    return not show_existing_frame and not data[0] >> (shift - 1) & 1
