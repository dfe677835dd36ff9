"""What a file says by itself and what was laid aside in it, as one: the file is believed first, for others may have
changed it since; what agrees with it is taken as exactly as it was laid aside.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from models.exports.aside import found_aside
from models.exports.files import Answer, as_it_is
from models.exports.labelset import PHASES, LabelSet, Mark, Segment
from models.labelling.document import Remark

Cuts = list[tuple[tuple[str, ...], int, int]]
_WHOLE = ("note", "score", "rubric", "instruction", "instruction_zh")


def the_same(marks: Sequence[Mark]) -> Sequence[Mark]:
    """Marks as a format that rounds none has them."""
    return marks


@dataclass(frozen=True, slots=True)
class Held:
    """What a format holds by itself, and how.

    ``members`` are those of ``dropped.MEMBERS``. ``marks`` is what its reader makes of marks. With ``joins`` phases of
    one label that meet become one, with ``joins_arms`` those of arms; with ``only_success`` it says of a grade whether
    it is that. ``moment`` is what it makes of the time of a remark, where that is not what it makes of any time.
    """

    what: str
    members: frozenset[str]
    marks: Callable[[Sequence[Mark]], Sequence[Mark]] = the_same
    joins: bool = False
    joins_arms: bool = False
    only_success: bool = False
    moment: Callable[[int], int] | None = None


def completed(answer: Answer, base: LabelSet, laid: object, held: Held) -> Answer:
    """``answer`` with what was ``laid`` aside of the episode ``base``."""
    aside, losses = found_aside(base, laid, held.what)
    if aside is None:
        return replace(answer, losses=answer.losses + losses)
    labels = together(answer.labels, aside, held, answer.rounded)
    return replace(answer, labels=labels, losses=answer.losses + losses)


def together(
    read: LabelSet, aside: LabelSet, held: Held, rounded: Callable[[int], int] = as_it_is
) -> LabelSet:
    """What was ``read`` with what was laid ``aside``; ``rounded`` is what the format makes of a time."""
    whole = {name: (name in held.members and getattr(read, name)) or getattr(aside, name) for name in _WHOLE}
    return replace(
        _verdict(read, aside, held),
        **whole,
        segments=tuple(_segments(read, aside, held, rounded)),
        marks=_marks(read.marks, aside.marks, held) if "marks" in held.members else aside.marks,
        remarks=_remarks(read.remarks, aside.remarks, held.moment or rounded)
        if "remarks" in held.members
        else aside.remarks,
    )


def _verdict(read: LabelSet, aside: LabelSet, held: Held) -> LabelSet:
    """With grade, reasons and why it cannot be used: the exact ones unless the file says otherwise."""
    said, own = read.grade or read.unusable, aside.grade or aside.unusable
    success = (said == "success") == (own == "success")
    agrees = success if held.only_success else said in {"", own}
    if not agrees:
        return read
    reasons = read.reasons or aside.reasons
    return replace(read, grade=aside.grade, reasons=reasons, unusable=aside.unusable)


def _segments(
    read: LabelSet, aside: LabelSet, held: Held, rounded: Callable[[int], int]
) -> Iterable[Segment]:
    arms = read if "tiers" in held.members else aside
    for tier in (PHASES, *(tier for tier in arms.tiers if tier != PHASES)):
        if tier != PHASES and arms is aside:
            yield from aside.tier(tier)
        else:
            yield from _tier(read.tier(tier), aside.tier(tier), held, rounded)


def _tier(
    read: Sequence[Segment], aside: Sequence[Segment], held: Held, rounded: Callable[[int], int]
) -> Sequence[Segment]:
    """Those laid aside where the file tells the same, else those of the file with what still fits."""
    of_arm = any(one.tier != PHASES for one in aside)
    joins = held.joins_arms if of_arm else held.joins
    parts = _parts(held, of_arm=of_arm)
    names = {one.names["en"]: one.code for one in aside if "en" in one.names}
    names |= {one.code: one.code for one in aside}
    if _cuts(read, as_it_is, names, parts, joins=joins) == _cuts(aside, rounded, names, parts, joins=joins):
        return aside
    edges = {t_ns for one in aside for t_ns in (one.start_ns, one.end_ns)}
    often = Counter(map(rounded, edges))
    exact = {rounded(t_ns): t_ns for t_ns in edges if often[rounded(t_ns)] == 1}
    there = {(one.code, rounded(one.start_ns)): one for one in aside}
    found: list[Segment] = []
    for one in read:
        same = there.get((names.get(one.code, one.code), one.start_ns))
        told = {name: getattr(one, name) for name in parts}
        taken = one if same is None else replace(same, **told)
        start_ns, end_ns = (exact.get(t_ns, t_ns) for t_ns in (one.start_ns, one.end_ns))
        found.append(replace(taken, start_ns=start_ns, end_ns=end_ns))
    return found


def _parts(held: Held, *, of_arm: bool) -> tuple[str, ...]:
    """What the format says of a phase beside its name."""
    members = {"arm_texts" if of_arm else "texts": "text", "texts_zh": "text_zh", "grades": "grade"}
    return tuple(name for member, name in members.items() if member in held.members)


def _cuts(
    segments: Sequence[Segment],
    rounded: Callable[[int], int],
    names: dict[str, str],
    parts: Sequence[str],
    *,
    joins: bool,
) -> Cuts:
    """What a reader of the format sees of ``segments``: name and other ``parts``, start and end."""
    seen: Cuts = []
    for one in segments:
        code = names.get(one.code, one.code)
        told = replace(one, text=names.get(one.text, one.text) or code)
        said = (code, *(str(getattr(told, name)) for name in parts))
        start_ns, end_ns = rounded(one.start_ns), rounded(one.end_ns)
        if start_ns >= end_ns:
            continue
        if joins and seen and seen[-1][0] == said:
            seen[-1] = (said, seen[-1][1], end_ns)
        else:
            seen.append((said, start_ns, end_ns))
    return seen


def _marks(read: Sequence[Mark], aside: Sequence[Mark], held: Held) -> tuple[Mark, ...]:
    texts = {"", *(mark.text for mark in aside)}
    agree = sorted(map(_of_mark, held.marks(aside))) == sorted(map(_of_mark, read))
    if agree and all(mark.text in texts for mark in read):
        return tuple(aside)
    free = {index: _of_mark(held.marks([mark])[0]) for index, mark in enumerate(aside)}
    found: list[Mark] = []
    for mark in read:
        same = next((index for index, seen in free.items() if seen == _of_mark(mark)), None)
        found.append(mark if same is None else replace(aside[same], text=mark.text or aside[same].text))
        free.pop(same, None)  # type: ignore[arg-type]
    return tuple(found)


def _of_mark(mark: Mark) -> tuple[str, str, int, int]:
    return (mark.tier, mark.code, mark.start_ns, mark.end_ns)


def _remarks(
    read: Sequence[Remark], aside: Sequence[Remark], rounded: Callable[[int], int]
) -> tuple[Remark, ...]:
    free = list(aside)
    found: list[Remark] = []
    for remark in read:
        same = next((one for one in free if _is_remark(remark, one, rounded)), None)
        found.append(same or remark)
        if same is not None:
            free.remove(same)
    return tuple(found)


def _is_remark(read: Remark, aside: Remark, rounded: Callable[[int], int]) -> bool:
    said = (read.text or read.reason, rounded(read.t_ns))
    return said == (aside.text or aside.reason, rounded(aside.t_ns)) and read.author in {"", aside.author}
