"""Connection files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalog.address import PostgresAddress, parse_url
from models.catalog.connection import Connection, connection_to_text, read_connection
from models.errors import CatalogError

CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
words = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)


@given(name=words, site=words, ca=st.sampled_from(["", CA]))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, site: str, ca: str
) -> None:
    path = tmp_path_factory.mktemp("connections") / "sz.rushes-catalog"
    connection = Connection(name, ("db1:5432", "db2:5433"), "rushes", site, "an-id", ca)
    path.write_text(connection_to_text(connection), encoding="utf-8")

    again = read_connection(path)

    assert (again.name, again.site, again.hosts, again.ca.strip()) == (name, site, connection.hosts, ca)


def test_the_url_of_one_with_a_certificate_trusts_nothing_else() -> None:
    connection = Connection("SZ", ("db1:5432", "db2:5433"), "rushes", ca=CA)
    url = connection.url("小明", Path("/my certificates/ca.pem"))
    address = parse_url(url)

    assert isinstance(address, PostgresAddress)
    assert address.user == "小明"
    assert (
        "sslmode=verify-full&sslrootcert=%2Fmy%20certificates" in url
        or "sslrootcert=/my%20certificates" in url
    )
    assert "target_session_attrs=read-write" in url
    assert address.host == "db1,db2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name = 1",
        'hosts = []\ndatabase = "x"',
        'hosts = ["a"]',
        'hosts = ["a"]\ndatabase = "x"\nca = "none"',
        "\x00",
        'hosts = "a"\ndatabase = "x"',
    ],
)
def test_what_is_none_is_refused_with_a_reason(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.rushes-catalog"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match="is no connection file"):
        read_connection(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        read_connection(tmp_path / "none")
