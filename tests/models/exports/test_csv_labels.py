"""Labels as CSV, read back by the csv module of the language."""

import csv
import io

import pytest

from models.episode import EpisodeRecord
from models.exports.csv_labels import csv_labels as csv_of
from models.exports.labelset import labelset_of
from models.exports.rows import COLUMNS
from models.labelling.document import Document
from models.phases import Phase, PhaseTrack
from models.review import State
from models.timebase import TimeRange
from tests.support.labels import TAXONOMY

START_NS = 1_767_396_000_982_006_467
END_NS = START_NS + 25_541_051_854
RECORD = EpisodeRecord("id-1", "/data/a.mcap", "a", '取罐, "one"', "mcap", START_NS, END_NS)


def labelled(**fields: object) -> Document:
    """Two phases, graded."""
    cut_ns = START_NS + 1_741_435_354
    end_ns = RECORD.range.end_ns
    phases = (Phase("p1", "idle", START_NS, cut_ns), Phase("p2", "approach", cut_ns, end_ns))
    values: dict[str, object] = {"grade": "failure", "reasons": ("missed_grasp", "dropped"), **fields}
    return Document("id-1", PhaseTrack(TimeRange(START_NS, end_ns), phases), **values)  # type: ignore[arg-type]


def csv_labels(episodes: list[tuple[EpisodeRecord, Document]], **options: bool) -> str:
    return csv_of((labelset_of(document, record, TAXONOMY) for record, document in episodes), **options)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_phase_is_a_row_that_reads_back_exactly():
    document = labelled(
        note='line one\nline "two", 结束', state=State.APPROVED, annotator="anna", reviewer="li"
    )
    rows = read(csv_labels([(RECORD, document)]))
    assert list(rows[0]) == list(COLUMNS)
    again = [(row["phase"], row["label"], int(row["start_ns"]), int(row["end_ns"])) for row in rows]
    assert again == [
        (str(index), phase.label, phase.start_ns, phase.end_ns)
        for index, phase in enumerate(document.track.phases)
    ]
    first = rows[0]
    assert first["episode"] == RECORD.name
    assert first["note"] == document.note
    assert first["reasons"].split(";") == ["missed_grasp", "dropped"]
    assert (first["grade"], first["state"], first["annotator"], first["reviewer"]) == (
        "failure",
        "approved",
        "anna",
        "li",
    )


def test_seconds_are_exact_from_the_start_of_the_episode():
    rows = read(csv_labels([(RECORD, labelled())]))
    assert [(row["start_s"], row["end_s"]) for row in rows] == [
        ("0.000000000", "1.741435354"),
        ("1.741435354", "25.541051855"),
    ]


def test_a_graded_episode_without_phases_keeps_its_grade():
    empty = PhaseTrack(RECORD.range)
    rows = read(csv_labels([(RECORD, Document("id-1", empty, grade="success"))]))
    assert [(row["phase"], row["label"], row["grade"]) for row in rows] == [("", "", "success")]


def test_an_untouched_episode_has_no_row():
    assert read(csv_labels([(RECORD, Document("id-1", PhaseTrack(RECORD.range)))])) == []


@pytest.mark.parametrize("note", ["=1+1", "@sum(a1)", "+1", "-1", "\t=1"])
def test_a_note_is_no_formula_where_asked(note: str):
    plain = read(csv_labels([(RECORD, labelled(note=note))]))
    safe = read(csv_labels([(RECORD, labelled(note=note))], spreadsheet_safe=True))
    assert plain[0]["note"] == note
    assert safe[0]["note"] == "'" + note
