"""An HDF5 file, read with care: only what lies in the file itself, and nothing larger than its head allows.

Links to other files, arrays kept elsewhere and arrays put together from other files are left out: a recording
may come from anywhere and must not reach what it does not hold.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any, Self

import h5py
import numpy as np
from numpy.typing import NDArray

from models.errors import NoSampleError, UnreadableRecordingError
from models.readers.array_names import text
from models.readers.array_source import ArrayFacts
from models.readers.array_streams import plain
from models.readers.hdf5_heap import heap_is_sound
from models.readers.place import for_library

# What the library raises on damaged files.
DAMAGE = (OSError, RuntimeError, ValueError, LookupError, TypeError, MemoryError, OverflowError, SystemError)
MOST_OBJECTS = 20_000
DEEPEST = 24
MOST_ATTRIBUTES = 200
MOST_ATTRIBUTE_NBYTES = 1 << 20


class Hdf5Source:
    """One array of the file."""

    def __init__(self, dataset: Any, name: str, attributes: Mapping[str, Any]) -> None:
        self._dataset = dataset
        chunks = dataset.chunks
        self.facts = ArrayFacts(
            name=name,
            shape=tuple(int(extent) for extent in dataset.shape or ()),
            dtype=dataset.dtype,
            chunk_nbytes=prod(chunks) * max(dataset.dtype.itemsize, 1) if chunks else 0,
            chunk_rows=int(chunks[0]) if chunks else 1,
            attributes=attributes,
        )

    def read(self, first: int, past: int) -> NDArray[Any]:
        """Rows ``[first, past)``.

        Raises:
            NoSampleError: damaged, or coded in a way that the library does not know.
        """
        try:
            return np.asarray(self._dataset[first:past])
        except DAMAGE as error:
            raise NoSampleError(
                "Row {index} of {stream} cannot be read", index=first, stream=self.facts.name
            ) from error

    def scalar(self) -> str:
        """The one value of an array without rows, as text; empty where it is damaged or no word or number."""
        try:
            return str(plain(self._dataset[()] if not self.facts.shape else self._dataset[0]))
        except DAMAGE:
            return ""


class Hdf5File:
    """An open file.

    Raises:
        UnreadableRecordingError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.skipped: list[str] = []
        self.heap_is_damaged = False
        self._attributes: dict[str, dict[str, Any]] = {}
        try:
            self._file = h5py.File(for_library(path), "r", locking=False)
        except DAMAGE as error:
            raise UnreadableRecordingError(
                "{path} is a damaged HDF5 file: it cannot be opened", path=path
            ) from error

    def children(self, group: str = "/") -> dict[str, bool]:
        """Names in a group, and whether each is a group itself; {} where it is damaged or no group."""
        try:
            return {name: isinstance(item, h5py.Group) for name, item in self._items(self._file[group])}
        except DAMAGE:
            return {}

    def attributes(self, group: str = "/") -> dict[str, Any]:
        """Attributes of a group or array, {} where there is none of that name."""
        if group not in self._attributes:
            try:
                self._attributes[group] = self._attributes_of(self._file[group])
            except DAMAGE:
                self._attributes[group] = {}
        return self._attributes[group]

    def sources(self, group: str = "/") -> dict[str, Hdf5Source]:
        """Every array below a group by its path from there, in the order of the file."""
        try:
            top = self._file[group]
            found = islice(self._walk(top, "", set(), DEEPEST), MOST_OBJECTS)
            return dict(found)
        except DAMAGE as error:
            raise UnreadableRecordingError(
                "{path} is damaged: its table of contents cannot be read", path=self.path
            ) from error

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        try:
            self._file.close()
        except DAMAGE:
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _walk(self, group: Any, prefix: str, seen: set[int], depth: int) -> Iterator[tuple[str, Hdf5Source]]:
        address = int(h5py.h5o.get_info(group.id).addr)
        if address in seen or depth == 0:
            return
        seen.add(address)
        for name, item in self._items(group):
            path = f"{prefix}{name}"
            if isinstance(item, h5py.Group):
                yield from self._walk(item, f"{path}/", seen, depth - 1)
            elif isinstance(item, h5py.Dataset):
                yield from self._source(item, path)

    def _source(self, dataset: Any, path: str) -> Iterator[tuple[str, Hdf5Source]]:
        try:
            if dataset.is_virtual or dataset.external or not _filters_known(dataset):
                self.skipped.append(path)
                return
            if dataset.dtype.hasobject and not self._heap_is_sound:
                self.skipped.append(path)
                return
            source = Hdf5Source(dataset, path, self._attributes_of(dataset))
        except DAMAGE:
            self.skipped.append(path)
            return
        yield path, source

    def _attributes_of(self, item: Any) -> dict[str, Any]:
        """Attributes that are small; a damaged one is left out."""
        found: dict[str, Any] = {}
        try:
            names = [name for name in islice(item.attrs, MOST_ATTRIBUTES) if isinstance(name, str)]
        except DAMAGE:
            return found
        for name in names:
            try:
                attribute = h5py.h5a.open(item.id, name.encode())
                small = attribute.get_storage_size() <= MOST_ATTRIBUTE_NBYTES
                if small and (not attribute.dtype.hasobject or self._heap_is_sound):
                    found[name] = item.attrs[name]
            except DAMAGE:
                continue
        return found

    @cached_property
    def _heap_is_sound(self) -> bool:
        """Whether values of any length may be read at all."""
        sound = heap_is_sound(self.path, partial(_extents, self._file))
        self.heap_is_damaged = not sound
        return sound

    def _items(self, group: Any) -> Iterator[tuple[str, Any]]:
        for name in islice(group, MOST_OBJECTS):
            try:
                link = group.get(name, getlink=True)
                # A name that is no UTF-8 comes as bytes.
                item = group[name] if isinstance(link, h5py.HardLink) and isinstance(name, str) else None
            except DAMAGE:
                item = None
            if item is None:
                self.skipped.append(f"{group.name}/{name}".lstrip("/"))
            else:
                yield name, item


def json_attribute(attributes: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An attribute that holds a JSON object, {} where it does not."""
    try:
        value = json.loads(text(attributes.get(name, "")))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _extents(file: Any) -> list[tuple[int, int]]:
    """Where arrays of numbers lie in the file."""
    found: list[tuple[int, int]] = []

    def take(_: str, item: Any) -> None:
        if not isinstance(item, h5py.Dataset) or item.dtype.hasobject:
            return
        if item.chunks:
            item.id.chunk_iter(
                lambda chunk: found.append((chunk.byte_offset, chunk.byte_offset + chunk.size))
            )
        elif (place := item.id.get_offset()) is not None:
            found.append((place, place + item.id.get_storage_size()))

    try:
        file.visititems(take)
    except DAMAGE:
        return []
    return found


def _filters_known(dataset: Any) -> bool:
    settings = dataset.id.get_create_plist()
    codes = [settings.get_filter(i)[0] for i in range(settings.get_nfilters())]
    return all(h5py.h5z.filter_avail(code) for code in codes)
