"""Levels of criteria as one text, for formats that have only texts: JSON, by code."""

import json
from collections.abc import Iterable


def rubric_text(levels: Iterable[tuple[str, int]]) -> str:
    """ "" where no criterion has a level."""
    told = dict(levels)
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else ""


def rubric_in(text: str) -> tuple[tuple[str, int], ...]:
    """The levels of ``rubric_text``.

    Raises:
        ValueError, TypeError, AttributeError: it is none.
    """
    return tuple(sorted((str(code), int(level)) for code, level in json.loads(text).items())) if text else ()
