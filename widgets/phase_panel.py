"""The annotator's panel: phases, outcome, note, and what is missing before the labels can be handed over."""

from collections import defaultdict

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from models.labelling.checks import Missing
from models.labelling.document import Document
from models.labelling.migrating import is_newer
from models.review import EDITABLE, State
from models.taxonomy import Taxonomy
from widgets.chip import ChipLine
from widgets.density import Density, density
from widgets.i18n import tr
from widgets.more_box import LEVELS, PHASE, WORDS
from widgets.phase_column import PhaseColumn
from widgets.phase_rows import PhaseRow
from widgets.printed_keys import with_key
from widgets.theme import slot_of

_USUAL_PX = 1080


class PhasePanel(PhaseColumn):
    """Shows one document."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._taxonomy: Taxonomy | None = None
        self._missing: tuple[Missing, ...] = ()
        self._language, self._tier = "en", ""
        self._playhead_ns = 0
        self._reached_ns: int | None = None
        self._compact = self._names_end = False
        self._fitted: tuple[object, ...] = ()
        self._row_px = density(_USUAL_PX).phase_row
        self.more.folded.connect(self._fit)
        self.checks.check_requested.connect(self._check)
        self.submit.clicked.connect(self._submit)
        self._retranslate()

    def show_document(
        self,
        document: Document,
        taxonomy: Taxonomy,
        playhead_t_ns: int,
        missing: tuple[Missing, ...],
        language: str = "en",
        *,
        instruction: str = "",
        tier: str = "",
    ) -> None:
        """Everything about one document; ``instruction`` is the task in words, ``tier`` the arm that keys cut."""
        if self._document is None or self._document.episode_id != document.episode_id:
            self._reached_ns = None
        self._document, self._taxonomy, self._language = document, taxonomy, language
        self._missing, self._playhead_ns, self._tier = tuple(missing), playhead_t_ns, tier
        self.verdict.show_document(document, taxonomy, language)
        self.outcome.show_document(document, taxonomy, language, editable=self._editable())
        self.checks.show_missing(self._missing, document.range.start_ns, language)
        self.checks.setVisible(document.state in EDITABLE)
        self.instruction.setText(instruction)
        self.more.show_document(document, taxonomy, language, task=instruction, editable=self._editable())
        self.outcome.show()
        self.more.show()
        self._show_rows()
        self._retranslate()
        self._fit()

    def shows_outcome_of(self, document: Document) -> bool:
        """Whether it would offer the same buttons and reasons for ``document``, whatever its phases are."""
        return self._document is not None and _outcome_of(self._document) == _outcome_of(document)

    def set_playhead(self, t_ns: int) -> None:
        """Cheap: only the marks follow."""
        self._playhead_ns = t_ns
        self._mark()

    def set_reached(self, t_ns: int) -> None:
        """The furthest time that the playhead has seen: the open last phase is counted up to there."""
        if t_ns != self._reached_ns:
            self._reached_ns = t_ns
            self._show_rows()

    def set_density(self, sizes: Density) -> None:
        """Heights of rows and buttons."""
        self._row_px = sizes.phase_row
        self.outcome.set_segment_height(sizes.segment)
        self._compact = sizes.compact
        self.outcome.set_compact(sizes.compact)
        self.checks.set_compact(sizes.compact)
        self.more.set_padding(8 if sizes.compact else 12)
        self._show_instruction()
        padding = 8 if sizes.compact else 12
        self.outcome.set_padding(padding)
        self.checks.set_padding(padding)
        self._instruction_words.setContentsMargins(12, padding, 12, padding)
        self.submit.set_height(sizes.primary)
        self.withdraw.set_height(sizes.primary)
        self._fit()

    def _show_instruction(self) -> None:
        """A low window has it in the top bar only."""
        self.instruction_box.setVisible(bool(self.instruction.text()) and not self._compact)

    def set_names_end(self, names_end: bool) -> None:
        """Whether a key names the phase that ends at the playhead, not the one that begins."""
        self._names_end = names_end
        self._retranslate()

    def focus_note(self) -> None:
        """Write the note."""
        self.outcome.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish_note(self) -> None:
        """Hand over what is being written, before the labels or the window go."""
        self.outcome.note.finish()
        self.more.finish()

    def write_instruction(self, *, chinese: bool = False) -> None:
        """Write what the robot was told in the episode."""
        self.more.reveal(WORDS)
        self.more.words.focus(chinese=chinese)

    def write_phase(self, *, chinese: bool = False) -> None:
        """Write what the robot was told in the phase at the playhead."""
        self.more.reveal(PHASE)
        self.more.phase.words.focus(chinese=chinese)

    def grade_phase(self) -> None:
        """Say how the phase at the playhead ended."""
        self.more.reveal(PHASE)
        first = next(iter(self.more.phase.buttons.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def give_levels(self, criterion: str = "") -> None:
        """Digits go to the score, or to a criterion."""
        self.more.reveal(LEVELS)
        self.more.levels.focus(criterion)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whether everything has room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Nothing scrolls as long as it can be helped: what is missing is told in two lines, the task stands only in
        the top bar, groups of reasons stand beside them, rows of phases are low. Where a section or the reasons are
        open, the rows of phases make room (their keys stay, and the lane shows the phases), then the reasons, or,
        while these are being given, the section.
        """
        if self._fitted == self._fitting():
            return
        self._find_room()
        self._fitted = self._fitting()

    def _fitting(self) -> tuple[object, ...]:
        """What the fit depends on. To find room anew lays out and paints everything again, an edit seldom needs it."""
        return (
            self._area.viewport().size().toTuple(),
            self._compact,
            self._row_px,
            self._language,
            self._taxonomy,
            self.outcome.wants_reason,
            self.outcome.reasons.hasFocus(),
            self.more.is_open,
            self.checks.wanted,
            bool(self.instruction.text()),
            self._lacking_px(),
        )

    def _find_room(self) -> None:
        reasons, wants_reason = self.outcome.reasons, self.outcome.wants_reason
        reasons.set_compact(self._compact)
        reasons.setVisible(wants_reason)
        self.rows.show()
        self.rows.set_row_height(self._row_px)
        self._show_instruction()
        self.checks.set_few(self._lacking_px() + self.checks.folded_px > 0)
        if self._lacking_px() <= 0:
            return
        self.instruction_box.hide()
        reasons.set_compact(True)
        if self._lacking_px() > 0:
            self.rows.set_row_height(density(0).phase_row)
        if self._lacking_px() <= 0 or not (self.more.is_open or wants_reason):
            return
        self.rows.hide()
        if self.more.is_open and wants_reason and self._lacking_px() > 0:
            if reasons.hasFocus():
                self.more.close_all()
            else:
                reasons.hide()

    def _lacking_px(self) -> int:
        self._column.update()
        self._column.activate()
        return self._inside.sizeHint().height() - self._area.viewport().height()

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _editable(self) -> bool:
        if self._document is None or self._taxonomy is None:
            return False
        return self._document.state in EDITABLE and not is_newer(self._document, self._taxonomy)

    def _show_rows(self) -> None:
        if self._document is None or self._taxonomy is None:
            return
        spent = spent_ns(self._document, self._reached_ns if self._editable() else None, self._tier)
        other = "en" if self._language != "en" else "zh_CN"
        rows = tuple(
            PhaseRow(
                code=label.code,
                key=label.key,
                slot=slot_of(label),
                name=label.name(self._language),
                second_name=label.names.get(other, ""),
                spent_ns=spent.get(label.code, 0),
            )
            for label in self._taxonomy.phases
        )
        self.rows.show_rows(rows, editable=self._editable())
        self._mark()

    def _mark(self) -> None:
        if self._document is None or self._taxonomy is None:
            return
        track = self._document.track_of(self._tier)
        phase = track.at(self._playhead_ns)
        following = self._taxonomy.next_at(track, self._playhead_ns) if self._editable() else None
        self.more.show_phase(phase)
        self.rows.mark(phase.label if phase else None, following)

    def _submit(self) -> None:
        self.finish_note()
        self.submit_requested.emit()

    def _check(self, item: Missing) -> None:
        if item.t_ns is not None:
            self.jump_requested.emit(item.t_ns)
        self.check_requested.emit(item)

    def _retranslate(self) -> None:
        self.header.title.set_words(tr("Phases"))
        hint = tr("key ends a phase") if self._names_end else tr("key begins a phase")
        self.hint.show_line(ChipLine(hint))
        self.hint.setVisible(self._editable())
        self.instruction_title.setText(tr("Instruction"))
        blocked = any(item.blocking for item in self._missing)
        self.submit.setText(tr("Submit and next"))
        self.submit.setToolTip(with_key(tr("Hand the labels over for review"), "label.done"))
        self.submit.setEnabled(self._editable() and not blocked)
        self.submit.setVisible(self._editable() or self._document is None)
        state = self._document.state if self._document else None
        self.withdraw.setText(tr("Take back to draft"))
        self.withdraw.setToolTip(tr("Take the labels back and go on with them"))
        self.withdraw.setVisible(state is State.SUBMITTED)


def spent_ns(document: Document, reached_ns: int | None, tier: str = "") -> dict[str, int]:
    """Nanoseconds by label; with ``reached_ns`` the last phase counts only up to there."""
    spent: defaultdict[str, int] = defaultdict(int)
    phases = document.track_of(tier).phases
    for phase in phases:
        spent[phase.label] += phase.end_ns - phase.start_ns
    if phases and reached_ns is not None:
        last = phases[-1]
        spent[last.label] -= last.end_ns - min(last.end_ns, max(reached_ns, last.start_ns))
    return spent


def _outcome_of(document: Document) -> tuple[object, ...]:
    """The first edit makes a draft of what is new, and no key means anything else by that."""
    return (
        document.episode_id,
        State.DRAFT if document.state is State.NEW else document.state,
        document.grade,
        document.reasons,
        document.unusable,
        document.taxonomy_version,
    )
