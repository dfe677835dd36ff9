"""From a file's labels to one edit: gaps become idle, overlaps are cut, unknown labels refused; all of it is told."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from models.errors import KnownError
from models.exports.dropped import MEMBERS
from models.exports.files import as_it_is
from models.exports.labelset import PHASES, LabelSet, Segment
from models.exports.losses import NOTHING_LOST, Loss, Losses, losses_of
from models.exports.pins import Way, marks_in, remarks_in
from models.exports.tiling import tile
from models.labelling.apply import apply
from models.labelling.changes import diff
from models.labelling.commands import (
    AddMark,
    AddRemark,
    Command,
    RemoveMark,
    Restore,
    SetGrade,
    SetInstruction,
    SetNote,
    SetRubric,
    SetScore,
    SetUnusable,
    TakePhases,
)
from models.labelling.document import Document, Mark, Remark
from models.labelling.known import clean
from models.phases import Phase, PhaseTrack
from models.review import Role
from models.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Import:
    """``commands`` are empty where the document says the same already; ``replaced`` is what they do away with."""

    commands: tuple[Command, ...]
    losses: Losses
    replaced: Losses = NOTHING_LOST


def commands_of(
    labels: LabelSet,
    document: Document,
    taxonomy: Taxonomy,
    *,
    new_id: Callable[[], str],
    mapping: Mapping[str, str] | None = None,
    rounded: Callable[[int], int] = as_it_is,
    role: Role = Role.LEAD,
) -> Import:
    """What makes ``document`` say what the file says, as one edit that one undo takes back.

    What the file does not say stays as it is; so do remarks. Phases and marks that are the same keep their ids.

    Args:
        labels: what was read.
        document: the labels so far.
        taxonomy: names the phases and the idle one.
        new_id: makes the id of a phase, a mark or a remark.
        mapping: labels of the file to codes or names of the taxonomy.
        rounded: what the format makes of a time; boundaries of ``document`` that the file only rounded stay exact.
        role: who imports.

    Raises:
        KnownError: labels or grades that the taxonomy does not have, or labels that may not be edited.
    """
    way = Way(new_id, rounded, role)
    _refuse_unknown(labels, taxonomy)
    tracks, losses = _tracks(labels, document, taxonomy, mapping or {}, way)
    marks, lost_marks = marks_in(labels, document, taxonomy, way)
    remarks, lost_remarks = remarks_in(labels, document, taxonomy, way)
    levels, lost_levels = _levels(labels, document, taxonomy)
    losses += lost_marks + lost_remarks + lost_levels
    reviewed = MEMBERS["review"].count(labels)
    losses += losses_of([Loss("The review is not taken over; labels come as a draft: {n}", int(reviewed))])
    edits = (
        *(
            TakePhases(track.phases, track.tier)
            for track in tracks
            if track.phases and track != document.track_of(track.tier)
        ),
        *_whole(labels, document, levels),
        *_pinned(document, marks, remarks),
    )
    return _as_one(document, edits, taxonomy, losses, role)


def _as_one(
    document: Document, edits: Sequence[Command], taxonomy: Taxonomy, losses: Losses, role: Role
) -> Import:
    """All edits in one: each was answered by itself first, so that none does what no key could do."""
    after = document
    for command in edits:
        after = apply(after, command, taxonomy=taxonomy, role=role).document
    if after == document:
        return Import((), losses)
    return Import((Restore(diff(document, after)),), losses, _replaced(document, after))


def _tracks(
    labels: LabelSet, document: Document, taxonomy: Taxonomy, mapping: Mapping[str, str], way: Way
) -> tuple[list[PhaseTrack], Losses]:
    """The tracks that the file speaks of, tiled; tiers that are no arm are left out and told."""
    arms = {tier: arm_of(tier, taxonomy) for tier in labels.tiers}
    known = _codes(labels, taxonomy, mapping)
    losses = NOTHING_LOST
    tracks: list[PhaseTrack] = []
    for tier, arm in arms.items():
        segments = labels.tier(tier)
        if arm is None:
            template = "Tiers that are no arm of the taxonomy, left out: {n} segments of {what}"
            losses += losses_of([Loss(template, len(segments), what=tier)])
            continue
        before = document.track_of(arm)
        named = [replace(each, code=known[each.code], tier=arm) for each in _exactly(segments, before, way)]
        tiled, lost = tile(named, document.range, taxonomy.idle)
        losses += lost
        tracks.append(_track(tiled, before, way.new_id))
    return tracks, losses


def arm_of(tier: str, taxonomy: Taxonomy) -> str | None:
    """The arm that a tier of a file means, by its code or a name of it; "" for the phases themselves."""
    if tier == PHASES:
        return ""
    if taxonomy.arm(tier) is not None:
        return tier
    fits = [
        arm.code
        for arm in taxonomy.arms
        if tier.casefold() in {name.casefold() for name in (arm.code, *arm.names.values())}
    ]
    return fits[0] if len(fits) == 1 else None


def _exactly(segments: Sequence[Segment], before: PhaseTrack, way: Way) -> Iterator[Segment]:
    """With the boundary that a rounded time stands for; where two round to one, nobody knows which is meant."""
    edges = {*before.boundaries_ns, before.range.start_ns, before.range.end_ns}
    times = Counter(map(way.rounded, edges))
    exact = {way.rounded(t_ns): t_ns for t_ns in edges if times[way.rounded(t_ns)] == 1}
    for each in segments:
        start_ns, end_ns = (
            t_ns if t_ns in edges else exact.get(t_ns, t_ns) for t_ns in (each.start_ns, each.end_ns)
        )
        yield replace(each, start_ns=start_ns, end_ns=end_ns)


def _track(tiled: Sequence[Segment], before: PhaseTrack, new_id: Callable[[], str]) -> PhaseTrack:
    if not tiled:
        return before
    there = {(phase.label, phase.start_ns): phase for phase in before.phases}
    phases = tuple(_phase(each, there, before.tier, new_id) for each in tiled)
    return PhaseTrack(before.range, phases, before.tier)


def _phase(
    segment: Segment, there: Mapping[tuple[str, int], Phase], tier: str, new_id: Callable[[], str]
) -> Phase:
    """What a file does not say of a phase that was there stays as it was."""
    same = there.get((segment.code, segment.start_ns))
    if same is None:
        same = Phase(new_id(), segment.code, segment.start_ns, segment.end_ns, tier)
    return replace(
        same,
        end_ns=segment.end_ns,
        grade=segment.grade or same.grade,
        text=clean(segment.text).strip() or same.text,
        text_zh=clean(segment.text_zh).strip() or same.text_zh,
        source=segment.source or same.source,
        confidence_pm=same.confidence_pm if segment.confidence_pm is None else segment.confidence_pm,
        raw_ns=same.raw_ns if segment.raw_ns is None else segment.raw_ns,
    )


def _whole(labels: LabelSet, document: Document, levels: Mapping[str, int]) -> Iterator[Command]:
    """What is said of the episode as a whole."""
    same_reasons = not labels.reasons or labels.reasons == document.reasons
    if labels.grade and not (labels.grade == document.grade and same_reasons):
        yield SetGrade(labels.grade, labels.reasons)
    elif labels.unusable and not (labels.unusable == document.unusable and same_reasons):
        yield SetUnusable(labels.unusable, labels.reasons)
    if labels.score and labels.score != document.score:
        yield SetScore(labels.score)
    if levels != dict(document.rubric):
        yield SetRubric(tuple(levels.items()))
    text = clean(labels.instruction).strip() or document.instruction
    text_zh = clean(labels.instruction_zh).strip() or document.instruction_zh
    if (text, text_zh) != (document.instruction, document.instruction_zh):
        yield SetInstruction("", text, text_zh)
    if labels.note and clean(labels.note) != document.note:
        yield SetNote(labels.note)


def _pinned(document: Document, marks: Sequence[Mark], remarks: Sequence[Remark]) -> Iterator[Command]:
    kept = {mark.id: mark for mark in marks}
    for mark in document.marks:
        if mark.id not in kept:
            yield RemoveMark(mark.id)
    for mark in marks:
        if document.mark(mark.id) != mark:
            yield AddMark(mark)
    yield from map(AddRemark, remarks)


def _levels(labels: LabelSet, document: Document, taxonomy: Taxonomy) -> tuple[dict[str, int], Losses]:
    """Levels of the criteria after the import."""
    found, strange = dict(document.rubric), 0
    for code, level in labels.rubric:
        criterion = taxonomy.criterion(code)
        if criterion is None or not 1 <= level <= criterion.levels:
            strange += 1
        else:
            found[code] = level
    return found, losses_of(
        [Loss("Criteria or levels that the taxonomy does not have, left out: {n}", strange)]
    )


def _replaced(before: Document, after: Document) -> Losses:
    phases, marks = set(after.phases), set(after.marks)
    return losses_of(
        (
            Loss("Phases replaced: {n}", sum(phase not in phases for phase in before.phases)),
            Loss("Events replaced: {n}", sum(mark not in marks for mark in before.marks)),
            Loss("Grades replaced: {n}", _given_up(before, after, "grade", "unusable")),
            Loss("Scores replaced: {n}", _given_up(before, after, "score")),
            Loss("Criteria replaced: {n}", len(set(before.rubric) - set(after.rubric))),
            Loss("Instructions replaced: {n}", _given_up(before, after, "instruction", "instruction_zh")),
            Loss("Notes replaced: {n}", _given_up(before, after, "note")),
        )
    )


def _given_up(before: Document, after: Document, *names: str) -> int:
    pairs = ((getattr(before, name), getattr(after, name)) for name in names)
    return sum(bool(old) and old != new for old, new in pairs)


def _refuse_unknown(labels: LabelSet, taxonomy: Taxonomy) -> None:
    grades = [labels.grade, *(segment.grade for segment in labels.segments)]
    strange = next((code for code in grades if code and taxonomy.grade(code) is None), None)
    if strange is not None:
        raise KnownError("{episode}: the taxonomy has no grade {code}", episode=labels.episode, code=strange)
    known = (*taxonomy.failure_reasons, *(taxonomy.unusable_reasons if labels.unusable else ()))
    reasons = {reason.code for reason in known}
    given = labels.reasons if labels.grade or labels.unusable else ()
    stranger = next((code for code in given if code not in reasons), None)
    if stranger is not None:
        raise KnownError(
            "{episode}: the taxonomy has no reason {code}", episode=labels.episode, code=stranger
        )


def _codes(labels: LabelSet, taxonomy: Taxonomy, mapping: Mapping[str, str]) -> dict[str, str]:
    found = _said(labels, taxonomy, mapping)
    unknown = [label for label, code in found.items() if code is None]
    if unknown:
        raise KnownError(
            "{episode}: the taxonomy has no phase {labels}; say which it is with --map LABEL=PHASE, one of {codes}",
            episode=labels.episode,
            labels=", ".join(unknown),
            codes=", ".join(label.code for label in taxonomy.phases),
        )
    return {label: code for label, code in found.items() if code is not None}


def strangers_in(labels: LabelSet, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Labels of phases that the taxonomy does not have, each once; ``commands_of`` wants to know what they are."""
    return tuple(label for label, code in _said(labels, taxonomy, {}).items() if code is None)


def _said(labels: LabelSet, taxonomy: Taxonomy, mapping: Mapping[str, str]) -> dict[str, str | None]:
    """Labels of the phases and of the arms that the taxonomy has, with the phase that each means."""
    arms = {tier: arm_of(tier, taxonomy) for tier in labels.tiers}
    said = dict.fromkeys(one.code for one in labels.segments if arms[one.tier] is not None)
    return {label: code_of(mapping.get(label, label), taxonomy) for label in said}


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
