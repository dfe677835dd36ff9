"""What every side of the store stands on."""

from filelock import FileLock
from sqlalchemy import Connection, Engine

from models.labelling.document import Document
from models.review import Role
from models.storage import episodes, sites
from models.storage.documents import Stored


class StoreBase:
    """An open file with its owner. ``user`` and ``role`` are written into every edit."""

    def __init__(self, engine: Engine, lock: FileLock, *, user: str, role: Role, device_id: str) -> None:
        self._engine = engine
        self._lock = lock
        self._door = engine.connect()
        self.user = user
        self.role = role
        self.device_id = device_id
        self._shown: dict[str, Shown] = {}
        """Last edited documents, true at the end of each transaction: spares an edit the reading."""


class Shown:
    """A document as it is stored, with its head and its site ("" for none decided)."""

    __slots__ = ("document", "head", "site")

    def __init__(self, document: Document, head: str, site: str) -> None:
        self.document = document
        self.head = head
        self.site = site


def site_of(connection: Connection, episode_id: str, stored: Stored | None) -> str:
    """Site of an episode, "" where nobody decided."""
    if stored is not None and stored.site:
        return stored.site
    record = episodes.find(connection, episode_id)
    return "" if record is None else record.site


def here(connection: Connection, site: str) -> list[str]:
    """The values of a ``site`` column that mean ``site``."""
    return [site, ""] if site == sites.default(connection) else [site]
