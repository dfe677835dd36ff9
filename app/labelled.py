"""What is known of the labels of the open episode: who may edit them, which arm and which phase keys are about."""

from PySide6.QtCore import QObject, Signal

from app.player import Player
from app.session import Session
from models.labelling.checks import Missing, missing
from models.labelling.document import Document
from models.labelling.lanes import lanes
from models.labelling.migrating import is_newer, must_migrate
from models.phases import Phase, PhaseTrack
from models.review import DECIDING, EDITABLE, State, may_correct
from widgets.i18n import tr


class Labelled(QObject):
    """``reached_changed`` follows the furthest playhead, ``arm_changed`` another arm that keys cut."""

    reached_changed = Signal(object)
    arm_changed = Signal()

    def __init__(self, *, session: Session, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._player = session, player
        self._selected = self._tier = ""
        self.reached_ns = 0
        player.moved.connect(self._reach)
        session.changed.connect(self._document_changed)

    @property
    def document(self) -> Document | None:
        """Labels of the open episode."""
        return self._session.document

    @property
    def editable(self) -> bool:
        """Whether cutting and grading is allowed now."""
        document = self.document
        if document is None or is_newer(document, self._session.taxonomy):
            return False
        return document.state in EDITABLE

    @property
    def is_lead(self) -> bool:
        """Whether this person may decide."""
        return self._session.store.role in DECIDING

    @property
    def may_correct(self) -> bool:
        """Whether this person may edit what was submitted."""
        document = self.document
        if document is None or is_newer(document, self._session.taxonomy):
            return False
        return may_correct(document.state, self._session.store.role)

    def why_not_decide(self) -> str:
        """The sentence why this person may not decide on the open episode, "" where nothing stands against it."""
        if not self.is_lead:
            return tr("Only a lead can approve or send back")
        if self.document is not None and self.document.annotator == self._session.store.user:
            return tr("Nobody decides on labels of their own")
        return ""

    @property
    def must_migrate(self) -> bool:
        """Whether the labels wait to be brought to the taxonomy's version."""
        return self.document is not None and must_migrate(self.document, self._session.taxonomy)

    @property
    def tier(self) -> str:
        """The arm that keys cut, "" for the main track."""
        tiers = () if self.document is None else lanes(self.document, self._session.taxonomy)
        return self._tier if self._tier in tiers else (*tiers, "")[0]

    @property
    def track(self) -> PhaseTrack:
        """The phases of that arm; an episode must be open."""
        assert self.document is not None
        return self.document.track_of(self.tier)

    def choose_arm(self, tier: str) -> None:
        """Keys cut that arm from now on."""
        self._tier, self._selected = tier, ""
        self.arm_changed.emit()

    def next_arm(self) -> None:
        """Keys cut the next arm, after the last one the first."""
        tiers = ("",) if self.document is None else lanes(self.document, self._session.taxonomy)
        self.choose_arm(tiers[(tiers.index(self.tier) + 1) % len(tiers)])

    def select(self, phase_id: str) -> None:
        """The phase that edits without a place of their own are about; "" is the one under the playhead."""
        self._selected = phase_id

    def phase_here(self) -> Phase | None:
        """The phase at the playhead."""
        return None if self.document is None else self.track.at(self._player.t_ns)

    def _phase(self) -> Phase | None:
        if self.document is None:
            return None
        index = self.track.index_of(self._selected) if self._selected else None
        return self.track.at(self._player.t_ns) if index is None else self.track.phases[index]

    def boundary_from_playhead(self, step: int) -> int | None:
        """Time of the next (1) or previous (-1) cut."""
        if self.document is None:
            return None
        t_ns = self._player.t_ns
        return self.track.boundary_after(t_ns) if step > 0 else self.track.boundary_before(t_ns)

    def nearest_boundary_ns(self) -> int | None:
        """Time of the cut nearest to the playhead, None without any."""
        if self.document is None:
            return None
        t_ns = self._player.t_ns
        around = (self.track.boundary_before(t_ns), self.track.boundary_after(t_ns - 1))
        there = [cut_ns for cut_ns in around if cut_ns is not None]
        return min(there, key=lambda cut_ns: abs(cut_ns - t_ns), default=None)

    def missing(self) -> tuple[Missing, ...]:
        """What is still to do before submitting."""
        return () if self.document is None else missing(self.document, self._session.taxonomy)

    def _reach(self, t_ns: int) -> None:
        if t_ns > self.reached_ns:
            self.reached_ns = t_ns
            self.reached_changed.emit(t_ns)

    def _document_changed(self, document: Document, _changes: object, initiator: str) -> None:
        if initiator != "open":
            return
        self._selected = ""
        self.reached_ns = furthest_ns(document)
        self.reached_changed.emit(self.reached_ns)


def furthest_ns(document: Document) -> int:
    """How far the labels of a document are told to reach when it is opened: all of it once graded or handed over."""
    if document.state in {State.SUBMITTED, State.APPROVED} or document.grade:
        return document.range.end_ns
    cuts = [cut for track in document.tracks for cut in track.boundaries_ns[-1:]]
    return max(cuts, default=document.range.start_ns)
