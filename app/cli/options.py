"""Options that several commands share, and the values that stand for those left out."""

import argparse
from pathlib import Path

from app.paths import Places, checked_user, places
from app.profile import Profile
from app.settings import last_user, load_settings
from models.review import Role
from models.timebase import Clock


def add_common(parser: argparse.ArgumentParser, *, default: object = argparse.SUPPRESS) -> None:
    """Options that stand before or after the command alike."""
    group = parser.add_argument_group("who and where")
    group.add_argument("--user", metavar="NAME", default=default, help="who works (default: the last one)")
    group.add_argument("--role", choices=[role.value for role in Role], default=default, help="as what")
    group.add_argument(
        "--data-dir",
        metavar="DIR",
        default=default,
        help="where profiles are kept (default: $RUSHES_DATA_DIR)",
    )
    group.add_argument(
        "--catalog",
        metavar="URL",
        default=default,
        help="sqlite:////path/to/catalog.sqlite, postgresql://... or a connection file",
    )


def recording_place(text: str) -> Path:
    """A path or a URL of a recording; only who names one pays for the readers."""
    from models.readers.place import place  # noqa: PLC0415

    return place(text)


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document on stdout and nothing else"
    )


def add_recording(parser: argparse.ArgumentParser) -> None:
    """A path, the episode in it and the clock."""
    parser.add_argument(
        "path",
        metavar="PATH",
        type=recording_place,
        help="a recording: a file, the folder of a data set, or a URL of one",
    )
    parser.add_argument("--episode", metavar="ID", help="one episode of several, see inspect")
    parser.add_argument(
        "--clock",
        choices=[clock.value for clock in Clock],
        default=Clock.LOG.value,
        help="whose stamps: the recorder's (log, the default) or the sensors' (header)",
    )


def profile_of(arguments: argparse.Namespace) -> Profile:
    """The profile that the common options choose.

    Raises:
        KnownError: the user name cannot be used.
    """
    where = places(arguments.data_dir)
    user = checked_user(arguments.user) if arguments.user is not None else last_user(where)
    settings = load_settings(where.settings(user))
    return Profile(
        user=user,
        role=_role(arguments.role or settings.role),
        where=where,
        settings=settings,
        catalog_url=_named_catalog(arguments.catalog, where, user) or settings.catalog_url,
    )


def _named_catalog(text: str | None, where: Places, user: str) -> str:
    if not text:
        return ""
    from app.catalog_choice import catalog_url  # noqa: PLC0415  a window on the catalog of before is spared it

    return catalog_url(text, where=where, user=user)


def _role(text: str) -> Role:
    return Role(text) if text in set(Role) else Role.ANNOTATOR
