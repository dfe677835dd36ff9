"""Keeps the local store and the catalog in step, in the background.

Talk with the catalog runs on a lane, the store is touched on the GUI thread only; the two alternate, so an edit
never waits for the network.
"""

import random
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app.tasks import Tasks
from models.catalog.gateway import Gateway, init_catalog, open_catalog
from models.catalog.values import Hello
from models.errors import CatalogUnreachableError, KnownError
from models.storage.label_store import LabelStore
from models.storage.values import Answer, AnswerStatus, Page
from widgets.sync_badge import SyncState, SyncView

LANE = "sync"
PUSH_MOST = 50
PULL_MOST = 500
REST_S = 30
RETRY_FIRST_S = 4
RETRY_MOST_S = 240
KEPT_QUEUED = frozenset({AnswerStatus.ORPHAN})


class SyncService(QObject):
    """``view_changed(SyncView)`` for the badge, ``touched(ids)`` when a pull changed labels, ``rested(ok)`` at the end."""

    view_changed = Signal(object)
    touched = Signal(object)
    rested = Signal(bool)

    def __init__(self, *, store: LabelStore, tasks: Tasks, url: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._lane = tasks.lane(LANE)
        self._url = url
        self._gateway: Gateway | None = None
        self._running = False
        self._again = False
        self._failures = 0
        self._state = SyncState.PENDING
        self._since = ""
        self._lines: tuple[str, ...] = ()
        self._changed: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.sync_now)

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._running

    def sync_now(self) -> None:
        """Begin a round; one that is under way is followed by another."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._changed = set()
        self._tell(SyncState.SYNCING)
        self._ask(self._greet, self._greeted)

    def edited(self) -> None:
        """An edit waits: say so, and send it soon."""
        if not self._running:
            self._tell(self._state if self._state is SyncState.OFFLINE else self._settled_state())
            if not self._timer.isActive() or self._timer.remainingTime() > RETRY_FIRST_S * 1000:
                self._timer.start(RETRY_FIRST_S * 1000)

    def close(self) -> None:
        """No more rounds; what is queued stays queued."""
        self._timer.stop()
        self._lane.forget()
        if self._gateway is not None:
            self._lane.submit(self._gateway.close, lambda _: None, on_error=lambda _: None)

    def _greet(self) -> Hello:
        """On the lane: connect, and make the embedded catalog where there is none yet."""
        if self._gateway is None:
            if self._url.startswith("sqlite:"):
                init_catalog(self._url)
            self._gateway = open_catalog(self._url)
        store = self._store
        return self._gateway.hello(user=store.user, role=store.role, device_id=store.device_id)

    def _greeted(self, hello: Hello) -> None:
        self._store.bind_catalog(hello.catalog_id, hello.epoch)
        self._push_next()

    def _push_next(self) -> None:
        changesets = tuple(self._store.pending(PUSH_MOST))
        if not changesets:
            self._pull_next()
            return
        ids = {changeset.episode_id for changeset in changesets}
        records = {id_: record for id_ in ids if (record := self._store.episode(id_)) is not None}
        gateway = self._connected()
        self._ask(lambda: gateway.push(changesets, records), self._pushed)

    def _pushed(self, answers: tuple[Answer, ...]) -> None:
        self._changed.update(self._store.record_answers(answers))
        if any(answer.status not in KEPT_QUEUED for answer in answers):
            self._push_next()
        else:
            self._pull_next()

    def _pull_next(self) -> None:
        gateway, cursor = self._connected(), self._store.cursor()
        self._ask(lambda: gateway.pull(after=cursor, limit=PULL_MOST), self._pulled)

    def _pulled(self, page: Page) -> None:
        self._changed.update(self._store.apply_page(page))
        if page.entries and self._store.cursor() < page.head:
            self._pull_next()
        else:
            self._rest()

    def _rest(self) -> None:
        self._failures = 0
        self._since = ""
        self._lines = tuple(
            f"{conflict.changeset.author}: {conflict.why or conflict.status.value}"
            for conflict in self._store.conflicts()
        )
        self._end(ok=True, wait_s=REST_S)
        self._tell(self._settled_state())

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            self._end(ok=False, wait_s=RETRY_MOST_S)
            self._tell(SyncState.ERROR)
            raise error
        self._lines = (str(error),)
        self._since = self._since or f"{datetime.now():%H:%M}"
        self._failures += 1
        self._end(ok=False, wait_s=min(RETRY_FIRST_S * 2**self._failures, RETRY_MOST_S))
        self._tell(SyncState.OFFLINE if isinstance(error, CatalogUnreachableError) else SyncState.ERROR)

    def _end(self, *, ok: bool, wait_s: float) -> None:
        """Everybody's rounds drift apart by a random share, so that a catalog that comes back is not run over."""
        self._running = False
        self._timer.start(round(wait_s * random.uniform(0.75, 1.25) * 1000))
        if self._changed:
            self.touched.emit(tuple(sorted(self._changed)))
        self.rested.emit(ok)
        if self._again:
            self._again = False
            self.sync_now()

    def _ask(self, question: Callable[[], object], answer: Callable[..., None]) -> None:
        self._lane.submit(question, lambda result: self._guarded(answer, result), on_error=self._failed)

    def _guarded(self, answer: Callable[..., None], result: object) -> None:
        try:
            answer(result)
        except KnownError as error:
            self._failed(error)

    def _connected(self) -> Gateway:
        assert self._gateway is not None
        return self._gateway

    def _settled_state(self) -> SyncState:
        if self._store.conflicts():
            return SyncState.CONFLICT
        return SyncState.PENDING if self._store.pending_count() else SyncState.SYNCED

    def _tell(self, state: SyncState) -> None:
        self._state = state
        self.view_changed.emit(
            SyncView(
                state=state,
                pending=self._store.pending_count(),
                conflicts=len(self._store.conflicts()),
                since=self._since,
                catalog=self._url.rsplit("@", 1)[-1],
                lines=self._lines,
            )
        )
