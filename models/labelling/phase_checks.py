"""What is missing of the phases: unknown ones, wrong neighbours, the template, and what each of them must have."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from models.labelling.document import Document
from models.labelling.migrating import asked
from models.labelling.missing import Missing
from models.phases import Phase, PhaseTrack
from models.taxonomy import PhaseLabel, Taxonomy

_FIELDS: Final = ("grade", "text", "text_zh")


def phases_missing(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    """In order of the tracks; what the template lacks at the end."""
    yield from _empty(document, taxonomy)
    known = {label.code for label in taxonomy.phases}
    for track in document.tracks:
        yield from (_unknown(one, taxonomy) for one in track.phases if one.label not in known)
        yield from _successors(track, taxonomy)
        yield from _lacking(track, taxonomy)
    yield from _template(document, taxonomy)


def _empty(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    if not document.phases:
        first = taxonomy.phase(taxonomy.template[0] if taxonomy.template else taxonomy.idle)
        key = first.key if first else ""
        yield Missing("no_phases", "No phase is cut yet", t_ns=document.range.start_ns, key=key)
    elif not document.track.phases:
        for arm in taxonomy.arms:
            if not document.track_of(arm.code).phases:
                template = "No phase of {arm} is cut yet"
                yield Missing("no_phases_of_arm", template, {"arm": arm}, t_ns=document.range.start_ns)


def _unknown(phase: Phase, taxonomy: Taxonomy) -> Missing:
    choices = asked(phase.label, taxonomy)
    if len(choices) < 2:
        template = "The taxonomy has no phase {code}"
        return Missing("unknown_phase", template, {"code": phase.label}, t_ns=phase.start_ns)
    return Missing(
        "split_phase",
        "Phase {code} was split: choose {one} or {other}",
        {"code": phase.label, "one": choices[0], "other": choices[-1]},
        t_ns=phase.start_ns,
        key=" ".join(label.key for label in choices),
    )


def _successors(track: PhaseTrack, taxonomy: Taxonomy) -> Iterator[Missing]:
    labels = {label.code: label for label in taxonomy.phases}
    codes = [phase.label for phase in track.phases]
    wrong = {
        (left, right) for left, right in set(pairwise(codes)) if not _may_follow(labels.get(left), right)
    }
    if not wrong:
        return
    for left, right in pairwise(track.phases):
        if (left.label, right.label) not in wrong:
            continue
        label = labels[left.label]
        yield Missing(
            "successor",
            "{phase} cannot follow {before}",
            {"phase": labels.get(right.label, right.label), "before": label},
            t_ns=right.start_ns,
            key=" ".join(labels[code].key for code in label.successors),
            blocking="successor" in taxonomy.blocking,
        )


def _may_follow(label: PhaseLabel | None, code: str) -> bool:
    return label is None or not label.successors or code in label.successors


def _lacking(track: PhaseTrack, taxonomy: Taxonomy) -> Iterator[Missing]:
    """Fields that a phase of this label must have, and those that the taxonomy asks of all but idle ones."""
    labels = {label.code: label for label in taxonomy.phases}
    everywhere = {name for name in _FIELDS if f"phase_{name}" in taxonomy.required}
    wanted = {name for name in _FIELDS if f"phase_{name}" in taxonomy.wanted}
    if not (wanted or everywhere or any(label.required for label in taxonomy.phases)):
        return
    for phase in track.phases:
        label = labels.get(phase.label)
        here = label.required if label is not None else frozenset()
        asked_for = here if phase.label == taxonomy.idle else here | everywhere | wanted
        for name in _FIELDS:
            if name in asked_for and not getattr(phase, name):
                yield _lack(name, phase, label, blocking=name in here | everywhere)


def _lack(name: str, phase: Phase, label: PhaseLabel | None, *, blocking: bool) -> Missing:
    return Missing(
        f"no_phase_{name}",
        "The phase {phase} has no grade yet"
        if name == "grade"
        else "The phase {phase} has no instruction yet"
        if name == "text"
        else "The phase {phase} has no instruction in Chinese yet",
        {"phase": label or phase.label},
        t_ns=phase.start_ns,
        blocking=blocking,
    )


def _template(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    labels = {phase.label for phase in document.phases}
    if not labels or not taxonomy.template:
        return
    absent = [code for code in dict.fromkeys(taxonomy.template) if code not in labels]
    for code in absent:
        label = taxonomy.phase(code)
        named: PhaseLabel | str = label or code
        yield Missing(
            "template_phase_missing",
            "The phase {phase} is missing",
            {"phase": named},
            key=label.key if label else "",
            blocking="template_phase_missing" in taxonomy.blocking,
        )
    if not absent and document.track.phases:
        yield from _order(document.track, taxonomy)


def _order(track: PhaseTrack, taxonomy: Taxonomy) -> Iterator[Missing]:
    """One line for the first phase that the template does not expect there; idle at either end may be absent."""
    last = len(track.phases) - 1
    expected = _trimmed(taxonomy.template, taxonomy.idle)
    actual = [
        phase for index, phase in enumerate(track.phases) if phase.label != taxonomy.idle or 0 < index < last
    ]
    for place, phase in enumerate(actual):
        if place >= len(expected) or phase.label != expected[place]:
            yield Missing(
                "template_order",
                "The phase {phase} does not follow the order of the template",
                {"phase": taxonomy.phase(phase.label) or phase.label},
                phase.start_ns,
                blocking="template_order" in taxonomy.blocking,
            )
            return


def _trimmed(template: tuple[str, ...], idle: str) -> tuple[str, ...]:
    start = 1 if template[0] == idle else 0
    stop = len(template) - 1 if len(template) > 1 and template[-1] == idle else len(template)
    return template[start:stop]
