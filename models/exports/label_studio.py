"""Label Studio tasks with one annotation each: phases as ``timelinelabels`` of a video, frames counted from 1, the last
one included.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from models.errors import NoLabelsError
from models.exports.aside import ASIDE, laid_aside
from models.exports.dropped import dropped
from models.exports.files import Answer, Export, Labels, NewFile, Options, matching
from models.exports.frames import frame_start_ns, frames_of, rounder, spans_of
from models.exports.labelset import LabelSet, Segment
from models.exports.losses import NOTHING_LOST, Loss, Losses, losses_of
from models.exports.together import Held, completed
from models.timebase import seconds_to_ns

WHAT = "Label Studio"
KEPT = frozenset({"grade", "reasons", "note", "unusable", "instruction", "instruction_zh"})
CONFIG_KEY = "rushes_config"
_PHASE, _GRADE, _REASONS, _UNUSABLE, _VIDEO = "phase", "grade", "reasons", "unusable", "video"
_AREAS = ("note", "instruction", "instruction_zh")

Result = dict[str, Any]


def write(labelsets: Sequence[LabelSet], _path: Path, options: Options) -> Export:
    """One file of all episodes, as Label Studio imports it; ``data.rushes_config`` is the labelling interface."""
    losses = dropped(labelsets, what=WHAT, kept=KEPT, aside=not options.plain)
    tasks: list[dict[str, Any]] = []
    config = labelling_interface(labelsets)
    for labels in labelsets:
        results, moved = _results(labels)
        losses += moved
        tasks.append(_task(labels, results, config, options))
    text = json.dumps(tasks, indent=1, ensure_ascii=False) + "\n"
    return Export((NewFile("", lambda: text.encode("utf-8", "replace")),), losses)


def labelling_interface(labelsets: Sequence[LabelSet]) -> str:
    """The interface that shows these labels, to paste into a project's settings."""
    fps = next((one.frames.fps for one in labelsets if one.frames and one.frames.fps), 0.0)
    codes = dict.fromkeys(segment.code for labels in labelsets for segment in labels.phases)
    grades = dict.fromkeys(filter(None, (labels.grade for labels in labelsets)))
    reasons = dict.fromkeys(reason for labels in labelsets for reason in labels.reasons)
    unusable = dict.fromkeys(filter(None, (labels.unusable for labels in labelsets)))
    areas = ["note", *(name for name in _AREAS[1:] if any(getattr(labels, name) for labels in labelsets))]
    rate = f' frameRate="{fps:g}"' if fps else ""
    lines = [
        "<View>",
        f'  <Video name="{_VIDEO}" value="$video"{rate}/>',
        f'  <TimelineLabels name="{_PHASE}" toName="{_VIDEO}">',
        *(f"    <Label value={quoteattr(code)}/>" for code in codes),
        "  </TimelineLabels>",
        *_choices(_GRADE, grades, "single"),
        *_choices(_REASONS, reasons, "multiple"),
        *_choices(_UNUSABLE, unusable, "single"),
        *(f'  <TextArea name="{name}" toName="{_VIDEO}"/>' for name in areas),
        "</View>",
    ]
    return "\n".join(lines)


def _choices(name: str, values: Mapping[str, None], choice: str) -> Iterator[str]:
    if values:
        yield f'  <Choices name="{name}" toName="{_VIDEO}" choice="{choice}">'
        yield from (f"    <Choice value={quoteattr(value)}/>" for value in values)
        yield "  </Choices>"


def _task(labels: LabelSet, results: list[Result], config: str, options: Options) -> dict[str, Any]:
    video = labels.frames.uri if labels.frames is not None and labels.frames.uri else labels.recording
    annotation: dict[str, Any] = {"result": results, "was_cancelled": False, "ground_truth": False}
    if options.made_at:
        annotation["created_at"] = options.made_at
    data: dict[str, Any] = {"video": video, "episode_id": labels.episode_id, "episode": labels.episode}
    data |= {"task": labels.task, CONFIG_KEY: config}
    if not options.plain:
        data[ASIDE] = laid_aside(labels)
    return {"data": data, "annotations": [annotation], "predictions": []}


def _results(labels: LabelSet) -> tuple[list[Result], Losses]:
    phases = labels.phases
    spans, losses = spans_of(labels, phases, WHAT) if phases else ((), NOTHING_LOST)
    results = [
        _result(
            f"phase_{index}",
            _PHASE,
            "timelinelabels",
            {"ranges": [{"start": span.start + 1, "end": span.end}], "timelinelabels": [span.segment.code]},
        )
        for index, span in enumerate(spans)
    ]
    if labels.grade:
        results.append(_result("grade", _GRADE, "choices", {"choices": [labels.grade]}))
    if labels.reasons:
        results.append(_result("reasons", _REASONS, "choices", {"choices": list(labels.reasons)}))
    if labels.unusable:
        results.append(_result("unusable", _UNUSABLE, "choices", {"choices": [labels.unusable]}))
    for name in _AREAS:
        if getattr(labels, name):
            results.append(_result(name, name, "textarea", {"text": [getattr(labels, name)]}))
    return results, losses


def _result(name: str, control: str, kind: str, value: Mapping[str, Any]) -> Result:
    where = {"id": name, "from_name": control, "to_name": _VIDEO, "type": kind, "origin": "manual"}
    return {**where, "value": dict(value)}


def read(path: Path, _options: Options) -> Labels:
    """The tasks in a file; of several annotations the last that was not cancelled.

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
            answer = Answer(_labelset(base, results), _unread(results), rounder(base, base.frames))
            return completed(answer, base, laid, Held(WHAT, KEPT))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise NoLabelsError("{path} is no export of Label Studio: {why}", path=path, why=error) from error

    return of


def _names(task: Mapping[str, Any]) -> set[str]:
    data = task["data"]
    return {str(data.get(name) or "") for name in ("episode_id", "episode")} - {""}


def _last(task: Mapping[str, Any]) -> list[Result]:
    done = [one for one in task.get("annotations") or [] if not one.get("was_cancelled")]
    return list(done[-1]["result"]) if done else []


def _labelset(base: LabelSet, results: Sequence[Result]) -> LabelSet:
    by_control: dict[str, list[str]] = {}
    segments: list[Segment] = []
    for result in results:
        value = result["value"]
        if result.get("type") == "timelinelabels":
            segments.extend(_framed(base, value))
        elif "start" in value and "end" in value:
            segments.extend(_timed(base, value))
        else:
            told = value.get("choices") or value.get("text") or []
            by_control[str(result.get("from_name"))] = [told] if isinstance(told, str) else list(told)
    areas: dict[str, Any] = {name: "\n".join(by_control.get(name, ())) for name in _AREAS}
    return replace(
        base,
        segments=tuple(segments),
        grade="".join(by_control.get(_GRADE, ())[:1]),
        reasons=tuple(by_control.get(_REASONS, ())),
        unusable="".join(by_control.get(_UNUSABLE, ())[:1]),
        **areas,
    )


def _unread(results: Sequence[Result]) -> Losses:
    known = {_GRADE, _REASONS, _UNUSABLE, *_AREAS}
    others = sum(
        result.get("type") != "timelinelabels"
        and not {"start", "end"} <= result["value"].keys()
        and result.get("from_name") not in known
        for result in results
    )
    return losses_of([Loss("Label Studio: results of other controls, not taken: {n}", others)])


def _framed(base: LabelSet, value: Mapping[str, Any]) -> Iterator[Segment]:
    frames = frames_of(base, WHAT) if base.frames is not None else None
    for one in value["ranges"]:
        start, end = int(one["start"]) - 1, int(one["end"])
        label = str(value["timelinelabels"][0])
        if frames is None:
            yield Segment(label, base.range.start_ns, base.range.end_ns)
        else:
            yield Segment(
                label, frame_start_ns(start, base.range, frames), frame_start_ns(end, base.range, frames)
            )


def _timed(base: LabelSet, value: Mapping[str, Any]) -> Iterator[Segment]:
    """Seconds from the start, as of time series and audio."""
    named = value.get("timeserieslabels") or value.get("labels") or [value.get("name")]
    start_ns, end_ns = (base.range.start_ns + seconds_to_ns(float(value[name])) for name in ("start", "end"))
    if named and named[0]:
        yield Segment(str(named[0]), start_ns, end_ns)
