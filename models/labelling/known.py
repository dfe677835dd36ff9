"""What a command may name: codes that the taxonomy has, and text that can be stored."""

from collections.abc import Iterable

from models.errors import RefusedEditError
from models.labelling.document import Mark
from models.taxonomy import Reason, Taxonomy


def refuse_unknown_phase(code: str, taxonomy: Taxonomy) -> None:
    """Refuse a phase that the taxonomy lacks."""
    if taxonomy.phase(code) is None:
        raise RefusedEditError("The taxonomy has no phase {code}", code=code)


def refuse_unknown_arm(tier: str, taxonomy: Taxonomy) -> None:
    """Refuse a track of an arm that the taxonomy lacks; the main track is always there."""
    if tier and tier not in {arm.code for arm in taxonomy.arms}:
        raise RefusedEditError("The taxonomy has no arm {code}", code=tier)


def refuse_unknown_grade(code: str, taxonomy: Taxonomy) -> None:
    """Refuse a grade that the taxonomy lacks; "" is none."""
    if code and taxonomy.grade(code) is None:
        raise RefusedEditError("The taxonomy has no grade {code}", code=code)


def refuse_unknown_reasons(codes: Iterable[str], known: Iterable[Reason]) -> None:
    """Refuse a reason that is not among those."""
    known_codes = {reason.code for reason in known}
    stranger = next((code for code in codes if code not in known_codes), None)
    if stranger is not None:
        raise RefusedEditError("The taxonomy has no reason {code}", code=stranger)


def refuse_unknown_criteria(codes: Iterable[str], taxonomy: Taxonomy) -> None:
    """Refuse a criterion that the taxonomy lacks."""
    known = {criterion.code for criterion in taxonomy.criteria}
    stranger = next((code for code in codes if code not in known), None)
    if stranger is not None:
        raise RefusedEditError("The taxonomy has no criterion {code}", code=stranger)


def refuse_unknown_mark(mark: Mark, taxonomy: Taxonomy) -> None:
    """Refuse an event or a mistake that the taxonomy lacks."""
    if taxonomy.mark_label(mark.tier, mark.label) is None:
        raise RefusedEditError("The taxonomy has no mark {code}", code=mark.label)


def clean(text: str) -> str:
    """Without NUL and lone surrogates: no database takes the first, no file the second."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
