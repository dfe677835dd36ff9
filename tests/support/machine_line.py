"""What happens between a desk and the catalog, as rules of the state machine."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from models.catalog.gateway import Gateway
from models.catalog.sync import SyncRun, synchronise
from models.catalog.sync_steps import PullRequest
from models.catalog.values import Hello
from models.errors import CatalogError, CatalogUnreachableError
from models.labelling.commands import SetNote
from models.storage.label_store import LabelStore
from models.storage.values import Answer, Lease, Page
from tests.support.catalogs import Through
from tests.support.machine_base import MachineBase, everybody, numbers


class AsksTwice(Through):
    """Everything is asked twice; the answers must be the same, as far as clocks do not stand in them (I9)."""

    def hello(self, *args: Any, **options: Any) -> Hello:
        return self._same("hello", self._gateway.hello, *args, **options)

    def push(self, *args: Any, **options: Any) -> tuple[Answer, ...]:
        return self._same("push", self._gateway.push, *args, **options)

    def pull(self, *args: Any, **options: Any) -> Page:
        return self._same("pull", self._gateway.pull, *args, **options)

    def register(self, site: str, *args: Any) -> int:
        """What was new is no longer new, and is not told again."""
        first = self._gateway.register(site, *args)
        head = self._gateway.pull(site, after=0, limit=1).head
        assert self._gateway.register(site, *args) == 0, "I9: register again"
        assert self._gateway.pull(site, after=0, limit=1).head == head, "I9: register again"
        return first

    def take_leases(self, *args: Any, **options: Any) -> tuple[Lease, ...]:
        """Only the end moves."""
        first = self._gateway.take_leases(*args, **options)
        again = self._gateway.take_leases(*args, **options)
        assert list(map(_timeless, first)) == list(map(_timeless, again)), "I9: take_leases again"
        return again

    def release_leases(self, *args: Any, **options: Any) -> None:
        for _ in range(2):
            self._gateway.release_leases(*args, **options)

    def _same(self, name: str, call: Callable[..., Any], *args: Any, **options: Any) -> Any:
        first, again = call(*args, **options), call(*args, **options)
        assert first == again, f"I9: {name} again"
        return again


class LosesOneReply(Through):
    """The reply of its call ``number``, counted from 1, is lost after the catalog took the call."""

    def __init__(self, gateway: Gateway, number: int) -> None:
        super().__init__(gateway)
        self._left = number

    def push(self, *args: Any, **options: Any) -> tuple[Answer, ...]:
        return self._replied(super().push(*args, **options))

    def pull(self, *args: Any, **options: Any) -> Page:
        return self._replied(super().pull(*args, **options))

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._gateway, name)
        return lambda *args, **options: self._replied(call(*args, **options))

    def _replied(self, answer: Any) -> Any:
        self._left -= 1
        if not self._left:
            raise CatalogUnreachableError("The reply is lost")
        return answer


def synchronise_by_parts(
    store: LabelStore, gateway: Gateway, *, at_once: int, between: Callable[[], bool]
) -> bool:
    """A run that takes each page ``at_once`` entries a turn, as the window does; whether it came to its end.

    ``between`` is called after each part and says whether to go on.
    """
    run = SyncRun(store)
    while (request := run.next_request()) is not None:
        result = request.send(gateway)
        if not isinstance(request, PullRequest) or not isinstance(result, Page):
            run.take(request, result)
            continue
        for first in range(0, max(len(result.entries), 1), at_once):
            run.take(request, replace(result, entries=result.entries[first : first + at_once]))
            if not between():
                return False
    return True


class Line(MachineBase):
    """Part of ``CatalogMachine``."""

    @rule(user=everybody)
    def sync(self, user: str) -> None:
        with suppress(CatalogError):
            synchronise(self.desks[user].store, self.gateway(user))
            self.model.synced(user)

    @rule(user=everybody)
    def sync_and_ask_everything_twice(self, user: str) -> None:
        with suppress(CatalogError):
            synchronise(self.desks[user].store, AsksTwice(self.gateway(user)))
            self.model.synced(user)

    @rule(user=everybody, calls=st.integers(1, 5))
    def sync_and_be_cut(self, user: str, calls: int) -> None:
        asked = iter([False] * calls)
        with suppress(CatalogError):
            synchronise(self.desks[user].store, self.gateway(user), cancelled=lambda: next(asked, True))

    @rule(user=everybody, number=st.integers(1, 6))
    def sync_and_lose_a_reply(self, user: str, number: int) -> None:
        with suppress(CatalogError):
            synchronise(self.desks[user].store, LosesOneReply(self.gateway(user), number))

    @rule(user=everybody, number=numbers, at_once=st.integers(1, 5), parts=st.integers(1, 9))
    def sync_and_edit_in_the_middle_of_a_page(self, user: str, number: int, at_once: int, parts: int) -> None:
        """A page is left after some parts; a later run goes on from there."""
        left = iter(range(parts))

        def between() -> bool:
            place = next(left, None)
            if place is not None and self.desks[user].document(self.records[number]).track.phases:
                self.do(user, number, SetNote(f"{user} between {place}"))
            return place is not None

        with suppress(CatalogError):
            store, gateway = self.desks[user].store, self.gateway(user)
            if synchronise_by_parts(store, gateway, at_once=at_once, between=between):
                self.model.synced(user)


def _timeless(lease: Lease) -> Lease:
    return replace(lease, expires_at_ns=0)
