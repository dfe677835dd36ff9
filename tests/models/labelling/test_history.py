"""Undo and redo as values."""

from models.labelling.commands import Restore
from models.labelling.history import History, Step

A, B, C = (Restore(()) for _ in range(3))


def test_nothing_to_undo_or_redo_at_first() -> None:
    assert History().undo() is None
    assert History().redo() is None


def test_the_newest_is_undone_first_and_can_be_redone() -> None:
    history = History().record(A).record(B)
    taken = history.undo()
    assert taken is not None
    assert taken[0] is B
    assert taken[1] == History((A,))
    after = history.after(Step.UNDO, C)
    assert after == History((A,), (C,))
    assert after.redo() == (C, History((A,)))
    assert after.after(Step.REDO, B) == History((A, B))


def test_a_new_edit_ends_what_could_be_redone() -> None:
    assert History((A,), (B,)).record(C) == History((A, C))
    assert History((A,), (B,)).after(Step.EDIT, C) == History((A, C))
