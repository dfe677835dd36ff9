"""Keeps the local store and the catalog in step, in the background.

Talk with the catalog runs on a lane, the store is touched on the GUI thread only; the two alternate, so an edit
never waits for the network. See ``models.catalog.sync.SyncRun``.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.credentials import credentials
from app.lull import Lull
from app.page_taking import PageTaking
from app.sync_facts import case_of, clock_words, where_words
from app.tasks import Tasks
from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.catalog.sync import SyncRun
from models.catalog.sync_steps import PullRequest, PushRequest, RegisterRequest, Request, Result
from models.errors import CatalogUnreachableError, KnownError
from models.storage.label_store import LabelStore
from models.storage.strands import is_clash
from models.storage.values import Answer, Page
from widgets.sync_badge import SyncState, SyncView

LANE = "sync"
REST_S = 30
RETRY_FIRST_S = 4
RETRY_MOST_S = 240
QUIET_MS = 500
TOLD_MS = 50


class SyncService(QObject):
    """``view_changed(SyncView)`` for the badge, ``touched(ids)`` when labels changed, ``rested(ok)`` after a round.

    ``unanswered(SyncView)``: a round that a person asked for did not get through. Rounds that begin by themselves are
    shown only where they take long, so that the badge does not flicker, and never hide that the last one failed.
    ``paused_changed(paused)`` when a person paused it or let it go on. ``answered()`` when less waits than the list
    says, also where the round gets no further. ``role_told(Role)`` where the catalog enforces roles and knows the
    person by another one than the store.
    """

    view_changed = Signal(object)
    touched = Signal(object)
    rested = Signal(bool)
    unanswered = Signal(object)
    paused_changed = Signal(bool)
    answered = Signal()
    role_told = Signal(object)

    def __init__(
        self, *, store: LabelStore, tasks: Tasks, lull: Lull, url: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._lull = lull
        self._tasks = tasks
        self._lane = tasks.lane(LANE)
        self._url = url
        self._gateway: Gateway | None = None
        self._running = self._asked = self._shown = self._again = False
        self._paused = self._stopping = False
        self._failures = 0
        self._down: SyncState | None = None
        self._down_since: datetime | None = None
        self._last_success: datetime | None = None
        self._facts = SyncView(state=SyncState.PENDING, catalog=where_words(url))
        self._run: SyncRun | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: lull.later(self._due, self._due))
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._show_round)
        self._soon = QTimer(self, singleShot=True, interval=TOLD_MS)
        self._soon.timeout.connect(lambda: lull.later(self.tell, self.tell))
        self.pages = PageTaking(store=store, lull=lull, parent=self)
        self.pages.touched.connect(self.touched)

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._running

    @property
    def paused(self) -> bool:
        """Whether rounds begin only when somebody asks for one."""
        return self._paused

    @property
    def enforces_roles(self) -> bool:
        """Whether the catalog said that it enforces who may write."""
        return bool(self._facts.enforces_roles)

    def begin(self, *, paused: bool) -> None:
        """From now on, unless it was paused the last time."""
        self._paused = paused
        self._due()
        if self._running:
            self._show_round()

    def set_paused(self, paused: bool) -> None:
        """No more rounds by itself, or again; one under way stops after the answer that it waits for."""
        if paused == self._paused:
            return
        self._paused = paused
        self._stopping = paused and self._running
        self.paused_changed.emit(paused)
        self._due()

    def sync_now(self) -> None:
        """Begin a round, also while paused; one that is under way is followed by another where it gets through."""
        self._asked = True
        self._again = self._running
        if not self._running:
            self._begin_round()
        if self._running:
            self._show_round()

    def _begin_round(self) -> None:
        self._running, self._stopping, self._shown = True, False, False
        self._run = SyncRun(self._store)
        if self._down is None:
            self._quiet.start()
        self._guarded()

    def _show_round(self) -> None:
        if self._running:
            self._shown = True
            self._tell(SyncState.SYNCING)

    def ask(
        self,
        question: Callable[[Gateway], object],
        take: Callable[[Any], None],
        *,
        failed: Callable[[KnownError], object],
    ) -> None:
        """Ask the catalog something beside the rounds; ``take`` and ``failed`` are called on the GUI thread."""
        self._lane.submit(lambda: question(self._connected()), take, on_known=failed)

    def tell(self) -> None:
        """What waits changed without a round."""
        self._tell(self._standing_state())

    def edited(self) -> None:
        """An edit waits: say so when the key is answered, and send it soon."""
        if not self._soon.isActive():
            self._soon.start()
        if self._running or self._paused:
            return
        if not self._timer.isActive() or self._timer.remainingTime() > RETRY_FIRST_S * 1000:
            self._timer.start(RETRY_FIRST_S * 1000)

    def close(self) -> None:
        """No more rounds; what is queued stays queued."""
        for timer in (self._timer, self._quiet, self._soon):
            timer.stop()
        for job in (self._due, self.tell):
            self._lull.drop(job)
        self.pages.stop()
        self._tasks.close_lane(LANE)
        if self._gateway is not None:
            self._gateway.close()

    def _due(self) -> None:
        if not self._paused:
            if not self._running:
                self._begin_round()
        elif not self._running:
            self._timer.stop()
            self._tell(self._settled_state())

    def _step(self) -> None:
        """Plan on the GUI thread, ask on the lane, write the answer down on the GUI thread."""
        run = self._run
        assert run is not None
        request = run.next_request()
        if request is None:
            self._rest()
        elif self._stopping:
            self._end(self._settled_state(), ok=False, wait_s=REST_S)
        else:
            self._lane.submit(
                lambda: request.send(self._connected()),
                lambda result: self.pages.later(lambda: self._answered(run, request, result)),
                on_error=self._failed,
            )

    def _answered(self, run: SyncRun, request: Request, result: Result) -> None:
        match request, result:
            case PullRequest(), Page() as page:
                self.pages.take(run, request, page, done=self._guarded, failed=self._failed)
            case PushRequest(), tuple() as answers:
                told = [one for one in answers if isinstance(one, Answer)]
                self.pages.take_answers(run, request, told, done=self._pushed, failed=self._not_pushed)
            case RegisterRequest(), int() as new:
                self.pages.take_registered(run, request, new, done=self._guarded, failed=self._failed)
            case _:
                self._take(run, request, result)

    def _take(self, run: SyncRun, request: Request, result: Result) -> None:
        try:
            run.take(request, result)
        except KnownError as error:
            self._failed(error)
        else:
            self.pages.later(self._guarded)

    def _pushed(self) -> None:
        self.answered.emit()
        self._guarded()

    def _not_pushed(self, error: KnownError) -> None:
        self._failed(error)
        self.answered.emit()

    def _guarded(self) -> None:
        try:
            self._step()
        except KnownError as error:
            self._failed(error)

    def _connected(self) -> Gateway:
        """On the lane: connect, and make the embedded catalog where there is none yet."""
        if self._gateway is None:
            if self._url.startswith("sqlite:"):
                init_catalog(self._url)
            self._gateway = open_catalog(credentials().complete(self._url))
        return self._gateway

    def reconnect(self) -> None:
        """Begin a round over a new connection: the password is another one now."""

        def let_go() -> None:
            gateway, self._gateway = self._gateway, None
            if gateway is not None:
                gateway.close()

        self._lane.submit(let_go, lambda _: self.sync_now())

    def _rest(self) -> None:
        self._failures = 0
        assert self._run is not None
        self._learn(self._run)
        wait_s = RETRY_FIRST_S if self._store.pending_count() else REST_S
        self._end(self._settled_state(), ok=True, wait_s=wait_s)

    def _learn(self, run: SyncRun) -> None:
        """What a whole round has told; what does not happen every day is kept until the window closes."""
        facts, report, hello = self._facts, run.report, run.hello
        if hello is not None and hello.enforces_roles and hello.role is not self._store.role:
            self.role_told.emit(hello.role)
        self._down = self._down_since = None
        self._last_success = datetime.now()
        self._facts = replace(
            facts,
            error=None,
            enforces_roles=hello.enforces_roles if hello else facts.enforces_roles,
            role=hello.role if hello else facts.role,
            reoffered=facts.reoffered + report.reoffered,
            withdrawn=facts.withdrawn + report.withdrawn,
            stuck=report.stuck,
            is_behind=report.is_behind,
            mended=tuple(dict.fromkeys((*facts.mended, *report.mended))),
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            self._end(SyncState.ERROR, ok=False, wait_s=RETRY_MOST_S)
            raise error
        state = SyncState.OFFLINE if isinstance(error, CatalogUnreachableError) else SyncState.ERROR
        if state is not self._down:
            self._down, self._down_since = state, datetime.now()
        self._facts = replace(self._facts, error=error)
        self._failures += 1
        asked, self._again = self._asked, False
        self._end(state, ok=False, wait_s=min(RETRY_FIRST_S * 2**self._failures, RETRY_MOST_S))
        if asked:
            self.unanswered.emit(self._facts)

    def _end(self, state: SyncState, *, ok: bool, wait_s: float) -> None:
        """Everybody's rounds drift apart by a random share, so that a catalog that comes back is not run over."""
        self._running = self._asked = False
        self._quiet.stop()
        self._timer.stop()
        self._tell(state)
        if not self._paused:
            self._timer.start(round(wait_s * random.uniform(0.75, 1.25) * 1000))
        self.rested.emit(ok)
        if self._again:
            self.sync_now()

    def _standing_state(self) -> SyncState:
        """What holds while no round has ended: what failed is still so, whatever is edited meanwhile."""
        if self._running and self._shown:
            return SyncState.SYNCING
        if self._down is not None and not self._paused:
            return self._down
        return self._settled_state()

    def _settled_state(self) -> SyncState:
        if self._paused:
            return SyncState.PAUSED
        if self._store.conflicts():
            return SyncState.CONFLICT
        return SyncState.PENDING if self._store.pending_count() else SyncState.SYNCED

    def _tell(self, state: SyncState) -> None:
        strands = self._store.strands()
        met = [is_clash(strand) for strand in strands if not strand.aside]
        self._facts = replace(
            self._facts,
            state=state,
            pending=self._store.pending_count(),
            conflicts=met.count(True),
            refused=met.count(False),
            paused=self._paused,
            since=clock_words(self._down_since),
            last_success=clock_words(self._last_success),
            cases=tuple(case_of(self._store, strand) for strand in strands),
        )
        self.view_changed.emit(self._facts)
