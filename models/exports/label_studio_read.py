"""Labels out of tasks of Label Studio, its own as well as those that Rushes wrote."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.errors import NoLabelsError
from models.exports.aside import ASIDE
from models.exports.files import Answer, Labels, Options, matching
from models.exports.frames import frame_start_ns, frames_of, rounder
from models.exports.labelset import PHASES, LabelSet, Mark, Segment
from models.exports.lanes import mark_as_read, moment_as_read
from models.exports.losses import Loss, Losses, losses_of
from models.exports.tiers import phases_tier
from models.exports.together import Held, completed
from models.labelling.document import Remark
from models.labelling.pinned import QUESTION
from models.timebase import seconds_to_ns

WHAT = "Label Studio"
KEPT = frozenset(
    {"grade", "reasons", "note", "unusable", "instruction", "instruction_zh"}
    | {"texts", "arm_texts", "tiers", "marks", "mark_texts", "remarks", "questions"}
)
ARM, EVENT, REMARK = f"{PHASES}_", "event_", "remark_"
"""What the controls of arms, of lanes of events and of remarks by person begin with."""
GRADE, REASONS, UNUSABLE = "grade", "reasons", "unusable"
AREAS = ("note", "instruction", "instruction_zh")
TIMELINE = "timelinelabels"

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the timeline: its control, label and text; half-open ``[start_ns, end_ns)``, ``n_frames`` long."""

    control: str
    label: str
    text: str
    start_ns: int
    end_ns: int
    n_frames: int = 0


def read(path: Path, options: Options) -> Labels:
    """The tasks in a file; of several annotations the last that was not cancelled.

    Of several controls on the timeline ``options.tier`` holds the phases, else the one called so, else the only one.

    Raises:
        NoLabelsError: no list of tasks.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
        entries = [
            (_names(task), (_last(task), task["data"].get(ASIDE)))
            for task in ([tasks] if isinstance(tasks, dict) else tasks)
        ]
    except OSError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoLabelsError("{path} is no export of Label Studio: {why}", path=path, why=error) from error

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:
        found = matching(entries, base, anyway=anyway)
        if found is None:
            return None
        results, laid = found
        try:
            regions = list(_regions(base, results))
            phases = phases_tier(path, _tiers(regions), options.tier)
            labels = _labelset(base, regions, results, phases)
            answer = Answer(labels, _unread(results), rounder(base, base.frames))
            return completed(answer, base, laid, _held(base))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise NoLabelsError("{path} is no export of Label Studio: {why}", path=path, why=error) from error

    return of


def _held(base: LabelSet) -> Held:
    if base.frames is None:
        return Held(WHAT, KEPT)
    return Held(
        WHAT,
        KEPT,
        lambda marks: [mark_as_read(mark, base) for mark in marks],
        moment=lambda t_ns: moment_as_read(t_ns, base),
    )


def _names(task: Mapping[str, Any]) -> set[str]:
    data = task["data"]
    return {str(data.get(name) or "") for name in ("episode_id", "episode")} - {""}


def _last(task: Mapping[str, Any]) -> list[Result]:
    done = [one for one in task.get("annotations") or [] if not one.get("was_cancelled")]
    return list(done[-1]["result"]) if done else []


def _regions(base: LabelSet, results: Sequence[Result]) -> Iterator[Region]:
    for result in results:
        value = result["value"]
        control = str(result.get("from_name") or "")
        said = (result.get("meta") or {}).get("text") or []
        text = said if isinstance(said, str) else "\n".join(map(str, said))
        if result.get("type") == TIMELINE:
            yield from _framed(base, value, control, text)
        elif _is_timed(value):
            yield from _timed(base, value, control, text)


def _is_timed(value: Mapping[str, Any]) -> bool:
    return "start" in value and "end" in value


def _framed(base: LabelSet, value: Mapping[str, Any], control: str, text: str) -> Iterator[Region]:
    frames = frames_of(base, WHAT) if base.frames is not None else None
    for one in value["ranges"]:
        start, end = int(one["start"]) - 1, int(one["end"])
        label = str(value[TIMELINE][0])
        if frames is None:
            yield Region(control, label, text, base.range.start_ns, base.range.end_ns)
        else:
            start_ns, end_ns = (frame_start_ns(number, base.range, frames) for number in (start, end))
            yield Region(control, label, text, start_ns, end_ns, end - start)


def _timed(base: LabelSet, value: Mapping[str, Any], control: str, text: str) -> Iterator[Region]:
    """Seconds from the start, as of time series and audio."""
    named = value.get("timeserieslabels") or value.get("labels") or [value.get("name")]
    start_ns, end_ns = (base.range.start_ns + seconds_to_ns(float(value[name])) for name in ("start", "end"))
    if named and named[0]:
        yield Region(control, str(named[0]), text, start_ns, end_ns)


def _tiers(regions: Sequence[Region]) -> Iterator[str]:
    """The controls that may hold the phases."""
    own = (ARM, EVENT, REMARK)
    return (one.control for one in regions if not one.control.startswith(own))


def _labelset(base: LabelSet, regions: Sequence[Region], results: Sequence[Result], phases: str) -> LabelSet:
    told = _told(results)
    areas: dict[str, Any] = {name: "\n".join(told.get(name, ())) for name in AREAS}
    return replace(
        base,
        segments=tuple(
            _segment(one, phases) for one in regions if not one.control.startswith((EVENT, REMARK))
        ),
        marks=tuple(_mark(one) for one in regions if one.control.startswith(EVENT)),
        remarks=tuple(_remark(one) for one in regions if one.control.startswith(REMARK)),
        grade="".join(told.get(GRADE, ())[:1]),
        reasons=tuple(told.get(REASONS, ())),
        unusable="".join(told.get(UNUSABLE, ())[:1]),
        **areas,
    )


def _segment(one: Region, phases: str) -> Segment:
    tier = PHASES if one.control == phases else one.control.removeprefix(ARM)
    return Segment(one.label, one.start_ns, one.end_ns, tier=tier, text=one.text)


def _mark(one: Region) -> Mark:
    """A point where it is one frame."""
    end_ns = one.start_ns if one.n_frames == 1 else one.end_ns
    return Mark(one.label, one.start_ns, end_ns, text=one.text, tier=one.control.removeprefix(EVENT))


def _remark(one: Region) -> Remark:
    kind = QUESTION if one.label == QUESTION else ""
    return Remark("", one.start_ns, one.control.removeprefix(REMARK), one.text, kind=kind)


def _told(results: Sequence[Result]) -> dict[str, list[str]]:
    """Choices and texts of the whole by their control."""
    found: dict[str, list[str]] = {}
    for result in results:
        value = result["value"]
        if result.get("type") != TIMELINE and not _is_timed(value):
            told = value.get("choices") or value.get("text") or []
            found[str(result.get("from_name"))] = [told] if isinstance(told, str) else list(told)
    return found


def _unread(results: Sequence[Result]) -> Losses:
    known = {GRADE, REASONS, UNUSABLE, *AREAS}
    others = sum(
        result.get("type") != TIMELINE
        and not _is_timed(result["value"])
        and result.get("from_name") not in known
        for result in results
    )
    return losses_of([Loss("Label Studio: results of other controls, not taken: {n}", others)])
