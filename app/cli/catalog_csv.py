"""People as a table that somebody keeps in a spreadsheet."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.catalog_action import checked_password
from models.errors import CatalogError
from models.review import Role

_NEEDED = ("login", "role")
_KNOWN = ("login", "name", "role", "sites", "password")


@dataclass(frozen=True, slots=True)
class UserRow:
    """One person; ``line`` is that of the file."""

    line: int
    login: str
    name: str
    role: Role
    sites: tuple[str, ...]
    password: str = field(repr=False)


def read_users(path: Path, *, sites: Sequence[str]) -> list[UserRow]:
    """All rows, each looked at before anything is done.

    Raises:
        CatalogError: the file or one of its lines is not as it should be; the sentence names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            columns = [name.strip().lower() for name in reader.fieldnames or ()]
            if not set(_NEEDED) <= set(columns) <= set(_KNOWN):
                raise _wrong(path, 1, f"the columns are {','.join(_KNOWN)}")
            reader.fieldnames = columns
            rows = [_row(path, reader.line_num, one, sites) for one in reader if any(one.values())]
    except OSError as error:
        raise CatalogError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise CatalogError("{path} is no text in UTF-8; save it as CSV UTF-8", path=path) from error
    except csv.Error as error:
        raise CatalogError("{path} is no CSV table: {why}", path=path, why=error) from error
    seen: dict[str, int] = {}
    for row in rows:
        if row.login in seen:
            raise _wrong(path, row.line, f"{row.login} stands in line {seen[row.login]} already")
        seen[row.login] = row.line
    return rows


def _row(
    path: Path, line: int, cells: dict[str | None, str | list[str] | None], sites: Sequence[str]
) -> UserRow:
    if None in cells or any(not isinstance(value, str) for value in cells.values()):
        raise _wrong(path, line, "it has more or fewer cells than the first line")
    text = {str(name): str(value).strip() for name, value in cells.items()}
    if not text["login"]:
        raise _wrong(path, line, "the login is missing")
    if text["role"].lower() not in set(Role):
        raise _wrong(path, line, f"{text['role'] or 'nothing'} is no role; roles are {', '.join(Role)}")
    wanted = tuple(code for code in re.split(r"[;|\s]+", text.get("sites", "")) if code)
    unknown = [code for code in wanted if code not in sites]
    if unknown:
        raise _wrong(path, line, f"there is no site {unknown[0]} that you see; there are {', '.join(sites)}")
    password = text.get("password", "")
    try:
        checked = checked_password(password) if password else ""
    except CatalogError as error:
        raise _wrong(path, line, str(error)) from error
    return UserRow(line, text["login"], text.get("name", ""), Role(text["role"].lower()), wanted, checked)


def _wrong(path: Path, line: int, why: str) -> CatalogError:
    return CatalogError("{path}, line {line}: {why}", path=path, line=line, why=why)
