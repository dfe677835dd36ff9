"""What two sides of a conflict both touched."""

from models.catalog.conflicts import Overlap, overlap
from models.labelling.changes import Change
from tests.support.catalogs import changeset, new_id, set_field


def phase(name: str, end_ns: int = 1) -> Change:
    return Change("put_phase", {"id": name, "label": "reach", "start_ns": 0, "end_ns": end_ns})


def test_edits_of_different_things_do_not_meet() -> None:
    mine = [changeset(new_id(), phase("a"), set_field("note", "n"))]
    theirs = [changeset(new_id(), phase("b"), set_field("grade", "success"))]

    assert overlap(mine, theirs).is_empty


def test_the_same_phase_remark_or_field_meets_whatever_was_done_to_it() -> None:
    mine = [changeset(new_id(), phase("b")), changeset(new_id(), phase("a", 2), set_field("note", "mine"))]
    theirs = [
        changeset(
            new_id(),
            Change("drop_phase", {"id": "a"}),
            phase("b", 3),
            set_field("note", "theirs"),
            Change("drop_remark", {"id": "a"}),
        )
    ]

    assert overlap(mine, theirs) == Overlap(phases=("a", "b"), fields=("note",))
