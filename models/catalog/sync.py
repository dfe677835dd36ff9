"""Sync of one local store with a catalog: hello, register, push oldest first, pull each site to its head.

Plan, then do. ``SyncRun.next_request()`` reads the store and says what to ask next; ``request.send(gateway)``
asks, and touches no store, so that it may run on a lane of its own; ``SyncRun.take(request, result)`` writes the
answer down. A cut anywhere in between is harmless: only an answer moves a change-set out of the queue, the
same push gets the same answer, and the cursor moves with the page that it counts.

A catalog that was restored from a backup has another epoch, fewer entries, or another chain at the cursor. Then all
that was ever sent is offered again, and everything is fetched anew; what had been refused comes last and is only
told, so that author and reviewers can read it there and nothing waits for it. A standby may have fewer entries
because it is behind: it is read as far as it goes, and work waits for the server that takes it.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from models.catalog import sync_history
from models.catalog.gateway import Gateway
from models.catalog.rules import NO_RIGHT
from models.catalog.sync_plan import Held, plan_leases, plan_push, plan_register, plan_tell
from models.catalog.sync_refusals import (
    refuse_gaps,
    refuse_omission,
    refuse_shut,
    refuse_siteless,
    refuse_waiting,
    restored_meanwhile,
    still_differ,
)
from models.catalog.sync_steps import (
    HelloRequest,
    LeaseRequest,
    PullRequest,
    PushRequest,
    RegisterRequest,
    Request,
    Result,
    SyncProgress,
    SyncReport,
    TellRequest,
    counted,
    joined,
)
from models.catalog.values import Hello
from models.errors import BugError
from models.review import Role
from models.storage.label_store import LabelStore
from models.storage.values import Answer, AnswerStatus, EntryKind, Page

_REGISTRARS = frozenset({Role.LEAD, Role.ENGINEER, Role.ADMIN})


class _Stage(StrEnum):
    HELLO = "hello"
    REGISTER = "register"
    PUSH = "push"
    LEASES = "leases"
    PULL = "pull"
    TELL = "tell"
    DONE = "done"


class SyncRun:
    """One run. ``report`` is true at any moment, also after an error: what was taken before it stays taken."""

    def __init__(self, store: LabelStore) -> None:
        self._store = store
        self._stage = _Stage.HELLO
        self._own: set[str] = set()
        self._orphans: set[str] = set()
        self._told: set[str] = set()
        self._heads: dict[str, int] = {}
        self._left: list[str] = []
        self._held: list[Held] = []
        self._checked: set[str] = set()
        self._contradicted = False
        self._began_anew = False
        self.hello: Hello | None = None
        self.report = SyncReport()

    def next_request(self) -> Request | None:
        """What to ask now; None at the end.

        Raises:
            CatalogError: once at the end: work waits for a site that this person has no right to any more.
        """
        if self._stage is _Stage.HELLO:
            store = self._store
            return HelloRequest(store.user, store.role, store.device_id)
        if self._stage is _Stage.REGISTER:
            registration = plan_register(self._store)
            if registration is not None:
                return registration
            self._stage = _Stage.PUSH
        if self._stage is _Stage.PUSH:
            push = plan_push(self._store, waiting=self._orphans, sites=self._heads)
            if push is not None:
                return push
            self._held = plan_leases(self._store, tuple(self._heads))
            self._stage = _Stage.LEASES
        if self._stage is _Stage.LEASES:
            if self._held:
                site, episode_ids = self._held[0]
                return LeaseRequest(site, episode_ids, self._store.device_id)
            self._left = list(self._heads)
            self._stage = _Stage.PULL
        return self._next_pull() or self._next_tell()

    def take(self, request: Request, result: Result) -> tuple[str, ...]:
        """Write an answer down; ids of the episodes whose document changed by it.

        Raises:
            CatalogError: the answer contradicts what it said before; nothing of the answer is taken.
            CatalogUnreachableError: the catalog was restored while this ran; the next run begins anew.
            StoreError: another catalog than before, or the store refused.
        """
        match request, result:
            case HelloRequest(), Hello() as hello:
                self._greet(hello)
                return ()
            case RegisterRequest(), int() as new:
                self._store.mark_registered([record.id for record in request.episodes])
                self.report = replace(self.report, registered=self.report.registered + new)
                return ()
            case TellRequest(), tuple() as answers:
                return self._tell(request, tuple(item for item in answers if isinstance(item, Answer)))
            case PushRequest(), tuple() as answers:
                return self._record(request, tuple(item for item in answers if isinstance(item, Answer)))
            case LeaseRequest(), tuple() as leases:
                self._store.put_leases([item for item in leases if not isinstance(item, Answer)])
                self._held = self._held[1:]
                return ()
            case PullRequest(), Page() as page:
                return self._apply(request, page)
        raise BugError(f"{type(result).__name__} is no answer to {type(request).__name__}")

    def progress(self) -> SyncProgress | None:
        """How far the present stage is; None where there is nothing to count."""
        match self._stage:
            case _Stage.REGISTER | _Stage.PUSH:
                done = len(self._own)
                return SyncProgress("push", done, done + self._store.pending_count())
            case _Stage.PULL:
                done = sum(self._store.site_state(site).cursor for site in self._heads)
                return SyncProgress("pull", done, max(self.report.head, done))
            case _Stage.HELLO | _Stage.LEASES | _Stage.TELL | _Stage.DONE:
                return None
            case _:
                assert_never(self._stage)

    def _next_pull(self) -> PullRequest | None:
        if not self._left:
            return None
        state = self._store.site_state(self._left[0])
        return PullRequest(self._left[0], state.cursor, state.chain)

    def _next_tell(self) -> TellRequest | None:
        if self._stage is _Stage.DONE:
            return None
        self._stage = _Stage.TELL
        is_standby = self.hello is not None and self.hello.is_standby
        tell = None if is_standby else plan_tell(self._store, tuple(self._heads), told=self._told)
        if tell is None:
            self._stage = _Stage.DONE
            refuse_waiting(self._store, self.hello)
            refuse_shut(self._store, tuple(self._heads))
        return tell

    def _greet(self, hello: Hello) -> None:
        refuse_siteless(hello)
        epoch = sync_history.epoch_of(self._store, hello)
        if sync_history.is_another(self._store, hello, contradicted=self._contradicted):
            self._begin_anew()
        self._contradicted = False
        self._store.bind_catalog(hello.catalog_id, epoch)
        codes = tuple(site.code for site in hello.sites)
        default = self._store.default_site
        self._store.set_sites(codes, default if default in codes else codes[0])
        self.hello = hello
        self._heads = {site.code: site.head for site in hello.sites}
        self._count_heads()
        registers = hello.role in _REGISTRARS or not hello.enforces_roles
        self._stage = _Stage.REGISTER if registers else _Stage.PUSH
        if hello.is_standby:
            self._left = sync_history.readable(self._store, hello)
            self.report = replace(self.report, is_behind=len(self._left) < len(codes))
            self._stage = _Stage.PULL

    def _begin_anew(self) -> None:
        """Everything is offered and fetched again; once in a run is enough.

        Raises:
            CatalogUnreachableError: it was begun anew in this run already.
        """
        if self._began_anew:
            raise restored_meanwhile()
        self._began_anew = True
        again = sum(self._store.rewind(site) for site in self._store.known_sites())
        self._own.clear()
        self._orphans.clear()
        self._told.clear()
        self.report = replace(self.report, reoffered=self.report.reoffered + again)

    def _tell(self, request: PushRequest, answers: tuple[Answer, ...]) -> tuple[str, ...]:
        """What waits for a parent there is told at a later sync; a site without a right to it keeps what it has."""
        refuse_gaps(request, answers)
        self._told.update(answer.changeset_id for answer in answers)
        kept = [answer for answer in answers if (answer.status, answer.why) != NO_RIGHT]
        return self._store.record_answers(kept)

    def _record(self, request: PushRequest, answers: tuple[Answer, ...]) -> tuple[str, ...]:
        refuse_gaps(request, answers)
        if answers and all((answer.status, answer.why) == NO_RIGHT for answer in answers):
            # The site was taken from this person after the hello; the work stays queued for the day it is given back.
            self._stage = _Stage.HELLO
            return ()
        touched = self._store.record_answers(answers)
        moved = [answer for answer in answers if answer.status is not AnswerStatus.ORPHAN]
        self._own.update(answer.changeset_id for answer in moved)
        self._orphans.update(
            answer.changeset_id for answer in answers if answer.status is AnswerStatus.ORPHAN
        )
        self.report = replace(
            counted(self.report, moved),
            waiting=len(self._orphans),
            touched=joined(self.report.touched, touched),
        )
        return touched

    def _apply(self, request: PullRequest, page: Page) -> tuple[str, ...]:
        if page.rewound or page.head < request.after or (self.hello and page.epoch != self.hello.epoch):
            if self.report.is_behind:
                raise restored_meanwhile()
            self._contradicted = True
            self._stage = _Stage.HELLO
            return ()
        refuse_omission(request, page)
        touched = self._store.apply_page(page)
        self._count_page(page, touched)
        if self._store.site_state(page.site).cursor >= page.head:
            self._arrived(page)
        return touched

    def _arrived(self, page: Page) -> None:
        """At the head both sides must have the same labels; if not, this side fetches its own anew, once.

        Raises:
            CatalogError: they differ again.
        """
        if self._store.sanity(page.site) == (page.count, page.mark):
            self._left.remove(page.site)
            names = tuple(name for _, name in self._store.stuck())
            self.report = replace(self.report, stuck=names)
        elif page.site in self._checked:
            raise still_differ(page.site)
        else:
            self._checked.add(page.site)
            self._store.rewind_shadows(page.site)
            self.report = replace(self.report, mended=(*self.report.mended, page.site))

    def _count_page(self, page: Page, touched: tuple[str, ...]) -> None:
        self._heads[page.site] = page.head
        self._count_heads()
        kinds = [entry.kind for entry in page.entries if entry.item_id not in self._own]
        self.report = replace(
            self.report,
            pulled=self.report.pulled + kinds.count(EntryKind.CHANGESET),
            withdrawn=self.report.withdrawn + kinds.count(EntryKind.WITHDRAWN),
            touched=joined(self.report.touched, touched),
        )

    def _count_heads(self) -> None:
        self.report = replace(self.report, head=sum(self._heads.values()))


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
