"""Whether a label file is sound, asked without owning it."""

import time
from pathlib import Path

import pytest

from models.errors import StoreError
from models.review import Role
from models.storage.integrity import faults
from models.storage.label_store import FILE_NAME, LabelStore


def test_a_file_that_is_open_elsewhere_can_be_asked(tmp_path: Path):
    with LabelStore.open(tmp_path, user="anna", role=Role.ANNOTATOR, now_ns=time.time_ns()):
        before = sorted(tmp_path.iterdir())
        assert faults(tmp_path / FILE_NAME) == ()
        assert sorted(tmp_path.iterdir()) == before


def test_a_scribbled_page_is_a_fault(tmp_path: Path):
    with LabelStore.open(tmp_path, user="anna", role=Role.ANNOTATOR, now_ns=time.time_ns()):
        pass
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[-4096:] = b"\xa5" * 4096
    path.write_bytes(content)
    assert faults(path)


@pytest.mark.parametrize("content", [None, b"no database " * 1000])
def test_what_is_no_label_file_is_a_sentence(tmp_path: Path, content: bytes | None):
    path = tmp_path / "x.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be read"):
        faults(path)
