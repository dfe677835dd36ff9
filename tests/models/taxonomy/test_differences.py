"""An edited taxonomy knows what became of every row, and labels follow."""

from pathlib import Path

import pytest

from models.errors import KnownError
from models.taxonomy import load_taxonomy
from models.taxonomy.differences import ASK, TableChange, What, changes_of, saved
from models.taxonomy.migrations import Kind, Merge, Rename, Split
from models.taxonomy.sheets import COLUMNS, SheetRow, Sheets, Table, key_conflicts, sheets_of, taxonomy_of
from tests.support.data import ROOT

SHIPPED = sorted((ROOT / "resources" / "taxonomies").glob("*.toml"))


@pytest.fixture
def sheets() -> Sheets:
    return sheets_of(load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml"))


def place(sheets: Sheets, table: Table, code: str) -> SheetRow:
    return next(row for row in sheets.rows[table] if row.cells["code"] == code)


def recode(sheets: Sheets, table: Table, old: str, new: str) -> None:
    place(sheets, table, old).cells["code"] = new
    sheets.rename(table, old, new)


def add(sheets: Sheets, code: str, key: str) -> None:
    cells = dict.fromkeys(COLUMNS[Table.PHASES], "") | {"code": code, "key": key, "slot": "7"}
    sheets.rows[Table.PHASES].append(SheetRow("", cells))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_tables_say_all_of_a_taxonomy(path: Path) -> None:
    taxonomy = load_taxonomy(path)
    assert taxonomy_of(sheets_of(taxonomy)) == taxonomy
    assert changes_of(sheets_of(taxonomy)) == ()
    assert saved(sheets_of(taxonomy), {}) is taxonomy


def test_another_code_in_the_same_row_is_a_rename_that_the_template_follows(sheets: Sheets) -> None:
    recode(sheets, Table.PHASES, "grasp", "seize")
    assert changes_of(sheets) == (TableChange(Table.PHASES, What.RENAMED, "grasp", "seize"),)
    made = saved(sheets, {})
    assert made.version == sheets.base.version + 1
    assert made.template[2] == "seize"
    assert made.migrations == (Rename(made.version, Kind.PHASE, "grasp", "seize"),)


def test_a_removed_code_becomes_another_or_is_asked_about(sheets: Sheets) -> None:
    for code in ("lift", "retreat"):
        sheets.rows[Table.PHASES].remove(place(sheets, Table.PHASES, code))
    sheets.rows[Table.TEMPLATE] = []
    add(sheets, "back", "7")
    add(sheets, "aside", "8")
    made = saved(sheets, {(Table.PHASES, "lift"): "transport", (Table.PHASES, "retreat"): ASK})
    assert made.migrations == (
        Merge(made.version, Kind.PHASE, ("lift",), "transport", join=True),
        Split(made.version, Kind.PHASE, "retreat", ("back", "aside")),
    )
    assert {one.what for one in changes_of(sheets)} == {What.ADDED, What.REMOVED, What.ORDERED}


def test_two_codes_that_change_places_do_not_become_one(sheets: Sheets) -> None:
    lift, place_ = place(sheets, Table.PHASES, "lift"), place(sheets, Table.PHASES, "place")
    lift.cells["code"], place_.cells["code"] = "place", "lift"
    made = saved(sheets, {})
    assert [(step.code, step.into) for step in made.migrations if isinstance(step, Rename)] == [
        ("lift", "lift~place"), ("place", "lift"), ("lift~place", "place"),
    ]  # fmt: skip


def test_names_and_order_are_changes_without_a_step(sheets: Sheets) -> None:
    place(sheets, Table.PHASES, "grasp").cells["en"] = "Seize"
    sheets.rows[Table.GRADES].reverse()
    sheets.rows[Table.TEMPLATE].reverse()
    assert changes_of(sheets) == (
        TableChange(Table.PHASES, What.CHANGED, "grasp"),
        TableChange(Table.GRADES, What.ORDERED),
        TableChange(Table.TEMPLATE, What.ORDERED),
    )
    assert saved(sheets, {}).migrations == ()


def test_keys_conflict_across_what_the_window_listens_to(sheets: Sheets) -> None:
    assert key_conflicts(sheets) == frozenset()
    place(sheets, Table.PHASES, "grasp").cells["key"] = "S"
    assert key_conflicts(sheets) == {(Table.PHASES, 2), (Table.GRADES, 0)}
    assert (Table.PHASES, 1) in key_conflicts(sheets, frozenset({"1"}))


@pytest.mark.parametrize(
    ("column", "text"), [("colour", "red"), ("slot", "x"), ("code", ""), ("successors", "no")]
)
def test_a_cell_that_cannot_be_is_refused(sheets: Sheets, column: str, text: str) -> None:
    place(sheets, Table.PHASES, "lift").cells[column] = text
    with pytest.raises(KnownError):
        taxonomy_of(sheets)
