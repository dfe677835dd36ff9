"""ELAN annotation files (.eaf, format 2.8): one a episode, times in whole milliseconds from its start."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from models.errors import NoLabelsError
from models.exports.aside import ASIDE, laid_aside
from models.exports.dropped import dropped
from models.exports.files import Answer, Export, Labels, NewFile, Options, matching
from models.exports.labelset import PHASES, Frames, LabelSet, Mark, Segment
from models.exports.losses import Loss, Losses, losses_of
from models.exports.rubric import rubric_in, rubric_text
from models.exports.tiers import phases_tier
from models.exports.together import Held, completed
from models.labelling.document import Remark
from models.timebase import NS_PER_MS

WHAT = "ELAN"
EVENTS = "event"
REMARKS = "remark"
KEPT = frozenset(
    {"grade", "reasons", "note", "remarks", "marks", "tiers", "instruction", "instruction_zh"}
) | {
    "score",
    "rubric",
    "unusable",
}
_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv2.8.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEPARATOR = ";"
_TEXTS = ("grade", "note", "instruction", "instruction_zh", "unusable")
_MEMBERS = ("episode_id", "episode", "task", *_TEXTS)

Note = tuple[str, str, int, int]
"""Tier, value, start and end in milliseconds."""


def write(labelsets: Sequence[LabelSet], path: Path, options: Options) -> Export:
    """The labels of one episode; ``path`` is where they go, for the relative name of the video."""
    (labels,) = labelsets
    notes = list(_notes(labels))
    text = _document(labels, notes, path, options)
    losses = dropped(labelsets, what=WHAT, kept=KEPT, aside=not options.plain) + _losses(labels, notes)
    return Export((NewFile("", lambda: text),), losses)


def read(path: Path, options: Options) -> Labels:
    """The labels in a file; the tier ``options.tier`` holds the phases, else the one called so, else the only one.

    Raises:
        NoLabelsError: no such file, or several tiers and none named.
    """
    try:
        root = ET.parse(path).getroot()
    except OSError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NoLabelsError("{path} is no ELAN file: {why}", path=path, why=error) from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise NoLabelsError("{path} is no ELAN file: {why}", path=path, why=root.tag)
    told = {str(one.get("NAME", "")).removeprefix("rushes:"): one.text or "" for one in root.iter("PROPERTY")}
    notes, unaligned = _read_notes(root)
    names = [
        str(one.get("TIER_ID", "")) for one in root.iter("TIER") if len(one) or one.get("TIER_ID") == PHASES
    ]
    tier = phases_tier(path, (name for name in names if not _is_pinned(name)), options.tier)
    entry = ({told.get("episode_id", ""), told.get("episode", "")} - {""}, notes)

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:
        if matching([entry], base, anyway=anyway) is None:
            return None
        losses = losses_of([Loss("ELAN: annotations without a time of their own, left out: {n}", unaligned)])
        try:
            labels = _labelset(base, notes, tier, told)
        except (ValueError, TypeError, AttributeError) as error:
            raise NoLabelsError("{path} is no ELAN file: {why}", path=path, why=error) from error
        answer = Answer(labels, losses, lambda t_ns: _t_ns(_ms(t_ns, base), base))
        return completed(answer, base, _laid(told), Held(WHAT, KEPT, lambda marks: _as_read(marks, base)))

    return of


def _laid(told: Mapping[str, str]) -> object:
    """What was laid aside in a property; what is no JSON is as damaged as any other text."""
    try:
        return json.loads(told[ASIDE]) if told.get(ASIDE) else None
    except (ValueError, RecursionError):
        return told[ASIDE]


def _as_read(marks: Iterable[Mark], base: LabelSet) -> list[Mark]:
    notes = [note for mark in marks for note in _notes(replace(base, segments=(), marks=(mark,), remarks=()))]
    return [_mark(note, base) for note in _of_kind(EVENTS, notes)]


def _mark(note: Note, base: LabelSet) -> Mark:
    lane, value, start, end = note
    return Mark(value, _t_ns(start, base), _t_ns(start if end - start <= 1 else end, base), tier=lane)


def _notes(labels: LabelSet) -> Iterator[Note]:
    for tier in labels.tiers:
        for segment in labels.tier(tier):
            start, end = _ms(segment.start_ns, labels), _ms(segment.end_ns, labels)
            if start < end:
                yield tier, segment.code, start, end
    for mark in labels.marks:
        start = _ms(mark.start_ns, labels)
        yield _pinned(EVENTS, mark.tier), mark.code, start, max(_ms(mark.end_ns, labels), start + 1)
    for remark in labels.remarks:
        start = _ms(remark.t_ns, labels)
        yield _pinned(REMARKS, remark.author), remark.text or remark.reason, start, start + 1


def _pinned(kind: str, whose: str) -> str:
    """The tier of the events of a lane, or of the remarks of a person."""
    return f"{kind}:{whose}" if whose else kind


def _is_pinned(tier: str) -> bool:
    return tier.partition(":")[0] in {EVENTS, REMARKS}


def _ms(t_ns: int, labels: LabelSet) -> int:
    """The nearest millisecond from the start; the end of an episode is never before one of its stamps."""
    return (t_ns - labels.range.start_ns + NS_PER_MS // 2) // NS_PER_MS


def _t_ns(ms: int, labels: LabelSet) -> int:
    last = _ms(labels.range.end_ns, labels)
    return labels.range.end_ns if ms == last else labels.range.start_ns + ms * NS_PER_MS


def _losses(labels: LabelSet, notes: Sequence[Note]) -> Losses:
    inner = {t_ns for each in labels.segments for t_ns in (each.start_ns, each.end_ns)}
    inner |= {t_ns for mark in labels.marks for t_ns in (mark.start_ns, mark.end_ns)}
    inner |= {remark.t_ns for remark in labels.remarks}
    inner -= {labels.range.start_ns, labels.range.end_ns}
    moves = [abs(_t_ns(_ms(t_ns, labels), labels) - t_ns) for t_ns in inner]
    held = sum(1 for note in notes if not _is_pinned(note[0]))
    short = [
        mark.end_ns - min(mark.end_ns, _t_ns(_ms(mark.start_ns, labels), labels))
        for mark in labels.marks
        if mark.start_ns < mark.end_ns and _ms(mark.end_ns, labels) - _ms(mark.start_ns, labels) <= 1
    ]
    texts = [*(note[1] for note in notes), *(str(getattr(labels, name)) for name in _MEMBERS)]
    return losses_of(
        (
            Loss(
                "ELAN rounds {n} of {of} boundaries by up to {ms} ms",
                sum(1 for move_ns in moves if move_ns),
                len(moves),
                max(moves, default=0),
            ),
            Loss(
                "ELAN counts milliseconds: {n} of {of} phases hold no millisecond and are left out",
                len(labels.segments) - held,
                len(labels.segments),
            ),
            Loss(
                "ELAN counts milliseconds: events of at most one become points: {n}, shorter by up to {ms} ms",
                len(short),
                largest_ns=max(short, default=0),
            ),
            Loss("ELAN cannot hold these control characters; left out: {n}", sum(map(_forbidden, texts))),
        )
    )


def _forbidden(text: str) -> int:
    return len(_NOT_XML.findall(text))


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _document(labels: LabelSet, notes: Sequence[Note], path: Path, options: Options) -> bytes:
    root = ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": _clean(options.author),
            "DATE": options.made_at,
            "FORMAT": "2.8",
            "VERSION": "2.8",
            "xmlns:xsi": _XSI,
            "xsi:noNamespaceSchemaLocation": _SCHEMA,
        },
    )
    _header(root, labels, path, options, len(notes))
    slots = _time_order(root, notes)
    tiers = list(dict.fromkeys((PHASES, *(_clean(note[0]) for note in notes))))
    counted = 0
    for tier in tiers:
        element = ET.SubElement(root, "TIER", {"LINGUISTIC_TYPE_REF": tier, "TIER_ID": tier})
        for note in (note for note in notes if _clean(note[0]) == tier):
            counted += 1
            _annotation(element, note, f"a{counted}", slots)
    for tier in tiers:
        ET.SubElement(
            root,
            "LINGUISTIC_TYPE",
            {"GRAPHIC_REFERENCES": "false", "LINGUISTIC_TYPE_ID": tier, "TIME_ALIGNABLE": "true"},
        )
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _header(root: ET.Element, labels: LabelSet, path: Path, options: Options, count: int) -> None:
    header = ET.SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    if labels.frames is not None and labels.frames.uri:
        ET.SubElement(header, "MEDIA_DESCRIPTOR", _media(labels.frames, labels, path))
    told = {name: str(getattr(labels, name)) for name in _MEMBERS}
    told["reasons"] = _SEPARATOR.join(labels.reasons)
    told["score"] = str(labels.score or "")
    told["rubric"] = rubric_text(labels.rubric)
    told[ASIDE] = "" if options.plain else json.dumps(laid_aside(labels))
    for name, text in told.items():
        if text:
            ET.SubElement(header, "PROPERTY", {"NAME": f"rushes:{name}"}).text = _clean(text)
    ET.SubElement(header, "PROPERTY", {"NAME": "lastUsedAnnotationId"}).text = str(count)


def _media(frames: Frames, labels: LabelSet, path: Path) -> dict[str, str]:
    """The video, with the place in it where the episode begins."""
    video = Path(frames.uri).absolute()
    folder = path.absolute().parent
    relative = video.relative_to(folder).as_posix() if video.is_relative_to(folder) else ""
    begins_ns = frames.offset_ns + labels.range.start_ns - int(frames.stamps_ns[0]) if frames.count else 0
    told = {"MEDIA_URL": video.as_uri(), "MIME_TYPE": "video/mp4"}
    if relative:
        told["RELATIVE_MEDIA_URL"] = f"./{relative}"
    if begins_ns > 0:
        told["TIME_ORIGIN"] = str(round(begins_ns / NS_PER_MS))
    return told


def _time_order(root: ET.Element, notes: Sequence[Note]) -> dict[int, str]:
    order = ET.SubElement(root, "TIME_ORDER")
    slots = {
        ms: f"ts{index}" for index, ms in enumerate(sorted({ms for n in notes for ms in n[2:]}), start=1)
    }
    for ms, name in slots.items():
        ET.SubElement(order, "TIME_SLOT", {"TIME_SLOT_ID": name, "TIME_VALUE": str(ms)})
    return slots


def _annotation(tier: ET.Element, note: Note, name: str, slots: dict[int, str]) -> None:
    _, value, start, end = note
    times = {"TIME_SLOT_REF1": slots[start], "TIME_SLOT_REF2": slots[end]}
    outer = ET.SubElement(tier, "ANNOTATION")
    inner = ET.SubElement(outer, "ALIGNABLE_ANNOTATION", {"ANNOTATION_ID": name, **times})
    ET.SubElement(inner, "ANNOTATION_VALUE").text = _clean(value)


def _read_notes(root: ET.Element) -> tuple[list[Note], int]:
    times = {str(slot.get("TIME_SLOT_ID")): slot.get("TIME_VALUE") for slot in root.iter("TIME_SLOT")}
    notes: list[Note] = []
    unaligned = 0
    for tier in root.iter("TIER"):
        unaligned += sum(1 for _ in tier.iter("REF_ANNOTATION"))
        for each in tier.iter("ALIGNABLE_ANNOTATION"):
            start = times.get(str(each.get("TIME_SLOT_REF1")))
            end = times.get(str(each.get("TIME_SLOT_REF2")))
            if start is None or end is None or not (start.isdecimal() and end.isdecimal()):
                unaligned += 1
                continue
            value = each.findtext("ANNOTATION_VALUE") or ""
            notes.append((str(tier.get("TIER_ID", "")), value.strip(), int(start), int(end)))
    return notes, unaligned


def _labelset(base: LabelSet, notes: Sequence[Note], phases: str, told: dict[str, str]) -> LabelSet:
    def t_ns(ms: int) -> int:
        return _t_ns(ms, base)

    texts: dict[str, Any] = {name: told.get(name, "") for name in _TEXTS}
    return replace(
        base,
        **texts,
        segments=tuple(
            Segment(value, t_ns(start), t_ns(end), tier=PHASES if tier == phases else tier)
            for tier, value, start, end in notes
            if not _is_pinned(tier)
        ),
        marks=tuple(_mark(note, base) for note in _of_kind(EVENTS, notes)),
        remarks=tuple(
            Remark("", t_ns(start), author, value) for author, value, start, _ in _of_kind(REMARKS, notes)
        ),
        reasons=tuple(filter(None, told.get("reasons", "").split(_SEPARATOR))),
        score=int(told["score"]) if told.get("score") else None,
        rubric=rubric_in(told.get("rubric", "")),
    )


def _of_kind(kind: str, notes: Iterable[Note]) -> Iterator[Note]:
    """Events or remarks, with their lane or author in the place of the tier."""
    for tier, value, start, end in notes:
        found, _, whose = tier.partition(":")
        if found == kind:
            yield whose, value, start, end
