"""AgiBot World's ``task_info``: a JSON list with one object an episode, whose ``action_config`` has phases in frames.

Whether ``end_frame`` belongs to its phase is said nowhere; half-open is what its examples show, the other is an option.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from models.errors import NoLabelsError
from models.exports.aside import ASIDE, laid_aside
from models.exports.dropped import dropped
from models.exports.files import Answer, Export, Labels, NewFile, Options
from models.exports.frames import Span, frame_start_ns, frames_of, repeats, rounder, spans_of
from models.exports.labelset import LabelSet, Segment
from models.exports.lerobot_subtasks import names_of
from models.exports.losses import NOTHING_LOST, Loss, Losses, losses_of
from models.exports.together import Held, completed

WHAT = "AgiBot"
KEPT = frozenset({"texts"})
TEXTS = ("action_text", "english_action_text")
_MADE_BELOW = 1_000_000_000
_TASK = re.compile(r"task_(\d+)")

Entry = dict[str, Any]


def write(labelsets: Sequence[LabelSet], path: Path, options: Options) -> Export:
    """The list at ``path`` with the actions of these episodes; entries of others and other keys stay.

    Raises:
        NoLabelsError: there is something else at ``path``.
    """
    entries = _entries(path) if path.exists() else []
    names = names_of(labelsets)
    losses = dropped(labelsets, what=WHAT, kept=KEPT, aside=not options.plain)
    for labels in labelsets:
        spans, moved = spans_of(labels, labels.phases, WHAT) if labels.phases else ((), NOTHING_LOST)
        losses += moved + repeats(labels.phases, names, WHAT)
        entry = _put(entries, labels, [_action(span, names, options) for span in spans], path)
        entry.pop(ASIDE, None)
        if not options.plain:
            entry[ASIDE] = laid_aside(labels)
    return Export((NewFile("", lambda: _bytes(entries)),), losses + _losses(labelsets))


def number_of(labels: LabelSet) -> int:
    """The number of an episode: its own in the recording, else one made of its id, the same every time."""
    if labels.inner_id.isdecimal():
        return int(labels.inner_id)
    try:
        made = UUID(labels.episode_id)
    except ValueError:
        made = uuid5(NAMESPACE_OID, labels.episode_id)
    return made.int % _MADE_BELOW


def _losses(labelsets: Sequence[LabelSet]) -> Losses:
    made = sum(not labels.inner_id.isdecimal() for labels in labelsets)
    return losses_of([Loss("AgiBot numbers its episodes; numbers made from ids: {n}", made)])


def _action(span: Span, names: Mapping[str, str], options: Options) -> Entry:
    name = names[span.segment.code]
    return {
        "start_frame": span.start,
        "end_frame": span.end - (1 if options.inclusive_end else 0),
        "action_text": span.segment.text or name,
        "skill": name,
    }


def _put(entries: list[Entry], labels: LabelSet, actions: list[Entry], path: Path) -> Entry:
    number = number_of(labels)
    entry = next((one for one in entries if one.get("episode_id") == number), None)
    if entry is None:
        entry = {"episode_id": number, "task_id": _task_id(entries, path), "task_name": labels.task}
        entry |= {"init_scene_text": "", "label_info": {}}
        entries.append(entry)
    info = entry.get("label_info")
    entry["label_info"] = {**(info if isinstance(info, dict) else {}), "action_config": actions}
    return entry


def _task_id(entries: Sequence[Entry], path: Path) -> int:
    named = _TASK.search(path.stem)
    told = next((one["task_id"] for one in entries if isinstance(one.get("task_id"), int)), 0)
    return int(named[1]) if named else int(told)


def _bytes(entries: Sequence[Entry]) -> bytes:
    return (json.dumps(entries, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _entries(path: Path) -> list[Entry]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except (ValueError, RecursionError) as error:
        raise NoLabelsError("{path} is no task_info of AgiBot: {why}", path=path, why=error) from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise NoLabelsError("{path} is no task_info of AgiBot: {why}", path=path, why="no list of episodes")
    return entries


def read(path: Path, options: Options) -> Labels:
    """The actions in a list, by the number of the episode.

    Raises:
        NoLabelsError: no such list.
    """
    entries = {str(entry.get("episode_id")): entry for entry in _entries(path)}

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:
        entry = entries.get(str(number_of(base)))
        if entry is None and anyway and len(entries) == 1:
            entry = next(iter(entries.values()))
        if entry is None:
            return None
        try:
            actions = entry["label_info"]["action_config"]
            segments = tuple(_segment(action, base, options) for action in actions)
        except (LookupError, TypeError, ValueError) as error:
            raise NoLabelsError("{path} is no task_info of AgiBot: {why}", path=path, why=error) from error
        laid = entry.get(ASIDE)
        if not segments and laid is None:
            return None
        answer = Answer(replace(base, segments=segments), rounded=rounder(base, base.frames))
        return completed(answer, base, laid, Held(WHAT, KEPT))

    return of


def _segment(action: Entry, base: LabelSet, options: Options) -> Segment:
    start, end = int(action["start_frame"]), int(action["end_frame"]) + (1 if options.inclusive_end else 0)
    text, text_zh = _texts(action)
    name = str(action.get("skill") or text)
    if base.frames is None:
        return Segment(name, base.range.start_ns, base.range.end_ns)
    frames = frames_of(base, WHAT)
    return Segment(
        name,
        frame_start_ns(start, base.range, frames),
        frame_start_ns(end, base.range, frames),
        text="" if text == name else text,
        text_zh=text_zh,
    )


def _texts(action: Entry) -> tuple[str, str]:
    """In English and in Chinese: where an action says both, the plain one is Chinese."""
    plain, english = (str(action.get(name) or "") for name in TEXTS)
    return (english, plain) if english and plain else (english or plain, "")
