"""Episodes of the person's list by name or id, and what was said of their privacy."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from app.cli.store import require_store
from app.profile import Profile
from models.episode import EpisodeRecord
from models.errors import UnknownNameError
from models.privacy import Privacy
from models.review import State
from models.storage.label_store import LabelStore
from models.storage.rows import EpisodeRow

TO_LABEL = frozenset({State.NEW, State.DRAFT, State.RETURNED})


def listed(profile: Profile, *, site: str = "") -> list[EpisodeRecord]:
    """The list, of one site or of all; each record says its site.

    Raises:
        StoreError: nobody of that name worked here, or a window has the store open.
    """
    with _opened(profile) as store:
        return list(_records(store, store.episodes(), site))


def to_label(profile: Profile, count: int, *, site: str = "") -> list[tuple[EpisodeRecord, Privacy]]:
    """The next episodes that wait for labels, in the order of the list.

    Raises:
        StoreError: as ``listed``.
    """
    with _opened(profile) as store:
        rows = [row for row in store.episodes() if row.state in TO_LABEL]
        chosen = islice(_records(store, rows, site), max(0, count))
        return [(record, store.privacy(record.id)) for record in chosen]


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


@contextmanager
def _opened(profile: Profile) -> Iterator[LabelStore]:
    require_store(profile)
    now_ns = time.time_ns()
    with LabelStore.open(profile.folder, user=profile.user, role=profile.role, now_ns=now_ns) as store:
        yield store


def _records(store: LabelStore, rows: Iterable[EpisodeRow], site: str) -> Iterator[EpisodeRecord]:
    for row in rows:
        record = replace(row.record, site=store.site_of(row.record.id))
        if site in ("", record.site):
            yield record
