"""A conflict in words: what a difference is about, and what each side says there."""

from datetime import datetime

from models.labelling.differences import (
    Difference,
    Instruction,
    Kind,
    Outcome,
    Rating,
    Review,
    Value,
)
from models.labelling.document import Mark, Remark
from models.labelling.merge_phases import Side
from models.phases import Phase
from models.privacy import Privacy
from models.taxonomy import Taxonomy
from models.timebase import NS_PER_S, clock_text
from widgets.i18n import tr
from widgets.states import state_word

_MOST_PHASES = 3


def side_word(side: Side) -> str:
    """Whose word it is."""
    return {Side.BASE: tr("Before"), Side.MINE: tr("Mine"), Side.THEIRS: tr("Theirs")}[side]


def refusal_words(why: str) -> str:
    """Why a catalog took no edit; what is not known here stays as the catalog said it."""
    holder, holds, _ = why.partition(" holds this episode")
    if holds:
        return tr("{name} holds this episode", name=holder)
    return {
        "somebody else changed the episode first": tr("somebody else changed the episode first"),
        "it was refused before the catalog was restored": tr(
            "it was refused before the catalog was restored"
        ),
        "the episode is approved": tr("the episode is approved"),
        "the episode was withdrawn": tr("the episode was withdrawn"),
        "the episode is submitted; only a lead may correct it": tr(
            "the episode is submitted; only a lead may correct it"
        ),
        "it is written in another's name": tr("it is written in another's name"),
        "an edit cannot change who reviews": tr("an edit cannot change who reviews"),
        "this step belongs to a lead": tr("this step belongs to a lead"),
        "nobody reviews their own labels": tr("nobody reviews their own labels"),
        "labels are submitted in one's own name": tr("labels are submitted in one's own name"),
        "it holds a change that is none": tr("it holds a change that is none"),
        "a change in it does not fit": tr("a change in it does not fit"),
        "its phases leave a gap, overlap or do not fill the episode": tr(
            "its phases leave a gap, overlap or do not fill the episode"
        ),
    }.get(why, why)


def difference_title(one: Difference, origin_ns: int, taxonomy: Taxonomy, language: str) -> str:
    """Where it lies, or which field it is about."""
    if one.kind is Kind.PHASES and one.range is not None:
        start, end = (clock_text(t_ns - origin_ns) for t_ns in (one.range.start_ns, one.range.end_ns))
        when = start if start == end else f"{start} \u2013 {end}"
        arm = taxonomy.arm(one.tier)
        lane = arm.name(language) if arm is not None else one.tier
        return f"{lane} \u00b7 {when}" if lane else when
    if one.range is not None:
        at = clock_text(one.range.start_ns - origin_ns)
        return tr("Mark at {time}", time=at) if one.kind is Kind.MARK else tr("Remark at {time}", time=at)
    return {
        Kind.OUTCOME: tr("Grade"),
        Kind.RATING: tr("Score"),
        Kind.INSTRUCTION: tr("Instruction"),
        Kind.NOTE: tr("Note"),
        Kind.REVIEW: tr("Review"),
        Kind.PRIVACY: tr("Privacy"),
    }.get(one.kind, "")


def value_words(one: Difference, side: Side, taxonomy: Taxonomy, language: str) -> str:
    """What a side says there."""
    value: Value = one.values[side]
    match value:
        case tuple():
            return _phases(one, value, taxonomy, language)
        case Outcome():
            return _outcome(value, taxonomy, language)
        case Mark():
            label = taxonomy.mark_label(value.tier, value.label)
            return _joined([label.name(language) if label is not None else value.label, value.text])
        case Rating():
            return _rating(value, taxonomy, language)
    return _plain(value, one.kind)


def _plain(value: Remark | Instruction | Review | Privacy | str | None, kind: Kind) -> str:
    match value:
        case Remark():
            return _joined([value.text or value.reason, value.value, value.answer])
        case Instruction():
            return _joined([value.text, value.text_zh]) or tr("empty")
        case Review():
            return state_word(value.state)
        case Privacy():
            return _privacy(value)
        case str():
            return value or tr("empty")
    return tr("no mark") if kind is Kind.MARK else tr("no remark")


def _joined(parts: list[str]) -> str:
    return " \u00b7 ".join(part for part in parts if part)


def _rating(value: Rating, taxonomy: Taxonomy, language: str) -> str:
    told = [str(value.score)] if value.score else []
    for code, level in value.rubric:
        criterion = taxonomy.criterion(code)
        told.append(f"{criterion.name(language) if criterion is not None else code} {level}")
    return _joined(told) or tr("no score")


def unusable_word(code: str) -> str:
    """Why nothing can be said of an episode."""
    return {
        "cannot_judge": tr("cannot be judged"),
        "broken_recording": tr("the recording is broken"),
    }.get(code, code)


def _outcome(value: Outcome, taxonomy: Taxonomy, language: str) -> str:
    label = taxonomy.grade(value.grade)
    name = label.name(language) if label is not None else value.grade or tr("not graded")
    name = unusable_word(value.unusable) or name
    told = [reason.name(language) if (reason := taxonomy.reason(code)) else code for code in value.reasons]
    return " \u00b7 ".join([name, *told])


def _phases(one: Difference, phases: tuple[Phase, ...], taxonomy: Taxonomy, language: str) -> str:
    if not phases:
        return tr("not labelled")
    names = [_phase(phase, taxonomy, language) for phase in phases]
    if one.range is not None and one.range.start_ns == one.range.end_ns:
        return tr("a cut here") if len(phases) > 1 else tr("no cut here")
    more = ["\u2026"] if len(names) > _MOST_PHASES else []
    return " \u00b7 ".join([*names[:_MOST_PHASES], *more])


def _phase(phase: Phase, taxonomy: Taxonomy, language: str) -> str:
    """Its name, with its grade and what the robot was told in it."""
    label, grade = taxonomy.phase(phase.label), taxonomy.grade(phase.grade)
    name = label.name(language) if label is not None else phase.label
    graded = grade.name(language) if grade is not None else phase.grade
    more = ", ".join(part for part in (graded, phase.text or phase.text_zh) if part)
    return f"{name} ({more})" if more else name


def _privacy(value: Privacy) -> str:
    regions = tr("{n} areas", n=len(value.regions)) if value.regions else ""
    return " \u00b7 ".join(part for part in (value.flag.value, regions) if part)


def when(first_ns: int, last_ns: int, now: datetime) -> str:
    """Clock times of the first and the last edit, with the day where it is not today."""
    first, last = (datetime.fromtimestamp(t_ns / NS_PER_S) for t_ns in (first_ns, last_ns))
    day = "" if last.date() == now.date() else f"{last:%m-%d} "
    return (
        f"{day}{last:%H:%M}"
        if f"{first:%H:%M}" == f"{last:%H:%M}"
        else f"{day}{first:%H:%M}\u2013{last:%H:%M}"
    )
