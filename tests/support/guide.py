"""What the administrator's guide shows, for tests that do it word for word."""

import re

from tests.support.data import ROOT

GUIDE = ROOT / "resources" / "guide" / "ADMINISTRATION.md"


def block(mark: str) -> str:
    """The indented lines that follow ``<!-- mark -->``."""
    part = GUIDE.read_text(encoding="utf-8").split(f"<!-- {mark} -->")[1]
    found = re.match(r"\n+((?: {4}.*\n|\n)+)", part)
    assert found is not None, mark
    return "".join(line.removeprefix("    ") for line in found[1].splitlines(keepends=True))
