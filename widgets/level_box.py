"""How good an episode is, from 1 to 5: a score of the whole, and a level for each criterion of the rubric."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.labelling.document import Document
from models.taxonomy import Taxonomy
from widgets.i18n import tr
from widgets.level_row import LevelRow


class LevelBox(QWidget):
    """``score_requested`` carries 1 to 5, 0 for none; ``rubric_requested`` all levels by code of criterion."""

    score_requested = Signal(int)
    rubric_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taxonomy: Taxonomy | None = None
        self._document: Document | None = None
        self.score = LevelRow()
        self.criteria: dict[str, LevelRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.score)
        self.score.level_requested.connect(self.score_requested)

    def show_document(self, document: Document, taxonomy: Taxonomy, language: str, *, editable: bool) -> None:
        """What is given so far."""
        self._document = document
        if taxonomy is not self._taxonomy:
            self._taxonomy = taxonomy
            self._make_rows(taxonomy)
        self.score.show_level(tr("Score"), document.score, editable=editable)
        given = dict(document.rubric)
        for criterion in taxonomy.criteria:
            row = self.criteria[criterion.code]
            row.show_level(criterion.name(language), given.get(criterion.code, 0), editable=editable)

    def focus(self, code: str = "") -> None:
        """Digits go to the score, or to a criterion."""
        row = self.criteria.get(code, self.score)
        row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_rows(self, taxonomy: Taxonomy) -> None:
        for row in self.criteria.values():
            row.hide()
            row.deleteLater()
        self.criteria = {one.code: LevelRow(one.levels) for one in taxonomy.criteria}
        for code, row in self.criteria.items():
            self._column.addWidget(row)
            row.level_requested.connect(lambda level, code=code: self._level(code, level))

    def _level(self, code: str, level: int) -> None:
        if self._document is not None:
            levels = dict(self._document.rubric) | {code: level}
            self.rubric_requested.emit(tuple((one, value) for one, value in levels.items() if value))
