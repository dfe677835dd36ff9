"""The register of recordings that a catalog keeps."""

from models.catalog.address import PostgresAddress, parse_url
from models.catalog.media_sqlite import SqliteMedia
from models.media.register import ClosableRegister


def open_media(url: str) -> ClosableRegister:
    """For the URL of a catalog, see ``open_catalog``; connects only on its first call.

    Raises:
        CatalogError: the URL cannot be understood, or names a file on a network share.
    """
    address = parse_url(url)
    if not isinstance(address, PostgresAddress):
        return SqliteMedia(address)
    from models.catalog.media_postgres import PostgresMedia  # noqa: PLC0415  the driver costs 0.1 s

    return PostgresMedia(address)
