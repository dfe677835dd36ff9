"""What a sync cannot go on with, as sentences that say what to do; nothing is changed here."""

from collections.abc import Sequence

from models.catalog.sync_steps import PullRequest, PushRequest
from models.catalog.values import Hello
from models.errors import CatalogError, CatalogUnreachableError
from models.storage.label_store import LabelStore
from models.storage.values import Answer, Page


def refuse_siteless(hello: Hello) -> None:
    """Nobody can sync without a site.

    Raises:
        CatalogError: the person sees none.
    """
    if not hello.sites:
        raise CatalogError("You have no right to any site of this catalog yet; ask who looks after it")


def refuse_gaps(request: PushRequest, answers: Sequence[Answer]) -> None:
    """Each change-set has its own answer, in order.

    Raises:
        CatalogError: one has not.
    """
    if [answer.changeset_id for answer in answers] != [changeset.id for changeset in request.changesets]:
        raise CatalogError(
            "The catalog did not answer each change-set that was sent; nothing was marked as sent"
        )


def refuse_omission(request: PullRequest, page: Page) -> None:
    """Where there is more, there is an entry.

    Raises:
        CatalogError: the page is empty before the head.
    """
    if page.head > request.after and not page.entries:
        raise CatalogError(
            "The catalog left out changes after number {cursor}; nothing was changed here",
            cursor=request.after,
        )


def refuse_waiting(store: LabelStore, hello: Hello | None) -> None:
    """Work cannot be sent to a standby.

    Raises:
        CatalogUnreachableError: there is some; everything that was new there was taken.
    """
    waiting = store.pending_count()
    if waiting and hello is not None and hello.is_standby:
        raise CatalogUnreachableError(
            "The server that answers for the catalog is a standby, which is read-only: {n} edits wait here "
            "until the one that takes work answers",
            n=waiting,
        )


def refuse_shut(store: LabelStore, sites: Sequence[str]) -> None:
    """Work that waits for a site without a right to it must not wait in silence.

    Raises:
        CatalogError: there is such work; everything else was sent and taken.
    """
    site = store.pending_site(tuple(sites))
    if site is not None:
        raise CatalogError(
            "You have no right to the site {site} any more; {n} edits wait here until you get it back, "
            "ask who looks after the catalog",
            site=site,
            n=len(store.pending(1_000_000, site)),
        )


def restored_meanwhile() -> CatalogUnreachableError:
    """The catalog became another one twice in a run."""
    return CatalogUnreachableError(
        "The catalog was restored from a backup meanwhile; the next sync begins anew"
    )


def still_differ(site: str) -> CatalogError:
    """Both sides are at the same head with other labels, again."""
    return CatalogError(
        "The labels of the site {site} differ from the catalog's although they were fetched anew; "
        "nothing is lost here, ask who looks after the catalog",
        site=site,
    )
