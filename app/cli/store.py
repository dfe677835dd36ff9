"""The local store of the person who works, opened for one command."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.paths import resource
from app.profile import Profile
from app.settings import remember_user
from models.errors import StoreError
from models.storage.label_store import FILE_NAME, LabelStore
from models.taxonomy import Taxonomy, load_taxonomy


@contextmanager
def opened_store(profile: Profile, arguments: argparse.Namespace) -> Iterator[LabelStore]:
    """The store of ``profile``; a user who was named becomes the one to start with next time.

    Raises:
        StoreError: another process owns it, it lies on a network share, it is newer or damaged.
    """
    now_ns = time.time_ns()
    with LabelStore.open(profile.folder, user=profile.user, role=profile.role, now_ns=now_ns) as store:
        if arguments.user is not None:
            remember_user(profile.where, profile.user)
        yield store


def require_store(profile: Profile) -> None:
    """For commands that only read: asking must not make a profile.

    Raises:
        StoreError: nobody of that name worked here.
    """
    if (profile.folder / FILE_NAME).exists():
        return
    known = ", ".join(profile.where.users()) or "nobody yet"
    raise StoreError(
        "{user} has no labels in {data}; there: {known}",
        user=profile.user,
        data=profile.where.data,
        known=known,
    )


def shipped_taxonomy() -> Taxonomy:
    """The taxonomy that the application brings."""
    return load_taxonomy(resource("taxonomies", "pick_place.toml"))
