"""``rushes media sync``: what is known of copies here and in the catalog, brought together."""

import argparse
from collections.abc import Iterator
from itertools import groupby

from app.cli.console import Console
from app.cli.media_episodes import listed
from app.cli.options import profile_of
from app.media_home import MediaHome
from models.catalog.gateway import init_catalog
from models.catalog.media import open_media
from models.errors import CatalogError, CatalogUnreachableError
from models.media.exchange import Exchanged, learn, tell
from models.media.register import MediaRegister

_AT_ONCE = 500


def sync_media(arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """Tell the catalog what was verified here, and take what it knows of the episodes of the list.

    Who may not tell it anything still learns.
    """
    profile = profile_of(arguments)
    records = sorted(listed(profile, site=arguments.site), key=lambda record: record.site)
    if profile.catalog.startswith("sqlite:"):
        init_catalog(profile.catalog)
    register = open_media(profile.catalog)
    sent, taken = 0, 0
    try:
        for site, group in groupby(records, key=lambda record: record.site):
            ids = [record.id for record in group]
            for start in range(0, len(ids), _AT_ONCE):
                for done in _exchanged(home, register, site, ids[start : start + _AT_ONCE], console):
                    sent, taken = sent + done.sent, taken + done.taken
                    for told in done.told:
                        console.note(f"rushes: {told}")
    finally:
        register.close()
    if console.json:
        console.document({"sent": sent, "taken": taken})
    else:
        console.say(f"{sent} sent to the catalog, {taken} taken from it")
    return 0


def _exchanged(
    home: MediaHome, register: MediaRegister, site: str, ids: list[str], console: Console
) -> Iterator[Exchanged]:
    try:
        yield tell(home.shelf, register, site, ids)
    except CatalogUnreachableError:
        raise
    except CatalogError as error:
        console.note(f"rushes: {error}")
    yield learn(home.shelf, register, site, ids)
