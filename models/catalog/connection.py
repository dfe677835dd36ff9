"""The connection file that an administrator gives to every client: where the catalog is and whom to trust.

TOML with ``name``, ``hosts``, ``database``, ``site``, ``catalog_id`` and, where the server has a certificate, ``ca``
(PEM). With it the connection is ``verify-full`` by libpq's meaning; without it the server must be reached inside a
trusted net. There is nothing secret in it.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from models.catalog.address import PostgresAddress
from models.errors import CatalogError

SUFFIX = ".rushes-catalog"
_PEM = "-----BEGIN CERTIFICATE-----"
_MOST_BYTES = 1 << 20
_PORT = re.compile(r":\d+$")


@dataclass(frozen=True, slots=True)
class Connection:
    """``hosts`` are "name:port", the primary first; ``ca`` is PEM text; new episodes belong to ``site``."""

    name: str
    hosts: tuple[str, ...]
    database: str
    site: str = ""
    catalog_id: str = ""
    ca: str = ""

    def url(self, user: str, certificate: Path | None = None) -> str:
        """A libpq URL without a password; ``certificate`` is where ``ca`` was laid down.

        Of several hosts the one that takes writes is looked for, so that a replica that took over is found.
        """
        options: dict[str, str] = {}
        if self.ca and certificate is not None:
            options = {"sslmode": "verify-full", "sslrootcert": str(certificate)}
        if len(self.hosts) > 1:
            options["target_session_attrs"] = "read-write"
        query = f"?{urlencode(options, quote_via=quote, safe='/')}" if options else ""
        return f"postgresql://{quote(user, safe='')}@{','.join(self.hosts)}/{quote(self.database, safe='')}{query}"


def connection_of(
    address: PostgresAddress, *, name: str = "", hosts: Sequence[str] = (), site: str = "", ca: str = ""
) -> Connection:
    """What clients need to reach the catalog as its administrator does, or by ``hosts`` ("name" or "name:port").

    Raises:
        CatalogError: the administrator comes by a socket, which no other machine has, or ``ca`` is no certificate.
    """
    if ca and _PEM not in ca:
        raise CatalogError("The authority's certificate is no PEM text")
    reached = [f"{host}:{port}" for host, port in address.places]
    first_port = address.places[0][1]
    named = tuple(host if _PORT.search(host) else f"{host}:{first_port}" for host in hosts or reached)
    if any(host.startswith(("/", "@")) for host in named):
        raise CatalogError(
            "Other machines cannot come by a socket: say how they reach the server with --host NAME:PORT"
        )
    return Connection(name or address.database, named, address.database, site=site, ca=ca)


def connection_to_text(connection: Connection) -> str:
    """The file's text."""
    lines = [
        "# How Rushes reaches its catalog. It holds no password and may be given to everybody who works with it.",
        f"name = {_quoted(connection.name)}",
        f"hosts = [{', '.join(map(_quoted, connection.hosts))}]",
        f"database = {_quoted(connection.database)}",
        f"site = {_quoted(connection.site)}",
        f"catalog_id = {_quoted(connection.catalog_id)}",
    ]
    if connection.ca:
        lines.append(f'ca = """\n{connection.ca.strip()}\n"""')
    return "\n".join(lines) + "\n"


def read_connection(path: Path) -> Connection:
    """The connection of a file.

    Raises:
        CatalogError: it cannot be read, or is no connection file.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CatalogError("{path} is no connection file of a catalog: {why}", path=path, why="too large")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except ValueError as error:
        raise CatalogError(
            "{path} is no connection file of a catalog: {why}", path=path, why=error
        ) from error
    return _checked(data, path)


def _checked(data: dict[str, object], path: Path) -> Connection:
    hosts = data.get("hosts")
    texts = {name: data.get(name, "") for name in ("name", "database", "site", "catalog_id", "ca")}
    wrong = next((name for name, value in texts.items() if not isinstance(value, str)), "")
    if not wrong and not texts["database"]:
        wrong = "database"
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) and host for host in hosts):
        wrong = "hosts"
    if not wrong and texts["ca"] and _PEM not in str(texts["ca"]):
        wrong = "ca"
    if wrong or not isinstance(hosts, list):
        raise CatalogError("{path} is no connection file of a catalog: {why}", path=path, why=f"its {wrong}")
    return Connection(hosts=tuple(map(str, hosts)), **{name: str(value) for name, value in texts.items()})


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
