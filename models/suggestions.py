"""What may be meant by the words in front of the cursor of a search field, among the values that there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.search import words_at, written

STATE = "state"
"""Values under this name are states in the words of the window; they stand in no field of the words."""
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``words`` stand in the field and ``cursor`` in them once it is taken."""

    field: str
    value: str
    words: str
    cursor: int


@dataclass(frozen=True, slots=True)
class _Typed:
    """What may be the beginning of a value: from ``start`` on, for one field or for any."""

    start: int
    field: str
    value: str


def suggestions(
    words: str, cursor: int, choices: Mapping[str, Sequence[str]], most: int = 8
) -> tuple[Suggestion, ...]:
    """The likeliest first: what begins with most of what was typed, then what holds it."""
    found: dict[tuple[str, str], tuple[int, Suggestion]] = {}
    for typed in _typed(words, cursor):
        for field, values in choices.items():
            if typed.field not in {"", field}:
                continue
            for value in values:
                rank = _rank(typed.value.casefold(), value.casefold())
                if rank is not None and (field, value) not in found:
                    found[field, value] = (rank, _taken(words, cursor, typed.start, field, value))
    ranked = sorted(found.values(), key=lambda each: each[0])
    return tuple(each for _, each in ranked if each.words.strip() != words.strip())[:most]


def _typed(words: str, cursor: int) -> Iterator[_Typed]:
    """The word at the cursor, with those before it as long as they are plain; the longest first."""
    plain = []
    for word in words_at(words, cursor):
        if word.field:
            yield _Typed(word.start, word.field, word.value)
            return
        plain.append(word.start)
    for start in reversed(plain):
        text = words[start:cursor].strip()
        if len(text) >= _LEAST_LETTERS or (text and not text.isascii()):
            yield _Typed(start, "", text)


def _rank(typed: str, value: str) -> int | None:
    """0 where a value begins so, 1 where a word of it does, 2 where it is somewhere in it."""
    at = value.find(typed)
    if at <= 0:
        return 0 if at == 0 else None
    return 1 if f" {typed}" in value else 2


def _taken(words: str, cursor: int, start: int, field: str, value: str) -> Suggestion:
    word = "" if field == STATE else f"{written(field, value)} "
    before, after = words[:start], words[cursor:].lstrip()
    return Suggestion(field, value, f"{before}{word}{after}", len(before) + len(word))
