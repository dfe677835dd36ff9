"""A catalog is tried before it is chosen, on a lane that nobody waits for: a server may never answer."""

from collections.abc import Callable

from app.credentials import credentials
from app.profile import Who
from app.tasks import Tasks
from models.catalog.passwords import with_password
from models.errors import KnownError
from models.storage.label_store import LabelStore

LANE = "catalog-trial"


class CatalogTrial:
    """One try at a time. A password is kept only after the catalog took it."""

    def __init__(self, *, who: Who, store: LabelStore, tasks: Tasks) -> None:
        self._who, self._store, self._tasks = who, store, tasks

    def begin(
        self,
        url: str,
        password: str,
        *,
        passed: Callable[[bool], None],
        failed: Callable[[KnownError], object],
    ) -> None:
        """Say hello to ``url`` with ``password``, "" for the one that is known.

        ``passed(False)`` where the password will be forgotten at the end of this session.
        """
        user, role, device_id = self._who.user, self._store.role, self._store.device_id

        def attempt() -> bool:
            from models.catalog.trial import try_catalog  # noqa: PLC0415  seldom

            whole = with_password(url, password) if password else credentials().complete(url)
            try_catalog(whole, user=user, role=role, device_id=device_id)
            return credentials().keep(url, password) if password else True

        self._tasks.lane(LANE).submit(attempt, passed, on_known=failed)

    def stop(self) -> None:
        """Hear nothing more of what is under way; the next try does not wait for it."""
        self._tasks.leave_lane(LANE)
