"""Proposed phases of the open episode: looked for in labelled repeats, walked through, accepted."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app import figures_file
from app.cutting import Cutting
from app.labels import Labels
from app.player import Player
from app.propose_job import Examples, ProposeJob
from app.queue import Queue
from app.session import Session
from app.tasks import Tasks
from app.turns import Turns
from models.cutting_aids.suggestions import Suggestion, Suggestions
from models.episode import EpisodeRecord
from models.figures import Answered, Tally
from models.labelling.document import Document
from models.labelling.lanes import lanes
from models.review import State

LANE = "proposals"
EXAMPLES = 3
_REMEMBERED_NBYTES = 1 << 17
_GOOD = (State.APPROVED, State.SUBMITTED)


class Proposing(QObject):
    """``changed(Suggestions)``. What became of them is noted in the person's folder when an episode is handed over.

    Nothing is proposed for a track that has phases, and what a person cuts goes before what is proposed. ``turns`` are
    those in which the window shows an edit.
    """

    changed = Signal(object)

    def __init__(
        self,
        *,
        session: Session,
        labels: Labels,
        cutting: Cutting,
        player: Player,
        queue: Queue,
        tasks: Tasks,
        turns: Turns,
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._labels, self._cutting = session, labels, cutting
        self._player, self._queue, self._tasks, self._turns = player, queue, tasks, turns
        self.suggest: Callable[[EpisodeRecord, Examples], tuple[Suggestion, ...]] = ProposeJob()
        self.suggestions = Suggestions()
        self._folder = folder
        self._earlier: Tally | None = None
        self._looked_for = ""
        session.changed.connect(self._document_changed)
        labels.cut_by_hand.connect(lambda t_ns: self._show(self.suggestions.cut_by_hand(t_ns, labels.tier)))
        labels.handed_over.connect(self._handed_over)

    @property
    def rate(self) -> float | None:
        """The share of proposed cuts that this person lately accepted and left as they were, None without any."""
        if self._earlier is None:
            user = self._session.store.user
            kept = figures_file.read(self._folder, user, most_nbytes=_REMEMBERED_NBYTES)
            self._earlier = kept.pace.tally
        return self._earlier.share

    @property
    def is_walking(self) -> bool:
        """Whether one is looked at."""
        return self.suggestions.looked_at is not None

    @property
    def waits(self) -> bool:
        """Whether any waits for an answer."""
        return bool(self.suggestions.open)

    def walk(self, step: int) -> None:
        """Look at the next one, the unsure ones first; once it is marked the playhead goes to its start, and keys cut
        its arm.
        """
        self._show(self.suggestions.walked(step))
        self._turns.later("look", self._look)

    def settle(self) -> None:
        """The playhead stands at the one that is looked at: what the next key means depends on it."""
        self._turns.hasten("look")

    def _look(self) -> None:
        self._turns.drop("look")
        place = self.suggestions.looked_at
        if place is not None:
            one = self.suggestions.phases[place]
            self._player.pause()
            self._player.seek(one.start_ns)
            if one.tier != self._labels.tier:
                self._labels.choose_arm(one.tier)

    def accept_one(self) -> None:
        """Take the one that is looked at, and look at the next, once what was taken is drawn."""
        place = self.suggestions.looked_at
        if place is not None and self._take((place,), walks=True):
            self._turns.later("look", self._look)

    def accept_all(self) -> None:
        """Take all that have no answer yet."""
        self._take(self.suggestions.open)

    def _take(self, places: tuple[int, ...], *, walks: bool = False) -> bool:
        cuts = [self.suggestions.phases[place] for place in places]
        firsts = [self.suggestions.first_of(tier) for tier in dict.fromkeys(cut.tier for cut in cuts)]
        ids = self._labels.take(cuts, firsts)
        if ids:
            taken = self.suggestions.took(dict(zip(places, ids, strict=True)))
            self._show(taken.walked(1) if walks else taken)
        return bool(ids)

    def _document_changed(self, document: Document, _changes: object, initiator: str) -> None:
        if initiator == "open":
            self._open(document)
        else:
            self._show(self.suggestions.beside(*document.tracks))

    def _open(self, document: Document) -> None:
        self._tasks.lane(LANE).forget()
        self._turns.drop("look")
        self._show(Suggestions())
        record = self._session.record
        self._looked_for = ""
        wanted = self._cutting.options.proposes and self._labels.editable
        if record is None or not wanted or not self._empty(document):
            return
        self._looked_for = record.id
        self._queue.neighbours.siblings(record, _GOOD, EXAMPLES, lambda found: self._read(record, found))

    def _read(self, record: EpisodeRecord, found: list[EpisodeRecord]) -> None:
        if record.id != self._looked_for:
            return
        documents = [(each, self._session.labels_of(each)) for each in found]
        cut = [(each, [track for track in one.tracks if len(track.phases) > 1]) for each, one in documents]
        examples = [(each, tracks) for each, tracks in cut if tracks]
        if examples:
            self._tasks.lane(LANE).submit(
                lambda: self.suggest(record, examples),
                lambda phases: self._found(record, phases),
                on_known=lambda _: None,
            )

    def _found(self, record: EpisodeRecord, phases: tuple[Suggestion, ...]) -> None:
        document = self._session.document
        if record.id != self._looked_for or document is None:
            return
        found = Suggestions(phases).of_tiers(self._empty(document))
        if found.phases:
            self._show(found)
        if found.open:
            least = min(found.phases[place].confidence or 0.0 for place in found.open)
            self._session.store.note_proposals(record.id, round(1000 * min(max(least, 0.0), 1.0)))

    def _empty(self, document: Document) -> frozenset[str]:
        """Tiers without phases; where arms have phases of their own the main track waits for none."""
        begun = {track.tier for track in document.tracks if track.phases}
        tiers = {"", *lanes(document, self._session.taxonomy)} - begun
        return frozenset(tiers if not document.arms else tiers - {""})

    def lay(self, record: EpisodeRecord, phases: tuple[Suggestion, ...], least_pm: int) -> None:
        """Show phases that came from elsewhere, in the place of all that was proposed; labels stay as they are."""
        document = self._session.document
        if document is not None and document.episode_id == record.id and phases:
            self._tasks.lane(LANE).forget()
            self._looked_for = ""
            self._show(Suggestions(phases))
            self._session.store.note_proposals(record.id, least_pm)

    def _handed_over(self, document: Document) -> None:
        if self.suggestions.phases:
            record = self._session.record
            task, answers = record.task if record else "", self.suggestions.answers(*document.tracks)
            answered = Answered(document.episode_id, answers, task, int(time.time()))
            figures_file.append_answered(self._folder, answered)
            self._earlier = None

    def _show(self, suggestions: Suggestions) -> None:
        if suggestions is not self.suggestions and suggestions != self.suggestions:
            self.suggestions = suggestions
            self.changed.emit(suggestions)
