"""The tables of a taxonomy file, read strictly: every complaint names the file, the line and the field."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

from models.errors import KnownError

_HEADER = re.compile(r"^\s*\[{1,2}\s*([\w.\-]+)\s*\]{1,2}")


@dataclass(frozen=True, slots=True)
class Source:
    """The file and its text, to find the line of a field."""

    path: Path
    text: str

    def line_of_table(self, table: str, place: int, after: int) -> int | None:
        """Line of the ``place``-th ``[[table]]`` below line ``after``, None where it is written in another way."""
        found = [n for n, line in self._below(after) if (head := _HEADER.match(line)) and head[1] == table]
        return found[place] if place < len(found) else None

    def line_of_field(self, field: str, after: int) -> int | None:
        """Line of ``field`` in the table whose header stands in line ``after``."""
        for number, line in self._below(after):
            if _HEADER.match(line):
                return None
            if re.match(rf'\s*"?{re.escape(field)}"?\s*[.=]', line):
                return number
        return None

    def _below(self, after: int) -> Iterator[tuple[int, str]]:
        return islice(enumerate(self.text.splitlines(), start=1), after, None)


class Row:
    """One table of the file; ``line`` is that of its header, 0 for the file itself.

    ``close`` refuses what nobody asked for.

    Raises:
        KnownError: by every method, for a field that is missing or of another kind.
    """

    def __init__(self, source: Source, data: object, table: str = "", line: int = 0) -> None:
        self._source, self._table, self._line = source, table, line
        self._asked: set[str] = set()
        if not isinstance(data, Mapping):
            raise self.complaint("Line {line} of the taxonomy {path}: {field} must hold tables", table)
        self._data: Mapping[str, Any] = data

    def complaint(self, template: str, field: str, **values: object) -> KnownError:
        """``template`` with the file, the field and its line."""
        line = self._source.line_of_field(field, self._line) or self._line or 1
        return KnownError(template, path=self._source.path, line=line, field=field, **values)

    def has(self, field: str) -> bool:
        """Whether it is there."""
        return field in self._data

    def text(self, field: str, default: str | None = None) -> str:
        """A text; a whole number is taken as one, so that a key may be written as a digit."""
        value = self._value(field, default)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise self.complaint("Line {line} of the taxonomy {path}: {field} must be a text", field)
        return value

    def code(self, field: str = "code") -> str:
        """A text that is not empty."""
        if not (value := self.text(field)):
            raise self.complaint("Line {line} of the taxonomy {path}: {field} must not be empty", field)
        return value

    def number(self, field: str, default: int | None = None, *, least: int = 0, most: int = 10**9) -> int:
        """A whole number from ``least`` to ``most``."""
        value = self._value(field, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            template = (
                "Line {line} of the taxonomy {path}: {field} must be a whole number from {least} to {most}"
            )
            raise self.complaint(template, field, least=least, most=most)
        return value

    def flag(self, field: str) -> bool:
        """True or false, false where it is absent."""
        value = self._value(field, False)
        if not isinstance(value, bool):
            raise self.complaint("Line {line} of the taxonomy {path}: {field} must be true or false", field)
        return value

    def texts(self, field: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(field, default)
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise self.complaint("Line {line} of the taxonomy {path}: {field} must be a list of texts", field)
        return tuple(value)

    def among(self, field: str, known: Iterable[str], default: tuple[str, ...] = ()) -> frozenset[str]:
        """A list of texts, all of them ``known``."""
        return frozenset(self._known(field, one, known) for one in self.texts(field, default))

    def choice(self, field: str, known: Iterable[str], default: str | None = None) -> str:
        """One of the ``known`` texts."""
        return self._known(field, self.text(field, default), known)

    def names(self) -> dict[str, str]:
        """Names by language tag."""
        value = self._value("names", None)
        if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
            raise self.complaint(
                "Line {line} of the taxonomy {path}: {field} must be names by language", "names"
            )
        return dict(value)

    def rows(self, field: str, *, needed: bool = False) -> tuple[Self, ...]:
        """A list of tables."""
        value = self._value(field, None if needed else [])
        if not isinstance(value, list):
            raise self.complaint("Line {line} of the taxonomy {path}: {field} must hold tables", field)
        table = f"{self._table}.{field}" if self._table else field
        inline = self._source.line_of_field(field, self._line) or self._line
        lines = (
            self._source.line_of_table(table, place, self._line) or inline for place in range(len(value))
        )
        return tuple(
            type(self)(self._source, one, table, line) for one, line in zip(value, lines, strict=True)
        )

    def close(self) -> None:
        """Refuse a field that was never asked for: a slip of the pen must not be taken for silence."""
        stranger = next((field for field in self._data if field not in self._asked), None)
        if stranger is not None:
            raise self.complaint(
                "Line {line} of the taxonomy {path}: the field {field} is not known", stranger
            )

    def _value(self, field: str, default: object) -> Any:
        self._asked.add(field)
        if field in self._data:
            return self._data[field]
        if default is None:
            raise self.complaint("Line {line} of the taxonomy {path} lacks the field {field}", field)
        return default

    def _known(self, field: str, value: str, known: Iterable[str]) -> str:
        choices = tuple(known)
        if value in choices:
            return value
        template = "Line {line} of the taxonomy {path}: {field} cannot be {value}, only one of {known}"
        raise self.complaint(template, field, value=value, known=", ".join(choices))
