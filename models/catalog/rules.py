"""What a catalog answers to one change-set: pure, and told again in SQL for PostgreSQL.

In this order: its form, its author, its episode (``barred``), its parent, the review (``judge``), who holds the
episode, whether its changes fit. Author and role are those that the change-set names: PostgreSQL compares them with
the login first, a SQLite file can never know better.
"""

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from models.review import EDITABLE, MOVES, Role, State, may_correct
from models.storage.values import AnswerStatus

MAX_BODY_BYTES = 1 << 20
LEADS = MOVES["approve"].roles
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WANTED: dict[str, dict[str, type]] = {
    "put_phase": {"id": str, "label": str, "start_ns": int, "end_ns": int},
    "drop_phase": {"id": str},
    "put_remark": {"id": str, "t_ns": int},
    "drop_remark": {"id": str},
    "set_field": {"field": str},
}
_STAMPS = {"phase": ("start_ns", "end_ns"), "remark": ("t_ns",)}
_REVIEW_FIELDS = frozenset({"state", "annotator", "reviewer", "review_reasons"})
Refusal = tuple[AnswerStatus, str]
APPLIED: Refusal = (AnswerStatus.APPLIED, "")
NO_RIGHT: Refusal = (AnswerStatus.FORBIDDEN, "you have no right to this site")
ORPHAN: Refusal = (AnswerStatus.ORPHAN, "the change-set that it was made on is not here yet")
STRANGE_PARENT: Refusal = (AnswerStatus.BAD, "its parent belongs to another episode")
MISFIT: Refusal = (AnswerStatus.BAD, "a change in it does not fit")
_ELSEWHERE: Refusal = (AnswerStatus.BAD, "the episode belongs to another site")
_WITHDRAWN: Refusal = (AnswerStatus.LOCKED, "the episode was withdrawn")
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1


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
        data = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return "it is no valid JSON"
    if any("\0" in text for text in _strings(data)):
        return "it is no valid JSON"
    return data if isinstance(data, dict) else "it is no change-set"


def complaint(changeset_id: str, data: dict[str, Any]) -> str:
    """What is malformed in a change-set, "" where nothing is."""
    if data.get("id") != changeset_id or not is_uuid(data.get("episode_id")):
        return "its ids are no UUIDs"
    parent = data.get("parent")
    if parent == changeset_id or not (parent == "" or is_uuid(parent)):
        return "its parent is no other change-set"
    if not _is_a(data.get("author"), str) or not _is_one_of(data.get("role"), Role):
        return "it names no author with a role"
    changes = data.get("changes")
    if not isinstance(changes, list) or not all(_is_change(change) for change in changes):
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
        held = step is APPLIED and place.holder and data["role"] not in LEADS
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


def fits(data: dict[str, Any], *, phases: set[str], remarks: set[str]) -> bool:
    """Whether each change changes something: times in 64 bits, and nothing dropped that is not there.

    ``phases`` and ``remarks`` are the ids that the episode has; they are brought up to date on the way.
    """
    things = {"phase": phases, "remark": remarks}
    for change in data["changes"]:
        verb, _, kind = change["op"].partition("_")
        body = change["body"]
        if verb == "drop":
            if body["id"] not in things[kind]:
                return False
            things[kind].remove(body["id"])
        elif verb == "put":
            if not all(_is_stamp(body[name]) for name in _STAMPS[kind]):
                return False
            things[kind].add(body["id"])
    return True


def _step(place: Place, data: dict[str, Any]) -> Refusal:
    after, role = advance(place, data), Role(data["role"])
    if place.state is State.APPROVED and not _reopens(after, data, role):
        return AnswerStatus.LOCKED, "the episode is approved"
    if after.state is place.state or {after.state, place.state} == {State.NEW, State.DRAFT}:
        return _edit(place, data, role)
    return _move(place, after, data["author"], role)


def _edit(place: Place, data: dict[str, Any], role: Role) -> Refusal:
    if place.state not in EDITABLE and not may_correct(place.state, role):
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


def _is_change(change: object) -> bool:
    if not isinstance(change, dict) or not isinstance(change.get("body"), dict):
        return False
    body, wanted = change["body"], _WANTED.get(str(change.get("op")))
    if wanted is None or not all(_is_a(body.get(name), kind) for name, kind in wanted.items()):
        return False
    return change["op"] != "set_field" or _is_field(body)


def _is_field(body: dict[str, Any]) -> bool:
    if "value" not in body:
        return False
    if body["field"] == "state":
        return _is_one_of(body["value"], State)
    return body["field"] != "annotator" or isinstance(body["value"], str)


def _is_a(value: object, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and value != ""


def _is_stamp(value: object) -> bool:
    return isinstance(value, int | float) and value == int(value) and _LEAST <= value <= _MOST


def _is_one_of(value: object, kind: type[StrEnum]) -> bool:
    return isinstance(value, str) and value in {item.value for item in kind}


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *_strings(item))]
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else []
