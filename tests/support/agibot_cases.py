"""What must come out of the small AgiBot World data set, read with h5py, PyAV and OpenCV."""

from pathlib import Path

import av
import cv2
import h5py
import numpy as np

from models.streams import DepthImage, SignalSample, Stream, VideoFrame
from tests.support.agibot_factory import CAMERAS, EPISODES, FRAMES, MOVED, episode_folder, table, table_file


class AgibotExpected:
    """The first episode."""

    def __init__(self, root: Path) -> None:
        self._root = root
        with h5py.File(table_file(root)) as file:
            self._arrays = {name: file[name][:] for name in table(EPISODES[0]) if not name.endswith("index")}
        self._pictures = {f"videos/{camera}": self._decoded(camera) for camera in CAMERAS}

    def stamps(self) -> dict[str, np.ndarray]:
        frames_ns = np.rint(np.arange(FRAMES) * (1e9 / 30)).astype(np.int64)
        every = dict.fromkeys([*self._arrays, *self._pictures, "depth/head_depth"], frames_ns)
        return every | {"action/effector/position": frames_ns[MOVED]}

    def check(self, stream: Stream, index: int) -> None:
        sample, name = stream.sample(index), stream.info.name
        if isinstance(sample, VideoFrame):
            np.testing.assert_array_equal(sample.rgb, self._pictures[name][index])
        elif isinstance(sample, DepthImage):
            path = episode_folder(self._root) / "depth" / f"head_depth_{index:06d}.png"
            stored = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
            expected = np.where(stored == 0, np.float32("nan"), stored * np.float32(0.001))
            np.testing.assert_array_equal(sample.depth_m, expected)
        else:
            assert isinstance(sample, SignalSample)
            np.testing.assert_array_equal(sample.values, self._arrays[name][index].reshape(-1))

    def _decoded(self, camera: str) -> list[np.ndarray]:
        with av.open(str(episode_folder(self._root) / "videos" / f"{camera}.mp4")) as container:
            return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
