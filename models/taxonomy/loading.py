"""From a file to a taxonomy that does not contradict itself."""

import re
import tomllib
from pathlib import Path
from typing import Final

from models.errors import KnownError
from models.taxonomy.contradictions import refuse_contradictions
from models.taxonomy.labels import (
    LEVELS,
    SEVERITIES,
    ArmLabel,
    Criterion,
    GradeLabel,
    MarkLabel,
    MarkTier,
    PhaseLabel,
    Reason,
    ReasonGroup,
)
from models.taxonomy.migrations import Kind, Merge, MigrationStep, Rename, Rule, Split
from models.taxonomy.rows import Row, Source
from models.taxonomy.taxonomy import BLOCKABLE, DEFAULT_BLOCKING, PHASE_REQUIRABLE, REQUIRABLE, Taxonomy

FILE_FORMAT: Final = 2
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def load_taxonomy(path: Path) -> Taxonomy:
    """Read a taxonomy from a TOML file, see ``models.taxonomy``.

    Raises:
        KnownError: missing, not TOML, a field missing, unknown or of another kind, a key or code used twice, a code
            that is named and not defined. Where it can be told, with the line.
    """
    try:
        return read_taxonomy(path.read_text(encoding="utf-8"), path)
    except OSError as error:
        why = error.strerror
        raise KnownError("The taxonomy {path} cannot be read: {why}", path=path, why=why) from error
    except UnicodeDecodeError as error:
        raise KnownError("The taxonomy {path} is no valid TOML: {why}", path=path, why=error) from error


def read_taxonomy(text: str, path: Path) -> Taxonomy:
    """The taxonomy that ``text`` says; ``path`` is told in complaints.

    Raises:
        KnownError: as ``load_taxonomy``.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnownError("The taxonomy {path} is no valid TOML: {why}", path=path, why=error) from error
    row = Row(Source(path, text), data)
    if row.number("format", 1, least=1) > FILE_FORMAT:
        raise KnownError("The taxonomy {path} was written by a newer program", path=path)
    taxonomy = _taxonomy(row)
    row.close()
    refuse_contradictions(taxonomy, path)
    return taxonomy


def _taxonomy(row: Row) -> Taxonomy:
    return Taxonomy(
        id=row.code("id"),
        version=row.number("version", least=1),
        phases=tuple(_phase(one) for one in row.rows("phases", needed=True)),
        grades=tuple(_grade(one) for one in row.rows("grades", needed=True)),
        failure_reasons=tuple(_reason(one) for one in row.rows("failure_reasons")),
        return_reasons=tuple(_reason(one) for one in row.rows("return_reasons")),
        idle=row.code("idle"),
        template=row.texts("template"),
        arms=tuple(_arm(one) for one in row.rows("arms")),
        mark_tiers=tuple(_tier(one) for one in row.rows("mark_tiers")),
        criteria=tuple(_criterion(one) for one in row.rows("criteria")),
        reason_groups=tuple(_group(one) for one in row.rows("reason_groups")),
        unusable_reasons=tuple(_reason(one) for one in row.rows("unusable_reasons")),
        required=row.among("required", REQUIRABLE),
        wanted=row.among("wanted", REQUIRABLE),
        blocking=row.among("blocking", BLOCKABLE, tuple(DEFAULT_BLOCKING)),
        migrations=tuple(_step(one) for one in row.rows("migrations")),
    )


def _phase(row: Row) -> PhaseLabel:
    label = PhaseLabel(
        code=row.code(),
        key=row.text("key"),
        slot=row.number("slot"),
        names=row.names(),
        colour=row.text("colour", "").lower(),
        successors=row.texts("successors"),
        required=row.among("required", PHASE_REQUIRABLE),
    )
    if label.colour and not _COLOUR.fullmatch(label.colour):
        raise row.complaint(
            "Line {line} of the taxonomy {path}: {field} must be a colour like #77c1fd", "colour"
        )
    row.close()
    return label


def _grade(row: Row) -> GradeLabel:
    label = GradeLabel(row.code(), row.text("key"), row.names(), row.flag("needs_reason"))
    row.close()
    return label


def _reason(row: Row) -> Reason:
    severity = row.choice("severity", SEVERITIES, "major")
    reason = Reason(row.code(), row.text("key"), row.names(), severity, row.text("group", ""))
    row.close()
    return reason


def _group(row: Row) -> ReasonGroup:
    group = ReasonGroup(row.code(), row.names())
    row.close()
    return group


def _arm(row: Row) -> ArmLabel:
    arm = ArmLabel(row.code(), row.names())
    row.close()
    return arm


def _tier(row: Row) -> MarkTier:
    tier = MarkTier(row.code(), row.names(), tuple(_mark(one) for one in row.rows("labels", needed=True)))
    row.close()
    return tier


def _mark(row: Row) -> MarkLabel:
    mark = MarkLabel(
        code=row.code(),
        key=row.text("key", ""),
        slot=row.number("slot", 0),
        names=row.names(),
        is_point=row.flag("is_point"),
        severity=row.choice("severity", SEVERITIES, "minor"),
    )
    row.close()
    return mark


def _criterion(row: Row) -> Criterion:
    criterion = Criterion(row.code(), row.names(), row.number("levels", LEVELS, least=2, most=10))
    row.close()
    return criterion


def _step(row: Row) -> MigrationStep:
    to, kind = row.number("to", least=2), Kind(row.choice("kind", list(Kind), Kind.PHASE))
    step: MigrationStep
    match row.choice("op", ("rename", "merge", "split")):
        case "rename":
            step = Rename(to, kind, row.code("from"), row.code("into"))
        case "merge":
            step = Merge(to, kind, row.texts("from", None), row.code("into"), row.flag("join"))
        case _:
            rule = Rule(row.choice("rule", list(Rule), Rule.ASK))
            step = Split(to, kind, row.code("from"), row.texts("into", None), rule)
    row.close()
    return step
