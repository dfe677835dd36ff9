"""What is said of an episode as a whole: grade, score, criteria, whether it can be used, what the robot was told."""

from collections.abc import Sequence
from dataclasses import replace

from models.errors import RefusedEditError
from models.labelling import cutting
from models.labelling.document import UNUSABLE, Document
from models.labelling.known import (
    clean,
    refuse_unknown_criteria,
    refuse_unknown_grade,
    refuse_unknown_reasons,
)
from models.taxonomy import Taxonomy

MOST = 5


def graded(document: Document, grade: str, reasons: Sequence[str], taxonomy: Taxonomy) -> Document:
    """With a grade; what has one can be used."""
    refuse_unknown_grade(grade, taxonomy)
    refuse_unknown_reasons(reasons, taxonomy.failure_reasons)
    if not grade and document.unusable:
        return document
    given = tuple(dict.fromkeys(reasons)) if grade else ()
    return replace(document, grade=grade, reasons=given, unusable="")


def unusable(document: Document, code: str, reasons: Sequence[str], taxonomy: Taxonomy) -> Document:
    """Nothing can be said of it, for these reasons; "" takes that back."""
    if not code and not document.unusable:
        return document
    if code and code not in UNUSABLE:
        raise RefusedEditError(
            "An episode cannot be judged, or its recording is broken; {code} is neither", code=code
        )
    refuse_unknown_reasons(reasons, (*taxonomy.unusable_reasons, *taxonomy.failure_reasons))
    given = tuple(dict.fromkeys(reasons)) if code else ()
    return replace(document, unusable=code, grade="", reasons=given)


def scored(document: Document, score: int) -> Document:
    """With a score, 0 for none."""
    if not 0 <= score <= MOST:
        raise RefusedEditError("A score goes from 1 to {most}", most=MOST)
    return replace(document, score=score)


def ruled(document: Document, levels: Sequence[tuple[str, int]], taxonomy: Taxonomy) -> Document:
    """With levels of criteria."""
    refuse_unknown_criteria((code for code, _ in levels), taxonomy)
    for code, level in levels:
        criterion = taxonomy.criterion(code)
        most = MOST if criterion is None else min(MOST, criterion.levels)
        if not 1 <= level <= most:
            raise RefusedEditError("A score goes from 1 to {most}", most=most)
    return replace(document, rubric=tuple(dict(levels).items()))


def instructed(document: Document, phase_id: str, text: str, text_zh: str) -> Document:
    """With what the robot was told, in a phase or, for "", in the whole episode."""
    text, text_zh = clean(text).strip(), clean(text_zh).strip()
    if not phase_id:
        return replace(document, instruction=text, instruction_zh=text_zh)
    track = cutting.track_with(document, phase_id)
    return document.with_track(cutting.changed(track, phase_id, text=text, text_zh=text_zh))
