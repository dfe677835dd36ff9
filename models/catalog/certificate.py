"""Why a server's certificate was not accepted, each case with what to do. libpq says of most that verifying failed."""

import socket
import ssl
import struct
from contextlib import closing
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from models.catalog.address import PostgresAddress
from models.errors import CatalogError

_ASK_S = 5.0
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_UNVERIFIED = "certificate verify failed"
_OTHER_NAME = "does not match host name"
_NO_AUTHORITY = (
    "root certificate file",
    "could not read root certificate",
    "could not load root certificate",
)
_OUT_OF_TIME = frozenset({9, 10})
"""Codes of OpenSSL: not valid yet, and expired."""


def certificate_error(text: str, address: PostgresAddress, *, why: str) -> CatalogError | None:
    """The sentence for what libpq said, None where it speaks of no certificate.

    Asks the server once more for its certificate, since libpq does not say whether it has expired.
    """
    where = address.where
    if _OTHER_NAME in text:
        return CatalogError(
            "The server of {where} shows a certificate of another name; nothing was sent. Connect by the name in it, "
            "or ask who looks after the catalog: {why}",
            where=where,
            why=why,
        )
    if any(sign in text for sign in _NO_AUTHORITY):
        return CatalogError(
            "The certificate of the authority for {where} cannot be read on this machine; nothing was sent. Choose "
            "the connection file again: {why}",
            where=where,
            why=why,
        )
    if _UNVERIFIED not in text:
        return None
    if _OUT_OF_TIME.intersection(_codes(address)):
        return CatalogError(
            "The certificate of the server of {where} has expired or is not valid yet; nothing was sent. Look at the "
            "clock of this machine, or ask who looks after the catalog to renew it",
            where=where,
        )
    return CatalogError(
        "The server of {where} shows a certificate of an authority that this connection does not trust; nothing was "
        "sent. Ask who looks after the catalog for a new connection file",
        where=where,
    )


def _codes(address: PostgresAddress) -> list[int]:
    """What OpenSSL says of each server's certificate, 0 where it finds nothing or is not reached."""
    root = str(conninfo_to_dict(address.url).get("sslrootcert") or Path.home() / ".postgresql" / "root.crt")
    return [_code(host, int(port), root) for host, port in address.places if not host.startswith(("/", "@"))]


def _code(host: str, port: int, root: str) -> int:
    try:
        context = ssl.create_default_context(cafile=None if root == "system" else root)
        context.check_hostname = False
        with closing(socket.create_connection((host, port), timeout=_ASK_S)) as line:
            line.sendall(_SSL_REQUEST)
            if line.recv(1) == b"S":
                context.wrap_socket(line).close()
    except ssl.SSLCertVerificationError as error:
        return error.verify_code
    except (OSError, ValueError):
        return 0
    return 0
