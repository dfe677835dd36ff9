"""Random sequences of commands with undo and redo: every invariant holds, and all of them lead back.

``size`` is how many sequences a seed runs; each begins with an episode that nobody labelled.
"""

import random
from itertools import pairwise
from pathlib import Path

from models.errors import RefusedEditError
from models.labelling import form
from models.labelling.apply import Applied, apply
from models.labelling.changes import changes_from_json, changes_to_json, fold
from models.labelling.commands import Command
from models.labelling.document import Document, empty_document
from models.labelling.history import History, Step
from models.review import Role
from tests.soak.counters import Outcome
from tests.support.labels import KINDS, TAXONOMY, Wish, blank, command_of

MOST_STEPS = 60
_LETTERS = "ab \t\n\0\ud800é抓取🤖"


def run(seed: int, directory: Path, size: int) -> Outcome:
    """Of ``size`` sequences; the first that breaks a rule ends its seed."""
    chance = random.Random(seed)
    counts = {"sequences": 0, "commands": 0, "refused": 0, "undone": 0, "redone": 0}
    for number in range(size):
        walk = Walk(counts)
        try:
            for serial in range(chance.randint(1, MOST_STEPS)):
                walk.take(chance, serial)
            walk.back_and_forth()
        except (AssertionError, ValueError) as error:
            return Outcome(counts, (f"sequence {number}: {error!r}",))
        counts["sequences"] += 1
    return Outcome(counts)


class Walk:
    """One sequence: the document, what can be undone, and every document on the way."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._history = History()
        self._past = [blank()]
        self._future: list[Document] = []
        self._told = empty_document(episode_id=blank().episode_id, time_range=blank().range)

    @property
    def document(self) -> Document:
        """As it is now."""
        return self._past[-1]

    def take(self, chance: random.Random, serial: int) -> None:
        """An undo, a redo or a new command."""
        kind = chance.random()
        if kind < 0.2:
            self._step(Step.UNDO)
        elif kind < 0.3:
            self._step(Step.REDO)
        else:
            wish = Wish(
                chance.choice(KINDS),
                chance.choice((0.0, 0.5, 1.0, chance.uniform(-0.05, 1.05))),
                chance.randrange(1000),
                "".join(chance.choices(_LETTERS, k=chance.randrange(5))),
            )
            self._edit(command_of(wish, self.document, serial))

    def back_and_forth(self) -> None:
        """All the way back to the beginning, and to the end again."""
        while self._step(Step.REDO):
            pass
        end = self.document
        while self._step(Step.UNDO):
            pass
        assert self.document == blank(), "undo does not lead back to the beginning"
        while self._step(Step.REDO):
            pass
        assert self.document == end, "redo does not lead to the end again"

    def _edit(self, command: Command) -> None:
        try:
            applied = apply(self.document, command, taxonomy=TAXONOMY, role=Role.LEAD)
        except RefusedEditError:
            self._counts["refused"] += 1
            return
        self._counts["commands"] += 1
        if applied.changes:
            self._check(applied)
            self._history = self._history.record(applied.inverse)
            self._past.append(applied.document)
            self._future = []

    def _step(self, step: Step) -> bool:
        taken = self._history.undo() if step is Step.UNDO else self._history.redo()
        if taken is None:
            return False
        applied = apply(self.document, taken[0], taxonomy=TAXONOMY, role=Role.LEAD)
        self._check(applied)
        self._history = self._history.after(step, applied.inverse)
        if step is Step.UNDO:
            self._future.append(self._past.pop())
            self._counts["undone"] += 1
        else:
            self._past.append(self._future.pop())
            self._counts["redone"] += 1
        assert applied.document == self.document, f"{step} leads elsewhere"
        return True

    def _check(self, applied: Applied) -> None:
        """Others, who hear of the changes alone, arrive at the same labels."""
        check_labels(applied.document)
        assert all(form.is_sound(change.op, change.body) for change in applied.changes), (
            "a change is malformed"
        )
        self._told = fold(self._told, changes_from_json(changes_to_json(applied.changes)))
        assert _labels(self._told) == _labels(applied.document), "the changes tell something else"


def check_labels(document: Document) -> None:
    """What always holds of labels."""
    whole = document.range
    for track in document.tracks:
        phases = track.phases
        assert all(one.end_ns == other.start_ns for one, other in pairwise(phases)), "a gap or an overlap"
        assert all(phase.start_ns < phase.end_ns for phase in phases), "a phase without length"
        assert all(phase.tier == track.tier for phase in phases), "a phase in the track of another arm"
        assert not phases or (phases[0].start_ns, phases[-1].end_ns) == (whole.start_ns, whole.end_ns), (
            "phases that do not fill the episode"
        )
    assert all(arm.tier and arm.phases for arm in document.arms), "an arm without a track"
    for items in (document.phases, document.marks, document.remarks):
        assert len({item.id for item in items}) == len(items), "an id twice"
    for mark in document.marks:
        assert whole.start_ns <= mark.start_ns <= mark.end_ns <= whole.end_ns, "a mark outside"
    assert 0 <= document.score <= 5, "a score that is none"
    assert not (document.unusable and document.grade), "a grade of what cannot be used"


def _labels(document: Document) -> tuple[object, ...]:
    """Without the taxonomy, which a blank document of a desk has before the first edit."""
    return tuple(
        getattr(document, name) for name in Document.__dataclass_fields__ if not name.startswith("taxonomy")
    )
