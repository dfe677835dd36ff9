"""What the actions of ``rushes catalog`` share: their form, the catalog that is named, and passwords."""

import argparse
import getpass
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.catalog_choice import catalog_url
from app.cli.console import Console
from app.cli.options import add_common, add_json
from app.credentials import credentials
from app.paths import places
from app.settings import last_user
from models.catalog.address import PostgresAddress, SqliteAddress, parse_url
from models.catalog.passwords import with_password, without_password
from models.errors import CatalogError, CatalogLoginError

URL_HELP = "postgresql://user@host/database, a connection file, or sqlite:////path/to/catalog.sqlite"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Action:
    """``rushes catalog NAME``. Without ``takes_url`` it names its catalog itself."""

    name: str
    summary: str
    execute: Callable[[argparse.Namespace, Console], int]
    add: Callable[[argparse.ArgumentParser], None] = lambda _: None
    description: str = ""
    takes_url: bool = True

    def complete(self, parser: argparse.ArgumentParser) -> None:
        """Its arguments."""
        if self.takes_url:
            add_url(parser)
        self.add(parser)
        add_json(parser)
        add_common(parser)


def add_url(parser: argparse.ArgumentParser) -> None:
    """The catalog."""
    parser.add_argument("url", metavar="URL", help=URL_HELP)


def add_password(parser: argparse.ArgumentParser) -> None:
    """Where a new password comes from."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from stdin; otherwise it is asked for on a terminal, or made up and printed once",
    )


def url_of(arguments: argparse.Namespace) -> str:
    """The URL to connect with, by the password that is known for it."""
    where = places(arguments.data_dir)
    user = arguments.user if arguments.user is not None else last_user(where)
    return credentials().complete(catalog_url(arguments.url, where=where, user=user))


def address_of(arguments: argparse.Namespace) -> PostgresAddress | SqliteAddress:
    """The catalog that is named; on a terminal its password is asked for once, where none is known or it is wrong.

    Raises:
        CatalogLoginError: it is wrong still.
        CatalogError: nothing that can be understood, or what ``administration.knock`` says.
    """
    url = url_of(arguments)
    address = parse_url(url)
    if isinstance(address, SqliteAddress):
        return address
    from models.catalog.administration import knock  # noqa: PLC0415  the driver costs 0.1 s

    try:
        knock(address)
    except CatalogLoginError:
        if not sys.stdin.isatty():
            raise
        plain = without_password(url)[0]
        password = getpass.getpass(f"Password of {address.user} at {address.where}: ")
        address = server_address(with_password(plain, password))
        knock(address)
        credentials().keep(plain, password)
    return address


def server_of(arguments: argparse.Namespace) -> PostgresAddress:
    """The catalog that is named, for what only a server can do.

    Raises:
        CatalogError: it is a file, or see ``address_of``.
    """
    if isinstance(parse_url(url_of(arguments)), SqliteAddress):
        raise CatalogError(
            "A catalog file has no logins and roles of its own: {action} needs a catalog in PostgreSQL",
            action=arguments.action,
        )
    address = address_of(arguments)
    assert isinstance(address, PostgresAddress)
    return address


def server_address(url: str) -> PostgresAddress:
    """Of a server's URL."""
    address = parse_url(url)
    assert isinstance(address, PostgresAddress)
    return address


@dataclass(frozen=True, slots=True)
class NewPassword:
    """``shown`` where nobody but the program knows it yet."""

    text: str
    shown: bool = False


def new_password(arguments: argparse.Namespace, login: str) -> NewPassword:
    """From stdin, from a person who types it twice, or made up.

    Raises:
        CatalogError: too short, or not the same twice.
    """
    if arguments.password_stdin:
        return NewPassword(checked_password(sys.stdin.readline().rstrip("\r\n")))
    if not sys.stdin.isatty():
        return NewPassword(made_up(), shown=True)
    first = checked_password(getpass.getpass(f"New password of {login}: "))
    if getpass.getpass("The same again: ") != first:
        raise CatalogError("The two passwords are not the same; nothing was changed")
    return NewPassword(first)


def checked_password(text: str) -> str:
    """The password, if it is long enough.

    Raises:
        CatalogError: it is not.
    """
    if len(text) < _SHORTEST or "\0" in text:
        raise CatalogError("A password has at least {n} characters", n=_SHORTEST)
    return text


def made_up() -> str:
    """A password that can be read out aloud; 79 bits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def done(console: Console, document: Mapping[str, object], sentence: str) -> int:
    """Say what was done, to a script or a person."""
    if console.json:
        console.document(document)
    else:
        console.say(sentence)
    return 0
