"""A backup of a catalog in PostgreSQL as a file: a ZIP with one member a table, as COPY writes it, and a manifest.

The manifest says which catalog it is, where each site's log ended, and of each table how many rows and which bytes; so
a file is checked by itself, without a server.
"""

import contextlib
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from models.errors import CatalogError

SUFFIX = ".rushes-backup"
FORMAT = 1
_MANIFEST = "manifest.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class TableNote:
    """A table: its columns in the order of the file, rows and SHA-256 of the bytes."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SiteNote:
    """Where a site's log ended."""

    code: str
    head: int
    chain: str
    episodes: int
    mark: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``tables`` stand in an order in which they can be filled; ``partitions`` are (name, table, bounds).

    ``made_at`` is the server's clock.
    """

    catalog_id: str
    epoch: int
    schema_version: int
    made_at: str
    database: str
    tables: tuple[TableNote, ...]
    sites: tuple[SiteNote, ...]
    partitions: tuple[tuple[str, str, str], ...]
    sequences: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)


class Hashing:
    """Passes bytes on and remembers what they were."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = hashlib.sha256()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Some more."""
        self._digest.update(data)
        self._target.write(data)

    @property
    def sha256(self) -> str:
        """Of all so far, in hex."""
        return self._digest.hexdigest()


class Writer:
    """Fills a new backup."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def table(self, name: str) -> Iterator[Hashing]:
        """The member of one table."""
        with self._archive.open(_member(name), "w", force_zip64=True) as file:
            yield Hashing(file)

    def finish(self, manifest: Manifest) -> None:
        """The manifest comes last: a file without it is none."""
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False)
        self._archive.writestr(_MANIFEST, text)


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """A new file, whole or not there; only its owner may read it, for it holds all labels.

    Raises:
        CatalogError: there is something at ``target``, no folder, no right or no room.
    """
    if target.exists():
        raise CatalogError("{path} is there already; a backup replaces nothing", path=target)
    part = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except OSError as error:
        raise CatalogError(
            "The backup cannot be written to {path}: {why}", path=target, why=error.strerror or error
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, zipfile.ZipFile]]:
    """A backup that is there.

    Raises:
        CatalogError: it cannot be read, is no backup, or was made by a newer program.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield _manifest(json.loads(archive.read(_MANIFEST)), path), archive
    except OSError as error:
        raise CatalogError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as error:
        raise CatalogError("{path} is no whole backup of a catalog: {why}", path=path, why=error) from error


def blocks(archive: zipfile.ZipFile, table: TableNote, path: Path) -> Iterator[bytes]:
    """The bytes of a table, of which the last block comes only if all were what they were.

    Raises:
        CatalogError: they are not.
    """
    digest, last = hashlib.sha256(), b""
    with archive.open(_member(table.name)) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            if last:
                yield last
            last = block
    if digest.hexdigest() != table.sha256:
        raise CatalogError("{path} is damaged in the table {table}", path=path, table=table.name)
    if last:
        yield last


def _member(table: str) -> str:
    return f"tables/{table}.copy"


def _manifest(data: dict[str, Any], path: Path) -> Manifest:
    if data.pop("format") != FORMAT:
        raise CatalogError("{path} was made by a newer program; update Rushes", path=path)
    return Manifest(
        **{
            **data,
            "tables": tuple(TableNote(**{**one, "columns": tuple(one["columns"])}) for one in data["tables"]),
            "sites": tuple(SiteNote(**one) for one in data["sites"]),
            "partitions": tuple((name, table, bounds) for name, table, bounds in data["partitions"]),
        }
    )
