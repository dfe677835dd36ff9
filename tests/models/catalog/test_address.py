"""Catalog URLs, and that nothing secret is shown of them."""

from pathlib import Path

import pytest

from models.catalog.address import PostgresAddress, SqliteAddress, parse_url
from models.errors import CatalogError


def test_a_file_absolute_relative_and_with_spaces() -> None:
    assert parse_url("sqlite:////data/catalog.sqlite") == SqliteAddress(Path("/data/catalog.sqlite"))
    assert parse_url("sqlite:///catalog.sqlite") == SqliteAddress(Path.cwd() / "catalog.sqlite")
    assert parse_url("sqlite:////my%20data/c.sqlite") == SqliteAddress(Path("/my data/c.sqlite"))


@pytest.mark.parametrize(
    ("url", "where", "user"),
    [
        ("postgresql://ann:s3cret@db.example:6000/labels", "db.example:6000/labels", "ann"),
        ("postgres://ann:s3cret@db.example/labels?sslmode=require", "db.example:5432/labels", "ann"),
        ("postgresql://ann@/labels?host=/run/pg&password=s3cret", "/run/pg:5432/labels", "ann"),
        ("postgresql://ann:s3cret@a,b/labels", "a:5432, b:5432/labels", "ann"),
        ("postgresql://ann:s3cret@a:1,b:2/labels", "a:1, b:2/labels", "ann"),
        ("postgresql://ann:s3cret@a,b:2/labels", "a:5432, b:2/labels", "ann"),
        ("postgresql://ann:s3cret@/labels?host=a,b&port=7", "a:7, b:7/labels", "ann"),
        ("postgresql://ann:s3cret@db.example", "db.example:5432/ann", "ann"),
    ],
)
def test_a_server_is_shown_without_its_password(url: str, where: str, user: str) -> None:
    address = parse_url(url)

    assert isinstance(address, PostgresAddress)
    assert (address.where, address.user, address.password) == (
        where,
        user,
        "s3cret" if "s3cret" in url else "",
    )
    assert "s3cret" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "catalog.sqlite",
        "sqlite:///",
        "mysql://ann:s3cret@db/labels",
        "postgresql://ann:s3cret@db/labels?colour=red",
        "postgresql://ann:s3cret%zz@db/labels",
        "postgresql://ann:s3c@ret@db/labels",
    ],
)
def test_what_is_no_catalog_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(CatalogError) as caught:
        parse_url(url)

    assert "s3c" not in str(caught.value)
