"""``rushes media ACTION``: what a recording consists of, whether its copies are right, and which are kept here."""

import argparse
from collections.abc import Callable

from app.cli import media_catalog, media_copies, media_here
from app.cli.console import Console
from app.cli.options import add_common, add_json, profile_of, recording_place
from app.media_home import MediaHome, media_home

Execute = Callable[[argparse.Namespace, Console, MediaHome], int]

_ACTIONS: dict[str, tuple[str, Execute]] = {
    "manifest": ("the files of a recording with their lengths and SHA-256", media_copies.manifest),
    "verify": ("read every copy again and compare it", media_copies.verify_copies),
    "sync": (
        "tell the catalog what was verified, and learn what it knows of copies",
        media_catalog.sync_media,
    ),
    "offline": (
        "fetch the next episodes of the list and keep them here until they are released",
        media_here.offline,
    ),
    "release": ("let offline copies go when room is needed", media_here.release),
    "status": ("what is kept here", media_here.status),
    "forget": (
        "remove everything that this machine made or fetched of an episode",
        media_here.forget_episode,
    ),
    "map": ("where paths of the catalog lie on this machine", media_here.map_paths),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, (summary, _) in _ACTIONS.items():
        action = actions.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        _ARGUMENTS.get(name, _none)(action)
        add_json(action)
        add_common(action)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Do the action.

    Returns:
        1 where a copy differs, is missing or did not come, else 0.
    """
    return _ACTIONS[arguments.action][1](arguments, console, media_home(profile_of(arguments).where))


def _none(_parser: argparse.ArgumentParser) -> None:
    """Nothing beside the common ones."""


def _manifest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        type=recording_place,
        help="a recording: a file, the folder of a data set, or a URL",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write the canonical text, as manifest.json")


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="PATH_OR_EPISODE", nargs="+", help="a path, a URL, or the name or id of an episode"
    )
    parser.add_argument("--manifest", metavar="FILE", help="what paths are compared with")
    parser.add_argument("--site", metavar="CODE", default="", help="of the episodes")


def _offline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("count", metavar="N", type=int, help="how many of those that are still to label")
    parser.add_argument("--site", metavar="CODE", default="", help="only episodes of that site")


def _site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", metavar="CODE", default="", help="only episodes of that site")


def _episodes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="EPISODE", nargs="+", help="name or id of an episode")


def _release(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="EPISODE", nargs="*", help="name or id; without one all")


def _map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("prefix", metavar="PREFIX", nargs="?", help="as the catalog has it")
    parser.add_argument("here", metavar="HERE", nargs="?", help="where it lies on this machine")
    parser.add_argument("--site", metavar="CODE", default="", help="only for recordings of that site")
    parser.add_argument("--remove", action="store_true", help="take the rule of that prefix away")


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "manifest": _manifest,
    "verify": _verify,
    "offline": _offline,
    "release": _release,
    "forget": _episodes,
    "sync": _site,
    "map": _map,
}
