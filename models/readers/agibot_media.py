"""Cameras of an AgiBot episode: picture n of a video, or file n of a folder, belongs to frame n."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.episode import Problem, Severity, StreamInfo, StreamKind
from models.errors import NoSampleError
from models.readers.agibot_files import numbered
from models.readers.array_streams import damaged
from models.readers.cdr import BadMessageError
from models.readers.image import decode_compressed_depth
from models.readers.lerobot_streams import checked, timed_info
from models.readers.video import FileVideo
from models.streams import DepthImage, Stamps, VideoFrame

Report = Callable[[Problem], None]
MOST_FILE_NBYTES = 1 << 28


class FrameVideo:
    """A camera. Without frames of a table its pictures have the stamps of the video.

    Raises:
        UnreadableRecordingError: the video is missing or damaged beyond use.
    """

    def __init__(self, name: str, path: Path, frames_ns: Stamps, report: Report) -> None:
        self._path = path
        self._video = FileVideo(path)
        declared = self._video.declared_count
        pictures = self._video.count if declared is None or not len(frames_ns) else declared
        self._stamps_ns = frames_ns[:pictures] if len(frames_ns) else self._video.pts_ns
        if len(frames_ns) not in (0, pictures):
            sentence = f"The video has {pictures} pictures for {len(frames_ns)} frames"
            report(Problem(code="video_count", severity=Severity.WARNING, message=sentence, stream=name))
        shape = (*self._video.size(), 3)
        info = StreamInfo(name, StreamKind.VIDEO, 0, None, None, None, self._video.codec, shape=shape)
        self._info = timed_info(info, self._stamps_ns)

    @property
    def info(self) -> StreamInfo:
        """With the codec and the size that the video's header says."""
        return self._info

    def describe(self) -> StreamInfo:
        """The same."""
        return self._info

    def stamps(self) -> Stamps:
        """Stamps of the frames that have a picture, int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> VideoFrame:
        """Picture ``index``.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        rgb = self._video.frame(checked(index, self._info))
        return VideoFrame(t_ns=int(self._stamps_ns[index]), index=index, rgb=rgb)

    def message(self, index: int) -> Mapping[str, Any]:
        """File and number of the picture."""
        return {self._info.name: {"path": self._path.name, "frame": checked(index, self._info)}}

    def close(self) -> None:
        """Release the file and the decoder."""
        self._video.close()


class FrameDepth:
    """Depth as one PNG of 16 bits a frame, in millimetres; the number in a file's name is its frame."""

    def __init__(self, name: str, paths: Sequence[Path], frames_ns: Stamps, report: Report) -> None:
        numbers = np.array([numbered(path.stem)[1] for path in paths], np.int64)
        fits = len(frames_ns) > 0 and bool(((numbers >= 0) & (numbers < len(frames_ns))).all())
        if len(frames_ns) not in (0, len(paths)):
            sentence = f"{len(paths)} depth images for {len(frames_ns)} frames"
            report(Problem(code="depth_count", severity=Severity.WARNING, message=sentence, stream=name))
        self._paths = list(paths) if fits or not len(frames_ns) else list(paths[: len(frames_ns)])
        every_ns = frames_ns if len(frames_ns) else np.rint(np.arange(len(paths)) * 1e9 / 30).astype(np.int64)
        self._stamps_ns: Stamps = every_ns[numbers] if fits else every_ns[: len(self._paths)]
        info = StreamInfo(name, StreamKind.DEPTH, 0, None, None, None, "png")
        self._info = timed_info(info, self._stamps_ns)

    @property
    def info(self) -> StreamInfo:
        """What the names of the files tell."""
        return self._info

    def describe(self) -> StreamInfo:
        """With the size of the first image."""
        if self._info.count and not self._info.shape:
            self._info = replace(self._info, shape=self.sample(0).depth_m.shape)
        return self._info

    def stamps(self) -> Stamps:
        """Stamps of the frames that have an image, int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> DepthImage:
        """Image ``index`` in metres.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        path = self._paths[checked(index, self._info)]
        try:
            if path.stat().st_size > MOST_FILE_NBYTES:
                raise damaged(index, self._info)
            data = np.frombuffer(path.read_bytes(), np.uint8)
            depth_m = decode_compressed_depth({"data": data, "format": "16UC1"})
        except OSError as error:
            raise NoSampleError(
                "Picture {index} of {stream} is missing", index=index, stream=self._info.name
            ) from error
        except BadMessageError as error:
            raise damaged(index, self._info) from error
        return DepthImage(t_ns=int(self._stamps_ns[index]), index=index, depth_m=depth_m)

    def message(self, index: int) -> Mapping[str, Any]:
        """Name of the file."""
        return {self._info.name: {"path": self._paths[checked(index, self._info)].name}}
