"""What two sides of a conflict both touched, where both began, and refused work as a text to keep elsewhere. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.catalog.values import Revision
from models.labelling.changes import Change, ChangeSet, changeset_to_json, fold
from models.labelling.document import Document
from models.storage.strands import Kept, Other, Strand
from models.storage.values import AnswerStatus


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


def kept_at(revisions: Iterable[Revision], head: str, empty: Document) -> Kept | None:
    """The document as the change-set ``head`` left it in the catalog, and what was applied after it.

    None where ``head`` was not applied, or its way there does not fit any more.
    """
    applied = [one for one in revisions if one.status is AnswerStatus.APPLIED]
    applied.sort(key=lambda one: one.seq or 0)
    way = [one.changeset for one in applied]
    ids = [changeset.id for changeset in way]
    if head and head not in ids:
        return None
    begin = ids.index(head) + 1 if head else 0
    others = tuple(Other(one.id, one.author, one.made_at_ns) for one in way[begin:])
    try:
        document = fold(empty, (change for one in way[:begin] for change in one.changes))
    except (ValueError, TypeError):
        return None
    return Kept(document, others)


def strands_to_json(strands: Sequence[Strand]) -> str:
    """Refused work with the reasons, as change-sets that the catalog would read: for a person's own keeping."""
    rows = [
        {
            "changeset": json.loads(changeset_to_json(one.changeset)),
            "status": one.status.value,
            "why": one.why,
        }
        for strand in strands
        for one in strand.conflicts
    ]
    return json.dumps(
        {"format": "rushes-refused", "version": 1, "refused": rows}, ensure_ascii=False, indent=2
    )
