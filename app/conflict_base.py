"""What both sides of a conflict began with, where this machine does not know it: the catalog kept everything."""

from collections.abc import Callable

from app.services import Services
from models.catalog.conflicts import kept_at
from models.catalog.values import Revision
from models.errors import KnownError
from models.labelling.document import empty_document
from models.storage.strands import Strand


def ask_base(
    services: Services,
    strand: Strand,
    done: Callable[[], object],
    *,
    failed: Callable[[KnownError], object],
) -> None:
    """Ask on the lane of sync, keep the answer in the store, then call ``done`` on the GUI thread."""
    store = services.store
    site, record = store.site_of(strand.episode_id), store.episode(strand.episode_id)

    def answered(revisions: tuple[Revision, ...]) -> None:
        if record is not None:
            empty = empty_document(episode_id=strand.episode_id, time_range=record.range)
            kept = kept_at(revisions, strand.parent, empty)
            if kept is not None:
                store.keep_base(strand.parent, kept)
        done()

    services.sync.ask(lambda gateway: gateway.revisions(site, strand.episode_id), answered, failed=failed)
