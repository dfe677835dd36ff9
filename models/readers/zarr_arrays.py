"""Arrays of a zarr store through the zarr library."""

from math import prod
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import zarr
from numpy.typing import NDArray
from zarr.storage import LocalStore, ZipStore

from models.errors import NoSampleError, UnreadableRecordingError
from models.readers.array_source import ArrayFacts
from models.readers.jpegxl import register as register_jpegxl
from models.readers.place import is_remote, open_binary
from models.readers.zarr_files import ZIP_DAMAGE

# What the library raises on damaged stores; its own errors are ValueErrors.
DAMAGE = (*ZIP_DAMAGE, TypeError, MemoryError, OverflowError, AttributeError, AssertionError, SystemError)

Store: TypeAlias = Any


def open_store(path: Path) -> Store:
    """The store for reading.

    Raises:
        UnreadableRecordingError: it cannot be opened.
    """
    register_jpegxl()
    try:
        if is_remote(path):
            return _remote_store(path)
        if path.is_dir():
            return LocalStore(path, read_only=True)
        return ZipStore(path, mode="r", read_only=True)
    except DAMAGE as error:
        raise UnreadableRecordingError("{path} cannot be opened as zarr", path=path) from error


def _remote_store(path: Path) -> Store:
    """A folder, or a zip of which only the parts that are read are fetched."""
    from zarr.storage import FsspecStore  # noqa: PLC0415 - needs fsspec, which local stores do not

    if path.is_dir():
        options = dict(path.storage_options)  # type: ignore[attr-defined]
        return FsspecStore.from_url(str(path), storage_options=options, read_only=True)
    from fsspec.implementations.asyn_wrapper import AsyncFileSystemWrapper  # noqa: PLC0415
    from fsspec.implementations.zip import ZipFileSystem  # noqa: PLC0415

    inside = ZipFileSystem(open_binary(path))
    return FsspecStore(AsyncFileSystemWrapper(inside, asynchronous=True), read_only=True, path="")


def close_store(store: Store) -> None:
    """Close it; a second call, or one that was never used, does nothing."""
    try:
        store.close()
    except DAMAGE:
        return


class ZarrSource:
    """One array.

    Raises:
        UnreadableRecordingError: its meta data is damaged.
    """

    def __init__(self, store: Store, path: str, name: str) -> None:
        try:
            opened = zarr.open_array(store, path=path, mode="r")
            chunks = tuple(int(extent) for extent in opened.chunks)
            self.facts = ArrayFacts(
                name=name,
                shape=tuple(int(extent) for extent in opened.shape),
                dtype=np.dtype(opened.dtype),
                chunk_nbytes=prod(chunks) * max(np.dtype(opened.dtype).itemsize, 1),
                chunk_rows=chunks[0] if chunks else 1,
                attributes=dict(opened.attrs),
            )
        except DAMAGE as error:
            raise UnreadableRecordingError("The array {array} cannot be opened", array=name) from error
        self._array: Any = opened

    def read(self, first: int, past: int) -> NDArray[Any]:
        """Rows ``[first, past)``. Chunks that were never written hold the array's fill value.

        Raises:
            NoSampleError: damaged.
        """
        try:
            return np.asarray(self._array[first:past])
        except DAMAGE as error:
            raise NoSampleError(
                "Row {index} of {stream} cannot be read", index=first, stream=self.facts.name
            ) from error

    def missing_chunks(self) -> int:
        """Chunks that the store does not hold, 0 where they cannot be counted."""
        try:
            return max(int(self._array.nchunks) - int(self._array.nchunks_initialized), 0)
        except DAMAGE:
            return 0
