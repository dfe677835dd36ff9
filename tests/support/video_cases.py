"""What pictures and stamps must come out of a video file, read with PyAV from beginning to end."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

from models.streams import Stream, VideoFrame
from tests.support.video_factory import write_video


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="rushes-videos-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def written(name: str, **options: Any) -> Callable[[], Path]:
    """A video of ninety numbered pictures at uneven times, written once for the whole run."""

    @cache
    def path() -> Path:
        times = [i / 30 + (0.01 if i % 7 == 3 else 0) for i in range(90)]
        return write_video(_folder() / name, range(90), times_s=times, gop=25, **options)

    return path


class VideoExpected:
    """The first track of a video."""

    def __init__(self, path: Path) -> None:
        with av.open(str(path)) as container:
            frames = list(container.decode(video=0))
        self._pictures = [frame.to_ndarray(format="rgb24") for frame in frames]
        first = frames[0].pts
        self._stamps_ns = [round((frame.pts - first) * frame.time_base * 10**9) for frame in frames]

    def stamps(self) -> dict[str, np.ndarray]:
        return {"video": np.array(self._stamps_ns, np.int64)}

    def check(self, stream: Stream, index: int) -> None:
        sample = stream.sample(index)
        assert isinstance(sample, VideoFrame)
        np.testing.assert_array_equal(sample.rgb, self._pictures[index])
        assert round(stream.message(index)["timestamp"] * 1e9) == self._stamps_ns[index]
