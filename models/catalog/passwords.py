"""A catalog's URL and its password, apart: the URL is written down, the password never."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from models.catalog.address import POSTGRES


def without_password(url: str) -> tuple[str, str]:
    """The URL as it may be stored, and the password that stood in it ("" for none); files have none."""
    if not url.startswith(POSTGRES):
        return url, ""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, secret = login.partition(":")
    options = parse_qsl(parts.query, keep_blank_values=True)
    named = [value for name, value in options if name == "password"]
    rest = [(name, value) for name, value in options if name != "password"]
    query = urlencode(rest, quote_via=quote, safe="/") if named else parts.query
    netloc = f"{user}@{hosts}" if login else hosts
    return urlunsplit(parts._replace(netloc=netloc, query=query)), unquote(secret) or "".join(named[-1:])


def with_password(url: str, password: str) -> str:
    """The URL to connect with; unchanged where it has a password already, or is no server's."""
    plain, known = without_password(url)
    if not url.startswith(POSTGRES) or known or not password:
        return url
    parts = urlsplit(plain)
    login, _, hosts = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login}:{quote(password, safe='')}@{hosts}"))


def with_user(url: str, user: str) -> str:
    """The URL with ``user`` as the login where it names none."""
    parts = urlsplit(url)
    if (
        not url.startswith(POSTGRES)
        or parts.netloc.rpartition("@")[0]
        or "user" in dict(parse_qsl(parts.query))
    ):
        return url
    hosts = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}@{hosts}"))
