"""Whether the history that a catalog tells of is the one that a store has followed so far."""

from models.catalog.values import Hello, SiteHead
from models.storage.label_store import LabelStore


def is_another(store: LabelStore, hello: Hello, *, contradicted: bool) -> bool:
    """Whether the catalog was restored from a backup.

    A standby that is behind tells the same history as far as it goes, also where a page of it just ``contradicted``.
    """
    epoch = known_epoch(store, hello)
    if epoch is None:
        return False
    if hello.is_standby and (hello.epoch < epoch or any(is_shorter(store, site) for site in hello.sites)):
        return hello.epoch > epoch
    differs = any(is_shorter(store, site) or _is_other(store, site) for site in hello.sites)
    return hello.epoch != epoch or differs or contradicted


def epoch_of(store: LabelStore, hello: Hello) -> int:
    """The catalog's epoch; a standby may not have heard of it yet."""
    return max(hello.epoch, known_epoch(store, hello) or 0) if hello.is_standby else hello.epoch


def readable(store: LabelStore, hello: Hello) -> list[str]:
    """Codes of the sites whose logs go on from where the store has taken them to."""
    if hello.epoch < epoch_of(store, hello):
        return []
    return [site.code for site in hello.sites if not is_shorter(store, site)]


def known_epoch(store: LabelStore, hello: Hello) -> int | None:
    """What was heard of this catalog last, None for another one or at first."""
    bound = store.catalog_identity()
    return bound[1] if bound is not None and bound[0] == hello.catalog_id else None


def is_shorter(store: LabelStore, site: SiteHead) -> bool:
    """Whether the log of a site ends before what was taken of it."""
    return site.head < store.site_state(site.code).cursor


def _is_other(store: LabelStore, site: SiteHead) -> bool:
    state = store.site_state(site.code)
    return site.head == state.cursor and site.chain != state.chain
