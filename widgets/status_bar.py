"""The thin bar at the bottom: what was saved, what was dropped, what is wrong with the recording."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from models.effort import Effort
from models.episode import Problem, Severity
from models.playback.budget import Usage
from models.privacy import NOTHING_SAID, Flag, Privacy, RegionState
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.keycap import KeyCap
from widgets.labels import Icon, Label
from widgets.memory_panel import MemoryPanel, memory_words
from widgets.popover import Popover
from widgets.printed_keys import with_key
from widgets.privacy_panel import flag_word
from widgets.spare import GivingWay, Spare
from widgets.states import severity_look
from widgets.theme import ThemeName, digits

LANGUAGES = (("zh_CN", "中文"), ("en", "EN"))


class StatusBar(QFrame):
    """Values come in by ``set_...``, wishes go out by signal."""

    language_requested = Signal(str)
    theme_requested = Signal(str)
    help_requested = Signal()
    problem_requested = Signal(object)
    memory_budget_requested = Signal(object)
    privacy_requested = Signal()
    fetching_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedHeight(24)
        self._saved: tuple[int, float] | None = None
        self._left_out = 0
        self._dropped, self._clock, self._theme = 0, "", ThemeName.DARK
        self._usage: Usage | None = None
        self._effort: Effort | None = None
        self._memory_panel: MemoryPanel | None = None
        self._problems: tuple[Problem, ...] = ()
        self.tick = Icon("check", ink="success", size=12)
        self.saved, self.dropped, self.clock, self.effort = (_meta() for _ in range(4))
        self.effort.hide()
        self.memory = Button(role=Role.GHOST, height=20, px=11)
        self.privacy = Button(role=Role.GHOST, height=20, px=11, icon="eye", icon_size=12)
        self.fetching = Button(role=Role.GHOST, height=20, px=11, icon="download", icon_size=12)
        self.fetching.hide()
        self._privacy, self._searching = NOTHING_SAID, False
        self.problems = Button(role=Role.GHOST, height=20, px=11, icon="triangle-alert", icon_size=12)
        self.keys = Button(role=Role.GHOST, height=20, px=11)
        self.theme = Button(role=Role.GHOST, height=20, icon="sun", icon_size=12)
        self.languages = {code: Button(words, role=Role.GHOST, height=20, px=11) for code, words in LANGUAGES}
        self._lay_out()
        self._connect()
        self.set_language("en")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(6)
        row.addWidget(self.tick)
        dropped, memory, clock = Spare(self.dropped), Spare(self.memory), Spare(self.clock)
        keys = Spare(self.keys, KeyCap(action="window.keys"))
        for widget in (self.saved, dropped, self.problems, self.privacy, self.fetching):
            row.addWidget(widget)
            row.addSpacing(8)
        row.addStretch(1)
        for right in (self.effort, memory, clock):
            row.addWidget(right)
            row.addSpacing(8)
        for last in (keys, self.theme, *self.languages.values()):
            row.addWidget(last)
        self.giving_way = GivingWay(self, (clock, memory, dropped, keys))

    def _connect(self) -> None:
        self.problems.clicked.connect(self.open_problems)
        self.memory.clicked.connect(self.open_memory)
        self.privacy.clicked.connect(self.privacy_requested)
        self.fetching.clicked.connect(self.fetching_requested)
        self.keys.clicked.connect(self.help_requested)
        self.theme.clicked.connect(lambda: self.theme_requested.emit(self._other_theme().value))
        for code, button in self.languages.items():
            button.clicked.connect(lambda *_, code=code: self.language_requested.emit(code))

    def set_saved(self, number: int, age_s: float) -> None:
        """The last acknowledged edit and how long ago it was."""
        self._saved = (number, age_s)
        self._show_saved()

    def set_dropped(self, count: int, left_out: int) -> None:
        """Frames that could not be drawn in time, and those left out on purpose, as time went faster."""
        if (count, left_out) != (self._dropped, self._left_out):
            self._dropped, self._left_out = count, left_out
            self._retranslate()

    def set_memory(self, usage: Usage) -> None:
        """Memory that decoded data takes."""
        self._usage = usage
        self._show_memory()
        if self._memory_panel is not None and self._memory_panel.isVisible():
            self._memory_panel.show_usage(usage)

    def set_effort(self, effort: Effort) -> None:
        """Active seconds and key strokes at the open episode."""
        self._effort = effort
        self._show_effort()

    def _show_effort(self) -> None:
        if self._effort is None:
            return
        minutes, seconds = divmod(int(self._effort.active_s), 60)
        self.effort.setText(tr("{time} · {n} keys", time=f"{minutes}:{seconds:02d}", n=self._effort.keys))
        self.effort.setToolTip(
            tr("Active time and keys at this episode; only you see them, and a lead to whom you hand them")
        )
        self.effort.show()

    def set_clock(self, clock: str) -> None:
        """Which clock the times are on: log or header, "" without an episode."""
        self._clock = clock
        self._retranslate()

    def set_problems(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        """What is wrong with the recording."""
        self._problems = tuple(problems)
        self._retranslate()

    def set_language(self, code: str) -> None:
        """Mark the language of the window."""
        for known, button in self.languages.items():
            button.set_ink("hi" if known == code else "low")
        self._retranslate()

    def set_theme(self, name: ThemeName) -> None:
        """Which theme is on; the button offers the other one."""
        self._theme = name
        self._retranslate()

    def set_privacy(self, privacy: Privacy) -> None:
        """What may be seen of the open episode; said where there is anything to say."""
        self._privacy = privacy
        self._show_privacy()

    def set_searching(self, searching: bool) -> None:
        """Faces are looked for."""
        self._searching = searching
        self._show_privacy()

    def set_fetching(self, words: str) -> None:
        """Which recording is being fetched, "" for none."""
        self.fetching.setText(words)
        self.fetching.setToolTip(tr("Recordings that are fetched to this machine"))
        self.fetching.setVisible(bool(words))
        self.fetching.updateGeometry()

    def open_problems(self) -> "ProblemList":
        """The list above its button; a line with a time can be followed."""
        panel = ProblemList(self._problems, self)
        panel.problem_requested.connect(self.problem_requested)
        panel.open_at(self.problems, above=True)
        return panel

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _other_theme(self) -> ThemeName:
        return ThemeName.LIGHT if self._theme is ThemeName.DARK else ThemeName.DARK

    def _retranslate(self) -> None:
        self._show_effort()
        self._show_saved()
        self.dropped.setText(self._dropped_words())
        self.dropped.set_role("warning" if self._dropped else "meta")
        self._show_memory()
        self.clock.setText(self._clock_words())
        self.keys.setText(tr("All keys"))
        self.keys.setToolTip(with_key(tr("Every key and what it does"), "window.keys"))
        self.theme.set_icon("sun" if self._theme is ThemeName.DARK else "moon")
        self.theme.setToolTip(tr("Light theme") if self._theme is ThemeName.DARK else tr("Dark theme"))
        self._show_problems()
        self._show_privacy()

    def _show_saved(self) -> None:
        self.tick.setVisible(self._saved is not None)
        self.saved.setText(self._saved_words())

    def _show_privacy(self) -> None:
        privacy = self._privacy
        blurred = [region for region in privacy.regions if region.state is not RegionState.REJECTED]
        self.privacy.setVisible(privacy.flag is not Flag.NONE or bool(blurred) or self._searching)
        urgent = privacy.flag in (Flag.UNCHECKED, Flag.RESTRICTED)
        self.privacy.set_ink("warning" if urgent else "low")
        words = (
            tr("Looking for faces")
            if self._searching
            else tr("Privacy: {flag}", flag=flag_word(privacy.flag))
        )
        self.privacy.setText(f"{words} · {len(blurred)}" if blurred and not self._searching else words)
        self.privacy.setToolTip(
            with_key(tr("What may be seen of this episode, and what is blurred"), "privacy.panel")
        )
        self.privacy.updateGeometry()

    def _show_problems(self) -> None:
        worst = worst_severity(self._problems)
        icon, tone = severity_look(worst)
        self.problems.setVisible(bool(self._problems))
        self.problems.set_icon(icon)
        self.problems.set_ink(tone)
        one = len(self._problems) == 1
        self.problems.setText(tr("1 problem") if one else tr("{n} problems", n=len(self._problems)))
        self.problems.setToolTip(tr("What is wrong with this recording"))
        self.problems.updateGeometry()

    def _dropped_words(self) -> str:
        if self._left_out:
            return tr("{n} frames dropped, {m} left out for speed", n=self._dropped, m=self._left_out)
        return tr("{n} frames dropped", n=self._dropped)

    def _saved_words(self) -> str:
        if self._saved is None:
            return tr("No edits yet")
        number, age_s = self._saved
        if age_s < 60:
            return tr(
                "Edit {n} saved {s} s ago", n=number, s=f"{age_s:.1f}" if age_s < 10 else f"{age_s:.0f}"
            )
        if age_s < 3600:
            return tr("Edit {n} saved {min} min ago", n=number, min=int(age_s // 60))
        return tr("Edit {n} saved", n=number)

    def open_memory(self) -> None:
        """What takes how much, and the choice of another bound."""
        if self._usage is None:
            return
        self._memory_panel = MemoryPanel(self._usage, self)
        self._memory_panel.budget_requested.connect(self.memory_budget_requested)
        self._memory_panel.open_at(self.memory, above=True)

    def _show_memory(self) -> None:
        usage = self._usage
        self.memory.setVisible(usage is not None)
        if usage is None:
            return
        used, limit = memory_words(usage.total_nbytes), memory_words(usage.budget_nbytes)
        self.memory.setText(tr("Memory {used} of {limit}", used=used, limit=limit))
        self.memory.setToolTip(tr("What decoded data takes, and how much it may"))
        self.memory.updateGeometry()

    def _clock_words(self) -> str:
        words = {"log": tr("Clock: log time"), "header": tr("Clock: header stamps")}
        return words.get(self._clock, self._clock)


class ProblemList(Popover):
    """Every problem with its severity, where it is, and its sentence."""

    problem_requested = Signal(object)

    def __init__(self, problems: tuple[Problem, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(440)
        self.body.addWidget(Label(tr("Problems of this recording"), px=13, weight=600))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 4, 0, 0)
        rows.setSpacing(10)
        for problem in problems:
            rows.addLayout(self._row(problem))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFixedHeight(min(320, inside.sizeHint().height() + 8))
        self.body.addWidget(area)

    def _row(self, problem: Problem) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        icon, tone = severity_look(problem.severity)
        row.addWidget(Icon(icon, ink=tone))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(problem.message, wrap=True))
        where = " · ".join(part for part in (problem.code, problem.stream or "") if part)
        words.addWidget(Label(where, role="mid", px=11))
        row.addLayout(words, 1)
        if problem.t_ns is not None:
            button = Button(tr("Go to"), height=24)
            button.clicked.connect(lambda: self._follow(problem))
            row.addWidget(button)
        return row

    def _follow(self, problem: Problem) -> None:
        self.close()
        self.problem_requested.emit(problem)


def worst_severity(problems: tuple[Problem, ...]) -> Severity:
    """The gravest of all, INFO for none."""
    order = (Severity.INFO, Severity.WARNING, Severity.CRITICAL)
    return max((problem.severity for problem in problems), key=order.index, default=Severity.INFO)


def _meta() -> Label:
    label = Label(role="meta", px=11)
    label.setFont(digits(11))
    return label
