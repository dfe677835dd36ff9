"""Brings a label file to the newest version; refuses what it does not know."""

from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError

from models.errors import StoreError
from models.storage.database import copy_whole, reading, writing
from models.storage.migrations import HEAD


def migrate(engine: Engine, path: Path, *, target: str = HEAD, keep_copy: bool = True) -> StoreError | None:
    """Upgrade to ``target``. A file that is there already costs one query and no import of Alembic.

    Before anything older is changed, a copy is laid beside it as ``<name>.before-<version>`` if ``keep_copy``;
    why that could not be is the answer.

    Raises:
        StoreError: a newer file, somebody else's database, or no database at all.
    """
    version = stored_version(engine, path)
    if version == target:
        return None
    no_copy = None
    if version is not None:
        _refuse_newer(version, path)
        no_copy = _copy(path, target) if keep_copy else None
    _upgrade(engine, target)
    return no_copy


def _copy(path: Path, target: str) -> StoreError | None:
    try:
        copy_whole(path, path.with_name(f"{path.name}.before-{target}"))
    except StoreError as error:
        return error
    return None


def stored_version(engine: Engine, path: Path) -> str | None:
    """Version of the file, None for an empty one."""
    with reading(engine, "{path} cannot be opened as a label file: {why}", path=path) as connection:
        try:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        except OperationalError:
            found = None
        if found is None and inspect(connection).get_table_names():
            raise StoreError("{path} is a database, but not one of labels; nothing was changed", path=path)
    return None if found is None else str(found)


def _refuse_newer(version: str, path: Path) -> None:
    if not version.isdigit() or int(version) > int(HEAD):
        raise StoreError(
            "{path} was written by a newer Rushes (version {theirs}, this one knows {ours}); "
            "update Rushes to open it, nothing was changed",
            path=path,
            theirs=version,
            ours=HEAD,
        )


def _upgrade(engine: Engine, target: str) -> None:
    from alembic import command  # noqa: PLC0415  an up-to-date file never pays for it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with writing(engine, "The label file cannot be brought up to date: {why}") as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, target)
