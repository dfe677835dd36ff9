"""Label Studio tasks with one annotation each: phases, arms, events and remarks as ``timelinelabels`` of a video, each
in a control of its own; frames counted from 1, the last one included.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from models.exports.aside import ASIDE, laid_aside
from models.exports.dropped import dropped
from models.exports.files import Export, NewFile, Options
from models.exports.frames import frames_of, spans_of
from models.exports.label_studio_read import (
    AREAS,
    ARM,
    EVENT,
    GRADE,
    KEPT,
    REASONS,
    REMARK,
    TIMELINE,
    UNUSABLE,
    WHAT,
    Result,
    read,
)
from models.exports.labelset import PHASES, LabelSet
from models.exports.lanes import frame_at, moved_marks, moved_remarks, span_of
from models.exports.losses import NOTHING_LOST, Losses
from models.labelling.document import Remark
from models.labelling.pinned import QUESTION

__all__ = ["KEPT", "labelling_interface", "read", "write"]

CONFIG_KEY = "rushes_config"
_VIDEO = "video"


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
    grades = dict.fromkeys(filter(None, (labels.grade for labels in labelsets)))
    reasons = dict.fromkeys(reason for labels in labelsets for reason in labels.reasons)
    unusable = dict.fromkeys(filter(None, (labels.unusable for labels in labelsets)))
    areas = ["note", *(name for name in AREAS[1:] if any(getattr(labels, name) for labels in labelsets))]
    rate = f' frameRate="{fps:g}"' if fps else ""
    lines = [
        "<View>",
        f'  <Video name="{_VIDEO}" value="$video"{rate}/>',
        *_timelines(labelsets),
        *_choices(GRADE, grades, "single"),
        *_choices(REASONS, reasons, "multiple"),
        *_choices(UNUSABLE, unusable, "single"),
        *(f'  <TextArea name="{name}" toName="{_VIDEO}"/>' for name in areas),
        "</View>",
    ]
    return "\n".join(lines)


def _timelines(labelsets: Sequence[LabelSet]) -> Iterator[str]:
    """A control for the phases, for each arm, for each lane of events, and for the remarks of each person."""
    found: dict[str, dict[str, None]] = {PHASES: {}}
    for labels in labelsets:
        said = [(_control(one.tier), one.code) for one in labels.segments]
        said += [(EVENT + one.tier, one.code) for one in labels.marks]
        said += [(REMARK + one.author, _kind(one)) for one in labels.remarks]
        for control, label in said:
            found.setdefault(control, {})[label] = None
    for control, values in found.items():
        yield f'  <TimelineLabels name={quoteattr(control)} toName="{_VIDEO}">'
        yield from (f"    <Label value={quoteattr(value)}/>" for value in values)
        yield "  </TimelineLabels>"


def _control(tier: str) -> str:
    return PHASES if tier == PHASES else ARM + tier


def _kind(remark: Remark) -> str:
    return QUESTION if remark.kind == QUESTION else "remark"


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
    results: list[Result] = []
    losses = moved_marks(labels, WHAT) + moved_remarks(labels, WHAT) if labels.frames else NOTHING_LOST
    for tier in labels.tiers:
        spans, moved = spans_of(labels, labels.tier(tier), WHAT)
        losses += moved
        for index, span in enumerate(spans):
            one = span.segment
            frames = (span.start, span.end)
            results.append(_region(f"{tier}_{index}", _control(tier), one.code, frames, one.text))
    results.extend(_pinned(labels))
    for name in (GRADE, UNUSABLE):
        if getattr(labels, name):
            results.append(_result(name, name, "choices", {"choices": [getattr(labels, name)]}))
    if labels.reasons:
        results.append(_result("reasons", REASONS, "choices", {"choices": list(labels.reasons)}))
    for name in AREAS:
        if getattr(labels, name):
            results.append(_result(name, name, "textarea", {"text": [getattr(labels, name)]}))
    return results, losses


def _pinned(labels: LabelSet) -> Iterator[Result]:
    """Events in their frames, remarks at one."""
    if labels.marks or labels.remarks:
        frames_of(labels, WHAT)
    for index, mark in enumerate(labels.marks):
        yield _region(f"event_{index}", EVENT + mark.tier, mark.code, span_of(mark, labels), mark.text)
    for index, remark in enumerate(labels.remarks):
        start = frame_at(remark.t_ns, labels)
        text = remark.text or remark.reason
        yield _region(f"remark_{index}", REMARK + remark.author, _kind(remark), (start, start + 1), text)


def _region(name: str, control: str, label: str, frames: tuple[int, int], text: str) -> Result:
    """A stretch of the timeline; its text is what Label Studio shows as the note of a region."""
    value = {"ranges": [{"start": frames[0] + 1, "end": frames[1]}], TIMELINE: [label]}
    result = _result(name, control, TIMELINE, value)
    return {**result, "meta": {"text": [text]}} if text else result


def _result(name: str, control: str, kind: str, value: Mapping[str, Any]) -> Result:
    where = {"id": name, "from_name": control, "to_name": _VIDEO, "type": kind, "origin": "manual"}
    return {**where, "value": dict(value)}
