"""What a catalog answers to one change-set: pure, and told again in SQL for PostgreSQL.

In this order: its form, its author, its episode (``barred``), its parent, the review (``judge``), who holds the
episode, whether its changes fit. Author and role are those that the change-set names: PostgreSQL compares them with
the login first, a SQLite file can never know better.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from operator import itemgetter, lt
from typing import Any

from models.labelling import form
from models.review import ANSWERING, EDITABLE, MOVES, Role, State, may_correct
from models.storage.values import AnswerStatus

MAX_BODY_BYTES = 1 << 20
LEADS = MOVES["approve"].roles
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST_DIGITS = 19
_LONG = re.compile(rf"\d{{{_MOST_DIGITS + 1}}}")
_KEYS = frozenset({"id", "episode_id", "parent", "author", "role", "made_at_ns", "changes", "resolves"})
_REVIEW_FIELDS = frozenset({"state", "annotator", "reviewer", "review_reasons"})
Refusal = tuple[AnswerStatus, str]
APPLIED: Refusal = (AnswerStatus.APPLIED, "")
NO_RIGHT: Refusal = (AnswerStatus.FORBIDDEN, "you have no right to this site")
ORPHAN: Refusal = (AnswerStatus.ORPHAN, "the change-set that it was made on is not here yet")
REFUSED_BEFORE: Refusal = (AnswerStatus.CONFLICT, "it was refused before the catalog was restored")
STRANGE_PARENT: Refusal = (AnswerStatus.BAD, "its parent belongs to another episode")
_MISFIT: Refusal = (AnswerStatus.BAD, "a change in it does not fit")
_UNTILED: Refusal = (AnswerStatus.BAD, "its phases leave a gap, overlap or do not fill the episode")
_ELSEWHERE: Refusal = (AnswerStatus.BAD, "the episode belongs to another site")
_WITHDRAWN: Refusal = (AnswerStatus.LOCKED, "the episode was withdrawn")
_NONE = "it is no change-set"
_ODD = "a number in it is not whole or too large"
Stretch = tuple[int, int]
"""First nanosecond, and the one after the last."""
Tiered = tuple[int, int, str]
"""The same with the tier."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a catalog knows of an episode: the id of its last applied change-set ("" for none) and what that left.

    ``is_here``: it belongs to the site that is pushed to. ``holder`` keeps the author out by a lease, "" for nobody.
    """

    head: str = ""
    state: State = State.NEW
    annotator: str = ""
    is_here: bool = True
    is_withdrawn: bool = False
    holder: str = ""


def is_uuid(text: object) -> bool:
    """Whether it is a UUID in its usual lower-case form."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


def read_body(body: str) -> dict[str, Any] | str:
    """The change-set's JSON, or what is wrong with it: too large, not strict, or text that PostgreSQL cannot hold."""
    if len(body.encode("utf-8")) > MAX_BODY_BYTES:
        return "it is larger than 1 MB"
    try:
        data, is_odd = _read_json(body)
    except (ValueError, RecursionError):
        return "it is no valid JSON"
    if is_odd:
        return _ODD
    return data if isinstance(data, dict) else _NONE


def complaint(changeset_id: str, data: dict[str, Any]) -> str:
    """What is malformed in a change-set, "" where nothing is."""
    if data.get("id") != changeset_id or not is_uuid(data.get("episode_id")):
        return "its ids are no UUIDs"
    parent = data.get("parent")
    if parent == changeset_id or not (parent == "" or is_uuid(parent)):
        return "its parent is no other change-set"
    if not form.is_text(data.get("author")) or not _is_one_of(data.get("role"), Role):
        return "it names no author with a role"
    resolves = data.get("resolves", [])
    if not _KEYS.issuperset(data) or not form.is_whole(data.get("made_at_ns")) or not form.is_texts(resolves):
        return _NONE
    changes = data.get("changes")
    if not isinstance(changes, list) or not all(map(form.is_change, changes)):
        return "it holds a change that is none"
    return ""


def barred(place: Place) -> Refusal | None:
    """Why nothing can be done to the episode, whatever it is; asked before the parent is looked for."""
    if not place.is_here:
        return _ELSEWHERE
    return _WITHDRAWN if place.is_withdrawn else None


def judge(place: Place, data: dict[str, Any]) -> Refusal:
    """APPLIED, or why not, for a well-formed change-set whose parent the catalog knows and that nothing bars."""
    step = _step(place, data)
    if data["parent"] == place.head:
        held = step is APPLIED and place.holder and data["role"] not in LEADS and not _answers(data)
        return (AnswerStatus.CONFLICT, f"{place.holder} holds this episode") if held else step
    if step[0] is AnswerStatus.LOCKED or (step[0] is AnswerStatus.FORBIDDEN and _claims_verdict(data)):
        return step
    return AnswerStatus.CONFLICT, "somebody else changed the episode first"


def advance(place: Place, data: dict[str, Any]) -> Place:
    """The place after an applied change-set."""
    fields = fields_of(data)
    return replace(
        place,
        head=data["id"],
        state=State(fields.get("state", place.state)),
        annotator=str(fields.get("annotator", place.annotator)),
    )


def misfit(
    data: dict[str, Any],
    *,
    phases: dict[str, Tiered],
    remarks: set[str],
    marks: set[str],
    time_range: Stretch | None,
) -> Refusal | None:
    """Why the changes cannot be folded onto what an episode has: what is not there is dropped, or phases do not tile.

    ``phases``, ``remarks`` and ``marks`` are brought up to date on the way. Without a ``time_range`` nobody knows
    where the episode begins and ends.
    """
    ids = {"remark": remarks, "mark": marks}
    for change in data["changes"]:
        body, (verb, _, kind) = change["body"], change["op"].partition("_")
        if verb == "drop" and body["id"] not in ids.get(kind, phases):
            return _MISFIT
        if verb == "put" and kind == "phase":
            phases[body["id"]] = (body["start_ns"], body["end_ns"], body.get("tier", ""))
        elif verb == "drop" and kind == "phase":
            del phases[body["id"]]
        elif verb == "put":
            ids[kind].add(body["id"])
        elif verb == "drop":
            ids[kind].remove(body["id"])
    touched = any(change["op"] in {"put_phase", "drop_phase"} for change in data["changes"])
    return _UNTILED if touched and not _tile(phases.values(), time_range) else None


def range_of(record: str | None) -> Stretch | None:
    """The time of an episode as its record tells it, None where it does not."""
    try:
        data, is_odd = _read_json(record or "")
    except (ValueError, RecursionError):
        return None
    if is_odd or not isinstance(data, dict):
        return None
    start_ns, end_ns = data.get("start_ns"), data.get("end_ns")
    if not form.is_whole(start_ns) or not form.is_whole(end_ns):
        return None
    return int(start_ns), int(end_ns) + 1


def _tile(phases: Iterable[Tiered], time_range: Stretch | None) -> bool:
    """Whether those of each tier do."""
    ordered = sorted(phases, key=itemgetter(2, 0, 1))
    return all(_tiles(list(of_one), time_range) for _, of_one in groupby(ordered, itemgetter(2)))


def _tiles(phases: list[Tiered], time_range: Stretch | None) -> bool:
    starts, ends, _ = zip(*phases, strict=True)
    begin, end = time_range or (starts[0], ends[-1])
    return (begin, *ends[:-1]) == starts and ends[-1] == end and all(map(lt, starts, ends))


def _step(place: Place, data: dict[str, Any]) -> Refusal:
    after, role = advance(place, data), Role(data["role"])
    if place.state is State.APPROVED and not _reopens(after, data, role):
        return AnswerStatus.LOCKED, "the episode is approved"
    if after.state is place.state or {after.state, place.state} == {State.NEW, State.DRAFT}:
        return _edit(place, data, role)
    return _move(place, after, data["author"], role)


def _edit(place: Place, data: dict[str, Any], role: Role) -> Refusal:
    if place.state not in EDITABLE and not may_correct(place.state, role) and not _answers(data):
        return AnswerStatus.FORBIDDEN, "the episode is submitted; only a lead may correct it"
    if not (_REVIEW_FIELDS - {"state"}).isdisjoint(fields_of(data)):
        return AnswerStatus.FORBIDDEN, "an edit cannot change who reviews"
    return APPLIED


def _move(place: Place, after: Place, author: str, role: Role) -> Refusal:
    moves = [move for move in MOVES.values() if place.state in move.sources and move.target is after.state]
    if not moves:
        return AnswerStatus.BAD, f"no step leads from {place.state.value} to {after.state.value}"
    if not any(role in move.roles for move in moves):
        return AnswerStatus.FORBIDDEN, "this step belongs to a lead"
    if after.state in {State.APPROVED, State.RETURNED} and author == place.annotator:
        return AnswerStatus.FORBIDDEN, "nobody reviews their own labels"
    if after.annotator != _rightful_annotator(place, after, author, role):
        return AnswerStatus.FORBIDDEN, "labels are submitted in one's own name"
    return APPLIED


def _rightful_annotator(place: Place, after: Place, author: str, role: Role) -> str:
    """A submission is its author's; every other step, a lead's reopening among them, leaves the annotator."""
    if after.state is not State.SUBMITTED or place.state is State.APPROVED:
        return place.annotator
    reopens = place.state is State.RETURNED and role in LEADS and after.annotator == place.annotator
    return place.annotator if reopens else author


def _reopens(after: Place, data: dict[str, Any], role: Role) -> bool:
    """A lead takes an approval back and touches nothing else."""
    return (
        after.state is State.SUBMITTED
        and role in MOVES["reopen"].roles
        and all(change["op"] == "set_field" for change in data["changes"])
        and _REVIEW_FIELDS.issuperset(fields_of(data))
    )


def _answers(data: dict[str, Any]) -> bool:
    """Does nothing but answer questions, by somebody who may: whoever holds the episode, and after it was submitted."""
    return (
        Role(data["role"]) in ANSWERING
        and bool(data["changes"])
        and all(
            change["op"] == "put_remark"
            and change["body"].get("kind") == "question"
            and change["body"].get("answered_by", "") in {"", data["author"]}
            for change in data["changes"]
        )
    )


def _claims_verdict(data: dict[str, Any]) -> bool:
    """Approves or sends back without being a lead: refused whatever the state of the episode."""
    return data["role"] not in LEADS and fields_of(data).get("state") in {State.APPROVED, State.RETURNED}


def fields_of(data: dict[str, Any]) -> dict[str, Any]:
    """The fields that a change-set sets, with their last values."""
    return {
        change["body"]["field"]: change["body"]["value"]
        for change in data["changes"]
        if change["op"] == "set_field"
    }


def _is_one_of(value: object, kind: type[StrEnum]) -> bool:
    return isinstance(value, str) and value in {item.value for item in kind}


def _read_json(text: str) -> tuple[Any, bool]:
    """Strict JSON, and whether a number in it is one that PostgreSQL reads differently.

    What only odd texts hold, long numbers and escaped characters, is looked for in the text first: to look at each
    number and string of thousands of changes takes longer than all else.
    """
    odd: list[str] = []

    def whole(digits: str) -> int:
        if len(digits.removeprefix("-")) <= _MOST_DIGITS:
            return int(digits)
        odd.append(digits)
        return 0

    parse_int = whole if _LONG.search(text) else None
    data = json.loads(text, parse_constant=_refuse_constant, parse_float=odd.append, parse_int=parse_int)
    text.encode("utf-8")  # a lone surrogate is no text
    for string in _strings(data) if "\\u" in text else ():
        if "\0" in string or string.encode("utf-8", "replace").decode("utf-8") != string:
            raise ValueError("text that no database can hold")
    return data, bool(odd)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *_strings(item))]
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else []
