"""What both sides of a conflict began with, where this machine does not know it: the catalog kept everything."""

from collections.abc import Callable

from app.services import Services
from models.catalog.conflicts import kept_at
from models.catalog.values import Revision
from models.errors import KnownError
from models.labelling.document import empty_document
from models.storage.strands import Strand
from widgets.i18n import tr


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


class BaseDesk:
    """Asks once for each beginning; ``answered(strand)`` when the catalog said what it knows."""

    def __init__(
        self,
        services: Services,
        *,
        answered: Callable[[Strand], object],
        failed: Callable[[KnownError], object],
    ) -> None:
        self._services, self._answered, self._failed = services, answered, failed
        self._asked: set[str] = set()

    def ask(self, strand: Strand) -> str:
        """Why nothing can be laid together yet, in words; the catalog is asked where that may help."""
        if strand.base is not None:
            return tr("These edits do not fit what they were made on. Export them, or keep them aside.")
        if strand.parent in self._asked:
            return tr("What both began with is not known. Export the edits, or keep them aside.")

        def answered() -> None:
            self._asked.add(strand.parent)
            self._answered(strand)

        ask_base(self._services, strand, answered, failed=self._failed)
        return tr("The catalog is asked what both began with")
