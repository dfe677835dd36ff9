"""Videos to seek in, made once under ``build/bench``: each picture carries its number and some moving texture."""

import base64
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from models.readers import open_episode
from tests.support.made import made_once
from tests.support.video_factory import numbered_picture

PICTURES = 600
SIZES = {"640x480": (480, 640), "720p": (720, 1280)}
GOPS = (30, 250)
RATE = 30


def video(work: Path, size: str, gop: int) -> Path:
    """The path of such a video of H.264 without B-frames in an mp4."""
    path = work / f"h264-{size}-gop{gop}-{PICTURES}.mp4"
    return made_once(path, lambda unfinished: _encode(unfinished, *SIZES[size], gop))


def _encode(path: Path, height: int, width: int, gop: int) -> None:
    rng = np.random.default_rng(3)
    texture = rng.integers(-12, 12, (height, width + 2 * PICTURES, 1), np.int16)
    with av.open(str(path), "w") as output:
        stream = output.add_stream(
            "libx264", rate=RATE, options={"preset": "ultrafast", "crf": "26", "sc_threshold": "0"}
        )
        stream.height, stream.width, stream.pix_fmt = height, width, "yuv420p"
        stream.codec_context.gop_size = gop
        stream.codec_context.max_b_frames = 0
        for number in range(PICTURES):
            picture = numbered_picture(number, height=height, width=width).astype(np.int16)
            moved = picture + texture[:, 2 * number : 2 * number + width]
            frame = av.VideoFrame.from_ndarray(np.clip(moved, 0, 255).astype(np.uint8), format="rgb24")
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def packets_of(recording: Path, topic: str) -> list[bytes]:
    """The coded pictures of a CompressedVideo topic, in the order of the file."""
    with open_episode(recording) as episode:
        stream = episode.streams[topic]
        messages = [stream.message(index) for index in range(stream.info.count)]
    return [_bytes(message["data"]) for message in messages]


def _bytes(data: dict[str, str] | list[int]) -> bytes:
    return base64.b64decode(data["data_base64"]) if isinstance(data, dict) else bytes(data)


def as_mp4(recording: Path, topic: str, work: Path) -> Path:
    """The same coded pictures in an mp4, for libraries that do not read MCAP."""
    path = work / f"{recording.stem}{topic.replace('/', '-')}.mp4"

    def write(unfinished: Path) -> None:
        with av.open(BytesIO(b"".join(packets_of(recording, topic))), format="h264") as source:
            _copy(source, unfinished)

    return made_once(path, write)


def _copy(source: InputContainer, path: Path) -> None:
    with av.open(str(path), "w") as output:
        stream = output.add_stream_from_template(source.streams.video[0])
        pictures = (packet for packet in source.demux(video=0) if packet.size)
        for number, packet in enumerate(pictures):
            packet.time_base = Fraction(1, RATE)
            packet.pts = packet.dts = number
            packet.duration = 1
            packet.stream = stream
            output.mux(packet)
