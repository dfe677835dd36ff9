"""The same bytes give the same text everywhere, and nobody's text leads out of the recording."""

import hashlib
import json
import shutil
import tracemalloc
from pathlib import Path

import pytest

from models.errors import KnownError
from models.media import manifest as module
from models.media.manifest import FILE_NAME, Kind, manifest_from, manifest_of
from models.readers.place import place
from tests.support.servers import s3_server


def test_a_file_is_its_name_length_and_digest(file: Path):
    manifest = manifest_of(file)
    (entry,) = manifest.files
    assert (manifest.kind, entry.path, entry.nbytes) == (Kind.FILE, "take.mcap", file.stat().st_size)
    assert entry.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert manifest.sha256 == hashlib.sha256(manifest.text.encode()).hexdigest()
    assert manifest_from(manifest.text) == manifest


def test_a_copied_folder_has_the_same_text(folder: Path, tmp_path: Path):
    shutil.copytree(folder, tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / ".DS_Store").write_bytes(b"litter")
    manifest = manifest_of(folder)
    assert [entry.path for entry in manifest.files] == [
        ".zattrs", "data/a.parquet", "data/b.parquet", "meta/info.json",
    ]  # fmt: skip
    assert manifest_of(tmp_path / "elsewhere").text == manifest.text
    (tmp_path / "elsewhere" / "data" / "a.parquet").write_bytes(b"other")
    assert manifest_of(tmp_path / "elsewhere").text != manifest.text


def test_its_own_text_in_the_folder_is_no_part_of_it(folder: Path):
    before = manifest_of(folder)
    (folder / FILE_NAME).write_text(before.text, encoding="ascii")
    assert manifest_of(folder) == before
    (folder / FILE_NAME).write_text("{}", encoding="ascii")
    assert manifest_of(folder) != before


def test_a_folder_in_a_bucket_has_the_text_of_the_folder_on_a_disk(folder: Path):
    import boto3

    with s3_server():
        client = boto3.client("s3")
        for path in folder.rglob("*"):
            if path.is_file():
                client.upload_file(str(path), "rushes-test", f"day/set/{path.relative_to(folder).as_posix()}")
        assert manifest_of(place("s3://rushes-test/day/set")).text == manifest_of(folder).text


def test_a_long_file_is_read_in_pieces(tmp_path: Path):
    with (tmp_path / "long.mcap").open("wb") as file:
        file.truncate(200 << 20)
    told: list[int] = []
    tracemalloc.start()
    manifest_of(tmp_path / "long.mcap", told.append)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(told) == 200 << 20
    assert peak < 32 << 20


def test_a_file_that_changes_meanwhile_has_none(file: Path):
    def write_on(_nbytes: int) -> None:
        with file.open("ab") as out:
            out.write(b"more")

    with pytest.raises(KnownError, match="changed while it was read"):
        manifest_of(file, write_on)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a//b", "a\\b", "", "a/../b", "a\nb"])
def test_a_text_whose_paths_lead_elsewhere_is_refused(file: Path, name: str):
    document = json.loads(manifest_of(file).text)
    document["files"][0]["path"] = name
    with pytest.raises(KnownError, match="no manifest"):
        manifest_from(json.dumps(document))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "[" * 5000, '{"files":[],"format":"x","kind":"file"}']
)
def test_what_is_none_is_refused(text: str):
    with pytest.raises(KnownError, match="no manifest"):
        manifest_from(text)


def test_nothing_there_and_nothing_in_it_are_sentences(tmp_path: Path):
    for path, words in ((tmp_path / "gone", "does not exist"), (tmp_path, "holds no file")):
        with pytest.raises(KnownError, match=words):
            module.manifest_of(path)
