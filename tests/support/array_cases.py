"""What arrays must come out of HDF5 and zarr recordings, read with h5py and zarr themselves."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import h5py
import numpy as np
import zarr
from zarr.storage import ZipStore

from models.streams import DepthImage, SignalSample, Stream, VideoFrame
from tests.support import hdf5_factory as hdf5
from tests.support import zarr_factory


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="rushes-arrays-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def written(name: str, write: Callable[[Path], Path]) -> Callable[[], Path]:
    """A recording written once for the whole run."""

    @cache
    def path() -> Path:
        (_folder() / name).mkdir()
        return write(_folder() / name / name)

    return path


class ArraysExpected:
    """Arrays by the name of their stream with the stamps of their rows."""

    def __init__(self, arrays: Mapping[str, Any], stamps_ns: Mapping[str, np.ndarray]) -> None:
        self._arrays = arrays
        self._stamps_ns = stamps_ns

    def stamps(self) -> dict[str, np.ndarray]:
        return dict(self._stamps_ns)

    def check(self, stream: Stream, index: int) -> None:
        sample, value = stream.sample(index), self._arrays[stream.info.name][index]
        if isinstance(sample, VideoFrame):
            np.testing.assert_array_equal(sample.rgb, rgb_of(value))
        elif isinstance(sample, DepthImage):
            np.testing.assert_array_equal(sample.depth_m, depth_of(value))
        elif isinstance(sample, SignalSample):
            numbers = list(value.item()) if isinstance(value, np.void) else np.ravel(value)
            np.testing.assert_array_equal(sample.values, np.asarray(numbers, np.float64))
        else:
            text = value.decode() if isinstance(value, bytes) else value
            assert sample.fields == {stream.info.name: text}


def rgb_of(value: np.ndarray) -> np.ndarray:
    """A stored picture as RGB."""
    if value.ndim == 1:
        return cv2.imdecode(value, cv2.IMREAD_COLOR)[..., ::-1]
    return value.transpose(1, 2, 0) if value.shape[0] == 3 else value


def depth_of(value: np.ndarray) -> np.ndarray:
    """Stored depth in metres, holes as NaN."""
    stored = cv2.imdecode(value, cv2.IMREAD_UNCHANGED) if value.ndim == 1 else np.squeeze(value)
    scale = np.float32(1 if stored.dtype.kind == "f" else 0.001)
    return np.where(stored == 0, np.float32("nan"), stored.astype(np.float32) * scale)


def hdf5_expected(
    group: str = "/",
    *,
    period_ns: int = 10**9,
    stamps: Mapping[str, np.ndarray] | None = None,
    left_out: tuple[str, ...] = (),
) -> Callable[[Path], ArraysExpected]:
    """Every array of a group; ``stamps`` by the first part of the name where they are not evenly spaced."""

    def read(path: Path) -> ArraysExpected:
        arrays: dict[str, Any] = {}

        def take(name: str, item: Any) -> None:
            if isinstance(item, h5py.Dataset) and len(item.shape) and name not in left_out:
                arrays[name] = item.asstr()[:] if h5py.check_string_dtype(item.dtype) else item[:]

        with h5py.File(path) as file:
            file[group].visititems(take)
        evenly = {name: np.arange(len(array)) * period_ns for name, array in arrays.items()}
        given = {name: (stamps or {}).get(name.split("/")[0], evenly[name]) for name in arrays}
        return ArraysExpected(arrays, given)

    return read


STAMPED = {
    "arm": 1_700_000_000_000_000_000 + np.arange(hdf5.ROWS) * hdf5.STEP_NS,
    "eye": np.rint((1_700_000_000 + np.arange(5) * 0.1) * 1e9).astype(np.int64),
}


def umi_expected(episode: int) -> Callable[[Path], ArraysExpected]:
    """One episode of a store that ``zarr_factory`` wrote, read back with zarr."""
    start, end = (0, *zarr_factory.ENDS)[episode : episode + 2]

    def read(path: Path) -> ArraysExpected:
        group = zarr.open_group(ZipStore(path, mode="r") if path.suffix == ".zip" else path, mode="r")
        cut = {name: group[f"data/{name}"][start:end] for name in zarr_factory.arrays()}
        stamps_ns = np.arange(end - start) * zarr_factory.PERIOD_NS
        return ArraysExpected(cut, dict.fromkeys(cut, stamps_ns))

    return read
