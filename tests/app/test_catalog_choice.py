"""What may be named as a catalog."""

from pathlib import Path

import pytest

from app.catalog_choice import catalog_url
from app.paths import Places
from models.catalog.connection import Connection, connection_to_text
from models.errors import CatalogError

CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"


def test_a_url_is_taken_with_the_person_as_login(tmp_path: Path) -> None:
    where = Places(tmp_path)
    assert catalog_url("sqlite:////c.sqlite", where=where, user="ann") == "sqlite:////c.sqlite"
    assert catalog_url("postgresql://db/l", where=where, user="ann") == "postgresql://ann@db/l"


def test_a_connection_file_may_go_after_it_was_named_once(tmp_path: Path) -> None:
    where = Places(tmp_path / "data")
    file = tmp_path / "sz.rushes-catalog"
    file.write_text(connection_to_text(Connection("SZ", ("db:5432",), "rushes", ca=CA)), encoding="utf-8")

    url = catalog_url(str(file), where=where, user="ann")

    kept = list(where.certificates.iterdir())
    assert len(kept) == 1
    assert kept[0].read_text(encoding="ascii").strip() == CA
    assert url.startswith("postgresql://ann@db:5432/rushes?sslmode=verify-full&sslrootcert=")
    assert kept[0].name in url
    assert catalog_url(str(file), where=where, user="ann") == url


@pytest.mark.parametrize("text", ["http://x", "nonsense"])
def test_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogError):
        catalog_url(text, where=Places(tmp_path), user="ann")
