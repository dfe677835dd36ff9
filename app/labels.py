"""Connects the labels of the open episode with the widgets that show them and the wishes that change them."""

from collections.abc import Callable, Iterator, Sequence

import uuid_utils
from PySide6.QtCore import QObject, Signal

from app.cutting import Cutting
from app.labelled import Labelled
from app.player import Player
from app.session import MANY, Session
from models.cutting_aids.aiming import Aim
from models.cutting_aids.suggestions import Suggestion, with_suggested
from models.cutting_aids.trimming import movement
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
    SplitPhase,
    Submit,
    TakePhases,
    TakeTracks,
    TrimIdle,
    Withdraw,
)
from models.labelling.document import Document, Remark
from models.phases import Phase
from models.playback.frameset import step_target
from widgets.i18n import tr


def new_id() -> str:
    """A fresh id for a phase or a remark."""
    return str(uuid_utils.uuid4())


def _taking(
    document: Document, firsts: Sequence[Suggestion], cuts: Sequence[Suggestion], ids: Sequence[str]
) -> Iterator[TakePhases | TakeTracks | None]:
    """The command in the end, None after each of its parts before; ``ids`` are those of the cuts."""
    taken = []
    for first in firsts:
        own = [(cut, one) for cut, one in zip(cuts, ids, strict=True) if cut.tier == first.tier]
        begun = *(one for _, one in own), new_id()
        phases: list[Phase] = []
        for part in with_suggested(document.track_of(first.tier), first, [cut for cut, _ in own], begun):
            phases += part
            yield None
        taken.append(TakePhases(tuple(phases), first.tier))
    yield taken[0] if len(taken) == 1 else TakeTracks(tuple(taken))


class Labels(Labelled):
    """What a person does to the labels, in words of the playhead.

    ``submitted`` and ``decided`` follow an acknowledged submit or verdict; ``handed_over(document)`` comes before
    ``submitted``; ``cut_by_hand(t_ns)`` follows a phase begun by a person, ``said(words)`` what came to nothing.
    """

    submitted = Signal()
    handed_over = Signal(object)
    cut_by_hand = Signal(object)
    said = Signal(str)
    decided = Signal()

    def __init__(
        self, *, session: Session, player: Player, cutting: Cutting, parent: QObject | None = None
    ) -> None:
        super().__init__(session=session, player=player, parent=parent)
        self._cutting = cutting

    def migrate(self) -> None:
        """Bring the labels to the taxonomy's version."""
        self._do(MigrateLabels())

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

    def take(self, cuts: Sequence[Suggestion], firsts: Sequence[Suggestion]) -> tuple[str, ...]:
        """Accept proposed phases at once, as one step; each of ``firsts`` names the beginning of its tier where that
        has no labels. The ids that the cuts get, none where it is refused.
        """
        document = self.document
        if document is None or not cuts:
            return ()
        ids = tuple(new_id() for _ in cuts)
        steps = _taking(document, firsts, cuts, ids)
        if len(cuts) >= MANY:
            self._session.dispatch_made(steps)
        elif not self._do(next(command for command in steps if command is not None)):
            return ()
        self._reach(max(cut.end_ns for cut in cuts))
        return ids

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

    def _remark_here(self, text: str, reason: str) -> Remark:
        return Remark(new_id(), self._player.t_ns, self._session.store.user, text, reason=reason)

    def _with_phase(self, act: Callable[[Phase], object]) -> None:
        phase = self._phase()
        if phase is not None:
            act(phase)

    def _do(self, command: Command) -> bool:
        return self.document is not None and self._session.dispatch(command)
