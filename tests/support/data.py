"""Recordings to test on: the shipped demo episodes, and a larger collection beside the checkout where it exists."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
SHARED = Path(os.environ.get("RUSHES_SHARED_DATA", ROOT.parent / "shared" / "data"))


def shared(relative: str) -> Path:
    """Path of a shared recording; skips the test where the collection is absent."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"the collection of recordings is not here: {relative}")
    return path


def facts() -> dict[str, Any]:
    """Counts, stamps and sizes per file of the collection, {} where it is absent."""
    path = SHARED / "facts.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
