"""What of a URL may be written down."""

import pytest

from models.catalog.address import PostgresAddress, parse_url
from models.catalog.passwords import with_password, with_user, without_password


@pytest.mark.parametrize(
    ("url", "plain", "password"),
    [
        ("postgresql://ann:s%40cret@db:6000/labels", "postgresql://ann@db:6000/labels", "s@cret"),
        ("postgresql://ann@/labels?host=/run/pg&password=s3", "postgresql://ann@/labels?host=/run/pg", "s3"),
        ("postgresql://ann:s3@a:1,b:2/l?sslmode=require", "postgresql://ann@a:1,b:2/l?sslmode=require", "s3"),
        ("postgresql://ann@db/labels", "postgresql://ann@db/labels", ""),
        ("postgresql://db/labels", "postgresql://db/labels", ""),
        ("sqlite:////data/a:b@c.sqlite", "sqlite:////data/a:b@c.sqlite", ""),
    ],
)
def test_url_and_password_apart_and_together(url: str, plain: str, password: str) -> None:
    assert without_password(url) == (plain, password)
    if "@" in plain and plain.startswith("postgresql"):
        address = parse_url(with_password(plain, "p/:@ä"))
        assert isinstance(address, PostgresAddress)
        assert (address.password, address.user) == ("p/:@ä", "ann")


def test_a_password_that_stands_there_is_not_replaced() -> None:
    assert with_password("postgresql://ann:old@db/l", "new") == "postgresql://ann:old@db/l"
    assert with_password("sqlite:////c.sqlite", "new") == "sqlite:////c.sqlite"


def test_who_works_is_the_login_unless_another_is_named() -> None:
    assert with_user("postgresql://db:5432/l", "小明") == "postgresql://%E5%B0%8F%E6%98%8E@db:5432/l"
    assert with_user("postgresql://lea@db/l", "ann") == "postgresql://lea@db/l"
    assert with_user("postgresql://db/l?user=lea", "ann") == "postgresql://db/l?user=lea"
    assert with_user("sqlite:////c.sqlite", "ann") == "sqlite:////c.sqlite"
