"""What makes a taxonomy impossible to label with."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from models.errors import KnownError
from models.taxonomy.labels import Reason
from models.taxonomy.migrations import Kind, MigrationStep, Split, new_codes, old_codes
from models.taxonomy.taxonomy import Taxonomy


def refuse_contradictions(taxonomy: Taxonomy, path: Path) -> None:
    """Nothing, where it can be used.

    Raises:
        KnownError: a code or key used twice, a code that is named and not defined, a migration that leads nowhere.
    """
    for what, values in _unique(taxonomy):
        if (twice := _twice(values)) is not None:
            raise KnownError(
                "The taxonomy {path} uses the {what} {value} twice", path=path, what=what, value=twice
            )
    _refuse_strangers(taxonomy, path)
    for step in taxonomy.migrations:
        _refuse_step(step, taxonomy, path)


def _unique(taxonomy: Taxonomy) -> Iterator[tuple[KnownError, list[str]]]:
    """What may stand once only, in words that can be translated, and its values."""
    marks = [mark for _, mark in taxonomy.marks()]
    yield KnownError("phase code"), [label.code for label in taxonomy.phases]
    yield KnownError("phase key"), [label.key for label in taxonomy.phases]
    yield KnownError("grade code"), [label.code for label in taxonomy.grades]
    yield KnownError("grade key"), [label.key for label in taxonomy.grades]
    yield KnownError("reason code"), _codes(taxonomy.failure_reasons)
    yield KnownError("reason key"), _keys(taxonomy.failure_reasons)
    yield KnownError("return reason code"), _codes(taxonomy.return_reasons)
    yield KnownError("return reason key"), _keys(taxonomy.return_reasons)
    yield KnownError("unusable reason code"), _codes(taxonomy.unusable_reasons)
    yield KnownError("unusable reason key"), _keys(taxonomy.unusable_reasons)
    yield KnownError("reason group"), [group.code for group in taxonomy.reason_groups]
    yield KnownError("arm"), [arm.code for arm in taxonomy.arms]
    yield KnownError("lane of marks"), [tier.code for tier in taxonomy.mark_tiers]
    yield KnownError("mark code"), [mark.code for mark in marks]
    yield KnownError("criterion"), [criterion.code for criterion in taxonomy.criteria]
    phases, grades = [label.key for label in taxonomy.phases], [label.key for label in taxonomy.grades]
    yield KnownError("key"), [key for key in (*phases, *grades, *(mark.key for mark in marks)) if key]


def _codes(reasons: Iterable[Reason]) -> list[str]:
    return [reason.code for reason in reasons]


def _keys(reasons: Iterable[Reason]) -> list[str]:
    return [reason.key for reason in reasons]


def _twice(values: list[str]) -> str | None:
    return next((value for value in values if values.count(value) > 1), None)


def _refuse_strangers(taxonomy: Taxonomy, path: Path) -> None:
    codes = {label.code for label in taxonomy.phases}
    named = [taxonomy.idle, *taxonomy.template]
    named += [code for label in taxonomy.phases for code in label.successors]
    if (stranger := next((code for code in named if code not in codes), None)) is not None:
        raise KnownError(
            "The taxonomy {path} names the phase {code} but does not define it", path=path, code=stranger
        )
    groups = {"", *(group.code for group in taxonomy.reason_groups)}
    reasons = (*taxonomy.failure_reasons, *taxonomy.return_reasons, *taxonomy.unusable_reasons)
    if (group := next((one.group for one in reasons if one.group not in groups), None)) is not None:
        raise KnownError(
            "The taxonomy {path} names the group of reasons {code} but does not define it",
            path=path,
            code=group,
        )


def _refuse_step(step: MigrationStep, taxonomy: Taxonomy, path: Path) -> None:
    """What a step brings must be there at the end, unless a later step takes it away again."""
    if step.to > taxonomy.version:
        raise KnownError(
            "The taxonomy {path} has version {version} and a migration to {to}",
            path=path,
            version=taxonomy.version,
            to=step.to,
        )
    gone = {code for other in taxonomy.migrations if other.kind is step.kind for code in old_codes(other)}
    known = codes_of(taxonomy, step.kind)
    lost = next((code for code in new_codes(step) if code not in known | gone), None)
    if lost is not None or (isinstance(step, Split) and not step.into) or not old_codes(step):
        raise KnownError(
            "A migration of the taxonomy {path} leads to {code}, which it does not define",
            path=path,
            code=lost or "?",
        )


def codes_of(taxonomy: Taxonomy, kind: Kind) -> frozenset[str]:
    """All codes of one kind."""
    labels: dict[Kind, Iterable[str]] = {
        Kind.PHASE: (one.code for one in taxonomy.phases),
        Kind.GRADE: (one.code for one in taxonomy.grades),
        Kind.REASON: (one.code for one in (*taxonomy.failure_reasons, *taxonomy.unusable_reasons)),
        Kind.RETURN_REASON: (one.code for one in taxonomy.return_reasons),
        Kind.MARK: (mark.code for _, mark in taxonomy.marks()),
        Kind.CRITERION: (one.code for one in taxonomy.criteria),
        Kind.ARM: (one.code for one in taxonomy.arms),
    }
    return frozenset(labels[kind])
