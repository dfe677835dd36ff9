"""What is said of an episode and of its phases in words and levels, and that nothing can be said of it."""

from PySide6.QtCore import QObject

from app.labels import Labels
from app.session import Session
from models.labelling.commands import SetInstruction, SetPhaseGrade, SetRubric, SetScore, SetUnusable


class Saying(QObject):
    """Every wish is a command through the session."""

    def __init__(self, *, session: Session, labels: Labels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._labels = session, labels

    def instruct(self, phase_id: str, text: str, text_zh: str) -> None:
        """What the robot was told in a phase, or in the episode for ""."""
        self._session.dispatch(SetInstruction(phase_id=phase_id, text=text, text_zh=text_zh))

    def grade_phase(self, phase_id: str, grade: str) -> None:
        """How a phase ended, "" for no grade."""
        self._session.dispatch(SetPhaseGrade(phase_id=phase_id, grade=grade))

    def grade_here(self, grade: str) -> None:
        """How the phase at the playhead ended; the same grade again takes it back."""
        phase = self._labels.phase_here()
        if phase is not None:
            self.grade_phase(phase.id, "" if phase.grade == grade else grade)

    def score(self, score: int) -> None:
        """1 to 5, 0 for none."""
        self._session.dispatch(SetScore(score=score))

    def rubric(self, levels: tuple[tuple[str, int], ...]) -> None:
        """Levels by code of criterion."""
        self._session.dispatch(SetRubric(levels=levels))

    def set_unusable(self, code: str, reasons: tuple[str, ...]) -> bool:
        """Nothing can be said of the episode, for these reasons; "" takes that back. Whether that was taken."""
        return self._session.dispatch(SetUnusable(code=code, reasons=reasons))

    def give_up(self, code: str) -> None:
        """The same without a reason yet; again to take it back."""
        document = self._session.document
        if document is not None:
            self.set_unusable("" if document.unusable == code else code, ())
