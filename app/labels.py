"""Connects the labels of the open episode with the widgets that show them and the wishes that change them."""

from collections.abc import Callable, Sequence
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.cutting import Cutting
from app.player import Player
from app.session import Session
from models.cutting_aids.aiming import Aim
from models.cutting_aids.suggestions import Suggestion, with_suggested
from models.cutting_aids.trimming import movement
from models.labelling.checks import Missing, missing
from models.labelling.commands import (
    AddRemark,
    AnswerQuestion,
    Approve,
    AskQuestion,
    Command,
    CutPhase,
    DeletePhase,
    EndPhase,
    MergePhase,
    MigrateLabels,
    MoveBoundary,
    RenamePhase,
    SendBack,
    SetGrade,
    SetNote,
    SetUnusable,
    SplitPhase,
    Submit,
    TakePhases,
    TrimIdle,
    Withdraw,
)
from models.labelling.document import Document, Remark
from models.labelling.lanes import lanes
from models.labelling.migrating import is_newer, must_migrate
from models.phases import Phase, PhaseTrack
from models.playback.frameset import step_target
from models.review import EDITABLE, Role, State, may_correct
from widgets.i18n import tr


def new_id() -> str:
    """A fresh id for a phase or a remark."""
    return str(uuid4())


class Labels(QObject):
    """What a person does to the labels, in words of the playhead.

    ``submitted`` and ``decided`` follow an acknowledged submit or verdict; ``handed_over(document)`` comes before
    ``submitted``; ``reached_changed`` follows the furthest playhead, ``cut_by_hand(t_ns)`` a phase begun by a person,
    ``said(words)`` what came to nothing, ``arm_changed`` another arm that keys cut.
    """

    submitted = Signal()
    handed_over = Signal(object)
    cut_by_hand = Signal(object)
    said = Signal(str)
    decided = Signal()
    reached_changed = Signal(object)
    arm_changed = Signal()

    def __init__(
        self, *, session: Session, player: Player, cutting: Cutting, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._player = player
        self._cutting = cutting
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
        return self._session.store.role in {Role.LEAD, Role.ADMIN}

    @property
    def may_correct(self) -> bool:
        """Whether this person may edit what was submitted."""
        document = self.document
        if document is None or is_newer(document, self._session.taxonomy):
            return False
        return may_correct(document.state, self._session.store.role)

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

    def migrate(self) -> None:
        """Bring the labels to the taxonomy's version."""
        self._do(MigrateLabels())

    def select(self, phase_id: str) -> None:
        """The phase that edits without a place of their own are about; "" is the one under the playhead."""
        self._selected = phase_id

    def cut(self, label: str, *, exact: bool = False) -> None:
        """``label`` begins where ``Cutting`` aims, or ends there as chosen; at the playhead where ``exact``."""
        if self.document is None:
            return
        aimed = self._cutting.aim(self.track, exact=exact)
        kind = EndPhase if self._cutting.options.names_end else CutPhase
        raw_ns = aimed.raw_ns if aimed.raw_ns != aimed.t_ns else None
        ids = {"new_id": new_id(), "idle_id": new_id()}
        if self._do(kind(t_ns=aimed.t_ns, label=label, tier=self.tier, raw_ns=raw_ns, **ids)):
            self._was_cut(aimed)

    def _was_cut(self, aimed: Aim) -> None:
        phase = self.track.at(aimed.t_ns)
        if phase is not None:
            self._cutting.was_cut(phase.id, aimed)
            self.cut_by_hand.emit(aimed.t_ns)

    def take(self, cuts: Sequence[Suggestion], first: Suggestion) -> tuple[str, ...]:
        """Accept proposed phases at once; ``first`` names the beginning of an episode without labels. The ids that
        they get, none where that is refused.
        """
        document = self.document
        if document is None or not cuts:
            return ()
        ids = tuple(new_id() for _ in range(len(cuts) + 1))
        phases = with_suggested(document.track, first, cuts, ids)
        return ids[:-1] if self._do(TakePhases(phases)) else ()

    def trim(self) -> None:
        """What lies before all movement and behind it becomes idle."""
        document = self.document
        moved = None if document is None else movement(self._cutting.evidence, document.range)
        if moved is not None:
            command = TrimIdle(
                moved.start_ns, moved.end_ns, head_id=new_id(), tail_id=new_id(), tier=self.tier
            )
            if not self._do(command) and self.track.phases:
                self.said.emit(tr("Before and after all movement it is idle already"))
        else:
            self.said.emit(tr("The signals do not say where movement begins and ends"))

    def cut_next(self) -> None:
        """The phase that the template expects after the one at the playhead begins here."""
        if self.document is None:
            return
        label = self._session.taxonomy.next_at(self.track, self._player.t_ns)
        if label is not None:
            self.cut(label)

    def grade(self, code: str) -> None:
        """Grade the episode; reasons given before stay where the grade needs one."""
        if self.document is not None:
            self.set_grade(code, self.document.reasons)

    def set_grade(self, code: str, reasons: tuple[str, ...]) -> None:
        """Grade and reasons as the panel gives them."""
        grade = self._session.taxonomy.grade(code)
        self._do(SetGrade(grade=code, reasons=reasons if grade is not None and grade.needs_reason else ()))

    def refuse(self, code: str, reason: str) -> bool:
        """The episode cannot be judged, or its recording is broken, for a reason; whether that was taken."""
        return self._do(SetUnusable(code, (reason,)))

    def set_note(self, text: str) -> None:
        """The note for the reviewer."""
        if self.document is not None and text != self.document.note:
            self._do(SetNote(text=text))

    def remark(self, text: str, reason: str = "") -> None:
        """Pin a sentence to the playhead."""
        if text.strip():
            self._do(AddRemark(remark=self._remark_here(text.strip(), reason)))

    def pin(self, text: str, t_ns: int, *, asked: str = "", stream: str = "", value: str = "") -> None:
        """Pin a sentence to a moment, beside what was read there; to ``asked`` (lead or engineer) it is a question."""
        remark = Remark(new_id(), t_ns, self._session.store.user, text, stream=stream, value=value)
        self._do(AskQuestion(remark, asked) if asked else AddRemark(remark))

    def answer(self, remark_id: str, words: str) -> None:
        """Answer a question."""
        self._do(AnswerQuestion(remark_id, words, self._session.store.user))

    def split(self) -> None:
        """Cut without renaming."""
        self._do(SplitPhase(t_ns=self._player.t_ns, new_id=new_id(), tier=self.tier))

    def merge(self) -> None:
        """The current phase swallows the next."""
        self._with_phase(lambda phase: self._do(MergePhase(phase_id=phase.id)))

    def delete(self) -> None:
        """The current phase goes."""
        self._with_phase(lambda phase: self._do(DeletePhase(phase_id=phase.id)))

    def rename(self, phase_id: str, label: str) -> None:
        """Another label for a phase."""
        self._do(RenamePhase(phase_id=phase_id, label=label))

    def merge_phase(self, phase_id: str) -> None:
        """A given phase swallows the next."""
        self._do(MergePhase(phase_id=phase_id))

    def delete_phase(self, phase_id: str) -> None:
        """A given phase goes."""
        self._do(DeletePhase(phase_id=phase_id))

    def split_at(self, t_ns: int) -> None:
        """Cut without renaming at a given time."""
        self._do(SplitPhase(t_ns=t_ns, new_id=new_id(), tier=self.tier))

    def move_boundary(self, phase_id: str, t_ns: int) -> None:
        """The start of a phase goes to ``t_ns``."""
        self._do(MoveBoundary(phase_id=phase_id, t_ns=t_ns))

    def nudge(self, frames: int) -> None:
        """Move the start of the current phase by frames of the reference camera."""
        phase, opened, reference = self._phase(), self._player.opened, self._player.reference
        if phase is None or opened is None or reference is None:
            return
        target_ns = step_target(opened.tracks[reference], phase.start_ns, frames)
        if target_ns is not None:
            self._do(MoveBoundary(phase_id=phase.id, t_ns=target_ns))

    def boundary_from_playhead(self, step: int) -> int | None:
        """Time of the next (1) or previous (-1) cut."""
        if self.document is None:
            return None
        cuts = self.track.boundaries_ns
        t_ns = self._player.t_ns
        if step > 0:
            return next((cut for cut in cuts if cut > t_ns), None)
        return next((cut for cut in reversed(cuts) if cut < t_ns), None)

    def nearest_boundary_ns(self) -> int | None:
        """Time of the cut nearest to the playhead, None without any."""
        cuts = () if self.document is None else self.track.boundaries_ns
        return min(cuts, key=lambda cut: abs(cut - self._player.t_ns), default=None)

    def submit(self) -> bool:
        """Hand over for review."""
        done = self._do(Submit(author=self._session.store.user))
        if done:
            self.leave()
            self.handed_over.emit(self.document)
            self.submitted.emit()
        return done

    def withdraw(self) -> None:
        """Take a submitted episode back."""
        self._do(Withdraw())

    def approve(self) -> None:
        """Take the labels as they are."""
        if self._do(Approve(reviewer=self._session.store.user)):
            self.decided.emit()

    def send_back(self, reasons: tuple[str, ...], remark_text: str) -> None:
        """Return the labels with reasons and a remark pinned to the playhead."""
        remark = (
            self._remark_here(remark_text.strip(), reasons[0] if reasons else "")
            if remark_text.strip()
            else None
        )
        if self._do(SendBack(reviewer=self._session.store.user, reasons=reasons, remark=remark)):
            self.decided.emit()

    def leave(self) -> None:
        """Done with the open episode: what was corrected after the keys tells how late they came."""
        for track in () if self.document is None else self.document.tracks:
            self._cutting.learn(track)

    def missing(self) -> tuple[Missing, ...]:
        """What is still to do before submitting."""
        return () if self.document is None else missing(self.document, self._session.taxonomy)

    def _remark_here(self, text: str, reason: str) -> Remark:
        return Remark(new_id(), self._player.t_ns, self._session.store.user, text, reason=reason)

    def phase_here(self) -> Phase | None:
        """The phase at the playhead."""
        return None if self.document is None else self.track.at(self._player.t_ns)

    def _phase(self) -> Phase | None:
        if self.document is None:
            return None
        index = self.track.index_of(self._selected) if self._selected else None
        return self.track.at(self._player.t_ns) if index is None else self.track.phases[index]

    def _with_phase(self, act: Callable[[Phase], object]) -> None:
        phase = self._phase()
        if phase is not None:
            act(phase)

    def _do(self, command: Command) -> bool:
        return self.document is not None and self._session.dispatch(command)

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
