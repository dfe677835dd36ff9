"""``rushes catalog init|upgrade``: making a catalog, and trying out whether it holds."""

import argparse
from pathlib import Path

from app.cli.catalog_action import Action, add_password, address_of, new_password
from app.cli.catalog_checks import attack, rehearse_here, report
from app.cli.console import Console
from app.files import write_atomically
from models.catalog.address import PostgresAddress, SqliteAddress
from models.catalog.connection import Connection, connection_of, connection_to_text
from models.catalog.findings import Finding, Verdict
from models.catalog.gateway import init_catalog
from models.errors import CatalogError


def _init(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    if not isinstance(address, PostgresAddress):
        return _init_file(arguments, address, console)
    from models.catalog.admin_postgres import FirstAdmin, init_postgres, knows_login  # noqa: PLC0415
    from models.catalog.administration import scram_verifier  # noqa: PLC0415
    from models.catalog.health import refuse_foreign  # noqa: PLC0415

    refuse_foreign(address)
    connection = _connection(arguments, address)
    admin = password = None
    if arguments.admin:
        if not knows_login(address, arguments.admin):
            password = new_password(arguments, arguments.admin)
        verifier = scram_verifier(arguments.admin, password.text) if password else None
        admin = FirstAdmin(arguments.admin, verifier=verifier)
    catalog_id = init_postgres(address, sites=arguments.site or ["main"], admin=admin)
    document: dict[str, object] = {"catalog_id": catalog_id, "admin": arguments.admin or None}
    document["password"] = password.text if password and password.shown else None
    console.say(f"The catalog is ready at {address.where} ({catalog_id})")
    if arguments.admin:
        shown = f", with the password {password.text}" if password and password.shown else ""
        console.say(f"Its administrator is {arguments.admin}{shown}")
    else:
        console.note("Nobody administers it yet: rushes catalog init URL --admin LOGIN")
    if connection is not None:
        _write(arguments.connection_file, connection, catalog_id)
        document["connection_file"] = str(arguments.connection_file)
        console.say(f"Give {arguments.connection_file} to everybody who works with it")
    return _tried(address, arguments, console, document)


def _init_file(arguments: argparse.Namespace, address: SqliteAddress, console: Console) -> int:
    if arguments.admin or arguments.connection_file or arguments.ca:
        raise CatalogError("A catalog file has no logins and no connection file: it is named by its path")
    from models.catalog.sqlite_admin import add_site  # noqa: PLC0415

    catalog_id = init_catalog(arguments.url)
    for one in arguments.site:
        code, _, name = one.partition("=")
        add_site(address, code, name or code)
    if console.json:
        console.document({"catalog_id": catalog_id})
    else:
        console.say(f"The catalog is ready ({catalog_id})")
    return 0


def _tried(
    address: PostgresAddress, arguments: argparse.Namespace, console: Console, document: dict[str, object]
) -> int:
    """What the server is like, whether the catalog holds, whether a backup of it comes back."""
    from models.catalog.health import examine  # noqa: PLC0415

    findings = list(examine(address, chains=False))
    outcomes = None
    if not arguments.untried:
        outcomes = attack(address, console)
        findings.append(rehearse_here(address))
    else:
        findings.append(
            Finding("attacks", Verdict.UNKNOWN, "not tried: rushes catalog doctor URL --attack --rehearse")
        )
    return report(console, findings, outcomes, document)


def _upgrade(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    if not isinstance(address, PostgresAddress):
        catalog_id = init_catalog(arguments.url)
        console.document({"catalog_id": catalog_id}) if console.json else console.say(
            f"The catalog is of this version ({catalog_id})"
        )
        return 0
    from models.catalog.admin_postgres import init_postgres  # noqa: PLC0415
    from models.catalog.health import version_of  # noqa: PLC0415
    from models.catalog.tables import SCHEMA_VERSION  # noqa: PLC0415
    from models.catalog.versions import refuse_newer  # noqa: PLC0415

    before = version_of(address)
    refuse_newer(before, address)
    document: dict[str, object] = {"before": before, "version": SCHEMA_VERSION, "backup": None}
    if before == SCHEMA_VERSION:
        _back_up_first(arguments, address, document, console)
    else:
        console.note(
            "A catalog of that version cannot be backed up by this program; have you a pg_dump of it?"
        )
    document["catalog_id"] = init_postgres(address)
    if console.json:
        console.document(document)
    else:
        console.say(f"The catalog at {address.where} is of version {SCHEMA_VERSION} (before: {before})")
    return 0


def _back_up_first(
    arguments: argparse.Namespace, address: PostgresAddress, document: dict[str, object], console: Console
) -> None:
    if arguments.backup is None:
        return
    from models.catalog.backup import backup  # noqa: PLC0415

    manifest = backup(address, arguments.backup)
    document["backup"] = str(arguments.backup)
    console.note(f"{arguments.backup} holds {manifest.rows} rows as they were before")


def _connection(arguments: argparse.Namespace, address: PostgresAddress) -> Connection | None:
    """Made before the catalog is, so that a wrong path is told while nothing has happened."""
    if arguments.connection_file is None:
        return None
    ca = ""
    if arguments.ca is not None:
        try:
            ca = arguments.ca.read_text(encoding="ascii")
        except (OSError, UnicodeError) as error:
            raise CatalogError("{path} cannot be read: {why}", path=arguments.ca, why=error) from error
    site = (arguments.site or ["main"])[0].partition("=")[0]
    return connection_of(address, name=arguments.name, hosts=arguments.host, site=site, ca=ca)


def _write(path: Path, connection: Connection, catalog_id: str) -> None:
    from dataclasses import replace  # noqa: PLC0415

    text = connection_to_text(replace(connection, catalog_id=catalog_id))
    write_atomically(path, text.encode())


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--site",
        metavar="CODE[=NAME]",
        action="append",
        default=[],
        help="a site; may be repeated (default: main)",
    )
    parser.add_argument(
        "--admin", metavar="LOGIN", help="the first administrator, made if the server has none of that name"
    )
    add_password(parser)
    parser.add_argument(
        "--connection-file", metavar="PATH", type=Path, help="write what clients need: *.rushes-catalog"
    )
    parser.add_argument(
        "--ca", metavar="PEM", type=Path, help="certificate of the authority that clients shall trust"
    )
    parser.add_argument(
        "--host",
        metavar="NAME[:PORT]",
        action="append",
        default=[],
        help="as clients reach it (default: as the URL says)",
    )
    parser.add_argument("--name", metavar="TEXT", default="", help="of the catalog, in the connection file")
    parser.add_argument(
        "--untried", action="store_true", help="no attacks and no rehearsal of a restore afterwards"
    )


def _add_upgrade(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backup", metavar="FILE", type=Path, help="back it up into FILE first")


ACTIONS = (
    Action(
        "init",
        "make the catalog, or bring it up to this version; what it holds stays",
        _init,
        _add_init,
        "Make a catalog in an empty PostgreSQL database (16 or newer) or a file, or bring an older one up to this "
        "version; what it holds stays. URL names the owner of the database with CREATEROLE, or a superuser. Looks at "
        "the server's settings, lets three people attack the catalog, restores a backup of it, and tells the results.",
    ),
    Action(
        "upgrade",
        "bring an older catalog up to this version, with a backup first",
        _upgrade,
        _add_upgrade,
        "Bring an older catalog up to this version, and make its functions and rights anew.",
    ),
)
