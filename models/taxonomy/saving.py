"""From a taxonomy to the text of its file; what has its default is left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from models.taxonomy.labels import LEVELS, Criterion, GradeLabel, MarkLabel, MarkTier, PhaseLabel, Reason
from models.taxonomy.loading import FILE_FORMAT
from models.taxonomy.migrations import Kind, Merge, MigrationStep, Rename, Rule
from models.taxonomy.taxonomy import DEFAULT_BLOCKING, Taxonomy

Value = str | int | bool | Sequence[str] | Mapping[str, str]
Fields = Iterator[tuple[str, Value]]

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def taxonomy_text(taxonomy: Taxonomy) -> str:
    """TOML that ``read_taxonomy`` reads back as an equal value."""
    parts = ["\n".join(_lines(_head(taxonomy)))]
    parts += [_table("phases", _phase(one)) for one in taxonomy.phases]
    parts += [_table("grades", _grade(one)) for one in taxonomy.grades]
    parts += [_table("arms", _named(one.code, one.names)) for one in taxonomy.arms]
    parts += [part for tier in taxonomy.mark_tiers for part in _tier(tier)]
    parts += [_table("criteria", _criterion(one)) for one in taxonomy.criteria]
    parts += [_table("reason_groups", _named(one.code, one.names)) for one in taxonomy.reason_groups]
    for table, reasons in (
        ("failure_reasons", taxonomy.failure_reasons),
        ("return_reasons", taxonomy.return_reasons),
        ("unusable_reasons", taxonomy.unusable_reasons),
    ):
        parts += [_table(table, _reason(one)) for one in reasons]
    parts += [_table("migrations", _step(one)) for one in taxonomy.migrations]
    return "\n\n".join(parts) + "\n"


def _head(taxonomy: Taxonomy) -> Fields:
    yield "format", FILE_FORMAT
    yield "id", taxonomy.id
    yield "version", taxonomy.version
    yield "idle", taxonomy.idle
    if taxonomy.template:
        yield "template", taxonomy.template
    if taxonomy.required:
        yield "required", sorted(taxonomy.required)
    if taxonomy.wanted:
        yield "wanted", sorted(taxonomy.wanted)
    if taxonomy.blocking != DEFAULT_BLOCKING:
        yield "blocking", sorted(taxonomy.blocking)
    if not taxonomy.phases:
        yield "phases", ()
    if not taxonomy.grades:
        yield "grades", ()


def _phase(label: PhaseLabel) -> Fields:
    yield "code", label.code
    yield "key", label.key
    yield "slot", label.slot
    yield "names", label.names
    if label.colour:
        yield "colour", label.colour
    if label.successors:
        yield "successors", label.successors
    if label.required:
        yield "required", sorted(label.required)


def _grade(label: GradeLabel) -> Fields:
    yield "code", label.code
    yield "key", label.key
    if label.needs_reason:
        yield "needs_reason", True
    yield "names", label.names


def _named(code: str, names: Mapping[str, str]) -> Fields:
    yield "code", code
    yield "names", names


def _tier(tier: MarkTier) -> Iterator[str]:
    empty: Fields = iter([] if tier.labels else [("labels", ())])
    yield "\n".join((_table("mark_tiers", _named(tier.code, tier.names)), *_lines(empty)))
    for label in tier.labels:
        yield _table("mark_tiers.labels", _mark(label))


def _mark(label: MarkLabel) -> Fields:
    yield "code", label.code
    if label.key:
        yield "key", label.key
    if label.slot:
        yield "slot", label.slot
    if label.is_point:
        yield "is_point", True
    yield "severity", label.severity
    yield "names", label.names


def _criterion(criterion: Criterion) -> Fields:
    yield from _named(criterion.code, criterion.names)
    if criterion.levels != LEVELS:
        yield "levels", criterion.levels


def _reason(reason: Reason) -> Fields:
    yield "code", reason.code
    yield "key", reason.key
    if reason.group:
        yield "group", reason.group
    yield "severity", reason.severity
    yield "names", reason.names


def _step(step: MigrationStep) -> Fields:
    yield "to", step.to
    if step.kind is not Kind.PHASE:
        yield "kind", step.kind.value
    if isinstance(step, Merge):
        yield from (("op", "merge"), ("from", step.codes), ("into", step.into))
        if step.join:
            yield "join", True
    elif isinstance(step, Rename):
        yield from (("op", "rename"), ("from", step.code), ("into", step.into))
    else:
        yield from (("op", "split"), ("from", step.code), ("into", step.into))
        if step.rule is not Rule.ASK:
            yield "rule", step.rule.value


def _table(name: str, fields: Fields) -> str:
    return "\n".join((f"[[{name}]]", *_lines(fields)))


def _lines(fields: Iterable[tuple[str, Value]]) -> Iterator[str]:
    return (f"{name} = {_value(value)}" for name, value in fields)


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _quoted(value)
        case Mapping():
            inside = ", ".join(f"{_name(key)} = {_quoted(text)}" for key, text in value.items())
            return f"{{ {inside} }}" if inside else "{}"
    return "[" + ", ".join(_quoted(text) for text in value) + "]"


def _name(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else _quoted(key)


def _quoted(text: str) -> str:
    """A basic string; control characters are escaped, since TOML allows none."""
    return (
        '"'
        + "".join(_ESCAPES.get(one) or (one if one.isprintable() else _escaped(one)) for one in text)
        + '"'
    )


def _escaped(one: str) -> str:
    return f"\\u{ord(one):04X}" if ord(one) < 0x10000 else f"\\U{ord(one):08X}"
