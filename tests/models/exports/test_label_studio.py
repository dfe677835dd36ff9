"""Label Studio's tasks, held against the schema that its SDK states and read back."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from models.errors import KnownError
from models.exports.files import Answer, Options
from models.exports.label_studio import read, write
from models.exports.labelset import LabelSet
from models.exports.losses import Losses
from models.labelling.document import Mark, Remark
from models.phases import Phase, PhaseTrack
from tests.support.label_sets import (
    Case,
    assert_no_farther,
    assert_unchanged,
    cases,
    imported,
    left_out,
    plain_case,
    some,
    without_ids,
)


def written(path: Path, *labelsets: LabelSet, plain: bool = False) -> Losses:
    export = write(labelsets, path, Options(made_at="2026-11-22T17:00:00+00:00", plain=plain))
    path.write_bytes(export.files[0].content())
    return export.losses


def taken(case: Case, path: Path) -> Answer:
    answer = read(path, Options())(case.base)
    assert answer is not None
    return answer


@some
@given(case=cases())
def test_no_boundary_moves_beyond_what_the_report_states(
    case: Case, tmp_path_factory: pytest.TempPathFactory
):
    path = tmp_path_factory.mktemp("studio") / "labels.json"
    losses = written(path, case.labels)
    after = imported(case, taken(case, path))
    assert_no_farther(case, after, losses)
    if not left_out(losses):
        assert_unchanged(case, taken(case, path))
    assert (after.grade, after.reasons, after.note) == (
        case.document.grade,
        case.document.reasons,
        case.document.note,
    )


def test_cuts_on_frames_come_back_exactly(tmp_path: Path):
    case = plain_case()
    assert not written(tmp_path / "a.json", case.labels)
    assert without_ids(imported(case, taken(case, tmp_path / "a.json"))) == without_ids(case.document)


def test_frames_count_from_one_and_the_last_is_included(tmp_path: Path):
    written(tmp_path / "a.json", plain_case().labels)
    (task,) = json.loads((tmp_path / "a.json").read_text("utf-8"))
    values = [
        result["value"] for result in task["annotations"][0]["result"] if result["from_name"] == "phase"
    ]
    assert [value["ranges"] for value in values][:3] == [
        [{"start": 1, "end": 10}],
        [{"start": 11, "end": 11}],
        [{"start": 12, "end": 25}],
    ]


def test_values_fit_the_schema_that_the_sdk_states(tmp_path: Path):
    """Of ``TimelineLabelsTag``, and of an annotation: regions name a control and an object of the interface."""
    jsonschema = pytest.importorskip(
        "jsonschema", reason="jsonschema of the development packages is not installed"
    )
    written(tmp_path / "a.json", laned().labels)
    (task,) = json.loads((tmp_path / "a.json").read_text("utf-8"))
    interface = ElementTree.fromstring(task["data"]["rushes_config"])
    names = {tag.get("name") for tag in interface.iter()}
    labels = [tag.get("value") for tag in interface.iter("Label")]
    number = {"type": "number"}
    ranges = {"type": "object", "properties": {"start": number, "end": number}, "required": ["start", "end"]}
    value = {
        "type": "object",
        "properties": {
            "ranges": {"type": "array", "items": ranges, "minItems": 1},
            "timelinelabels": {"type": "array", "items": {"enum": labels}, "minItems": 1},
        },
        "required": ["ranges", "timelinelabels"],
    }
    for region in task["annotations"][0]["result"]:
        assert {region["from_name"], region["to_name"]} <= names
        if region["type"] == "timelinelabels":
            jsonschema.validate(region["value"], value)


def test_seconds_of_a_time_series_are_read_too(tmp_path: Path):
    value = {"start": 0.5, "end": 1.0, "timeserieslabels": ["grasp"]}
    task = {"data": {}, "annotations": [{"result": [{"type": "timeserieslabels", "value": value}]}]}
    (tmp_path / "a.json").write_text(json.dumps(task), encoding="utf-8")
    answer = read(tmp_path / "a.json", Options())(plain_case().base, anyway=True)
    assert answer is not None
    assert [(s.code, s.start_ns, s.end_ns) for s in answer.labels.segments] == [
        ("grasp", 500_000_000, 1_000_000_000)
    ]


def laned() -> Case:
    """With an arm, a slip of three frames, a contact of a moment, and a question, all on frames."""
    case = plain_case()
    stamps_ns = [int(t_ns) for t_ns in case.frames.stamps_ns]
    whole = case.document.range
    arm = (
        Phase("l1", "grasp", whole.start_ns, stamps_ns[20], "left", text="take it"),
        Phase("l2", "取罐", stamps_ns[20], whole.end_ns, "left"),
    )
    document = replace(
        case.document,
        arms=(PhaseTrack(whole, arm, "left"),),
        marks=(
            Mark("m1", "mistakes", "slip", stamps_ns[5], stamps_ns[8], "oops"),
            Mark("m2", "events", "contact", stamps_ns[30], stamps_ns[30]),
        ),
        remarks=(Remark("r1", stamps_ns[7], "李", "which can?", kind="question", asked="lead"),),
    )
    return replace(case, document=document)


def test_arms_events_and_remarks_have_controls_of_their_own(tmp_path: Path):
    losses = written(tmp_path / "a.json", laned().labels, plain=True)
    assert losses.sentences == (
        "Label Studio has no place for whom a question goes to and for answers; left out: 1",
    )
    (task,) = json.loads((tmp_path / "a.json").read_text("utf-8"))
    regions = {one["id"]: one for one in task["annotations"][0]["result"]}
    told = [
        (one["from_name"], one["value"]["timelinelabels"], one["value"]["ranges"], one.get("meta"))
        for one in (regions[name] for name in ("left_0", "event_0", "event_1", "remark_0"))
    ]
    assert told == [
        ("phase_left", ["grasp"], [{"start": 1, "end": 20}], {"text": ["take it"]}),
        ("event_mistakes", ["slip"], [{"start": 6, "end": 8}], {"text": ["oops"]}),
        ("event_events", ["contact"], [{"start": 31, "end": 31}], None),
        ("remark_李", ["question"], [{"start": 8, "end": 8}], {"text": ["which can?"]}),
    ]
    after = imported(laned(), taken(laned(), tmp_path / "a.json"))
    bare = replace(laned().document, remarks=(replace(laned().document.remarks[0], asked=""),))
    assert without_ids(after) == without_ids(bare)


def test_of_several_controls_of_others_one_must_be_named(tmp_path: Path):
    """As Label Studio itself exports a project with two controls on one video, and a third on its time series."""
    results = [
        region("steps", "timelinelabels", {"ranges": [{"start": 1, "end": 30}], "timelinelabels": ["grasp"]}),
        region("steps", "timelinelabels", {"ranges": [{"start": 31, "end": 60}], "timelinelabels": ["取罐"]}),
        region("left", "timelinelabels", {"ranges": [{"start": 1, "end": 60}], "timelinelabels": ["idle"]}),
        region("force", "timeserieslabels", {"start": 0.5, "end": 1.0, "timeserieslabels": ["peak"]}),
        region("box", "videorectangle", {"sequence": [], "labels": ["Car"]}),
    ]
    task = {"id": 7, "data": {"video": "/data/upload/a.mp4"}, "annotations": [{"id": 9, "result": results}]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    case = plain_case()
    with pytest.raises(KnownError, match="tiers steps, left, force; say which"):
        read(path, Options())(case.base, anyway=True)
    answer = read(path, Options(tier="steps"))(case.base, anyway=True)
    assert answer is not None
    assert answer.losses.sentences == ("Label Studio: results of other controls, not taken: 1",)
    after = imported(case, answer)
    assert [(one.label, one.start_ns) for one in after.track.phases] == [
        ("grasp", 0),
        ("取罐", int(case.frames.stamps_ns[30])),
    ]
    assert [(arm.tier, [one.label for one in arm.phases]) for arm in after.arms] == [("left", ["idle"])]


def region(control: str, kind: str, value: dict[str, object]) -> dict[str, object]:
    return {"id": "x", "from_name": control, "to_name": "video", "type": kind, "value": value}


def test_a_file_of_several_tasks_gives_each_episode_its_own(tmp_path: Path):
    case = plain_case()
    other = replace(case.labels, episode_id="another", episode="another", grade="success", reasons=())
    written(tmp_path / "a.json", case.labels, other)
    assert taken(case, tmp_path / "a.json").labels.grade == "failure"


@pytest.mark.parametrize("text", ["[", "3", '[{"data": 1}]', '{"data": {}, "annotations": [{"result": 5}]}'])
def test_what_is_no_export_is_a_sentence(text: str, tmp_path: Path):
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match="is no export of Label Studio"):
        read(tmp_path / "a.json", Options())(plain_case().base, anyway=True)
