"""Whatever a catalog applies can be folded by everybody; what a program makes is never called malformed.

Good change-sets come from commands, as in the window; mutated ones are good ones with something replaced, added or
taken away; hostile ones are made of whatever JSON holds. Both homes must answer the same, word for word.
"""

import copy
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalog import wire
from models.episode import EpisodeRecord
from models.errors import RefusedEditError
from models.labelling.apply import apply
from models.labelling.changes import changeset_to_json, fold
from models.labelling.commands import (
    AddMark,
    AddRemark,
    AskQuestion,
    Command,
    CutPhase,
    DeletePhase,
    MergePhase,
    MoveBoundary,
    MoveMark,
    RemoveMark,
    RemoveRemark,
    SetGrade,
    SetInstruction,
    SetNote,
    SetPhaseGrade,
    SetPrivacy,
    SetRubric,
    SetScore,
    SetUnusable,
    SplitPhase,
    TakePhases,
)
from models.labelling.document import Document, Mark, Remark, empty_document
from models.privacy import Flag, Privacy, Region
from models.review import Role
from models.storage.values import Answer, AnswerStatus
from tests.support.catalogs import TAXONOMY, Desk, Home, changeset, episode, new_id, sqlite_home
from tests.support.labels import proposed
from tests.support.raw_push import parcel_of, push_raw

EXAMPLES = 60
_BIG = [0, 1, -1, 5, 2**53, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**19, 10**25]
_ODD = [
    None,
    True,
    0.5,
    1.0,
    1e20,
    "",
    "x",
    "\0",
    "\ud800",
    "reach",
    "draft",
    "x" * 1001,
    [],
    ["a"],
    [["a"]],
    [1],
    {},
    {"id": "p"},
]
_FIELDS = [
    "state", "grade", "reasons", "note", "annotator", "privacy", "taxonomy_version",
    "score", "rubric", "instruction", "unusable", "colour", "", 7,
]  # fmt: skip
_SMALL = st.sampled_from([0, 1, 5, 6, 1000, 1001, -1, "", "left", "cannot_judge", "0"])
numbers = st.integers(0, 2**31)
values = st.one_of(
    st.sampled_from(_BIG),
    st.sampled_from(_ODD),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
        max_leaves=4,
    ),
)
regions = st.fixed_dictionaries(
    {"id": st.sampled_from(["r", "s"]), "stream": st.just("/camera")},
    optional={
        "start_ns": st.integers(0, 5) | values,
        "end_ns": st.integers(3, 9) | values,
        "width": values,
        "state": values,
    },
)
said = _SMALL | values | st.dictionaries(st.sampled_from(["smooth", ""]), _SMALL, max_size=2)
hostile = st.one_of(
    st.fixed_dictionaries(
        {"op": st.just("set_field")},
        optional={"body": st.fixed_dictionaries({"field": st.sampled_from(_FIELDS), "value": said})},
    ),
    st.lists(regions, max_size=2).map(
        lambda some: {"op": "set_field", "body": {"field": "privacy", "value": {"regions": some}}}
    ),
    st.fixed_dictionaries(
        {
            "op": st.sampled_from(
                [
                    "put_phase",
                    "put_phase",
                    "drop_phase",
                    "put_remark",
                    "drop_remark",
                    "put_mark",
                    "drop_mark",
                    "paint",
                ]
            ),
            "body": st.fixed_dictionaries(
                {"id": st.sampled_from(["p", "q", "", "p" * 1001])},
                optional=dict.fromkeys(("start_ns", "end_ns", "t_ns"), st.integers(0, 9) | values)
                | dict.fromkeys(
                    ("label", "author", "text", "tier"), st.sampled_from(["grasp", "left"]) | values
                )
                | dict.fromkeys(("confidence_pm", "raw_ns", "grade", "answer", "kind"), _SMALL)
                | {"more": values},
            ),
        }
    ),
    values,
)


def command_of(document: Document, number: int) -> Command:
    """One of what the window offers, by a number."""
    t_ns = number * 7_919 % document.range.end_ns
    phases, remarks, marks = document.phases, document.remarks, document.marks
    tier = ("", "left", "right")[number % 3]
    label = TAXONOMY.phases[number % len(TAXONOMY.phases)].code
    some = phases[number % len(phases)].id if phases else "none"
    offers: list[Command] = [
        CutPhase(t_ns, label, new_id(), new_id()),
        CutPhase(t_ns, label, new_id(), new_id(), tier, t_ns + 3, "import"),
        SplitPhase(t_ns, new_id(), tier),
        TakePhases(tuple(replace(one, id=new_id()) for one in proposed(document, t_ns, label, number)), tier),
        SetPhaseGrade(some, "failure"),
        SetInstruction(some, "grasp", "抓取"),
        SetInstruction("", "fold", "叠"),
        SetScore(number % 6),
        SetRubric((("smooth", 1 + number % 5),)),
        SetUnusable("cannot_judge", ("camera_frozen",)),
        AddMark(Mark(new_id(), "events", "contact", t_ns, t_ns + 1, source="import", confidence_pm=500)),
        MoveMark(marks[0].id if marks else "none", t_ns, t_ns),
        RemoveMark(marks[0].id if marks else "none"),
        AskQuestion(Remark(new_id(), t_ns, "ann", "抓到了吗", value="3 N"), "lead"),
        MoveBoundary(some, t_ns),
        DeletePhase(some),
        MergePhase(some),
        SetGrade("failure", (TAXONOMY.failure_reasons[0].code,)),
        SetNote(f"放下 {number}"),
        AddRemark(Remark(new_id(), t_ns, "ann", "看这里")),
        RemoveRemark(remarks[0].id if remarks else "none"),
        SetPrivacy(Privacy(Flag.CLEAR, regions=(Region(new_id(), "/camera", 0, t_ns + 1, 1, 2, 3, 4),))),
    ]
    return offers[number % len(offers)]


def good(document: Document, head: str, number: int) -> dict[str, Any]:
    """The body of a change-set that a program makes on ``document``, or of one that sets a note."""
    try:
        changes = apply(
            document, command_of(document, number), taxonomy=TAXONOMY, role=Role.ANNOTATOR
        ).changes
    except RefusedEditError:
        changes = ()
    made = changeset(document.episode_id, *changes, parent=head)
    data: dict[str, Any] = json.loads(changeset_to_json(made))
    return data


def mutated(data: dict[str, Any], where: int, how: int, value: Any) -> dict[str, Any]:
    """With one value replaced, added, doubled or taken away; author and ids of the envelope stay."""
    data = copy.deepcopy(data)
    places = list(_places(data["changes"])) or [(data, "changes")]
    inside, key = places[where % len(places)]
    match how % 6:
        case 0 | 1:
            inside[key] = value
        case 2 if isinstance(inside, dict):
            del inside[key]
        case 3 if isinstance(inside, dict):
            inside["more"] = value
        case 4:
            data["changes"] = [*data["changes"], *copy.deepcopy(data["changes"])]
        case _:
            name = ("made_at_ns", "resolves", "mood", "changes")[where % 4]
            data[name] = value
    return data


def _places(value: Any) -> Any:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def folded(document: Document, body: str) -> Document:
    """As everybody who pulls it does."""
    made = wire.unpack(body)
    assert made is not None, body
    return fold(document, made.changes)


class Round:
    """One episode at both homes."""

    def __init__(self, in_file: Home, in_postgres: Home) -> None:
        self.homes = (in_file, in_postgres)
        self.record: EpisodeRecord = episode()
        self.document = empty_document(episode_id=self.record.id, time_range=self.record.range)
        self.head = ""
        self.offered: list[tuple[wire.Parcel, Answer]] = []

    def offer(self, data: dict[str, Any]) -> Answer:
        """To the file at once; to PostgreSQL at the end."""
        parcel = parcel_of(data)
        (answer,) = push_raw(self.homes[0], self.record, [parcel])
        self.offered.append((parcel, answer))
        if answer.status is AnswerStatus.APPLIED:
            self.document = folded(self.document, parcel.body)
            self.head = parcel.id
        return answer

    def both_agree(self) -> None:
        """In one push, as a window that was offline sends it."""
        told = push_raw(self.homes[1], self.record, [parcel for parcel, _ in self.offered])
        in_file = [(answer.status, answer.why) for _, answer in self.offered]
        in_postgres = [(answer.status, answer.why) for answer in told]
        bodies = [parcel.body for parcel, _ in self.offered]
        assert list(zip(in_file, bodies, strict=True)) == list(zip(in_postgres, bodies, strict=True))


def test_what_is_applied_folds_and_what_is_made_is_applied(
    tmp_path_factory: pytest.TempPathFactory, pg: Home
) -> None:
    in_file = sqlite_home(tmp_path_factory.mktemp("file"))
    rounds, seen = list[Round](), Counter[str]()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(
                numbers, st.sampled_from("gggmmmmh"), numbers, numbers, values, st.lists(hostile, max_size=3)
            ),
            min_size=3,
            max_size=8,
        )
    )
    def run(steps: list[tuple[int, str, int, int, Any, list[Any]]]) -> None:
        each = Round(in_file, pg)
        for number, kind, where, how, value, changes in steps:
            data = good(each.document, each.head, number)
            if kind == "m":
                data = mutated(data, where, how, value)
            elif kind == "h":
                data["changes"] = changes
            answer = each.offer(data)
            seen[f"{kind} {answer.status.value}"] += 1
            assert kind != "g" or answer.status is AnswerStatus.APPLIED, (answer, data)
        each.both_agree()
        rounds.append(each)

    run()

    assert seen["m bad"] > EXAMPLES / 4, seen
    assert seen["m applied"] > EXAMPLES / 20, seen
    print(dict(seen))
    for home in (in_file, pg):
        _everybody_has_it(home, rounds, tmp_path_factory.mktemp(home.name))


def _everybody_has_it(home: Home, rounds: list[Round], folder: Path) -> None:
    """A real store that pulls all of it arrives at the same labels."""
    desk = Desk(folder, "bob")
    try:
        assert desk.sync(home).stuck == ()
        for each in rounds:
            if each.head:
                shown = desk.store.load(each.record, TAXONOMY)
                assert shown == each.document
    finally:
        desk.store.close()
