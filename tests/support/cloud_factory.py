"""Small clouds of every kind, with fields of several types."""

import struct
from collections.abc import Sequence
from pathlib import Path

import laspy
import numpy as np
from pypcd4 import Encoding
from pypcd4 import PointCloud as Pcd

FIELDS = ("x", "y", "z", "label", "far")
TYPES = (np.float32, np.float32, np.float32, np.uint16, np.float64)


def columns(count: int = 300) -> list[np.ndarray]:
    """Values of the fields."""
    rng = np.random.default_rng(5)
    return [
        *(rng.normal(size=(3, count)).astype(np.float32)),
        rng.integers(0, 65535, count).astype(np.uint16),
        1e6 + rng.normal(size=count),
    ]


def write_pcd(path: Path, encoding: Encoding, values: Sequence[np.ndarray]) -> Path:
    Pcd.from_points(values, FIELDS, TYPES).save(path, encoding)
    return path


def write_las(path: Path, values: Sequence[np.ndarray]) -> Path:
    """LAS, or LAZ by the name."""
    las = laspy.create()
    las.x, las.y, las.z = (column.astype(np.float64) for column in values[:3])
    las.write(str(path))
    return path


def write_ply(path: Path, coding: str, values: Sequence[np.ndarray], *, faces_first: bool = False) -> Path:
    """Vertices and two faces, which come before or after."""
    order = ">" if "big" in coding else "<"
    point = np.dtype([(n, np.dtype(t).newbyteorder(order)) for n, t in zip(FIELDS, TYPES, strict=True)])
    points = np.empty(len(values[0]), point)
    for name, column in zip(FIELDS, values, strict=True):
        points[name] = column
    kinds = ("float", "float32", "float", "ushort", "double")
    vertex = f"element vertex {len(points)}\n" + "".join(
        f"property {kind} {name}\n" for kind, name in zip(kinds, FIELDS, strict=True)
    )
    face = "element face 2\nproperty list uchar int vertex_indices\n"
    body = points.tobytes()
    faces = struct.pack(f"{order}BiiiBi", 3, 0, 1, 2, 1, 7)
    if coding == "ascii":
        body = "".join(" ".join(map(repr, row)) + "\n" for row in points.tolist()).encode()
        faces = b"3 0 1 2\n1 7\n"
    parts = (face + vertex, faces + body) if faces_first else (vertex + face, body + faces)
    head = f"ply\nformat {coding} 1.0\ncomment made for a test\n{parts[0]}end_header\n"
    path.write_bytes(head.encode() + parts[1])
    return path


def write_clouds(folder: Path) -> None:
    """One of each kind, small enough to be damaged many times."""
    values = columns(40)
    for name, encoding in zip(
        ("a.pcd", "b.pcd", "c.pcd"),
        (Encoding.ASCII, Encoding.BINARY, Encoding.BINARY_COMPRESSED),
        strict=True,
    ):
        write_pcd(folder / name, encoding, values)
    write_ply(folder / "a.ply", "ascii", values)
    write_ply(folder / "b.ply", "binary_big_endian", values, faces_first=True)
    write_las(folder / "a.las", values)
    write_las(folder / "b.laz", values)
    (folder / "a.xyz").write_text("".join(f"{x} {y} {z}\n" for x, y, z in zip(*values[:3], strict=True)))
