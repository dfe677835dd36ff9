"""Catalog URLs: what they mean and how they are shown without their password."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from models.errors import CatalogError

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """A file on this machine."""

    path: Path

    @property
    def where(self) -> str:
        """For sentences."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A libpq URL; ``where`` is host, port and database, for sentences. ``host`` and ``port`` may be lists by comma."""

    url: str = field(repr=False)
    host: str
    port: str
    database: str
    user: str
    password: str = field(default="", repr=False)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Host and port of each server, in the order in which they are tried."""
        hosts, ports = self.host.split(","), self.port.split(",")
        ports = ports if len(ports) == len(hosts) else ports[:1] * len(hosts)
        return tuple((host or "localhost", port or "5432") for host, port in zip(hosts, ports, strict=True))

    @property
    def where(self) -> str:
        """Without user and password."""
        return ", ".join(f"{host}:{port}" for host, port in self.places) + f"/{self.database}"


def parse_url(url: str) -> SqliteAddress | PostgresAddress:
    """Tell the two kinds apart.

    Raises:
        CatalogError: neither, or a URL that libpq does not understand; the sentence shows nothing secret.
    """
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return SqliteAddress(Path(unquote(url.removeprefix(SQLITE))).expanduser().absolute())
    if url.startswith(POSTGRES):
        return _postgres(url)
    raise CatalogError(
        "A catalog is named by sqlite:///PATH, postgresql://USER@HOST/DATABASE, or its connection file"
    )


def _postgres(url: str) -> PostgresAddress:
    from psycopg import ProgrammingError  # noqa: PLC0415  a window on a catalog file is spared 0.1 s
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    if url.split("://", 1)[1].split("/", 1)[0].count("@") > 1:
        raise CatalogError(
            "The catalog's URL holds two @ before the host: write the one in the password as %40"
        )
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except (ProgrammingError, UnicodeError) as error:
        raise CatalogError("The catalog's URL is no valid PostgreSQL URL") from error
    user = parts.get("user", "")
    return PostgresAddress(
        url=url,
        host=parts.get("host") or parts.get("hostaddr") or "localhost",
        port=parts.get("port") or "5432",
        database=parts.get("dbname") or user,
        user=user,
        password=parts.get("password", ""),
    )
