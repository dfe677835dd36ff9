"""Brings values to the window: labels, playhead, list, what was saved. It decides nothing."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.board import Board
from app.main_window import MainWindow
from app.memory import Memory
from app.recording import OpenedEpisode, is_sampled
from app.services import Services
from app.session import MANY
from app.timeline_feed import short_name
from app.turns import Turns
from models.cutting_aids.suggestions import Suggestions
from models.episode import Problem
from models.errors import KnownError
from models.playback.clock import PlayClock
from models.review import State
from models.storage.values import Receipt
from widgets.i18n import tr
from widgets.known import error_text
from widgets.notification_strip import Notice, NoticeKind
from widgets.sync_badge import SyncView, asks_password
from widgets.sync_words import unsent_words

SECOND_MS = 1000
PASSWORD = "password"


class Presenter(QObject):
    """``language`` is the tag in which names of the taxonomy are shown; ``after_edit`` has turns for what follows."""

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        board: Board,
        memory: Memory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._memory = memory
        self._turns, self.after_edit = Turns(self), Turns(self, after_paint=True)
        self._services = services
        self._window = window
        self._board = board
        self._unsent: Notice | None = None
        self._saved: tuple[int, float] | None = None
        self._problems: tuple[Problem, ...] = ()
        self.language = "en"
        self._seconds = QTimer(self)
        self._seconds.setInterval(SECOND_MS)
        self._seconds.timeout.connect(self.tell_time)
        self._seconds.start()

    def say(self, kind: NoticeKind, words: str) -> None:
        """A sentence in the strip."""
        self._window.strip.notify(Notice(kind, words))

    def sync_failed(self, view: SyncView) -> None:
        """A sync that somebody asked for did not get through: what that means for the work, in one sentence."""
        asks = asks_password(view)
        self._unsent = Notice(
            NoticeKind.WARNING,
            unsent_words(view, self.language),
            PASSWORD if asks else "",
            tr("Enter the password") if asks else "",
        )
        self._window.strip.notify(self._unsent)

    def sync_rested(self, ok: bool) -> None:
        """What was said of a catalog that does not answer goes when it answers."""
        if ok and self._unsent is not None and self._window.strip.current() == self._unsent:
            self._window.strip.close_notice()

    def say_bug(self, words: str) -> None:
        """What the last resort has to tell."""
        self.say(NoticeKind.ERROR, words)

    def refuse(self, error: KnownError) -> None:
        """Why something did not happen, in the window's language."""
        self.say(NoticeKind.WARNING, error_text(error, self.language))

    def show_episode(self, opened: OpenedEpisode) -> None:
        """What is known of an episode before its first picture."""
        window, player = self._window, self._services.player
        window.show_views(True)
        window.queue.set_current(opened.record.id)
        steps = tuple(short_name(name) for name, info in opened.infos.items() if is_sampled(info))
        window.transport.set_references(steps, short_name(player.reference or ""))
        self._problems = opened.problems
        window.status.set_problems(self._problems)
        window.status.set_clock(opened.episode.clock.value)
        window.status.set_dropped(0, 0)

    def add_problem(self, problem: Problem) -> None:
        """Something that showed itself only when samples were read; the first of its kind in each stream."""
        known = {(one.code, one.stream) for one in self._problems}
        if (problem.code, problem.stream) not in known:
            self._problems = (*self._problems, problem)
            self._window.status.set_problems(self._problems)

    def show_document(self, *, edited: bool = False) -> None:
        """Everything that shows labels shows the open document, the list, too, where it was ``edited``.

        After an edit, and of very many phases, the timeline is painted first, and the rest has turns of its own. The
        panels, in which a grade may ask for reasons by their digits, come before the next key.
        """
        session, labels = self._services.session, self._services.labels
        document, record, taxonomy = session.document, session.record, self._services.taxonomy
        if document is None or record is None:
            return
        window = self._window
        if edited:
            self._paint_timeline_later()
        window.timeline.set_document(document, taxonomy, self.language, labels.tier)
        window.timeline.set_editable(labels.editable or labels.may_correct)
        window.top_bar.set_episode(record.name, record.task, document.state)
        window.transport.set_undo(can_undo=session.can_undo, can_redo=session.can_redo)
        later = edited or len(document.phases) >= MANY
        for show in (self._show_phases, self._show_review, self._show_tints):
            self._show(show, later=later)
        if edited:
            line = document.episode_id
            self.after_edit.later(line, partial(self._services.queue.refresh_one, line))

    def show_proposals(self, suggestions: Suggestions, rate: float | None) -> None:
        """Proposed phases, painted together with the labels that an edit makes of them; how many wait is told after
        that. ``rate`` is the share that the person accepted before.
        """
        window = self._window
        self._paint_timeline_later()
        window.timeline.set_proposals(suggestions)
        self.after_edit.later(
            "proposals", partial(window.phase_panel.proposals.show_suggestions, suggestions, rate)
        )
        window.fit_timeline()

    def _paint_timeline_later(self) -> None:
        timeline = self._window.timeline
        timeline.hold()
        self.after_edit.later("timeline", timeline.release)

    def close(self) -> None:
        """Nothing more is shown: what it would be read from is closed next."""
        self._turns.clear()
        self.after_edit.clear()

    def before_key(self) -> None:
        """The panels show the document where what the next key means depends on them: a grade may ask for reasons by
        their digits, and what has the keyboard may belong to a phase that is another one now. An edit on its way is not
        hurried.
        """
        session, window, focus = self._services.session, self._window, QApplication.focusWidget()
        if session.is_busy or session.document is None:
            return
        is_inside = focus is not None and window.side.isAncestorOf(focus)
        if is_inside or not window.phase_panel.shows_outcome_of(session.document):
            self.settle()

    def settle(self) -> None:
        """The panels show the document."""
        for show in (self._show_phases, self._show_review):
            self.after_edit.hasten(show.__name__)

    def _show(self, show: Callable[[], None], *, later: bool) -> None:
        if later:
            self.after_edit.later(show.__name__, partial(self._unless_busy, show))
        else:
            self.after_edit.drop(show.__name__)
            show()

    def _unless_busy(self, show: Callable[[], None]) -> None:
        """An edit that is on its way is not hurried: all is shown again when it is told."""
        if not self._services.session.is_busy:
            show()

    def _show_phases(self) -> None:
        session, labels = self._services.session, self._services.labels
        document, record, panel = session.document, session.record, self._window.phase_panel
        if document is None or record is None:
            return
        panel.show_document(
            document,
            self._services.taxonomy,
            self._services.player.t_ns,
            labels.missing(),
            self.language,
            instruction=record.task,
            tier=labels.tier,
        )
        panel.questions.show_document(document, session.store.role)

    def _show_review(self) -> None:
        document, labels, panel = (
            self._services.session.document,
            self._services.labels,
            self._window.review_panel,
        )
        if document is None:
            return
        panel.show_document(
            document,
            self._services.taxonomy,
            self.language,
            may_decide=not labels.why_not_decide(),
            why_not=labels.why_not_decide(),
        )
        panel.questions.show_document(document, self._services.session.store.role)

    def _show_tints(self) -> None:
        document = self._services.session.document
        if document is not None:
            self._board.show_document(document, self._services.taxonomy, self._services.labels.tier)

    def follow_playhead(self, t_ns: int) -> None:
        """Everything cheap that moves with the playhead; what a moving hand does not look at has turns of its own."""
        player, window = self._services.player, self._window
        whole = player.clock.range
        window.timeline.set_playhead(t_ns)
        window.transport.set_time(t_ns - whole.start_ns, whole.duration_ns - 1)
        frame = player.reference_frame()
        if frame is not None:
            window.transport.set_frame(frame[0] if frame[0] >= 0 else None, frame[1])
        session = self._services.session
        many = session.is_busy or len(session.document.phases if session.document else ()) >= MANY
        move_phases = partial(self._unless_busy, self._move_phases)
        for key, follow in (("plots", self._move_plots), ("phases", move_phases)):
            if player.hand_moves or many:
                self._turns.later(key, follow)
            else:
                self._turns.drop(key)
                follow()

    def _move_plots(self) -> None:
        self._board.follow(self._services.player.t_ns)

    def _move_phases(self) -> None:
        t_ns, labels = self._services.player.t_ns, self._services.labels
        self._window.phase_panel.set_playhead(t_ns)
        if labels.document is not None:
            self._board.caption(labels.track, self._services.taxonomy, t_ns)

    def show_clock(self, clock: PlayClock) -> None:
        """Playing, speed, loop, dropped frames."""
        transport = self._window.transport
        transport.set_playing(clock.playing)
        transport.set_speed(clock.rate)
        transport.set_looping(clock.loop is not None)
        self._tell_dropped()

    def saved(self, receipt: Receipt) -> None:
        """An edit is on the disk."""
        self._saved = (receipt.number, time.monotonic())
        self._window.status.set_saved(receipt.number, 0.0)

    def state_arrived(self, state: State) -> None:
        """Sync brought another state of the open episode."""
        words = {
            State.APPROVED: tr("These labels were approved"),
            State.RETURNED: tr("These labels were sent back, see the reasons"),
            State.SUBMITTED: tr("These labels were submitted"),
        }
        self.say(NoticeKind.INFO, words.get(state, tr("These labels were changed elsewhere")))

    def _tell_dropped(self) -> None:
        player = self._services.player
        self._window.status.set_dropped(player.dropped, player.left_out)

    def tell_time(self) -> None:
        """Once a second: how long ago the last edit was saved, and how full the cache is."""
        if self._saved is not None:
            self._window.status.set_saved(self._saved[0], time.monotonic() - self._saved[1])
        self.tell_memory()
        self._tell_dropped()

    def tell_memory(self) -> None:
        """How much of the budget is used, and by what."""
        self._window.status.set_memory(self._memory.usage())
