"""Holds the open episode against others while somebody may label it, where the catalog enforces who may write."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.session import Session
from models.catalog.gateway import Gateway
from models.errors import KnownError
from models.labelling.document import Document
from models.review import EDITABLE
from models.storage.values import Lease

HOURS = 1.0


class Ask(Protocol):
    """``SyncService.ask``."""

    def __call__(
        self,
        question: Callable[[Gateway], object],
        take: Callable[[Any], None],
        *,
        failed: Callable[[KnownError], object],
    ) -> None:
        """Ask the catalog something."""


class Holding(QObject):
    """``held_by(user)`` where the opened episode is somebody else's; ``changed(ids)`` with all that others hold, as far
    as is known. An episode is given free when another one is opened or when its labels are handed over; what a window
    that ended badly still holds, when the next one opens an episode. Offline nothing is held.
    """

    held_by = Signal(str)
    changed = Signal(object)

    def __init__(
        self, *, session: Session, ask: Ask, wants: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._ask, self._wants = session, ask, wants
        self._others: set[str] = set()
        self._asked_for = ""
        session.changed.connect(self._document_changed)

    def release(self, keep: str = "") -> None:
        """Give free what this device holds, but for one."""
        store = self._session.store
        for lease in store.leases():
            if lease.is_mine and lease.episode_id != keep:
                self._release_one(lease.episode_id)

    def _release_one(self, episode_id: str) -> None:
        store = self._session.store
        site = store.site_of(episode_id)
        self._ask(
            lambda gateway: gateway.release_leases(site, (episode_id,), device_id=store.device_id),
            lambda _: store.drop_leases((episode_id,)),
            failed=lambda _: None,
        )

    def _document_changed(self, document: Document, _changes: object, initiator: str) -> None:
        if initiator == "open":
            self._asked_for = ""
            self._hold(document)

    def catch_up(self) -> None:
        """After a round: an episode that was opened before the catalog had said what it enforces."""
        document = self._session.document
        if document is not None and document.episode_id != self._asked_for:
            self._hold(document)

    def _hold(self, document: Document) -> None:
        if not self._wants():
            return
        episode_id, store = document.episode_id, self._session.store
        self._asked_for = episode_id
        self.release(keep=episode_id)
        if document.state in EDITABLE:
            site = store.site_of(episode_id)
            self._ask(
                lambda gateway: gateway.take_leases(
                    site, (episode_id,), device_id=store.device_id, hours=HOURS
                ),
                self._taken,
                failed=lambda _: None,
            )

    def _taken(self, leases: tuple[Lease, ...]) -> None:
        store = self._session.store
        store.put_leases(leases)
        for lease in leases:
            is_other = lease.holder != store.user
            (self._others.add if is_other else self._others.discard)(lease.episode_id)
            document = self._session.document
            if is_other and document is not None and document.episode_id == lease.episode_id:
                self.held_by.emit(lease.holder)
        self.changed.emit(frozenset(self._others))
