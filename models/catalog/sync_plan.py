"""What of a store goes into the next request of a sync."""

from collections.abc import Container, Iterable, Sequence

from models.catalog.sync_steps import PushRequest, RegisterRequest, TellRequest
from models.labelling.changes import ChangeSet
from models.storage.label_store import LabelStore
from models.storage.outbox import Load

PUSH_LOAD = Load(50, 1 << 20)
REGISTER_MOST = 250
Held = tuple[str, tuple[str, ...]]
"""A site with ids of its episodes."""


def plan_register(store: LabelStore) -> RegisterRequest | None:
    """Episodes of one site that were not registered yet; None where there are none."""
    records = store.unregistered(REGISTER_MOST)
    if not records:
        return None
    site = records[0].site
    return RegisterRequest(site, tuple(record for record in records if record.site == site))


def plan_push(
    store: LabelStore, *, waiting: Container[str] = frozenset(), sites: Container[str] | None = None
) -> PushRequest | None:
    """The oldest queued change-sets of one site, at most 50 and about 1 MB, at least one.

    ``waiting`` are ids that the catalog has no parent for yet, ``sites`` those that it grants; what is queued for
    another one stays queued. None where nothing else is.
    """
    passed: list[str] = []
    while (site := store.pending_site(passed)) is not None:
        if sites is None or site in sites:
            chosen = store.to_push(PUSH_LOAD, site, without=waiting)
            if chosen:
                return _push_of(store, site, chosen)
        passed.append(site)
    return None


def plan_tell(store: LabelStore, sites: Iterable[str], *, told: Container[str]) -> TellRequest | None:
    """Refused work of one site that a restored catalog may have lost, without what was ``told`` in this run."""
    for site in sites:
        chosen = store.untold(PUSH_LOAD, site, without=told)
        if chosen:
            push = _push_of(store, site, chosen)
            return TellRequest(push.site, push.changesets, push.episodes, push.device_id, push.tokens)
    return None


def plan_leases(store: LabelStore, sites: Iterable[str]) -> list[Held]:
    """Episodes that this person holds on this device, by site."""
    held: dict[str, list[str]] = {}
    for lease in store.leases():
        if lease.is_mine:
            held.setdefault(store.site_of(lease.episode_id), []).append(lease.episode_id)
    return [(site, tuple(held[site])) for site in sites if site in held]


def _push_of(store: LabelStore, site: str, changesets: Sequence[ChangeSet]) -> PushRequest:
    ids = sorted({changeset.episode_id for changeset in changesets})
    return PushRequest(
        site, tuple(changesets), store.records_to_send(ids), store.device_id, store.tokens(ids)
    )
