"""Passwords live in the keyring, or in the session."""

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from app.credentials import SERVICE, Credentials

URL = "postgresql://ann@db:6000/labels"
FULL = "postgresql://ann:s3cret@db:6000/labels"


class Memory(KeyringBackend):
    """A keyring of the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class Locked(Memory):
    """A keyring whose owner is away."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = Closed()


class Closed(dict[tuple[str, str], str]):
    """Neither gives nor takes."""

    def get(self, *_: object) -> str:
        raise KeyringLocked

    def __setitem__(self, *_: object) -> None:
        raise KeyringLocked


@pytest.fixture
def memory():
    before, backend = keyring.get_keyring(), Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def locked():
    before = keyring.get_keyring()
    keyring.set_keyring(Locked())
    yield
    keyring.set_keyring(before)


def test_a_password_in_a_url_goes_to_the_keyring_and_comes_back(memory: Memory) -> None:
    assert Credentials().take_from(FULL) == URL
    assert memory.kept == {(SERVICE, "ann@db:6000/labels"): "s3cret"}
    assert Credentials().complete(URL) == FULL


@pytest.mark.usefixtures("locked")
def test_without_a_keyring_it_is_known_until_the_end_only() -> None:
    session = Credentials()
    assert session.keep(URL, "s3cret") is False
    assert session.complete(URL) == FULL
    assert Credentials().complete(URL) == URL


def test_what_needs_none_is_left_alone(memory: Memory) -> None:
    session = Credentials()
    assert session.complete("sqlite:////c.sqlite") == "sqlite:////c.sqlite"
    assert session.take_from("sqlite:////c.sqlite") == "sqlite:////c.sqlite"
    assert session.take_from("postgresql://a@b@c:x/") == "postgresql://a@b@c:x/"
    assert memory.kept == {}
