"""Small videos whose pictures say which one they are: their number as twelve light or dark blocks."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

BITS = 12
DARK, LIGHT = 40, 220
TICK = Fraction(1, 60_000)

# Makes encoders quick and silent; what the tests look at is left alone.
QUIET = {
    "libx264": {"preset": "veryfast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libsvtav1": {"preset": "8", "crf": "20"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
    "mpeg4": {},
    "mjpeg": {},
}


def numbered_picture(number: int, *, height: int = 96, width: int = 192) -> NDArray[np.uint8]:
    """RGB picture (height, width, 3) that carries ``number``, with a moving bar so that pictures differ."""
    picture = np.full((height, width, 3), DARK, np.uint8)
    block = width // BITS
    for bit in range(BITS):
        if number >> bit & 1:
            picture[height // 4 : height // 2, bit * block : (bit + 1) * block] = LIGHT
    bar = number * 3 % (width - 8)
    picture[3 * height // 4 :, bar : bar + 8] = (200, 80, 40)
    return picture


def read_number(rgb: NDArray[np.uint8]) -> int:
    """The number that a decoded picture carries."""
    height, width, _ = rgb.shape
    block = width // BITS
    row = rgb[3 * height // 8]
    lit = [int(row[bit * block + block // 2].mean()) > (DARK + LIGHT) // 2 for bit in range(BITS)]
    return sum(1 << bit for bit, on in enumerate(lit) if on)


@contextmanager
def scheduled_as_before() -> Iterator[None]:
    """SVT-AV1 makes the thread that opens it a real-time one where it may: all that this thread and the processes
    begun by it do later would go before everything else on the machine.
    """
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


@scheduled_as_before()
def encode_packets(
    numbers: Sequence[int],
    *,
    codec: str = "libx264",
    gop: int = 30,
    b_frames: int = 0,
    options: dict[str, str] | None = None,
) -> list[av.Packet]:
    """Pictures as packets in the order of coding; a packet's pts is the place of its picture in ``numbers``."""
    encoder = av.CodecContext.create(codec, "w")
    first = numbered_picture(numbers[0])
    encoder.height, encoder.width = first.shape[:2]
    encoder.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 30), Fraction(30)
    encoder.gop_size, encoder.max_b_frames = gop, b_frames
    encoder.options = QUIET[codec] | (options or {})
    packets: list[av.Packet] = []
    for place, number in enumerate(numbers):
        frame = av.VideoFrame.from_ndarray(numbered_picture(number), format="rgb24")
        frame.pts = place
        packets += encoder.encode(frame)
    return packets + encoder.encode(None)


@scheduled_as_before()
def write_video(
    path: Path,
    numbers: Sequence[int],
    *,
    codec: str = "libx264",
    gop: int = 30,
    b_frames: int = 0,
    times_s: Sequence[float] | None = None,
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
) -> Path:
    """A video file of numbered pictures, shown at ``times_s`` (30 a second for None)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    times = [i / 30 for i in range(len(numbers))] if times_s is None else times_s
    with av.open(str(path), "w", options=container or {}) as output:
        stream = output.add_stream(codec, rate=30, options=QUIET[codec] | (options or {}))
        first = numbered_picture(numbers[0])
        stream.height, stream.width = first.shape[:2]
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.time_base = TICK
        stream.codec_context.gop_size = gop
        stream.codec_context.max_b_frames = b_frames
        for number, time_s in zip(numbers, times, strict=True):
            frame = av.VideoFrame.from_ndarray(numbered_picture(number), format="rgb24")
            frame.pts, frame.time_base = round(time_s / TICK), TICK
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path
