"""Own path, rule, known copy, cache; another file of the same name is passed over."""

import shutil
from pathlib import Path

import pytest

from models.episode import EpisodeRecord
from models.ingest.fingerprint import file_fingerprint
from models.media.cache import MediaCache
from models.media.fetch import Wish, fetch
from models.media.locate import AbsentRecordingError, Whereabouts, locate, places_of
from models.media.mapping import PathRule
from tests.support.servers import http_server


@pytest.fixture
def record(file: Path) -> EpisodeRecord:
    return EpisodeRecord(
        "e1", "/rec/take.mcap", "take", "take", "mcap", 0, 10, fingerprint=file_fingerprint(file)
    )


def test_the_order(record: EpisodeRecord):
    known = Whereabouts(
        (PathRule("/rec", "/mnt"), PathRule("s3://b", "/fast")), ("s3://b/take.mcap", "/copy/take.mcap")
    )
    assert places_of(record.path, known) == (
        "/mnt/take.mcap", "/rec/take.mcap", "/fast/take.mcap", "/copy/take.mcap", "s3://b/take.mcap",
    )  # fmt: skip


def test_by_a_rule_by_a_copy_and_in_the_cache(record: EpisodeRecord, file: Path, cache: MediaCache):
    rules = (PathRule("/rec", str(file.parent)),)
    assert locate(record, Whereabouts(rules), cache) == str(file)
    assert locate(record, Whereabouts(copies=(str(file),)), cache) == str(file)
    with http_server(file.parent) as served:
        url = f"{served.url}/take.mcap"
        assert locate(record, Whereabouts(copies=(url,)), cache) == url
        fetched = fetch(cache, Wish(record.fingerprint, "take", (url,))).path
        asked = served.requests
        assert locate(record, Whereabouts(copies=(url,)), cache) == str(fetched)
        assert served.requests == asked


def test_another_file_of_that_name_is_passed_over(record: EpisodeRecord, file: Path, tmp_path, cache):
    other = tmp_path / "mnt" / "take.mcap"
    other.parent.mkdir()
    other.write_bytes(b"another take")
    known = Whereabouts((PathRule("/rec", str(other.parent)),), (str(file),))
    assert locate(record, known, cache) == str(file)
    shutil.copy(file, other)
    assert locate(record, known, cache) == str(other)


def test_nowhere_is_said_with_what_was_tried(record: EpisodeRecord, cache: MediaCache):
    with pytest.raises(AbsentRecordingError, match=r"none of its places: /rec/take\.mcap"):
        locate(record, Whereabouts(), cache)
    with pytest.raises(AbsentRecordingError, match="Nobody knows"):
        locate(EpisodeRecord("e", "", "", "take", "mcap", 0, 1), Whereabouts(), cache)
    with pytest.raises(AbsentRecordingError, match="cannot be reached"):
        locate(record, Whereabouts(copies=("http://127.0.0.1:9/take.mcap",)), cache)
