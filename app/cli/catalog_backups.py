"""``rushes catalog backup|restore|restored``: a catalog kept elsewhere, and what to do when it comes back."""

import argparse
import shutil
from pathlib import Path

from app.cli.catalog_action import Action, add_url, address_of, done
from app.cli.console import Console
from models.catalog.address import PostgresAddress, SqliteAddress
from models.errors import CatalogError


def _backup(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    if not isinstance(address, PostgresAddress):
        return _backup_file(arguments, address, console)
    from models.catalog.backup import backup  # noqa: PLC0415

    with console.bar(unit="B") as show:
        so_far = [0]

        def told(nbytes: int) -> None:
            so_far[0] += nbytes
            show(so_far[0], None)

        manifest = backup(address, arguments.file, told=told)
    document = {
        "path": str(arguments.file),
        "catalog_id": manifest.catalog_id,
        "epoch": manifest.epoch,
        "made_at": manifest.made_at,
        "rows": manifest.rows,
        "bytes": arguments.file.stat().st_size,
        "heads": {site.code: site.head for site in manifest.sites},
    }
    return done(console, document, f"{arguments.file}: {manifest.rows} rows of {len(manifest.sites)} sites")


def _restore(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    if not isinstance(address, PostgresAddress):
        return _restore_file(arguments, address, console)
    from models.catalog.restore import restore  # noqa: PLC0415

    with console.bar(unit="B") as show:
        so_far = [0]

        def told(nbytes: int) -> None:
            so_far[0] += nbytes
            show(so_far[0], None)

        restored = restore(arguments.file, address, told=told)
    document = {
        "catalog_id": restored.manifest.catalog_id,
        "made_at": restored.manifest.made_at,
        "epoch": restored.epoch,
        "rows": restored.manifest.rows,
        "without_password": list(restored.without_password),
    }
    sentence = (
        f"{restored.manifest.rows} rows of {restored.manifest.made_at} are back at {address.where}, counted and checked"
        "; everybody offers their later work again with the next sync"
    )
    if restored.without_password:
        people = ", ".join(restored.without_password)
        sentence += f"\nThese need a new password (rushes catalog reset-password): {people}"
    return done(console, document, sentence)


def _backup_file(arguments: argparse.Namespace, address: SqliteAddress, console: Console) -> int:
    from models.catalog import sqlite_admin  # noqa: PLC0415

    sqlite_admin.backup(address, arguments.file)
    _refuse_broken(SqliteAddress(arguments.file))
    return done(console, {"path": str(arguments.file)}, f"{arguments.file}: a copy, read through")


def _restore_file(arguments: argparse.Namespace, address: SqliteAddress, console: Console) -> int:
    from models.catalog import sqlite_admin  # noqa: PLC0415

    path = address.path
    if path.exists():
        raise CatalogError("{path} is there already; a restore replaces nothing", path=path)
    _refuse_broken(SqliteAddress(arguments.file))
    part = path.with_name(f".{path.name}.part")
    try:
        shutil.copyfile(arguments.file, part)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    epoch = sqlite_admin.raise_epoch(address, login=arguments.user or "")
    return done(console, {"epoch": epoch}, f"{path} is back; everybody offers their later work again")


def _refuse_broken(address: SqliteAddress) -> None:
    from models.catalog import sqlite_admin  # noqa: PLC0415

    for code in sqlite_admin.list_sites(address):
        entry = sqlite_admin.verify_chain(address, code)
        if entry is not None:
            raise CatalogError(
                "Entry {entry} of the site {site} in {path} is missing or was changed",
                entry=entry,
                site=code,
                path=address.path,
            )


def _restored(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    if isinstance(address, PostgresAddress):
        from models.catalog.administration import raise_epoch  # noqa: PLC0415

        epoch = raise_epoch(address)
    else:
        from models.catalog.sqlite_admin import raise_epoch as raise_epoch_of_file  # noqa: PLC0415

        epoch = raise_epoch_of_file(address, login=arguments.user or "")
    return done(
        console, {"epoch": epoch}, f"Epoch {epoch}: everybody offers again what the catalog may have lost"
    )


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup")


def _add_file_and_url(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    add_url(parser)


ACTIONS = (
    Action(
        "backup",
        "write all of it into a file, as of one moment",
        _backup,
        _add_file,
        "Write all of the catalog into a file, as of one moment, while everybody works on. Needs the login that made "
        "it.",
    ),
    Action(
        "restore",
        "bring a backup back into an empty database",
        _restore,
        _add_file_and_url,
        "Bring a backup back into an empty database, check counts and chains, and raise the epoch, upon which every "
        "client offers again what it did since. Logins that the server lacks are made without a password.",
        takes_url=False,
    ),
    Action("restored", "say that it was restored by other means, such as to a point in time", _restored),
)
