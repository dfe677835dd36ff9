"""Events of an MCAP file, read by the format's own reader and taken back exactly."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from mcap.reader import make_reader

from models.errors import KnownError
from models.exports.files import Answer, Options
from models.exports.foxglove_events import SCHEMA, read, write
from models.exports.labelset import LabelSet, Mark
from models.exports.losses import NOTHING_LOST, Losses
from models.labelling.document import Remark
from models.readers import open_episode
from models.timebase import NS_PER_S, TimeRange
from tests.support.label_sets import Case, cases, imported, plain_case, some, without_ids


def written(labels: LabelSet, path: Path) -> Losses:
    export = write([labels], path, Options())
    path.write_bytes(export.files[0].content())
    return export.losses


def taken(case: Case, path: Path) -> Answer:
    answer = read(path, Options())(case.base)
    assert answer is not None
    return answer


def messages(path: Path) -> list[tuple[Any, Any, Any, dict[str, Any]]]:
    with path.open("rb") as file:
        return [(s, c, m, json.loads(m.data)) for s, c, m in make_reader(file).iter_messages()]


@some
@given(case=cases())
def test_what_is_read_is_what_was_written(case: Case, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("events") / "labels.mcap"
    assert written(case.labels, path) == NOTHING_LOST
    assert without_ids(imported(case, taken(case, path))) == without_ids(case.document)


def test_the_reader_of_the_format_finds_events_of_the_schema(tmp_path: Path):
    case = plain_case()
    written(case.labels, tmp_path / "a.mcap")
    told = messages(tmp_path / "a.mcap")
    assert {(schema.name, schema.encoding, channel.message_encoding) for schema, channel, _, _ in told} == {
        ("foxglove.Event", "jsonschema", "json")
    }
    assert json.loads(told[0][0].data) == SCHEMA
    for _, _, message, event in told:
        assert message.log_time == event["start_time"]["sec"] * NS_PER_S + event["start_time"]["nsec"]
        keys = [pair["key"] for pair in event["metadata"]]
        assert len(set(keys)) == len(keys)
    first = told[1][3]
    assert first["end_time"] == {"sec": 0, "nsec": case.document.track.phases[0].end_ns - 1}
    assert {"key": "label", "value": "idle"} in first["metadata"]
    assert {"key": "name_zh_CN", "value": "名称0"} in first["metadata"]


def test_messages_fit_the_json_schema(tmp_path: Path):
    jsonschema = pytest.importorskip(
        "jsonschema", reason="jsonschema of the development packages is not installed"
    )
    written(plain_case().labels, tmp_path / "a.mcap")
    for _, _, _, event in messages(tmp_path / "a.mcap"):
        jsonschema.validate(event, SCHEMA)


def test_the_file_opens_beside_its_recording(tmp_path: Path):
    written(plain_case().labels, tmp_path / "a.mcap")
    with open_episode(tmp_path / "a.mcap") as episode:
        assert episode.streams["/rushes/labels"].info.count == 7


def test_events_points_and_remarks_are_kept(tmp_path: Path):
    case = plain_case()
    marks = (Mark("slip", 5, 5, "oops"), Mark("contact", 7, 8))
    labels = replace(case.labels, marks=marks, remarks=(Remark("r", 9, "li", "look"),))
    assert written(labels, tmp_path / "a.mcap") == NOTHING_LOST
    assert taken(case, tmp_path / "a.mcap").labels.marks == marks


def test_an_episode_before_1970_is_refused(tmp_path: Path):
    labels = replace(plain_case().labels, range=TimeRange(-1, 5))
    with pytest.raises(KnownError, match="begins before 1970"):
        write([labels], tmp_path / "a.mcap", Options())


def test_what_is_no_mcap_file_is_a_sentence(tmp_path: Path):
    (tmp_path / "a.mcap").write_bytes(b"nothing")
    with pytest.raises(KnownError, match="is no MCAP file of events"):
        read(tmp_path / "a.mcap", Options())
