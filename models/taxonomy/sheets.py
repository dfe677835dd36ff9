"""A taxonomy as tables of words, as an editor shows them: every row remembers the code it had."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from models.taxonomy.contradictions import refuse_contradictions
from models.taxonomy.labels import (
    ArmLabel,
    Criterion,
    GradeLabel,
    MarkLabel,
    MarkTier,
    PhaseLabel,
    Reason,
    ReasonGroup,
)
from models.taxonomy.loading import read_taxonomy
from models.taxonomy.saving import taxonomy_text
from models.taxonomy.taxonomy import BLOCKABLE, REQUIRABLE, Taxonomy


class Table(StrEnum):
    """The tables, in the order in which they are shown."""

    PHASES = "phases"
    TEMPLATE = "template"
    GRADES = "grades"
    REASONS = "failure_reasons"
    RETURNS = "return_reasons"
    UNUSABLE = "unusable_reasons"
    GROUPS = "reason_groups"
    MARKS = "marks"
    TIERS = "mark_tiers"
    CRITERIA = "criteria"
    ARMS = "arms"
    RULES = "rules"


YES = "x"
_NAMED = ("code", "en", "zh_CN")
_REASON = ("code", "key", "severity", "group", "en", "zh_CN")
COLUMNS: Mapping[Table, tuple[str, ...]] = {
    Table.PHASES: ("code", "key", "colour", "slot", "en", "zh_CN", "successors"),
    Table.TEMPLATE: ("code",),
    Table.GRADES: ("code", "key", "needs_reason", "en", "zh_CN"),
    Table.REASONS: _REASON,
    Table.RETURNS: _REASON,
    Table.UNUSABLE: _REASON,
    Table.GROUPS: _NAMED,
    Table.MARKS: ("code", "tier", "key", "is_point", "severity", "en", "zh_CN"),
    Table.TIERS: _NAMED,
    Table.CRITERIA: ("code", "levels", "en", "zh_CN"),
    Table.ARMS: _NAMED,
    Table.RULES: ("code", "required", "wanted"),
}
FLAGS = frozenset({"needs_reason", "is_point", "required", "wanted"})
FIXED = frozenset({Table.RULES})
"""Tables whose rows neither come nor go."""


@dataclass(slots=True)
class SheetRow:
    """``origin`` is the code it had in the taxonomy that was opened, "" for a new row; ``label`` is what it was."""

    origin: str
    cells: dict[str, str]
    label: object = None


@dataclass(slots=True)
class Sheets:
    """What is being edited; ``base`` is the taxonomy that was opened."""

    base: Taxonomy
    idle: str
    rows: dict[Table, list[SheetRow]] = field(default_factory=dict)

    def rename(self, table: Table, old: str, new: str) -> None:
        """After a row got another code: what names it follows."""
        if table is Table.PHASES:
            self.idle = new if self.idle == old else self.idle
            for row in self.rows[Table.TEMPLATE]:
                row.cells["code"] = new if row.cells["code"] == old else row.cells["code"]
            for row in self.rows[Table.PHASES]:
                codes = row.cells["successors"].split()
                row.cells["successors"] = " ".join(new if code == old else code for code in codes)
        naming = {Table.GROUPS: "group", Table.TIERS: "tier"}.get(table, "")
        for row in (row for rows in self.rows.values() for row in rows if naming in row.cells):
            row.cells[naming] = new if row.cells[naming] == old else row.cells[naming]


def sheets_of(taxonomy: Taxonomy) -> Sheets:
    """Its tables."""
    sheets = Sheets(taxonomy, taxonomy.idle)
    marks = [(mark, tier.code) for tier, mark in taxonomy.marks()]
    labels: dict[Table, tuple[object, ...]] = {
        Table.PHASES: taxonomy.phases,
        Table.GRADES: taxonomy.grades,
        Table.REASONS: taxonomy.failure_reasons,
        Table.RETURNS: taxonomy.return_reasons,
        Table.UNUSABLE: taxonomy.unusable_reasons,
        Table.GROUPS: taxonomy.reason_groups,
        Table.TIERS: taxonomy.mark_tiers,
        Table.CRITERIA: taxonomy.criteria,
        Table.ARMS: taxonomy.arms,
    }
    sheets.rows = {table: [_row(table, one) for one in labels.get(table, ())] for table in Table}
    sheets.rows[Table.MARKS] = [_row(Table.MARKS, mark, tier=tier) for mark, tier in marks]
    sheets.rows[Table.RULES] = _rules(taxonomy)
    sheets.rows[Table.TEMPLATE] = [SheetRow(code, {"code": code}) for code in taxonomy.template]
    return sheets


def _rules(taxonomy: Taxonomy) -> list[SheetRow]:
    """What is required or only asked for; of a check, whether it refuses a submission."""
    required = taxonomy.required | taxonomy.blocking
    return [
        SheetRow(
            code,
            {
                "code": code,
                "required": YES if code in required else "",
                "wanted": YES if code in taxonomy.wanted else "",
            },
        )
        for code in (*REQUIRABLE, *BLOCKABLE)
    ]


def _row(table: Table, label: object, *, tier: str = "") -> SheetRow:
    cells = {column: _cell(label, column) for column in COLUMNS[table]}
    if tier:
        cells["tier"] = tier
    return SheetRow(cells["code"], cells, label)


def _cell(label: object, column: str) -> str:
    if column in {"en", "zh_CN"}:
        names: dict[str, str] = getattr(label, "names", {})
        return names.get(column, "")
    value = getattr(label, column, "")
    if isinstance(value, bool):
        return YES if value else ""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def taxonomy_of(sheets: Sheets) -> Taxonomy:
    """What the tables say, at the version of the one that was opened.

    Raises:
        KnownError: it contradicts itself, or a cell is no number or colour.
    """
    path, rows = Path(f"{sheets.base.id}.toml"), sheets.rows
    marks: list[tuple[str, MarkLabel]] = [(row.cells["tier"], _mark(row)) for row in rows[Table.MARKS]]
    made = replace(
        sheets.base,
        idle=sheets.idle,
        template=tuple(row.cells["code"] for row in rows[Table.TEMPLATE]),
        phases=tuple(map(_phase, rows[Table.PHASES])),
        grades=tuple(
            GradeLabel(r.cells["code"], r.cells["key"], _names(r), bool(r.cells["needs_reason"]))
            for r in rows[Table.GRADES]
        ),
        failure_reasons=tuple(map(_reason, rows[Table.REASONS])),
        return_reasons=tuple(map(_reason, rows[Table.RETURNS])),
        unusable_reasons=tuple(map(_reason, rows[Table.UNUSABLE])),
        reason_groups=tuple(ReasonGroup(r.cells["code"], _names(r)) for r in rows[Table.GROUPS]),
        mark_tiers=tuple(
            MarkTier(
                r.cells["code"], _names(r), tuple(mark for tier, mark in marks if tier == r.cells["code"])
            )
            for r in rows[Table.TIERS]
        ),
        criteria=tuple(
            Criterion(r.cells["code"], _names(r), _number(r, "levels")) for r in rows[Table.CRITERIA]
        ),
        arms=tuple(ArmLabel(r.cells["code"], _names(r)) for r in rows[Table.ARMS]),
        required=_ruled(sheets, "required", REQUIRABLE),
        wanted=_ruled(sheets, "wanted", REQUIRABLE),
        blocking=_ruled(sheets, "required", BLOCKABLE),
        migrations=(),
    )
    refuse_contradictions(made, path)
    checked = read_taxonomy(taxonomy_text(made), path)
    return replace(checked, migrations=sheets.base.migrations)


def _ruled(sheets: Sheets, column: str, codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        row.cells["code"]
        for row in sheets.rows[Table.RULES]
        if row.cells[column] and row.cells["code"] in codes
    )


def _phase(row: SheetRow) -> PhaseLabel:
    cells = row.cells
    required = row.label.required if isinstance(row.label, PhaseLabel) else frozenset[str]()
    successors = tuple(cells["successors"].split())
    slot = _number(row, "slot")
    return PhaseLabel(cells["code"], cells["key"], slot, _names(row), cells["colour"], successors, required)


def _mark(row: SheetRow) -> MarkLabel:
    cells = row.cells
    slot = row.label.slot if isinstance(row.label, MarkLabel) else 0
    severity = cells["severity"] or "minor"
    return MarkLabel(cells["code"], cells["key"], slot, _names(row), bool(cells["is_point"]), severity)


def _reason(row: SheetRow) -> Reason:
    cells = row.cells
    severity = cells["severity"] or "major"
    return Reason(cells["code"], cells["key"], _names(row), severity, cells["group"])


def _names(row: SheetRow) -> dict[str, str]:
    others: dict[str, str] = getattr(row.label, "names", {})
    names = {**others, "en": row.cells["en"], "zh_CN": row.cells["zh_CN"]}
    return {language: name for language, name in names.items() if name}


def _number(row: SheetRow, column: str) -> int:
    text = row.cells[column]
    return int(text) if text.isdecimal() else -1


def key_conflicts(sheets: Sheets, taken: frozenset[str] = frozenset()) -> frozenset[tuple[Table, int]]:
    """Rows whose key another row has, or something else in the window (``taken``)."""
    found: set[tuple[Table, int]] = set()
    window = (Table.PHASES, Table.GRADES, Table.MARKS)
    for tables in (window, (Table.REASONS,), (Table.RETURNS,), (Table.UNUSABLE,)):
        places: dict[str, list[tuple[Table, int]]] = {}
        for table in tables:
            for index, row in enumerate(sheets.rows[table]):
                places.setdefault(row.cells["key"], []).append((table, index))
        for key, rows in places.items():
            if key and (len(rows) > 1 or (tables is window and key in taken)):
                found.update(rows)
    return frozenset(found)
