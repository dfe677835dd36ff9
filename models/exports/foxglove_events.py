"""Labels as ``foxglove.Event`` in an MCAP file of their own, to be opened beside the recording.

Times are exact: the end of an event is its last nanosecond, included.
"""

import io
import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mcap.exceptions import McapError
from mcap.reader import make_reader
from mcap.writer import Writer

from models.errors import KnownError, NoLabelsError
from models.exports.dropped import MEMBERS, dropped
from models.exports.files import Answer, Export, Labels, NewFile, Options, matching
from models.exports.labelset import PHASES, LabelSet, Mark, Segment
from models.exports.losses import Loss, Losses, losses_of
from models.exports.rubric import rubric_in, rubric_text
from models.labelling.document import Remark
from models.timebase import NS_PER_S

WHAT = "foxglove.Event"
TOPIC = "/rushes/labels"
KEPT = frozenset(MEMBERS)
EPISODE, REMARK, MARK = "episode", "remark", "event"
_TIME = {
    "type": "object",
    "title": "time",
    "properties": {
        "sec": {"type": "integer", "minimum": 0},
        "nsec": {"type": "integer", "minimum": 0, "maximum": NS_PER_S - 1},
    },
}
_PAIR = {
    "title": "foxglove.KeyValuePair",
    "type": "object",
    "properties": {"key": {"type": "string"}, "value": {"type": "string"}},
    "required": ["key", "value"],
}
SCHEMA = {
    "title": WHAT,
    "type": "object",
    "properties": {
        "start_time": _TIME,
        "end_time": _TIME,
        "metadata": {"type": "array", "items": _PAIR},
    },
    "required": ["start_time", "end_time"],
}
"""As JSON messages of that name have it: both ends belong to the event, keys are given once."""
_SEPARATOR = ";"
_TEXTS = ("grade", "note", "instruction", "instruction_zh", "unusable", "state")
_REMARK = ("text", "author", "reason", "stream", "value", "kind", "asked", "answer", "answered_by")

Event = tuple[int, int, dict[str, str]]
"""Start and last nanosecond, and what is said."""


def write(labelsets: Sequence[LabelSet], _path: Path, _options: Options) -> Export:
    """The labels of one episode.

    Raises:
        KnownError: the episode begins before 1970, where no stamp of an MCAP file can lie.
    """
    (labels,) = labelsets
    if labels.range.start_ns < 0:
        raise KnownError(
            "{episode} begins before 1970; an MCAP file has no such stamps", episode=labels.episode
        )
    losses = dropped(labelsets, what=WHAT, kept=KEPT)
    return Export((NewFile("", lambda: _file(list(_events(labels)))),), losses)


def _events(labels: LabelSet) -> Iterator[Event]:
    told = {name: str(getattr(labels, name)) for name in (*_TEXTS, "task", "annotator")}
    told["reasons"] = _SEPARATOR.join(labels.reasons)
    told["score"] = str(labels.score or "")
    told["rubric"] = rubric_text(labels.rubric)
    names = {"episode_id": labels.episode_id, "episode": labels.episode}
    taxonomy = {"taxonomy": f"{labels.taxonomy_id} {labels.taxonomy_version}"} if labels.taxonomy_id else {}
    yield (
        labels.range.start_ns,
        labels.range.end_ns - 1,
        {"tier": EPISODE, **names, **taxonomy, **_said(told)},
    )
    for segment in sorted(labels.segments, key=lambda one: one.start_ns):
        yield segment.start_ns, segment.end_ns - 1, _of_segment(segment)
    for mark in labels.marks:
        yield mark.start_ns, max(mark.start_ns, mark.end_ns - 1), _of_mark(mark)
    for remark in labels.remarks:
        said = {name: str(getattr(remark, name)) for name in _REMARK}
        yield remark.t_ns, remark.t_ns, {"tier": REMARK, **_said(said)}


def _of_mark(mark: Mark) -> dict[str, str]:
    told = {
        "lane": mark.tier,
        "text": mark.text,
        "stream": mark.stream,
        "source": mark.source,
        "confidence_pm": _number(mark.confidence_pm),
        "point": "true" if mark.start_ns == mark.end_ns else "",
    }
    return {"tier": MARK, "label": mark.code, **_said(told)}


def _said(told: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in told.items() if text}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _of_segment(segment: Segment) -> dict[str, str]:
    names = {f"name_{language}": name for language, name in segment.names.items()}
    told = {
        "grade": segment.grade,
        "text": segment.text,
        "text_zh": segment.text_zh,
        "source": segment.source,
        "confidence_pm": _number(segment.confidence_pm),
        "raw_ns": _number(segment.raw_ns),
    }
    return {"tier": segment.tier, "label": segment.code, **names, **_said(told)}


def _file(events: Iterable[Event]) -> bytes:
    sink = io.BytesIO()
    writer = Writer(sink)
    writer.start(profile="", library="rushes")
    schema = writer.register_schema(WHAT, "jsonschema", json.dumps(SCHEMA).encode())
    channel = writer.register_channel(TOPIC, "json", schema)
    for number, (start_ns, last_ns, said) in enumerate(sorted(events, key=lambda event: event[0])):
        message = {
            "start_time": _time(start_ns),
            "end_time": _time(last_ns),
            "metadata": [{"key": key, "value": value} for key, value in said.items()],
        }
        data = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
        writer.add_message(channel, log_time=start_ns, publish_time=start_ns, data=data, sequence=number)
    writer.finish()
    return sink.getvalue()


def _time(t_ns: int) -> dict[str, int]:
    return {"sec": t_ns // NS_PER_S, "nsec": t_ns % NS_PER_S}


def read(path: Path, _options: Options) -> Labels:
    """The events in an MCAP file, on whatever topic they lie.

    Raises:
        NoLabelsError: no MCAP file, or none that has such events.
    """
    try:
        with path.open("rb") as file:
            events = list(_read_events(file))
    except OSError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except (McapError, ValueError, LookupError, TypeError, EOFError, struct.error) as error:
        raise NoLabelsError("{path} is no MCAP file of events: {why}", path=path, why=error) from error
    told = next((said for _, _, said in events if said.get("tier") == EPISODE), {})
    entry = ({told.get("episode_id", ""), told.get("episode", "")} - {""}, events)

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:
        if not events or matching([entry], base, anyway=anyway) is None:
            return None
        try:
            return Answer(_labelset(base, events, told), _unread(events))
        except (ValueError, TypeError, AttributeError) as error:
            raise NoLabelsError("{path} is no MCAP file of events: {why}", path=path, why=error) from error

    return of


def _read_events(file: Any) -> Iterator[Event]:
    reader = make_reader(file)
    for schema, channel, message in reader.iter_messages(topics=_topics(reader.get_summary())):
        if schema is None or schema.name != WHAT or channel.message_encoding != "json":
            continue
        said = json.loads(message.data)
        pairs = {str(pair["key"]): str(pair["value"]) for pair in said.get("metadata", [])}
        yield _ns(said["start_time"]), _ns(said["end_time"]), pairs


def _topics(summary: Any) -> list[str] | None:
    """Those of events, so that a long recording is not read whole; None where the file has no summary."""
    if summary is None or not summary.channels:
        return None
    named = {number for number, schema in summary.schemas.items() if schema.name == WHAT}
    return [channel.topic for channel in summary.channels.values() if channel.schema_id in named]


def _ns(time: Mapping[str, Any]) -> int:
    return int(time["sec"]) * NS_PER_S + int(time["nsec"])


def _labelset(base: LabelSet, events: Sequence[Event], told: Mapping[str, str]) -> LabelSet:
    labelled = [event for event in events if event[2].get("label")]
    texts: dict[str, Any] = {name: told.get(name, "") for name in _TEXTS}
    return replace(
        base,
        **texts,
        segments=tuple(_segment(event) for event in labelled if event[2].get("tier") != MARK),
        marks=tuple(_mark(event) for event in labelled if event[2].get("tier") == MARK),
        remarks=tuple(_remark(event) for event in events if event[2].get("tier") == REMARK),
        reasons=tuple(filter(None, told.get("reasons", "").split(_SEPARATOR))),
        score=_whole(told, "score"),
        rubric=rubric_in(told.get("rubric", "")),
    )


def _unread(events: Sequence[Event]) -> Losses:
    others = sum(not said.get("label") and said.get("tier") not in {EPISODE, REMARK} for _, _, said in events)
    return losses_of([Loss("foxglove.Event: events without a label, not taken: {n}", others)])


def _segment(event: Event) -> Segment:
    start_ns, last_ns, said = event
    return Segment(
        said["label"],
        start_ns,
        last_ns + 1,
        tier=said.get("tier", PHASES),
        grade=said.get("grade", ""),
        text=said.get("text", ""),
        text_zh=said.get("text_zh", ""),
        source=said.get("source", ""),
        confidence_pm=_whole(said, "confidence_pm"),
        raw_ns=_whole(said, "raw_ns"),
    )


def _mark(event: Event) -> Mark:
    start_ns, last_ns, said = event
    return Mark(
        said["label"],
        start_ns,
        start_ns if said.get("point") else last_ns + 1,
        text=said.get("text", ""),
        tier=said.get("lane", ""),
        stream=said.get("stream", ""),
        source=said.get("source", ""),
        confidence_pm=_whole(said, "confidence_pm"),
    )


def _remark(event: Event) -> Remark:
    told: dict[str, Any] = {name: event[2].get(name, "") for name in _REMARK}
    return Remark("", event[0], **told)


def _whole(said: Mapping[str, str], name: str) -> int | None:
    return int(said[name]) if said.get(name) else None
