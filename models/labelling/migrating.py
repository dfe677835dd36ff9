"""Labels of one version of a taxonomy brought to a newer one. The history of the episode keeps what they were."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import count

from models.errors import RefusedEditError
from models.labelling.document import Document
from models.phases import Phase, PhaseTrack
from models.review import State
from models.taxonomy import PhaseLabel, Taxonomy
from models.taxonomy.migrations import Kind, Merge, MigrationStep, Rename, Rule, Split, old_codes

Renamer = Callable[[str], str]


def pending(document: Document, taxonomy: Taxonomy) -> tuple[MigrationStep, ...]:
    """Steps between the version of the labels and that of the taxonomy, in their order."""
    if document.state is State.NEW or document.taxonomy_id != taxonomy.id:
        return ()
    later = (step for step in taxonomy.migrations if step.to > document.taxonomy_version)
    return tuple(sorted(later, key=lambda step: step.to))


def must_migrate(document: Document, taxonomy: Taxonomy) -> bool:
    """Whether a pending step takes away a code that the labels use."""
    steps = pending(document, taxonomy)
    if not steps:
        return False
    used = {kind: set(codes) for kind, codes in codes_used(document).items()}
    return any(used[step.kind].intersection(old_codes(step)) for step in steps)


def is_newer(document: Document, taxonomy: Taxonomy) -> bool:
    """Whether the labels were made with a later version than is known here."""
    return document.taxonomy_id == taxonomy.id and document.taxonomy_version > taxonomy.version


def migrate(document: Document, taxonomy: Taxonomy) -> Document:
    """The document under ``taxonomy``; what a split asks a person about keeps its old code, see ``asked``.

    Raises:
        RefusedEditError: the labels were made with another taxonomy, or a newer version.
    """
    refuse_unknown_version(document, taxonomy)
    for step in pending(document, taxonomy):
        document = _stepped(document, step)
    return replace(document, taxonomy_version=taxonomy.version) if document.taxonomy_id else document


def refuse_unknown_version(document: Document, taxonomy: Taxonomy) -> None:
    """Nothing, where the labels can be edited with ``taxonomy``.

    Raises:
        RefusedEditError: they were made with another taxonomy, or a newer version.
    """
    if document.state is State.NEW or document.taxonomy_id in {"", taxonomy.id}:
        if is_newer(document, taxonomy):
            raise RefusedEditError(
                "These labels were made with version {theirs} of the taxonomy; only version {ours} is known here, so "
                "they can be looked at, not edited",
                theirs=document.taxonomy_version,
                ours=taxonomy.version,
            )
        return
    raise RefusedEditError(
        "These labels were made with the taxonomy {theirs} and cannot be edited with {ours}",
        theirs=document.taxonomy_id,
        ours=taxonomy.id,
    )


def asked(code: str, taxonomy: Taxonomy) -> tuple[PhaseLabel, ...]:
    """The phases between which a person must choose for a code that is no more; empty where nothing is asked."""
    splits = [step for step in taxonomy.migrations if isinstance(step, Split) and step.rule is Rule.ASK]
    into = next((step.into for step in splits if (step.kind, step.code) == (Kind.PHASE, code)), ())
    return tuple(label for label in map(taxonomy.phase, into) if label is not None)


def codes_used(document: Document) -> Mapping[Kind, Counter[str]]:
    """How often each code is used."""
    remarked = [remark.reason for remark in document.remarks if remark.reason]
    return {
        Kind.PHASE: Counter(phase.label for phase in document.phases),
        Kind.GRADE: Counter(grade for grade in _grades(document) if grade),
        Kind.REASON: Counter([*document.reasons, *remarked]),
        Kind.RETURN_REASON: Counter([*document.review_reasons, *remarked]),
        Kind.MARK: Counter(mark.label for mark in document.marks),
        Kind.CRITERION: Counter(code for code, _ in document.rubric),
        Kind.ARM: Counter(track.tier for track in document.arms),
    }


def _grades(document: Document) -> list[str]:
    return [document.grade, *(phase.grade for phase in document.phases)]


def _stepped(document: Document, step: MigrationStep) -> Document:
    changes: Mapping[Kind, Callable[[Document, MigrationStep], Document]] = {
        Kind.PHASE: lambda of, by: _each_track(of, lambda track: _relabelled(track, by)),
        Kind.GRADE: _regraded,
        Kind.REASON: lambda of, by: _remarked(replace(of, reasons=_list(of.reasons, by)), by),
        Kind.RETURN_REASON: lambda of, by: _remarked(
            replace(of, review_reasons=_list(of.review_reasons, by)), by
        ),
        Kind.MARK: _other_marks,
        Kind.CRITERION: _other_criteria,
        Kind.ARM: _other_arms,
    }
    return changes[step.kind](document, step)


def _other_marks(document: Document, step: MigrationStep) -> Document:
    rename = _renamer(step, [mark.label for mark in document.marks])
    return replace(document, marks=tuple(replace(mark, label=rename(mark.label)) for mark in document.marks))


def _other_criteria(document: Document, step: MigrationStep) -> Document:
    """Of two criteria that become one the first level stands."""
    rename = _renamer(step, [code for code, _ in document.rubric])
    levels = {rename(code): level for code, level in reversed(document.rubric)}
    return replace(document, rubric=tuple(levels.items()))


def _each_track(document: Document, change: Callable[[PhaseTrack], PhaseTrack]) -> Document:
    track, arms = change(document.track), tuple(change(arm) for arm in document.arms)
    return (
        document
        if (track, arms) == (document.track, document.arms)
        else replace(document, track=track, arms=arms)
    )


def _other_arms(document: Document, step: MigrationStep) -> Document:
    """Arms change their names; two that would become one stay as they are, since their phases overlap."""
    rename = _renamer(step, [arm.tier for arm in document.arms])
    tiers = [rename(arm.tier) for arm in document.arms]
    if len(set(tiers)) < len(tiers):
        return document
    arms = (
        replace(arm, tier=tier, phases=tuple(replace(phase, tier=tier) for phase in arm.phases))
        for arm, tier in zip(document.arms, tiers, strict=True)
    )
    return replace(document, arms=tuple(arms))


def _regraded(document: Document, step: MigrationStep) -> Document:
    rename = _renamer(step, _grades(document))
    document = replace(document, grade=rename(document.grade))

    def regraded(track: PhaseTrack) -> PhaseTrack:
        phases = tuple(replace(one, grade=rename(one.grade)) if one.grade else one for one in track.phases)
        return replace(track, phases=phases)

    return _each_track(document, regraded)


def _relabelled(track: PhaseTrack, step: MigrationStep) -> PhaseTrack:
    rename = _renamer(step, [phase.label for phase in track.phases])
    renamed = [replace(phase, label=rename(phase.label)) for phase in track.phases]
    if isinstance(step, Merge) and step.join:
        renamed = _joined(renamed, step.into)
    phases = tuple(renamed)
    return track if phases == track.phases else replace(track, phases=phases)


def _joined(phases: Iterable[Phase], label: str) -> list[Phase]:
    kept: list[Phase] = []
    for phase in phases:
        if kept and kept[-1].label == phase.label == label:
            kept[-1] = replace(kept[-1], end_ns=phase.end_ns)
        else:
            kept.append(phase)
    return kept


def _list(codes: tuple[str, ...], step: MigrationStep) -> tuple[str, ...]:
    rename = _renamer(step, codes)
    return tuple(dict.fromkeys(rename(code) for code in codes))


def _remarked(document: Document, step: MigrationStep) -> Document:
    rename = _renamer(step, [remark.reason for remark in document.remarks])
    remarks = tuple(replace(remark, reason=rename(remark.reason)) for remark in document.remarks)
    return replace(document, remarks=remarks)


def _renamer(step: MigrationStep, codes: Iterable[str]) -> Renamer:
    """What each of ``codes`` becomes, asked in their order."""
    if isinstance(step, Rename | Merge):
        return lambda code: step.into if code in old_codes(step) else code
    if step.rule is Rule.ASK:
        return lambda code: code
    total, place = sum(code == step.code for code in codes), count()

    def split(code: str) -> str:
        if code != step.code:
            return code
        nth = next(place)
        if step.rule is Rule.LAST:
            return step.into[-1] if nth == total - 1 else step.into[0]
        return step.into[min(nth, len(step.into) - 1)]

    return split
