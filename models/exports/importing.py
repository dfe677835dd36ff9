"""From a file's labels to commands: gaps become idle, overlaps are cut, unknown labels refused; all of it is told."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.errors import KnownError
from models.exports.dropped import MEMBERS
from models.exports.files import as_it_is
from models.exports.labelset import LabelSet, Segment
from models.exports.losses import Loss, Losses, losses_of
from models.labelling.changes import diff
from models.labelling.commands import Command, Restore
from models.labelling.cutting import MIN_PHASE_NS
from models.labelling.document import Document
from models.phases import Phase, PhaseTrack
from models.review import State
from models.taxonomy import Taxonomy

NOT_TAKEN = frozenset({"remarks", "marks", "tiers", "score", "rubric"})
"""What a document has no place for, or what belongs to the person who said it."""


@dataclass(frozen=True, slots=True)
class Import:
    """``commands`` are empty where the document says the same already."""

    commands: tuple[Command, ...]
    losses: Losses


def commands_of(
    labels: LabelSet,
    document: Document,
    taxonomy: Taxonomy,
    *,
    new_id: Callable[[], str],
    mapping: Mapping[str, str] | None = None,
    rounded: Callable[[int], int] = as_it_is,
) -> Import:
    """What makes ``document`` say what the file says, as one edit that one undo takes back.

    A grade or a note that the file does not say stays as it is. Phases that are the same keep their ids.

    Args:
        labels: what was read.
        document: the labels so far.
        taxonomy: names the phases and the idle one.
        new_id: makes the id of a phase.
        mapping: labels of the file to codes or names of the taxonomy.
        rounded: what the format makes of a time; boundaries of ``document`` that the file only rounded stay exact.

    Raises:
        KnownError: labels or grades that the taxonomy does not have.
    """
    known = _codes(labels, taxonomy, mapping or {})
    exact = _exact(document, rounded)
    segments = [
        replace(
            segment,
            code=known[segment.code],
            start_ns=exact.get(segment.start_ns, segment.start_ns),
            end_ns=exact.get(segment.end_ns, segment.end_ns),
        )
        for segment in labels.phases
    ]
    tiled, losses = tile(segments, document, taxonomy.idle)
    wanted = replace(_told(document, labels, taxonomy), track=_track(tiled, document, new_id))
    not_taken = sum(int(MEMBERS[member].count(labels)) for member in NOT_TAKEN)
    losses += losses_of([Loss("Remarks, events and other tiers are not taken over: {n}", not_taken)])
    return Import(_commands(document, wanted, taxonomy), losses)


def _exact(document: Document, rounded: Callable[[int], int]) -> dict[int, int]:
    """The boundary that a rounded time stands for; where two round to one, nobody knows which is meant."""
    edges = document.track.boundaries_ns
    times = Counter(map(rounded, edges))
    return {rounded(t_ns): t_ns for t_ns in edges if times[rounded(t_ns)] == 1}


def tile(segments: Sequence[Segment], document: Document, idle: str) -> tuple[tuple[Segment, ...], Losses]:
    """``segments`` in order without gaps and overlaps, and what that took."""
    time_range = document.range
    tiled: list[Segment] = []
    told: list[Loss] = []
    for segment in segments:
        start_ns = max(segment.start_ns, time_range.start_ns)
        end_ns = min(segment.end_ns, time_range.end_ns)
        cut_ns = max(start_ns - segment.start_ns, segment.end_ns - end_ns)
        told.append(
            Loss(
                "Phases that reach out of the episode: {n}, cut by up to {ms} ms", int(cut_ns > 0), 0, cut_ns
            )
        )
        if start_ns >= end_ns:
            told.append(Loss("Phases outside of the episode, left out: {n}"))
            continue
        told.extend(
            _append(tiled, replace(segment, start_ns=start_ns, end_ns=end_ns), time_range.start_ns, idle)
        )
    if tiled:
        told.extend(_close(tiled, time_range.end_ns, idle))
    return tuple(tiled), losses_of(told)


def _append(tiled: list[Segment], segment: Segment, start_ns: int, idle: str) -> list[Loss]:
    """The next in order; what it overlaps of the one before is its own."""
    told: list[Loss] = []
    while tiled and tiled[-1].end_ns > segment.start_ns:
        last = tiled.pop()
        over_ns = last.end_ns - segment.start_ns
        told.append(Loss("Phases that overlap: {n}, the earlier one cut by up to {ms} ms", 1, 0, over_ns))
        if last.start_ns < segment.start_ns:
            tiled.append(replace(last, end_ns=segment.start_ns))
    told.extend(_close(tiled, segment.start_ns, idle, start_ns))
    tiled.append(segment)
    return told


def _close(tiled: list[Segment], until_ns: int, idle: str, start_ns: int = 0) -> list[Loss]:
    """Fill what nobody labelled before ``until_ns``: a gap too short for a phase falls to the one before it."""
    from_ns = tiled[-1].end_ns if tiled else start_ns
    gap_ns = until_ns - from_ns
    if gap_ns <= 0:
        return []
    if tiled and (gap_ns < MIN_PHASE_NS or tiled[-1].code == idle):
        tiled[-1] = replace(tiled[-1], end_ns=until_ns)
    else:
        tiled.append(Segment(idle, from_ns, until_ns))
    if gap_ns < MIN_PHASE_NS:
        return [Loss("Gaps too short for a phase: {n}, closed by up to {ms} ms", 1, 0, gap_ns)]
    return [Loss("Gaps: {n}, now {what}", 1, what=idle)]


def _track(tiled: Sequence[Segment], document: Document, new_id: Callable[[], str]) -> PhaseTrack:
    if not tiled:
        return document.track
    before = {(phase.label, phase.start_ns): phase for phase in document.track.phases}
    return PhaseTrack(document.range, tuple(_phase(each, before, new_id) for each in tiled))


def _phase(segment: Segment, before: Mapping[tuple[str, int], Phase], new_id: Callable[[], str]) -> Phase:
    """What a file does not say of a phase that was there stays as it was."""
    same = before.get((segment.code, segment.start_ns))
    if same is None:
        same = Phase(new_id(), segment.code, segment.start_ns, segment.end_ns)
    return replace(
        same,
        end_ns=segment.end_ns,
        grade=segment.grade or same.grade,
        text=segment.text or same.text,
        text_zh=segment.text_zh or same.text_zh,
    )


def _told(document: Document, labels: LabelSet, taxonomy: Taxonomy) -> Document:
    if labels.grade and taxonomy.grade(labels.grade) is None:
        raise KnownError(
            "{episode}: the taxonomy has no grade {code}", episode=labels.episode, code=labels.grade
        )
    reasons = {reason.code for reason in taxonomy.failure_reasons}
    stranger = next((code for code in labels.reasons if code not in reasons), None)
    if stranger is not None:
        raise KnownError(
            "{episode}: the taxonomy has no reason {code}", episode=labels.episode, code=stranger
        )
    graded = document
    if labels.grade and (labels.grade, labels.reasons) != (document.grade, ()):
        graded = replace(document, grade=labels.grade, reasons=labels.reasons)
    return replace(graded, note=labels.note or document.note)


def _commands(document: Document, wanted: Document, taxonomy: Taxonomy) -> tuple[Command, ...]:
    if wanted == document:
        return ()
    state = State.DRAFT if document.state is State.NEW else document.state
    drafted = replace(wanted, state=state, taxonomy_id=taxonomy.id, taxonomy_version=taxonomy.version)
    return (Restore(diff(document, drafted)),)


def _codes(labels: LabelSet, taxonomy: Taxonomy, mapping: Mapping[str, str]) -> dict[str, str]:
    said = dict.fromkeys(segment.code for segment in labels.phases)
    found = {label: code_of(mapping.get(label, label), taxonomy) for label in said}
    unknown = [label for label, code in found.items() if code is None]
    if unknown:
        raise KnownError(
            "{episode}: the taxonomy has no phase {labels}; say which it is with --map LABEL=PHASE, one of {codes}",
            episode=labels.episode,
            labels=", ".join(unknown),
            codes=", ".join(label.code for label in taxonomy.phases),
        )
    return {label: code for label, code in found.items() if code is not None}


def code_of(label: str, taxonomy: Taxonomy) -> str | None:
    """The phase that a file means: by its code, a name in any language, or either in other case, if only one fits."""
    if taxonomy.phase(label) is not None:
        return label
    for same in (lambda text: text == label, lambda text: text.casefold() == label.casefold()):
        fits = {
            phase.code for phase in taxonomy.phases if any(map(same, (phase.code, *phase.names.values())))
        }
        if fits:
            return fits.pop() if len(fits) == 1 else None
    return None
