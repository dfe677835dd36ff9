"""Numbered or stamped pictures of a folder as a stream: colour, or depth in 16 bit or float."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamInfo, StreamKind
from models.errors import NoSampleError
from models.readers.cdr import BadMessageError
from models.readers.file_samples import checked, timed_info
from models.readers.image import decode_compressed_depth, decode_compressed_rgb, is_depth_png
from models.readers.place import open_binary
from models.streams import DepthImage, Stamps, VideoFrame

LARGEST_NBYTES = 1 << 28
MILLIMETRE_M = 0.001
_DEEP = {b"P5": 255, b"P2": 255}


def is_depth_picture(path: Path) -> bool:
    """Whether a picture has one channel of 16 bit: PNG or PGM; of TIFF by its name or its folder's alone."""
    try:
        with open_binary(path) as file:
            head = file.read(512)
    except OSError:
        return False
    if path.suffix.lower() in (".tif", ".tiff"):
        return "depth" in f"{path.parent.name}/{path.name}".lower()
    return is_depth_png(head) or _pgm_depth(head) > 255


def _pgm_depth(head: bytes) -> int:
    """The greatest value that a PGM may hold, 0 of other files (netpbm: PGM)."""
    if head[:2] not in _DEEP:
        return 0
    lines = [line.split(b"#")[0] for line in head[2:].split(b"\n")]
    words = b" ".join(lines).split(None, 3)[:3]
    return int(words[2]) if len(words) == 3 and words[2].isdigit() and len(words[2]) < 8 else 0


class ImageStream:
    """One file a sample.

    Args:
        name: of the stream.
        paths: one file a sample.
        stamps_ns: int64 (count,), non-decreasing.
        kind: VIDEO or DEPTH.
        depth_unit_m: metres of one step of whole-numbered depth.
    """

    def __init__(
        self,
        name: str,
        paths: Sequence[Path],
        stamps_ns: Stamps,
        *,
        kind: StreamKind,
        depth_unit_m: float = MILLIMETRE_M,
        frame_id: str = "",
    ) -> None:
        self._paths = paths
        self._stamps_ns = stamps_ns
        self._depth_unit_m = depth_unit_m
        encoding = paths[0].suffix.lower().lstrip(".")
        info = StreamInfo(name, kind, 0, None, None, None, encoding, frame_id=frame_id)
        self._info = timed_info(info, stamps_ns)

    @property
    def info(self) -> StreamInfo:
        """Without the size until described."""
        return self._info

    def describe(self) -> StreamInfo:
        """With the size of the first picture."""
        if not self._info.shape and self._info.count:
            sample = self.sample(0)
            shape = sample.rgb.shape if isinstance(sample, VideoFrame) else sample.depth_m.shape
            self._info = replace(self._info, shape=shape)
        return self._info

    def stamps(self) -> Stamps:
        """int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> VideoFrame | DepthImage:
        """The picture of file ``index``, depth in metres with holes as NaN.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        data = self._read(checked(index, self._info))
        t_ns = int(self._stamps_ns[index])
        try:
            if self._info.kind is StreamKind.DEPTH:
                return DepthImage(t_ns=t_ns, index=index, depth_m=self._depth_m(data))
            return VideoFrame(t_ns=t_ns, index=index, rgb=decode_compressed_rgb({"data": data}))
        except (BadMessageError, MemoryError) as error:
            raise NoSampleError(
                "Picture {index} of {stream} is damaged", index=index, stream=self._info.name
            ) from error

    def message(self, index: int) -> Mapping[str, Any]:
        """Name of the file and its size in bytes.

        Raises:
            NoSampleError: out of range or missing.
        """
        path = self._paths[checked(index, self._info)]
        return {"path": path.name, "nbytes": len(self._read(index))}

    def _read(self, index: int) -> NDArray[np.uint8]:
        path = self._paths[index]
        try:
            if path.stat().st_size <= LARGEST_NBYTES:
                with open_binary(path) as file:
                    return np.frombuffer(file.read(), np.uint8)
        except OSError as error:
            raise NoSampleError(
                "Picture {index} of {stream} is missing", index=index, stream=self._info.name
            ) from error
        raise NoSampleError("Picture {index} of {stream} is too large", index=index, stream=self._info.name)

    def _depth_m(self, data: NDArray[np.uint8]) -> NDArray[np.float32]:
        depth_m = decode_compressed_depth({"data": data, "format": ""})
        if self._depth_unit_m != MILLIMETRE_M:
            depth_m *= np.float32(self._depth_unit_m / MILLIMETRE_M)
        return depth_m
