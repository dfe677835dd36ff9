"""What an editor changed: by row, so that another code for the same row is a rename, and the steps that follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from models.taxonomy.migrations import Kind, Merge, MigrationStep, Rename, Split
from models.taxonomy.sheets import COLUMNS, Sheets, Table, sheets_of, taxonomy_of
from models.taxonomy.taxonomy import Taxonomy

KINDS: Mapping[Table, Kind] = {
    Table.PHASES: Kind.PHASE,
    Table.GRADES: Kind.GRADE,
    Table.REASONS: Kind.REASON,
    Table.UNUSABLE: Kind.REASON,
    Table.RETURNS: Kind.RETURN_REASON,
    Table.MARKS: Kind.MARK,
    Table.CRITERIA: Kind.CRITERION,
    Table.ARMS: Kind.ARM,
}
"""Tables whose codes stand in labels."""
ASK = "?"
"""In place of a code: a person chooses, label by label."""


class What(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class TableChange:
    """One line of what is saved: ``code`` became ``into`` where it was renamed."""

    table: Table
    what: What
    code: str = ""
    into: str = ""


def changes_of(sheets: Sheets) -> tuple[TableChange, ...]:
    """Everything that differs from the taxonomy that was opened."""
    before = sheets_of(sheets.base)
    found = [
        one for table in Table if table is not Table.TEMPLATE for one in _of_table(before, sheets, table)
    ]
    template = tuple(row.cells["code"] for row in sheets.rows[Table.TEMPLATE])
    renamed = {one.code: one.into for one in found if (one.table, one.what) == (Table.PHASES, What.RENAMED)}
    if template != tuple(renamed.get(code, code) for code in sheets.base.template):
        found.append(TableChange(Table.TEMPLATE, What.ORDERED))
    return tuple(found)


def _of_table(before: Sheets, after: Sheets, table: Table) -> Iterator[TableChange]:
    old = {row.origin: row.cells for row in before.rows[table]}
    kept = [row for row in after.rows[table] if row.origin]
    for row in after.rows[table]:
        code = row.cells["code"]
        if not row.origin:
            yield TableChange(table, What.ADDED, code)
            continue
        if code != row.origin:
            yield TableChange(table, What.RENAMED, row.origin, code)
        if any(row.cells[column] != old[row.origin][column] for column in COLUMNS[table] if column != "code"):
            yield TableChange(table, What.CHANGED, code)
    held = {row.origin for row in kept}
    yield from (TableChange(table, What.REMOVED, code) for code in old if code not in held)
    if [row.origin for row in kept] != [code for code in old if code in held]:
        yield TableChange(table, What.ORDERED)


def saved(sheets: Sheets, becomes: Mapping[tuple[Table, str], str]) -> Taxonomy:
    """The next version with the steps that lead to it.

    Args:
        becomes: what labels with a code that was removed are called now, by (table, code): a code, ``ASK``, or
            nothing where they are to be found by the checks.

    Raises:
        KnownError: the tables contradict themselves.
    """
    made = taxonomy_of(sheets)
    changes = changes_of(sheets)
    if not changes:
        return sheets.base
    version = sheets.base.version + 1
    steps = tuple(_steps(changes, becomes, version))
    return replace(made, version=version, migrations=(*sheets.base.migrations, *steps))


def _steps(
    changes: tuple[TableChange, ...], becomes: Mapping[tuple[Table, str], str], to: int
) -> Iterator[MigrationStep]:
    """Removed codes first: a code that was freed may have been taken by a row that was renamed."""
    coded = [one for one in changes if one.table in KINDS]
    for one in coded:
        into = becomes.get((one.table, one.code), "") if one.what is What.REMOVED else ""
        kind = KINDS[one.table]
        if into == ASK:
            added = tuple(new.code for new in coded if new.table is one.table and new.what is What.ADDED)
            yield Split(to, kind, one.code, added)
        elif into:
            yield Merge(to, kind, (one.code,), into, join=kind is Kind.PHASE)
    yield from (Rename(to, KINDS[one.table], one.code, one.into) for one in _in_turn(coded))


def _in_turn(changes: list[TableChange]) -> Iterator[TableChange]:
    """Renames so that none takes a code which another one still has to free; a circle goes over a code of its own."""
    waiting = [one for one in changes if one.what is What.RENAMED]
    while waiting:
        held = {(one.table, one.code) for one in waiting}
        free = next((one for one in waiting if (one.table, one.into) not in held), None)
        if free is None:
            first = waiting.pop(0)
            aside = f"{first.code}~{first.into}"
            yield replace(first, into=aside)
            waiting.append(replace(first, code=aside))
        else:
            waiting.remove(free)
            yield free
