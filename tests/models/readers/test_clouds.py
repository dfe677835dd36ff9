"""Cloud files alone: what they hold, what is left of damaged ones, and what is refused."""

import struct
from pathlib import Path

import laspy
import numpy as np
import pytest
from pypcd4 import Encoding

from models.errors import KnownError, NoSampleError, UnreadableRecordingError
from models.readers import open_episode
from models.streams import PointCloud
from tests.support.cloud_factory import FIELDS, TYPES, columns, write_las, write_pcd, write_ply
from tests.support.data import facts, shared

FACTS = {name: fact for name, fact in facts().items() if name.startswith("pointcloud/")}


def read(path: Path) -> tuple[PointCloud, tuple[str, ...]]:
    """The cloud and the codes of its problems."""
    with open_episode(path) as episode:
        cloud = episode.streams["points"].sample(0)
        return cloud, tuple(problem.code for problem in episode.summary.problems)


@pytest.mark.skipif(not FACTS, reason="the collection of recordings is not here")
@pytest.mark.parametrize("name", FACTS)
def test_clouds_of_the_collection_agree_with_their_facts(name: str) -> None:
    fact = FACTS[name]
    with open_episode(shared(name)) as episode:
        info = episode.streams["points"].describe()
        cloud = episode.streams["points"].sample(0)
        assert episode.summary.problems == ()
        assert (info.count, info.start_ns, info.end_ns) == (1, 0, 0)
    table = np.stack([cloud.points[axis] for axis in "xyz"], axis=1).astype(np.float64)
    finite = table[np.isfinite(table).all(axis=1)]
    # A text of points has a line more than points.
    assert len(cloud.points) == info.shape[0] == fact.get("points", fact.get("lines", 0) - 1)
    assert len(finite) == fact.get("finite_points", len(cloud.points))
    if "fields" in fact:
        assert list(info.channels) == fact["fields"]
    if "header" in fact:
        assert ",".join(info.channels) == fact["header"]
    if "min_xyz" in fact:
        decimals = 4 if "finite_points" in fact else 3
        np.testing.assert_allclose(finite.min(axis=0), fact["min_xyz"], atol=0.6 * 10**-decimals)
        np.testing.assert_allclose(finite.max(axis=0), fact["max_xyz"], atol=0.6 * 10**-decimals)


@pytest.mark.parametrize("encoding", [Encoding.ASCII, Encoding.BINARY, Encoding.BINARY_COMPRESSED])
def test_pcd_keeps_every_field_in_its_own_type(encoding: Encoding, tmp_path: Path) -> None:
    values = columns()
    cloud, problems = read(write_pcd(tmp_path / "c.pcd", encoding, values))
    assert problems == ()
    assert cloud.points.dtype == np.dtype(list(zip(FIELDS, TYPES, strict=True)))
    for name, column in zip(FIELDS, values, strict=True):
        np.testing.assert_allclose(cloud.points[name], column, rtol=1e-6, atol=1e-9)


def test_pcd_padding_is_dropped_and_counts_become_columns(tmp_path: Path) -> None:
    head = (
        "VERSION 0.7\nFIELDS x _ y z n\nSIZE 4 1 4 4 4\nTYPE F U F F F\nCOUNT 1 3 1 1 2\nWIDTH 2\nHEIGHT 1\n"
    )
    rows = [struct.pack("<f3x4f", *(row + i for i in range(5))) for row in (0, 10)]
    (tmp_path / "c.pcd").write_bytes(f"{head}POINTS 2\nDATA binary\n".encode() + b"".join(rows))
    cloud, _ = read(tmp_path / "c.pcd")
    assert cloud.points.dtype.names == ("x", "y", "z", "n_0", "n_1")
    assert cloud.table().tolist() == [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14]]


@pytest.mark.parametrize("faces_first", [False, True])
@pytest.mark.parametrize("coding", ["ascii", "binary_little_endian", "binary_big_endian"])
def test_ply_gives_its_vertices_and_passes_over_faces(coding: str, faces_first: bool, tmp_path: Path) -> None:
    values = columns()
    cloud, problems = read(write_ply(tmp_path / "c.ply", coding, values, faces_first=faces_first))
    assert problems == ()
    assert cloud.points.dtype.names == FIELDS
    for name, column in zip(FIELDS, values, strict=True):
        np.testing.assert_array_equal(cloud.points[name], column)


def test_map_coordinates_of_las_keep_their_millimetres(tmp_path: Path) -> None:
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales, header.offsets = [0.001] * 3, [500_000, 5_400_000, 0]
    header.add_extra_dim(laspy.ExtraBytesParams("confidence", "float32"))
    las = laspy.LasData(header)
    las.x, las.y = np.array([512700.123, 512700.124]), np.array([5403547.501, 5403547.502])
    las.z = np.array([1.5, 2.5])
    las["confidence"] = [0.25, 0.75]
    for name in ("c.las", "c.laz"):
        las.write(str(tmp_path / name))
        cloud, problems = read(tmp_path / name)
        assert problems == ()
        np.testing.assert_allclose(cloud.points["x"], [512700.123, 512700.124], atol=1e-6)
        assert cloud.points["confidence"].tolist() == [0.25, 0.75]
        with open_episode(tmp_path / name) as episode:
            assert episode.summary.attributes["las.offset"] == "500000.0 5400000.0 0.0"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x,y,z,intensity\n1,2,3,4\n5,6,7,8\n", ("x", "y", "z", "intensity")),
        ("//X Y Z\n1 2 3\n5 6 7\n", ("x", "y", "z")),
        ("1;2;3;9\r\n5;6;7;9\r\n", ("x", "y", "z", "column_4")),
    ],
)
def test_text_of_points_with_and_without_a_header(text: str, names: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(text, newline="")
    cloud, problems = read(tmp_path / "c.csv")
    assert (cloud.points.dtype.names, len(cloud.points), problems) == (names, 2, ())
    assert cloud.xyz().tolist() == [[1, 2, 3], [5, 6, 7]]


def test_text_that_is_no_cloud_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for name, text in (("a.csv", "name,age\nlin,3\n"), ("b.txt", "1 2 3\n4 5 6\n"), ("c.csv", "")):
        (tmp_path / name).write_text(text)
        with pytest.raises(UnreadableRecordingError, match="no recording"):
            open_episode(tmp_path / name)


@pytest.mark.parametrize(
    "kind", ["ascii.pcd", "binary.pcd", "compressed.pcd", "ascii.ply", "binary.ply", "c.las"]
)
def test_a_cloud_cut_short_gives_the_points_before(kind: str, tmp_path: Path) -> None:
    path = tmp_path / kind
    values = columns(2000)
    match kind.split("."):
        case "c", _:
            write_las(path, values)
        case coding, "pcd":
            write_pcd(path, Encoding({"compressed": "binary_compressed"}.get(coding, coding)), values)
        case coding, _:
            write_ply(path, {"binary": "binary_little_endian"}.get(coding, coding), values)
    whole, _ = read(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.9)])
    cloud, problems = read(path)
    assert set(problems) == {"truncated"}
    assert 1000 < len(cloud.points) < 2000 if kind != "compressed.pcd" else 0 < len(cloud.points) < 2000
    assert cloud.points.tobytes() == whole.points[: len(cloud.points)].tobytes()


def test_laz_without_its_table_of_chunks_gives_the_points_before() -> None:
    path = shared("pointcloud/autzen_trim.laz")
    whole, _ = read(path)
    copy = _cut(path, 0.5)
    try:
        cloud, problems = read(copy)
    finally:
        copy.unlink()
    assert set(problems) == {"truncated"}
    assert len(cloud.points) == 51_000
    assert cloud.points.tobytes() == whole.points[:51_000].tobytes()


def _cut(path: Path, share: float) -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=path.suffix, delete=False) as file:
        data = path.read_bytes()
        file.write(data[: int(len(data) * share)])
    return Path(file.name)


@pytest.mark.parametrize("count", [10**9, 10**18, -1])
@pytest.mark.parametrize("kind", ["binary", "ascii", "binary_compressed", "ply"])
def test_absurd_counts_allocate_nothing(kind: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / "c"
    if kind == "ply":
        head = f"ply\nformat binary_little_endian 1.0\nelement vertex {count}\n"
        head += "property float x\nproperty float y\nproperty float z\nend_header\n"
    else:
        head = (
            f"VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nPOINTS {count}\nDATA {kind}\n"
        )
    path.write_bytes(head.encode() + b"\x10\x00\x00\x00\x10\x00\x00\x00" + bytes(16))
    try:
        cloud, problems = read(path)
    except KnownError:
        return
    assert len(cloud.points) <= 2
    assert set(problems) == {"truncated"}


def test_a_cloud_without_positions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.pcd").write_text("FIELDS a b\nSIZE 4 4\nTYPE F F\nPOINTS 1\nDATA ascii\n1 2\n")
    with pytest.raises(UnreadableRecordingError, match="no x, y and z"):
        open_episode(tmp_path / "c.pcd")


def test_a_cloud_that_went_away_is_a_known_error(tmp_path: Path) -> None:
    path = write_pcd(tmp_path / "c.pcd", Encoding.BINARY, columns())
    with open_episode(path) as episode:
        path.unlink()
        with pytest.raises(NoSampleError, match="cannot be read"):
            episode.streams["points"].sample(0)
