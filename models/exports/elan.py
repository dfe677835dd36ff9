"""ELAN annotation files (.eaf, format 2.8): one a episode, times in whole milliseconds from its start."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from models.errors import NoLabelsError
from models.exports.aside import ASIDE, laid_aside
from models.exports.dropped import dropped
from models.exports.elan_notes import (
    Note,
    is_pinned,
    labels_of,
    marks_as_read,
    ms_of,
    notes_of,
    t_ns_of,
)
from models.exports.files import Answer, Export, Labels, NewFile, Options, matching
from models.exports.labelset import PHASES, Frames, LabelSet
from models.exports.losses import Loss, Losses, losses_of
from models.exports.rubric import rubric_in, rubric_text
from models.exports.tiers import phases_tier
from models.exports.together import Held, completed
from models.timebase import NS_PER_MS

WHAT = "ELAN"
KEPT = frozenset(
    {"grade", "reasons", "note", "remarks", "questions", "marks", "instruction", "instruction_zh", "score"}
    | {"tiers", "texts", "arm_texts", "texts_zh", "grades", "rubric", "unusable"}
)
_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv2.8.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEPARATOR = ";"
_TEXTS = ("grade", "note", "instruction", "instruction_zh", "unusable")
_MEMBERS = ("episode_id", "episode", "task", *_TEXTS)


def write(labelsets: Sequence[LabelSet], path: Path, options: Options) -> Export:
    """The labels of one episode; ``path`` is where they go, for the relative name of the video."""
    (labels,) = labelsets
    notes = list(notes_of(labels))
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
    tier = phases_tier(path, (name for name in names if not is_pinned(name)), options.tier)
    entry = ({told.get("episode_id", ""), told.get("episode", "")} - {""}, notes)

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:
        if matching([entry], base, anyway=anyway) is None:
            return None
        losses = losses_of([Loss("ELAN: annotations without a time of their own, left out: {n}", unaligned)])
        try:
            labels = _labelset(base, notes, tier, told)
        except (ValueError, TypeError, AttributeError) as error:
            raise NoLabelsError("{path} is no ELAN file: {why}", path=path, why=error) from error
        answer = Answer(labels, losses, lambda t_ns: t_ns_of(ms_of(t_ns, base), base))
        return completed(
            answer, base, _laid(told), Held(WHAT, KEPT, lambda marks: marks_as_read(marks, base))
        )

    return of


def _laid(told: Mapping[str, str]) -> object:
    """What was laid aside in a property; what is no JSON is as damaged as any other text."""
    try:
        return json.loads(told[ASIDE]) if told.get(ASIDE) else None
    except (ValueError, RecursionError):
        return told[ASIDE]


def _losses(labels: LabelSet, notes: Sequence[Note]) -> Losses:
    inner = {t_ns for each in labels.segments for t_ns in (each.start_ns, each.end_ns)}
    inner |= {t_ns for mark in labels.marks for t_ns in (mark.start_ns, mark.end_ns)}
    inner |= {remark.t_ns for remark in labels.remarks}
    inner -= {labels.range.start_ns, labels.range.end_ns}
    moves = [abs(t_ns_of(ms_of(t_ns, labels), labels) - t_ns) for t_ns in inner]
    held = sum(1 for note in notes if not is_pinned(note[0]))
    short = [
        mark.end_ns - min(mark.end_ns, t_ns_of(ms_of(mark.start_ns, labels), labels))
        for mark in labels.marks
        if mark.start_ns < mark.end_ns and ms_of(mark.end_ns, labels) - ms_of(mark.start_ns, labels) <= 1
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


def _labelset(base: LabelSet, notes: Sequence[Note], phases: str, told: Mapping[str, str]) -> LabelSet:
    texts: dict[str, Any] = {name: told.get(name, "") for name in _TEXTS}
    return replace(
        labels_of(notes, phases, base),
        **texts,
        reasons=tuple(filter(None, told.get("reasons", "").split(_SEPARATOR))),
        score=int(told["score"]) if told.get("score") else None,
        rubric=rubric_in(told.get("rubric", "")),
    )
