"""A taxonomy is read strictly: one that contradicts itself, or says what is not known, is refused with its line."""

from pathlib import Path

import pytest

from models.errors import KnownError
from models.taxonomy import load_taxonomy
from models.taxonomy.migrations import Kind, Merge, Rename, Rule, Split
from tests.support.data import ROOT
from tests.support.labels import TAXONOMY


def test_the_template_says_what_comes_next() -> None:
    assert TAXONOMY.next_in_template(None, 0) == "idle"
    assert TAXONOMY.next_in_template("idle", 1) == "approach"
    assert TAXONOMY.next_in_template("grasp", 7) == "lift"
    assert TAXONOMY.next_in_template("idle", 8) == "approach"


def test_labels_have_names_in_two_languages_and_fall_back() -> None:
    grasp = TAXONOMY.phase("grasp")
    assert grasp is not None
    assert (grasp.name(), grasp.name("zh_CN"), grasp.name("fr")) == ("Grasp", "抓取", "Grasp")
    assert TAXONOMY.reason("dropped") is not None
    assert TAXONOMY.reason("boundary_off") is not None
    assert TAXONOMY.reason("nonsense") is None


MINIMAL = """
id = "t"
version = 1
idle = "a"
phases = [{ code = "a", key = "1", slot = 0, names = { en = "A" } }]
grades = [{ code = "success", key = "S", names = { en = "Success" } }]
"""
TABLES = """
[[reason_groups]]
code = "g"
names = { en = "Grasp" }
[[failure_reasons]]
code = "r"
key = "1"
group = "g"
names = {}
[[mark_tiers]]
code = "events"
names = { en = "Events" }
labels = [{ code = "contact", key = "Shift+T", names = {}, is_point = true, severity = "minor" }]
[[arms]]
code = "left"
names = { en = "Left" }
[[criteria]]
code = "smooth"
names = { en = "Smooth" }
levels = 3
"""
STEP = """
[[migrations]]
to = 2
op = "rename"
from = "x"
into = "a"
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id = ", "no valid TOML"),
        ("id = 't'", "lacks the field version"),
        (MINIMAL.replace('idle = "a"', 'idle = "z"'), "names the phase z"),
        (MINIMAL + 'template = ["a", "q"]', "names the phase q"),
        (
            MINIMAL.replace("phases = [", 'phases = [{ code = "b", key = "1", slot = 1, names = {} }, '),
            "phase key 1",
        ),
        (
            MINIMAL.replace("phases = [", 'phases = [{ code = "a", key = "2", slot = 1, names = {} }, '),
            "phase code a",
        ),
        (MINIMAL.replace("version = 1", 'version = "one"'), r"Line 3 .*version must be a whole number"),
        (MINIMAL.replace("grades = [", "grades = [4, "), r"Line 6 .*grades must hold tables"),
        (
            MINIMAL.replace("slot = 0", 'slot = 0, color = "#000000"'),
            r"Line 5 .*the field color is not known",
        ),
        (MINIMAL.replace("slot = 0", 'slot = 0, colour = "red"'), r"Line 5 .*a colour like"),
        (MINIMAL.replace("slot = 0", "slot = -1"), r"Line 5 .*slot must be a whole number"),
        (MINIMAL.replace("slot = 0", 'slot = 0, successors = ["b"]'), "names the phase b"),
        (MINIMAL.replace('names = { en = "A" }', 'names = "A"'), r"Line 5 .*names must be names by language"),
        (MINIMAL + 'required = ["praise"]', r"Line 7 .*required cannot be praise"),
        (MINIMAL + "required = 3", r"Line 7 .*required must be a list of texts"),
        (MINIMAL + "template = [1]", r"Line 7 .*template must be a list of texts"),
        ("format = 3\n" + MINIMAL, "newer program"),
        (MINIMAL + TABLES.replace('group = "g"', 'group = "h"'), "group of reasons h"),
        (MINIMAL + TABLES.replace('key = "Shift+T"', 'key = "S"'), "uses the key S twice"),
        (
            MINIMAL + TABLES.replace("is_point = true", "is_point = 1"),
            r"Line 19 .*is_point must be true or false",
        ),
        (
            MINIMAL + TABLES.replace('severity = "minor"', 'severity = "bad"'),
            r"Line 19 .*severity cannot be bad",
        ),
        (MINIMAL + TABLES.replace("levels = 3", "levels = 1"), r"Line 26 .*from 2 to 10"),
        (MINIMAL + TABLES.replace('names = { en = "Left" }', ""), r"Line 20 .*lacks the field names"),
        (MINIMAL + '[[migrations]]\nto = 2\nop = "rename"\nfrom = "x"\ninto = "a"', "a migration to 2"),
        (MINIMAL.replace("version = 1", "version = 2") + STEP.replace('"a"', '"y"'), "leads to y"),
        (
            MINIMAL.replace("version = 1", "version = 2") + STEP.replace("rename", "guess"),
            r"Line 10 .*op cannot be",
        ),
    ],
)
def test_a_bad_taxonomy_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "taxonomy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match=sentence):
        load_taxonomy(path)


def test_a_missing_taxonomy_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        load_taxonomy(tmp_path / "nowhere.toml")


def test_a_small_taxonomy_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    assert load_taxonomy(path).next_in_template(None, 0) is None


def test_every_table_can_be_asked_by_code(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.toml"
    path.write_text(MINIMAL + TABLES, encoding="utf-8")
    taxonomy = load_taxonomy(path)
    contact = taxonomy.mark_label("events", "contact")
    assert contact is not None
    assert (contact.is_point, contact.key) == (True, "Shift+T")
    assert taxonomy.mark_label("mistakes", "contact") is None
    named = (taxonomy.arm("left"), taxonomy.criterion("smooth"), taxonomy.reason_groups[0])
    assert [str(one) for one in named] == ["Left", "Smooth", "Grasp"]
    assert taxonomy.failure_reasons[0].group == "g"


def test_a_file_without_the_newer_fields_asks_for_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    taxonomy = load_taxonomy(path)
    assert (taxonomy.arms, taxonomy.mark_tiers, taxonomy.criteria, taxonomy.migrations) == ((), (), (), ())
    assert (taxonomy.required, taxonomy.wanted) == (frozenset(), frozenset())
    assert (taxonomy.phases[0].colour, taxonomy.phases[0].successors) == ("", ())


def test_steps_of_a_migration_are_values(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.toml"
    steps = (
        STEP
        + '[[migrations]]\nto = 2\nkind = "grade"\nop = "merge"\nfrom = ["good", "fine"]\ninto = "success"'
        '\n[[migrations]]\nto = 2\nop = "split"\nfrom = "z"\ninto = ["a", "a"]\nrule = "order"'
    )
    path.write_text(MINIMAL.replace("version = 1", "version = 2") + steps, encoding="utf-8")
    assert load_taxonomy(path).migrations == (
        Rename(2, Kind.PHASE, "x", "a"),
        Merge(2, Kind.GRADE, ("good", "fine"), "success"),
        Split(2, Kind.PHASE, "z", ("a", "a"), Rule.ORDER),
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "resources" / "taxonomies").glob("*.toml")), ids=lambda p: p.stem
)
def test_what_ships_can_be_read_and_is_named_in_both_languages(path: Path) -> None:
    taxonomy = load_taxonomy(path)
    assert taxonomy.id == path.stem
    reasons = (*taxonomy.failure_reasons, *taxonomy.return_reasons, *taxonomy.unusable_reasons)
    marks = [mark for _, mark in taxonomy.marks()]
    tables = (taxonomy.phases, taxonomy.grades, reasons, taxonomy.reason_groups, taxonomy.arms)
    for label in [one for table in (*tables, taxonomy.mark_tiers, marks, taxonomy.criteria) for one in table]:
        assert {"en", "zh_CN"} <= label.names.keys(), label.code
