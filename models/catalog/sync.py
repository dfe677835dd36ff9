"""Sync of one local store with a catalog: hello, push oldest first, pull to the head.

Plan, then do. ``SyncRun.next_request()`` reads the store and says what to ask next; ``request.send(gateway)``
asks, and touches no store, so that it may run on a lane of its own; ``SyncRun.take(request, result)`` writes the
answer down. A cut anywhere in between is harmless: only an answer moves a change-set out of the queue, the
same push gets the same answer, and the cursor moves with the page that it counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from models.catalog.gateway import Gateway
from models.catalog.values import Hello
from models.episode import EpisodeRecord
from models.errors import BugError, CatalogError
from models.labelling.changes import ChangeSet, changeset_to_json
from models.review import Role
from models.storage.label_store import LabelStore
from models.storage.values import Answer, AnswerStatus, Page

PUSH_MOST = 50
PUSH_BYTES = 1 << 20
PULL_MOST = 500


@dataclass(frozen=True, slots=True)
class HelloRequest:
    """Who works here."""

    user: str
    role: Role
    device_id: str

    def send(self, gateway: Gateway) -> Hello:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.hello(user=self.user, role=self.role, device_id=self.device_id)


@dataclass(frozen=True, slots=True)
class PushRequest:
    """The oldest queued change-sets with the records of their episodes."""

    changesets: tuple[ChangeSet, ...]
    episodes: Mapping[str, EpisodeRecord]

    def send(self, gateway: Gateway) -> tuple[Answer, ...]:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.push(self.changesets, self.episodes)


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The log from the cursor on."""

    after: int
    limit: int = PULL_MOST

    def send(self, gateway: Gateway) -> Page:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.pull(after=self.after, limit=self.limit)


Request = HelloRequest | PushRequest | PullRequest
Result = Hello | tuple[Answer, ...] | Page


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of a run so far.

    ``pushed`` change-sets were applied by the catalog; ``conflicts``, ``forbidden`` (locked ones too) and
    ``rejected`` (malformed, or an id used twice) were refused by it; ``waiting`` still want their parent. ``pulled``
    entries were new here. ``touched`` are the episodes whose document changed, ``head`` is the catalog's last number.
    """

    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    forbidden: int = 0
    rejected: int = 0
    waiting: int = 0
    touched: tuple[str, ...] = ()
    head: int = 0


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """``done`` of ``total`` change-sets of ``stage`` ("push" or "pull")."""

    stage: str
    done: int
    total: int


class _Stage(StrEnum):
    HELLO = "hello"
    PUSH = "push"
    PULL = "pull"
    DONE = "done"


class SyncRun:
    """One run. ``report`` is true at any moment, also after an error: what was taken before it stays taken."""

    def __init__(self, store: LabelStore) -> None:
        self._store = store
        self._stage = _Stage.HELLO
        self._own: set[str] = set()
        self.report = SyncReport()

    def next_request(self) -> Request | None:
        """What to ask next, None when the run is complete. Reads the store.

        Raises:
            StoreError: the store cannot be read.
        """
        if self._stage is _Stage.HELLO:
            return HelloRequest(self._store.user, self._store.role, self._store.device_id)
        if self._stage is _Stage.PUSH:
            request = plan_push(self._store)
            if request is not None:
                return request
            self._stage = _Stage.PULL
        return PullRequest(self._store.cursor()) if self._stage is _Stage.PULL else None

    def take(self, request: Request, result: Result) -> tuple[str, ...]:
        """Write an answer down; ids of the episodes whose document changed by it. Writes the store.

        Raises:
            CatalogError: the catalog contradicts what it said before; nothing of the answer is taken.
            StoreError: another catalog than before, or the store refused.
        """
        match request, result:
            case HelloRequest(), Hello() as hello:
                self._greet(hello)
                return ()
            case PushRequest(), tuple() as answers:
                return self._record(request, answers)
            case PullRequest(), Page() as page:
                return self._apply(request, page)
        raise BugError(f"{type(result).__name__} is no answer to {type(request).__name__}")

    def progress(self) -> SyncProgress | None:
        """How far the present stage is; None for hello and at the end."""
        match self._stage:
            case _Stage.PUSH:
                done = len(self._own)
                return SyncProgress("push", done, done + self._store.pending_count())
            case _Stage.PULL:
                return SyncProgress("pull", self._store.cursor(), max(self.report.head, self._store.cursor()))
            case _Stage.HELLO | _Stage.DONE:
                return None
            case _:
                assert_never(self._stage)

    def _greet(self, hello: Hello) -> None:
        bound = self._store.catalog_identity()
        if bound is not None and bound[0] == hello.catalog_id:
            _refuse_rewound(hello, epoch=bound[1], cursor=self._store.cursor())
        self._store.bind_catalog(hello.catalog_id, hello.epoch)
        self.report = replace(self.report, head=hello.head)
        self._stage = _Stage.PUSH

    def _record(self, request: PushRequest, answers: tuple[Answer, ...]) -> tuple[str, ...]:
        if [answer.changeset_id for answer in answers] != [changeset.id for changeset in request.changesets]:
            raise CatalogError(
                "The catalog did not answer each change-set that was sent; nothing was marked as sent"
            )
        touched = self._store.record_answers(answers)
        moved = [answer for answer in answers if answer.status is not AnswerStatus.ORPHAN]
        self._own.update(answer.changeset_id for answer in moved)
        self._count(moved, touched)
        if len(moved) < len(answers):
            self.report = replace(self.report, waiting=len(answers) - len(moved))
        if not moved:
            self._stage = _Stage.PULL
        return touched

    def _apply(self, request: PullRequest, page: Page) -> tuple[str, ...]:
        if page.head < request.after or (page.head > request.after and not page.entries):
            raise CatalogError(
                "The catalog left out changes after number {cursor}; nothing was changed here",
                cursor=request.after,
            )
        touched = self._store.apply_page(page)
        new = sum(entry.changeset.id not in self._own for entry in page.entries)
        self.report = replace(
            self.report,
            pulled=self.report.pulled + new,
            touched=_joined(self.report.touched, touched),
            head=page.head,
        )
        if self._store.cursor() >= page.head:
            self._stage = _Stage.DONE
        return touched

    def _count(self, moved: list[Answer], touched: tuple[str, ...]) -> None:
        def number(*statuses: AnswerStatus) -> int:
            return sum(answer.status in statuses for answer in moved)

        report = self.report
        self.report = replace(
            report,
            pushed=report.pushed + number(AnswerStatus.APPLIED),
            conflicts=report.conflicts + number(AnswerStatus.CONFLICT),
            forbidden=report.forbidden + number(AnswerStatus.FORBIDDEN, AnswerStatus.LOCKED),
            rejected=report.rejected + number(AnswerStatus.BAD, AnswerStatus.ID_REUSED),
            touched=_joined(report.touched, touched),
        )


def plan_push(store: LabelStore) -> PushRequest | None:
    """The oldest queued change-sets, at most 50 and about 1 MB, at least one; None where nothing waits."""
    chosen: list[ChangeSet] = []
    size = 0
    for changeset in store.pending(PUSH_MOST):
        size += len(changeset_to_json(changeset))
        if chosen and size > PUSH_BYTES:
            break
        chosen.append(changeset)
    if not chosen:
        return None
    records = {episode_id: store.episode(episode_id) for episode_id in {item.episode_id for item in chosen}}
    return PushRequest(tuple(chosen), {key: record for key, record in records.items() if record is not None})


def synchronise(
    store: LabelStore,
    gateway: Gateway,
    *,
    progress: Callable[[SyncProgress], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SyncReport:
    """The whole run in one loop, for the command line. ``cancelled`` is asked between two requests.

    Raises:
        CatalogUnreachableError: what was not answered stays queued; a later run goes on from there.
        CatalogError: somebody must act; as above.
        StoreError: another catalog than before, or the store refused.
    """
    run = SyncRun(store)
    while not cancelled() and (request := run.next_request()) is not None:
        run.take(request, request.send(gateway))
        state = run.progress() if progress is not None else None
        if progress is not None and state is not None:
            progress(state)
    return run.report


def _refuse_rewound(hello: Hello, *, epoch: int, cursor: int) -> None:
    if hello.epoch != epoch or hello.head < cursor:
        raise CatalogError(
            "The catalog was set back to number {head}, these labels have seen number {cursor}: it was restored from "
            "a backup. Nothing was sent and nothing is lost here; ask who looks after the catalog",
            head=hello.head,
            cursor=cursor,
        )


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
