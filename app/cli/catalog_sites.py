"""``rushes catalog add-site|grant-site|revoke-site|withdraw-episode``: sites of a catalog and what lies there."""

import argparse
import sys
import uuid

from app.cli.catalog_action import Action, address_of, done, server_of, url_of
from app.cli.console import Console
from app.media_home import media_home
from app.paths import places
from app.withdrawal import forget_here, remove_media
from models.catalog.address import PostgresAddress, SqliteAddress
from models.episode import EpisodeRecord
from models.errors import CatalogError


def _add_site(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    if isinstance(address, SqliteAddress):
        from models.catalog.sqlite_admin import add_site as add_to_file  # noqa: PLC0415

        add_to_file(address, arguments.code, arguments.name or arguments.code)
    else:
        from models.catalog.administration import add_site  # noqa: PLC0415

        add_site(address, arguments.code, arguments.name)
        console.note(f"Nobody sees it until: rushes catalog grant-site URL LOGIN {arguments.code}")
    return done(console, {"site": arguments.code}, f"The site {arguments.code} is there")


def _grant_site(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.administration import grant_site  # noqa: PLC0415

    address = server_of(arguments)
    for code in arguments.codes:
        grant_site(address, arguments.login, code)
    document = {"login": arguments.login, "sites": arguments.codes}
    return done(console, document, f"{arguments.login} works at {', '.join(arguments.codes)} from now on")


def _revoke_site(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.administration import revoke_site  # noqa: PLC0415

    address = server_of(arguments)
    for code in arguments.codes:
        revoke_site(address, arguments.login, code)
    document = {"login": arguments.login, "sites": arguments.codes}
    return done(console, document, f"{arguments.login} sees nothing of {', '.join(arguments.codes)} any more")


def _withdraw(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    episode = _checked_id(arguments.episode)
    record = _record(address, arguments.site, episode)
    locations = _copies(url_of(arguments), arguments.site, episode)
    shown = record.name if record is not None else episode
    question = f"Remove all labels of {shown} from {address.where}, and its recording, for ever?"
    if not arguments.yes and not _confirmed(question):
        raise CatalogError("Nothing was withdrawn")
    if isinstance(address, PostgresAddress):
        from models.catalog.administration import withdraw_episode  # noqa: PLC0415

        withdraw_episode(address, arguments.site, episode, reason=arguments.reason)
    else:
        from models.catalog.sqlite_admin import withdraw_episode as withdraw_from_file  # noqa: PLC0415

        withdraw_from_file(
            address, arguments.site, episode, reason=arguments.reason, login=arguments.user or ""
        )
    remains = remove_media(record, locations)
    if record is not None:
        forget_here((record,), media_home(places(arguments.data_dir)))
    sentence = f"The labels of {shown} are gone; the log keeps its numbers, the audit who asked and why"
    for place in remains.removed:
        sentence += f"\n{place} is removed"
    for place, why in remains.left:
        sentence += f"\n{place} is still there ({why}): remove the episode there by hand"
    sentence += "\nEvery machine forgets it with its next sync"
    document = {
        "episode": episode,
        "site": arguments.site,
        "removed": list(remains.removed),
        "left": [{"place": place, "why": why} for place, why in remains.left],
    }
    return done(console, document, sentence)


def _copies(url: str, site: str, episode: str) -> list[str]:
    """Where the catalog knows copies of the recording."""
    from models.catalog.media import open_media  # noqa: PLC0415

    register = open_media(url)
    try:
        return [copy.location for copy in register.copies(site, [episode]).get(episode, ())]
    finally:
        register.close()


def _record(address: PostgresAddress | SqliteAddress, site: str, episode: str) -> EpisodeRecord | None:
    if isinstance(address, SqliteAddress):
        from models.catalog.sqlite_admin import episode_record as record_in_file  # noqa: PLC0415

        return record_in_file(address, episode)
    from models.catalog.administration import episode_record  # noqa: PLC0415

    return episode_record(address, site, episode)


def _checked_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise CatalogError("{text} is no episode's id", text=text) from error


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise CatalogError("withdraw-episode asks before it removes something; in a script say --yes")
    sys.stderr.write(f"{question} Type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def _add_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="short, without spaces: sz1")
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="in full")


def _add_login_and_codes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar="LOGIN", help="of the person")
    parser.add_argument("codes", metavar="SITE", nargs="+", help="code of the site")


def _add_episode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("episode", metavar="EPISODE", help="its id")
    parser.add_argument("--site", metavar="CODE", default="main", help="where it belongs (default: main)")
    parser.add_argument(
        "--reason", metavar="TEXT", required=True, help="who asked for it and why; the audit keeps it"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


ACTIONS = (
    Action("add-site", "make a site, or give it a name", _add_site, _add_code),
    Action("grant-site", "let a person see and label a site", _grant_site, _add_login_and_codes),
    Action("revoke-site", "take that back", _revoke_site, _add_login_and_codes),
    Action(
        "withdraw-episode",
        "remove an episode on lawful request",
        _withdraw,
        _add_episode,
        "Remove all that was ever said of an episode, refused work as well. The log keeps its numbers and digests, the "
        "audit who asked and why; every machine forgets it with its next sync. Says where its media lie.",
    ),
)
