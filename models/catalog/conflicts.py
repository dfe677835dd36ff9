"""What two sides of a conflict both touched: pure, the ground of a view that shows base, mine and theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.labelling.changes import Change, ChangeSet


@dataclass(frozen=True, slots=True)
class Overlap:
    """Ids of phases, ids of remarks and names of fields that both sides changed."""

    phases: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two sides never met, so that both may be proposed together; a person still confirms."""
        return not (self.phases or self.remarks or self.fields)


def overlap(mine: Iterable[ChangeSet], theirs: Iterable[ChangeSet]) -> Overlap:
    """What both sides touched since their common base, each in order of its name."""
    left, right = _touched(mine), _touched(theirs)
    both = sorted(left & right)
    return Overlap(
        phases=tuple(name for kind, name in both if kind == "phase"),
        remarks=tuple(name for kind, name in both if kind == "remark"),
        fields=tuple(name for kind, name in both if kind == "field"),
    )


def _touched(changesets: Iterable[ChangeSet]) -> set[tuple[str, str]]:
    return {_key(change) for changeset in changesets for change in changeset.changes}


def _key(change: Change) -> tuple[str, str]:
    kind = change.op.rsplit("_", 1)[-1]
    return kind, str(change.body.get("field" if kind == "field" else "id", ""))
