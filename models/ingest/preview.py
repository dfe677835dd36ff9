"""What the list shows of an episode without opening it: a strip of small pictures and the course of the torques."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamKind
from models.errors import KnownError
from models.readers.base import Episode
from models.streams import HoldingStream, KeyframedStream, SignalStream, Stream, VideoFrame, index_at
from models.timebase import TimeRange

PICTURES = 8
PICTURE_SIZE = (64, 48)
COLUMNS = 64

_BLURRED_SIZE = (6, 4)
_JPEG_QUALITY = 75
_HELD_NBYTES = 4 << 20
_READ_WHOLE = 30_000
_TORQUE_WORDS = ("effort", "torque", "current")
"""How channels of joints' efforts are called, the best first; AgiBot records motor currents in their place."""


@dataclass(frozen=True, slots=True)
class Preview:
    """``strip`` is a JPEG of ``pictures`` pictures of 64 x 48 side by side, empty without a camera.

    ``torque`` holds ``COLUMNS`` pairs of bytes: the least and the greatest of the largest absolute torque of any joint
    in each stretch of time, in 255ths of ``torque_peak`` (N·m, or what the recording has); empty without torques.
    """

    strip: bytes = b""
    pictures: int = 0
    torque: bytes = b""
    torque_peak: float = 0.0


def preview_of(episode: Episode) -> Preview:
    """Read a few keyframes and the torques; what cannot be read is left out."""
    recognisable = episode.summary.attributes.get("privacy", "") in ("", "clear")
    strip, pictures = _strip(episode, recognisable=recognisable)
    torque, peak = _torques(episode)
    return Preview(strip, pictures, torque, peak)


def _strip(episode: Episode, *, recognisable: bool) -> tuple[bytes, int]:
    camera = next((s for s in episode.streams.values() if _is_camera(s)), None)
    if camera is None:
        return b"", 0
    small = [_small(rgb, recognisable=recognisable) for rgb in _pictures(camera, episode.range)]
    if not small:
        return b"", 0
    import cv2  # noqa: PLC0415 - the window starts without it

    found, data = cv2.imencode(
        ".jpg", np.hstack(small)[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    )
    return (data.tobytes(), len(small)) if found else (b"", 0)


def _is_camera(stream: Stream) -> bool:
    return stream.info.kind is StreamKind.VIDEO and stream.info.count > 0


def _pictures(camera: Stream, time_range: TimeRange) -> Iterator[NDArray[np.uint8]]:
    """Keyframes at or before the middles of equal cells: each costs one picture, however long its group is."""
    if isinstance(camera, HoldingStream):
        camera.hold_at_most(_HELD_NBYTES)
    try:
        stamps_ns = camera.stamps()
    except KnownError:
        return
    for cell in range(PICTURES):
        t_ns = time_range.start_ns + time_range.duration_ns * (2 * cell + 1) // (2 * PICTURES)
        index = max(0, index_at(stamps_ns, t_ns))
        try:
            if isinstance(camera, KeyframedStream):
                index = camera.keyframe_at(index)
            sample = camera.sample(index)
        except KnownError:
            continue
        if isinstance(sample, VideoFrame):
            yield sample.rgb


def _small(rgb: NDArray[np.uint8], *, recognisable: bool) -> NDArray[np.uint8]:
    """64 x 48, cut to that shape. Of a picture in which nobody may be recognised only its colours are left."""
    import cv2  # noqa: PLC0415 - see above

    height, width = rgb.shape[:2]
    wanted_width, wanted_height = PICTURE_SIZE
    cut_width, cut_height = (
        min(width, height * wanted_width // wanted_height),
        min(height, width * wanted_height // wanted_width),
    )
    left, top = (width - cut_width) // 2, (height - cut_height) // 2
    cut = rgb[top : top + max(1, cut_height), left : left + max(1, cut_width)]
    if not recognisable:
        cut = cv2.resize(cut, _BLURRED_SIZE, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(cut, PICTURE_SIZE, interpolation=cv2.INTER_NEAREST), np.uint8)
    return np.asarray(cv2.resize(cut, PICTURE_SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def _torques(episode: Episode) -> tuple[bytes, float]:
    """Of the first stream whose channels, or which itself, is called by the best of the known words."""
    signals = [
        s
        for s in episode.streams.values()
        if isinstance(s, SignalStream) and s.info.kind is StreamKind.SIGNAL and s.info.count > 1
    ]
    for word in _TORQUE_WORDS:
        for stream in signals:
            try:
                channels = _channels_called(stream, word)
                if channels:
                    return _columns(stream, channels, episode.range)
            except KnownError:
                continue
    return b"", 0.0


def _channels_called(stream: SignalStream, word: str) -> list[int]:
    names = stream.describe().channels
    if word in stream.info.name.lower():
        return list(range(len(names)))
    return [place for place, name in enumerate(names) if word in name.lower()]


def _columns(stream: SignalStream, channels: list[int], time_range: TimeRange) -> tuple[bytes, float]:
    """Of a long recording only the first part of each column is read."""
    low, high = np.zeros(COLUMNS), np.zeros(COLUMNS)
    edges_ns = [
        time_range.start_ns + time_range.duration_ns * place // COLUMNS for place in range(COLUMNS + 1)
    ]
    share = min(1.0, _READ_WHOLE / len(stream.stamps()))
    whole = stream.block() if share == 1.0 else None
    for place in range(COLUMNS):
        start_ns, end_ns = edges_ns[place], edges_ns[place + 1]
        if whole is not None:
            first, last = np.searchsorted(whole.stamps_ns, (start_ns, end_ns))
            values = whole.values[first:last, channels]
        else:
            part = TimeRange(start_ns, start_ns + max(1, round((end_ns - start_ns) * share)))
            values = stream.block(part).values[:, channels]
        strongest = np.abs(values[np.isfinite(values).all(axis=1)]).max(axis=1, initial=0.0)
        low[place], high[place] = (strongest.min(), strongest.max()) if len(strongest) else (0.0, 0.0)
    peak = float(high.max())
    if peak <= 0 or not np.isfinite(peak):
        return b"", 0.0
    pairs = np.stack([low, high], axis=1) / peak * 255
    return np.round(pairs).astype(np.uint8).tobytes(), peak
