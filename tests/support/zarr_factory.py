"""Small zarr recordings as UMI and diffusion_policy write them, with the zarr library."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from numcodecs import Blosc
from zarr.storage import LocalStore, ZipStore

from tests.support.video_factory import numbered_picture

ENDS = (7, 12, 20)
PERIOD_NS = 50_000_000


def arrays() -> dict[str, np.ndarray]:
    """All rows of all episodes."""
    rng = np.random.default_rng(8)
    rows = ENDS[-1]
    return {
        "robot0_eef_pos": rng.normal(size=(rows, 3)).astype(np.float32),
        "robot0_gripper_width": rng.normal(size=(rows, 1)).astype(np.float32),
        "camera0_rgb": np.stack([numbered_picture(i) for i in range(rows)]),
    }


def write_umi(path: Path, *, version: int = 2) -> Path:
    """A folder, or a zip by its name; the zip is not compressed again, as UMI does it."""
    store = ZipStore(path, mode="w") if path.suffix == ".zip" else LocalStore(path)
    top = zarr.create_group(store, zarr_format=version, attributes={"fps": 20})
    settings: dict[str, Any] = {"compressors": Blosc(cname="lz4")} if version == 2 else {}
    for name, values in arrays().items():
        chunks = (1, *values.shape[1:]) if values.ndim == 4 else (8, *values.shape[1:])
        made = top.create_array(
            f"data/{name}", shape=values.shape, dtype=values.dtype, chunks=chunks, **settings
        )
        made[:] = values
    ends = top.create_array("meta/episode_ends", shape=(len(ENDS),), dtype="i8", chunks=(len(ENDS),))
    ends[:] = ENDS
    store.close()
    return path


def write_jpegxl(path: Path) -> Path:
    """As UMI publishes its pictures: one in JPEG XL a chunk."""
    from imagecodecs.numcodecs import Jpegxl, register_codecs

    register_codecs(Jpegxl.codec_id, verbose=False)
    store = ZipStore(path, mode="w") if path.suffix == ".zip" else LocalStore(path)
    top = zarr.create_group(store, zarr_format=2, attributes={"fps": 20})
    for name, values in arrays().items():
        picture = values.ndim == 4
        made = top.create_array(
            f"data/{name}",
            shape=values.shape,
            dtype=values.dtype,
            chunks=(1, *values.shape[1:]) if picture else (8, *values.shape[1:]),
            compressors=Jpegxl(lossless=True) if picture else Blosc(cname="lz4"),
        )
        made[:] = values
    ends = top.create_array("meta/episode_ends", shape=(len(ENDS),), dtype="i8", chunks=(len(ENDS),))
    ends[:] = ENDS
    store.close()
    return path


def write_version_3(path: Path) -> Path:
    """The same in zarr's newer format."""
    return write_umi(path, version=3)


def change_meta(path: Path, **changes: object) -> None:
    """Rewrite keys of a ``.zarray``."""
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
