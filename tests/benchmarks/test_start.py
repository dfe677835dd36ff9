"""What the window must not load before it is seen: each of these costs a tenth of a second or more."""

import subprocess
import sys

from tests.support.data import ROOT

LATER = {"alembic", "av", "cv2", "mcap", "psycopg", "pyarrow", "pyqtgraph", "rosbags", "vispy"}
BESIDE_THE_LIST = {"asyncio", "numpy", "sqlalchemy"}


def loaded_by(module: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())


def test_the_list_of_episodes_is_seen_before_the_arrays_and_the_store_are_loaded() -> None:
    assert loaded_by("app.window_entry") & (LATER | BESIDE_THE_LIST) == set()


def test_the_whole_window_starts_without_what_it_needs_later() -> None:
    assert loaded_by("app.bootstrap") & LATER == set()
