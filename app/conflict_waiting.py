"""Which conflicts wait for a person, and which one comes next."""

from models.storage.label_store import LabelStore
from models.storage.strands import Strand


def waiting_ids(store: LabelStore) -> list[str]:
    """Episodes with a conflict that nobody put aside, each once, oldest first."""
    return list(dict.fromkeys(one.episode_id for one in store.strands() if not one.aside))


def next_waiting(store: LabelStore, here: str, *, is_looked_at: bool) -> str | None:
    """The episode after ``here`` round the end, ``here`` itself where its own is not looked at; None for none."""
    waiting = waiting_ids(store)
    if not waiting:
        return None
    place = waiting.index(here) + is_looked_at if here in waiting else 0
    return waiting[place % len(waiting)]


def strand_of(store: LabelStore, episode_id: str, like: Strand | None = None) -> Strand | None:
    """The strand that ``like`` has become; else the first that waits, or that was put aside."""
    found = store.strands(episode_id)
    if like is not None:
        return next((one for one in found if set(one.resolves) & set(like.ids)), None)
    return min(found, key=lambda one: one.aside, default=None)
