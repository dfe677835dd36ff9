"""Tables, columns and changes of a taxonomy in words."""

from models.taxonomy.colours import Sight
from models.taxonomy.differences import TableChange, What
from models.taxonomy.sheets import Table
from widgets.i18n import tr


def table_word(table: Table) -> str:
    """What a table holds."""
    words = {
        Table.PHASES: tr("Phases"),
        Table.TEMPLATE: tr("Expected order"),
        Table.GRADES: tr("Grades"),
        Table.REASONS: tr("Failure reasons"),
        Table.RETURNS: tr("Return reasons"),
        Table.UNUSABLE: tr("Unusable reasons"),
        Table.GROUPS: tr("Groups of reasons"),
        Table.MARKS: tr("Events and mistakes"),
        Table.TIERS: tr("Lanes of marks"),
        Table.CRITERIA: tr("Criteria"),
        Table.ARMS: tr("Arms"),
        Table.RULES: tr("Rules"),
    }
    return words[table]


def column_word(column: str) -> str:
    """Head of a column."""
    words = {
        "code": tr("Code"),
        "key": tr("Key"),
        "colour": tr("Colour"),
        "slot": tr("Palette"),
        "en": tr("English"),
        "zh_CN": tr("Chinese"),
        "successors": tr("May be followed by"),
        "needs_reason": tr("Needs a reason"),
        "severity": tr("Severity"),
        "group": tr("Group"),
        "tier": tr("Lane"),
        "is_point": tr("A moment"),
        "levels": tr("Levels"),
        "required": tr("Required"),
        "wanted": tr("Asked for"),
    }
    return words[column]


def rule_word(code: str) -> str:
    """What an episode must have before it is submitted, or what is checked of its phases."""
    words = {
        "instruction": tr("Instruction of the episode"),
        "instruction_zh": tr("Instruction of the episode in Chinese"),
        "score": tr("Score"),
        "rubric": tr("A level for every criterion"),
        "note": tr("Note"),
        "reason": tr("Reason, whatever the grade"),
        "phase_grade": tr("Grade of every phase"),
        "phase_text": tr("Instruction of every phase"),
        "phase_text_zh": tr("Instruction of every phase in Chinese"),
        "successor": tr("Only phases that may follow"),
        "template_order": tr("The expected order"),
        "template_phase_missing": tr("All phases of the expected order"),
    }
    return words[code]


def change_words(change: TableChange) -> str:
    """One line of what will be saved."""
    table = table_word(change.table)
    match change.what:
        case What.ADDED:
            return tr("{table}: {code} is new", table=table, code=change.code)
        case What.REMOVED:
            return tr("{table}: {code} goes", table=table, code=change.code)
        case What.RENAMED:
            return tr("{table}: {code} is called {into}", table=table, code=change.code, into=change.into)
        case What.CHANGED:
            code = rule_word(change.code) if change.table is Table.RULES else change.code
            return tr("{table}: {code} is changed", table=table, code=code)
    return tr("{table}: another order", table=table)


def sight_word(sight: Sight) -> str:
    """Whose eyes."""
    words = {
        Sight.NORMAL: tr("normal sight"),
        Sight.PROTAN: tr("no red"),
        Sight.DEUTAN: tr("no green"),
        Sight.TRITAN: tr("no blue"),
    }
    return words[sight]
