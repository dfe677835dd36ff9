"""Everything of a person's session that is not a widget, built once and closed once."""

import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from app.cutting import Cutting
from app.labels import Labels
from app.list_rows import list_rows
from app.lull import Lull
from app.player import Player
from app.privacy import PrivacyDesk
from app.profile import Who
from app.queue import Queue
from app.row_source import RowSources
from app.session import Session
from app.store_care import StoreCare
from app.sync_service import SyncService
from app.tasks import Tasks
from models.playback.budget import DEFAULT_NBYTES, shares_of
from models.playback.cache import SampleCache
from models.storage.label_store import LabelStore
from models.storage.previews import PreviewStore
from models.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """What is open of a person's files."""

    labels: LabelStore
    previews: PreviewStore
    folder: Path

    def rows(self) -> RowSources:
        """Readers of the list of episodes; the caller closes them."""
        return list_rows(self.folder)

    def close(self) -> None:
        """Give the files free."""
        self.previews.close()
        self.labels.close()


class Services(QObject):
    """Owned by the window's entry; widgets are connected to it by ``app.wiring``."""

    def __init__(
        self,
        *,
        who: Who,
        stores: Stores,
        taxonomy: Taxonomy,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.who = who
        self.store = store = stores.labels
        self.previews = stores.previews
        self._stores = stores
        self.taxonomy = taxonomy
        self.tasks = Tasks(self)
        self.lull = Lull(self)
        self.cache = SampleCache(shares_of(DEFAULT_NBYTES).samples_nbytes)
        self.player = Player(tasks=self.tasks, cache=self.cache, parent=self)
        self.session = Session(store=store, taxonomy=taxonomy, now_ns=time.time_ns, parent=self)
        self.cutting = Cutting(player=self.player, tasks=self.tasks, parent=self)
        self.labels = Labels(session=self.session, player=self.player, cutting=self.cutting, parent=self)
        self.privacy = PrivacyDesk(
            session=self.session, tasks=self.tasks, user=who.user, role=who.role, parent=self
        )
        self.queue = Queue(
            store=store,
            previews=stores.previews,
            sources=stores.rows(),
            tasks=self.tasks,
            parent=self,
        )
        self.care = StoreCare(store=store, tasks=self.tasks, now_ns=time.time_ns, parent=self)
        self.sync = SyncService(
            store=store, tasks=self.tasks, lull=self.lull, url=who.catalog_url, parent=self
        )

    def close(self) -> None:
        """Stop the lanes and give the store free; every acknowledged edit is on the disk already."""
        self.player.pause()
        self.lull.close()
        self.sync.close()
        self.player.close()
        self.session.close()
        self.queue.close()
        self.tasks.close()
        self.queue.close_files()
        self._stores.close()


def open_stores(who: Who) -> Stores:
    """Open the person's files; on any thread.

    Raises:
        StoreError: the store cannot be opened, or another process owns it.
    """
    folder = who.where.profile(who.user)
    store = LabelStore.open(folder, user=who.user, role=who.role, now_ns=time.time_ns())
    return Stores(store, PreviewStore.open(folder), folder)
