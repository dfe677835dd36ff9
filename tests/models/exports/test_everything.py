"""Everything that can be said of an episode, through every format: it comes back, and others miss what is told."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exports.dropped import MEMBERS, PARTS
from models.exports.files import Answer, Options
from models.exports.formats import FORMATS, Format, Shape
from models.exports.losses import NOTHING_LOST, Losses
from models.labelling.document import Document
from tests.support.label_sets import (
    Case,
    assert_no_farther,
    imported,
    left_out,
    taken_over,
    whole,
    whole_cases,
    without_ids,
)
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.placed import fresh, placed, records_of, stamps_of

EXACT = [one for one in FORMATS if one.name in {"csv", "parquet", "mcap"}]
FILES = [one for one in FORMATS if one.shape is not Shape.DATASET]
ROUNDING = [one for one in FILES if one not in EXACT]
DATASETS = [one for one in FORMATS if one.shape is Shape.DATASET]
SAID: dict[str, Callable[[Document], object]] = {
    "grade": lambda document: document.grade,
    "reasons": lambda document: document.reasons,
    "note": lambda document: document.note,
    "remarks": lambda document: sorted((one.author, one.text) for one in document.remarks),
    "marks": lambda document: sorted((one.tier, one.label) for one in document.marks),
    "tiers": lambda document: [(one.tier, one.label) for arm in document.arms for one in arm.phases],
    "texts": lambda document: [one.text for one in document.track.phases],
    "score": lambda document: document.score,
    "rubric": lambda document: document.rubric,
    "instruction": lambda document: document.instruction,
    "instruction_zh": lambda document: document.instruction_zh,
    "unusable": lambda document: document.unusable,
}
ONLY_SUCCESS = {"lerobot", "gr00t"}
FULL, PLAIN = Options(), Options(plain=True)


@dataclass(frozen=True)
class Way:
    """What was written and what was read of it."""

    chosen: Format
    losses: Losses
    answer: Answer


def sent(chosen: Format, case: Case, path: Path, options: Options = FULL) -> Way:
    export = chosen.write([case.labels], path, options)
    path.write_bytes(export.files[0].content())
    return read(chosen, export.losses, case, path)


def read(chosen: Format, losses: Losses, case: Case, path: Path) -> Way:
    answer = chosen.read(path, Options())(case.base, anyway=True)
    assert answer is not None
    return Way(chosen, losses, answer)


def kept(chosen: Format) -> frozenset[str]:
    module: Any = import_module(chosen.module)
    return frozenset(module.KEPT if hasattr(module, "KEPT") else MEMBERS)


def assert_told(case: Case, way: Way) -> None:
    """What the format has no place for is counted, and all else came back."""
    after, held = imported(case, way.answer), kept(way.chosen)
    parts = {part for name, parts in PARTS.items() if name not in held for part in parts}
    told = {loss.template: loss.n for loss in way.losses.items}
    for name, member in MEMBERS.items():
        count = int(member.count(case.labels))
        if name not in held:
            assert told.get(member.template, 0) == (0 if name in parts else count)
        elif name in SAID and not left_out(way.losses):
            before, now = SAID[name](case.document), SAID[name](after)
            if name == "marks" and any("joins events" in one for one in way.losses.sentences):
                before, now = set(before), set(now)  # type: ignore[call-overload]
            lost = name == "grade" and way.chosen.name in ONLY_SUCCESS and before != "success"
            assert now == ("" if lost else before)


def assert_lanes_no_farther(case: Case, way: Way) -> None:
    """No end of an event, and no boundary of an arm, lies farther from one that was there than the report states."""
    after, bound_ns = imported(case, way.answer), way.losses.largest_ns
    for mark in after.marks:
        same = [one for one in case.document.marks if (one.tier, one.label) == (mark.tier, mark.label)]
        assert min(abs(mark.start_ns - one.start_ns) for one in same) <= bound_ns
        assert min(abs(mark.end_ns - one.end_ns) for one in same) <= bound_ns
    for arm in after.arms:
        edges = {
            t_ns for one in case.document.track_of(arm.tier).phases for t_ns in (one.start_ns, one.end_ns)
        }
        assert all(min(abs(t_ns - edge) for edge in edges) <= bound_ns for t_ns in arm.boundaries_ns)


def assert_settled(case: Case, way: Way) -> None:
    """The same file once more is no edit."""
    once = imported(case, way.answer)
    assert taken_over(once, way.answer) == once


def assert_all_of_it(case: Case, way: Way) -> None:
    """Onto an empty episode as it was, and onto itself no edit."""
    assert way.answer.losses == NOTHING_LOST
    assert without_ids(imported(case, way.answer)) == without_ids(case.document)
    assert taken_over(case.document, way.answer) == case.document


@pytest.mark.parametrize("chosen", FILES, ids=lambda one: one.name)
@whole
@given(case=whole_cases())
def test_all_of_it_comes_back(chosen: Format, case: Case, tmp_path_factory: pytest.TempPathFactory):
    way = sent(chosen, case, tmp_path_factory.mktemp("all") / "labels.json")
    assert_all_of_it(case, way)
    assert not any("left out" in one for one in way.losses.sentences if "hold no" not in one)


@pytest.mark.parametrize("chosen", EXACT, ids=lambda one: one.name)
@whole
@given(case=whole_cases())
def test_tables_and_events_keep_all_of_it(
    chosen: Format, case: Case, tmp_path_factory: pytest.TempPathFactory
):
    way = sent(chosen, case, tmp_path_factory.mktemp("exact") / "labels")
    assert way.losses == NOTHING_LOST
    assert_all_of_it(case, way)
    assert_settled(case, way)


@pytest.mark.parametrize("chosen", ROUNDING, ids=lambda one: one.name)
@whole
@given(case=whole_cases())
def test_what_does_not_come_back_is_told(
    chosen: Format, case: Case, tmp_path_factory: pytest.TempPathFactory
):
    way = sent(chosen, case, tmp_path_factory.mktemp("rounding") / "labels.json", PLAIN)
    assert_no_farther(case, imported(case, way.answer), way.losses)
    assert_told(case, way)
    assert_lanes_no_farther(case, way)
    assert_settled(case, way)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(tmp_path_factory.mktemp("sets") / "set", Recipe(version="v2.1", lengths=(40,)))


@pytest.mark.parametrize("chosen", DATASETS, ids=lambda one: one.name)
@settings(whole, max_examples=8)
@given(data=st.data())
def test_all_of_it_comes_back_from_data_sets(
    chosen: Format, root: Path, tmp_path_factory, data: st.DataObject
):
    (record,) = records_of(root)
    case = data.draw(whole_cases(stamps_ns=stamps_of(record), inner_id="0"))
    path = fresh(tmp_path_factory.getbasetemp(), chosen.name)
    export = placed(chosen.name, [case.labels], root, path)
    assert_all_of_it(case, read(chosen, export.losses, case, path))


@pytest.mark.parametrize("chosen", DATASETS, ids=lambda one: one.name)
@settings(whole, max_examples=8)
@given(data=st.data())
def test_data_sets_tell_what_they_lose(chosen: Format, root: Path, tmp_path_factory, data: st.DataObject):
    (record,) = records_of(root)
    case = data.draw(whole_cases(stamps_ns=stamps_of(record), inner_id="0"))
    path = fresh(tmp_path_factory.getbasetemp(), chosen.name)
    export = placed(chosen.name, [case.labels], root, path, PLAIN)
    way = read(chosen, export.losses, case, path)
    assert_no_farther(case, imported(case, way.answer), way.losses, joined=chosen.name == "gr00t")
    assert_told(case, way)
    assert_lanes_no_farther(case, way)
    assert_settled(case, way)
