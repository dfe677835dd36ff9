"""A labels file: exact times, and a recording that is found again from where the file lies."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from models.errors import KnownError
from models.exports.files import Options
from models.exports.labels_json import read, write
from tests.support.label_sets import Case, cases, imported, plain_case, some


@some
@given(case=cases())
def test_phases_come_back_exactly(case: Case, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("json") / "labels.json"
    path.write_bytes(write([case.labels], path, Options()).files[0].content())
    answer = read(path, Options())(case.base)
    assert answer is not None
    assert [(p.label, p.start_ns, p.end_ns) for p in imported(case, answer).track.phases] == [
        (p.label, p.start_ns, p.end_ns) for p in case.document.track.phases
    ]


def test_a_recording_beside_the_file_is_named_by_its_name(tmp_path: Path):
    (tmp_path / "a.mcap").touch()
    labels = replace(plain_case().labels, recording=str(tmp_path / "a.mcap"), inner_id="a")
    told = json.loads(write([labels], tmp_path / "a.labels.json", Options()).files[0].content())
    assert (told["recording"], told["task"], list(told)) == (
        "a.mcap",
        "pick",
        ["recording", "task", "phases", "rushes_labels"],
    )
    assert told["phases"][0] == {"label": "idle", "start_ns": 0, "end_ns": 333_333_333}


def test_one_of_several_episodes_is_named():
    labels = replace(plain_case().labels, recording="/data/set", inner_id="7")
    assert json.loads(write([labels], Path(), Options()).files[0].content())["episode"] == "7"


def test_only_one_episode_fits_into_a_file():
    labels = plain_case().labels
    with pytest.raises(KnownError, match="here are 2: choose one"):
        write([labels, labels], Path(), Options())


@pytest.mark.parametrize("text", ["[", "[]", '{"recording": "a"}', '{"recording": "a", "phases": [{}]}'])
def test_what_is_no_labels_file_is_a_sentence(text: str, tmp_path: Path):
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match=r"is no labels file|is no JSON"):
        read(tmp_path / "a.json", Options())
