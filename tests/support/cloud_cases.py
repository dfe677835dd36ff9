"""What points must come out of cloud files, read with pypcd4, laspy and numpy."""

from pathlib import Path

import laspy
import numpy as np
from pypcd4 import PointCloud as Pcd

from models.streams import PointCloud, Stream

AXES = ("x", "y", "z")


class CloudExpected:
    """One cloud at stamp 0."""

    def __init__(self, path: Path) -> None:
        read = {".pcd": pcd_columns, ".las": las_columns, ".laz": las_columns, ".ply": ply_columns}
        self._columns = read.get(path.suffix, csv_columns)(path)

    def stamps(self) -> dict[str, np.ndarray]:
        return {"points": np.zeros(1, np.int64)}

    def check(self, stream: Stream, index: int) -> None:
        sample = stream.sample(index)
        assert isinstance(sample, PointCloud)
        assert sample.points.dtype.names == tuple(self._columns)
        for name, values in self._columns.items():
            np.testing.assert_array_equal(sample.points[name], values)
        assert stream.message(index)["points"] == len(sample.points)


def pcd_columns(path: Path) -> dict[str, np.ndarray]:
    cloud = Pcd.from_path(path)
    return {name: cloud.pc_data[name] for name in cloud.fields}


def las_columns(path: Path) -> dict[str, np.ndarray]:
    las = laspy.read(path)
    names = [name.lower() if name in ("X", "Y", "Z") else name for name in las.point_format.dimension_names]
    return {name: np.asarray(las[name]) for name in names}


def csv_columns(path: Path) -> dict[str, np.ndarray]:
    names = path.read_text().partition("\n")[0].split(",")
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    return dict(zip(names, table.T, strict=True))


def ply_columns(path: Path) -> dict[str, np.ndarray]:
    """Of the binary cloud of the collection: four floats a vertex, nothing but vertices."""
    head, _, data = path.read_bytes().partition(b"end_header\n")
    names = [line.split()[-1].decode() for line in head.splitlines() if line.startswith(b"property")]
    table = np.frombuffer(data, "<f4").reshape(-1, len(names))
    return dict(zip(names, table.T, strict=True))
