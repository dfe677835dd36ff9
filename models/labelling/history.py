"""Undo and redo without end within an episode, as a value.

Undo is forward: the inverse goes through the same door as any command and its own inverse lands on the
other stack. Moves of the review (submit, withdraw, approve, send back, reopen) are not part of it: each
has its own reverse, which everybody must see and some may not take. They leave the history as it is, so
that after a withdrawal the earlier edits can be undone again.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.labelling.commands import Restore


class Step(StrEnum):
    """How a command came to be: by a person's new wish, or from one of the stacks."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class History:
    """Inverses, the newest last: ``done`` can be undone, ``undone`` can be done again."""

    done: tuple[Restore, ...] = ()
    undone: tuple[Restore, ...] = ()

    def record(self, inverse: Restore) -> "History":
        """After a new edit; what was undone before it can no longer be redone."""
        return History((*self.done, inverse))

    def undo(self) -> "tuple[Restore, History] | None":
        """The command to dispatch, and the history without it; None where there is nothing to undo."""
        return (self.done[-1], History(self.done[:-1], self.undone)) if self.done else None

    def redo(self) -> "tuple[Restore, History] | None":
        """The command to dispatch, and the history without it; None where there is nothing to redo."""
        return (self.undone[-1], History(self.done, self.undone[:-1])) if self.undone else None

    def after(self, step: Step, inverse: Restore) -> "History":
        """The history after a command of that origin was applied with ``inverse``."""
        match step:
            case Step.EDIT:
                return self.record(inverse)
            case Step.UNDO:
                return History(self.done[:-1], (*self.undone, inverse))
            case Step.REDO:
                return History((*self.done, inverse), self.undone[:-1])
