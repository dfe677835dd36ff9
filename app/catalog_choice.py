"""What a person names as their catalog, as a URL: one that was typed, or a connection file that they were given."""

import hashlib
from pathlib import Path

from app.files import PRIVATE_MODE, write_atomically
from app.paths import Places
from models.catalog.address import POSTGRES, SQLITE, parse_url
from models.catalog.connection import read_connection
from models.catalog.passwords import with_user
from models.errors import KnownError


def catalog_url(text: str, *, where: Places, user: str) -> str:
    """The URL of ``text``; a server's login is the person's name where it names none.

    The certificate of a connection file is kept beside the profiles, so that the file may go.

    Raises:
        CatalogError: a file that cannot be read, or is no connection file.
        KnownError: the certificate cannot be kept.
    """
    if text.startswith(SQLITE):
        return text
    if text.startswith(POSTGRES):
        return with_user(text, user)
    if "://" in text:
        parse_url(text)
    connection = read_connection(Path(text).expanduser())
    return connection.url(user, _keep_certificate(connection.ca, where) if connection.ca else None)


def _keep_certificate(pem: str, where: Places) -> Path:
    data = pem.strip().encode() + b"\n"
    path = where.certificates / f"{hashlib.sha256(data).hexdigest()[:16]}.pem"
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnownError("{path} cannot be written: {why}", path=path, why=error.strerror) from error
        write_atomically(path, data, mode=PRIVATE_MODE)
    return path
