"""Episodes of the person's list by name or id, and what was said of their privacy."""

import time
from collections.abc import Sequence

from app.cli.store import require_store
from app.profile import Profile
from models.episode import EpisodeRecord
from models.errors import UnknownNameError
from models.privacy import Privacy
from models.review import State
from models.storage.label_store import LabelStore

TO_LABEL = frozenset({State.NEW, State.DRAFT, State.RETURNED})


def listed(profile: Profile, *, site: str = "") -> list[EpisodeRecord]:
    """The list, of one site or of all.

    Raises:
        StoreError: nobody of that name worked here, or a window has the store open.
    """
    return [record for record, _, _ in _rows(profile, site)]


def to_label(profile: Profile, count: int, *, site: str = "") -> list[tuple[EpisodeRecord, Privacy]]:
    """The next episodes that wait for labels, in the order of the list.

    Raises:
        StoreError: as ``listed``.
    """
    rows = [(record, privacy) for record, state, privacy in _rows(profile, site) if state in TO_LABEL]
    return rows[: max(0, count)]


def find_records(records: Sequence[EpisodeRecord], words: Sequence[str]) -> list[EpisodeRecord]:
    """Those of these names or ids.

    Raises:
        UnknownNameError: a word names none.
    """
    found: dict[str, EpisodeRecord] = {}
    for word in words:
        named = [record for record in records if word in (record.id, record.name)]
        if not named:
            raise UnknownNameError("There is no episode {id} in the list", id=word)
        found |= {record.id: record for record in named}
    return list(found.values())


def _rows(profile: Profile, site: str) -> list[tuple[EpisodeRecord, State, Privacy]]:
    require_store(profile)
    with LabelStore.open(
        profile.folder, user=profile.user, role=profile.role, now_ns=time.time_ns()
    ) as store:
        return [
            (row.record, row.state, store.privacy(row.record.id))
            for row in store.episodes()
            if site in ("", row.record.site)
        ]
