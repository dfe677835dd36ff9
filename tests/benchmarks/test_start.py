"""What the window must not load before it is seen: each of these costs a tenth of a second or more."""

import subprocess
import sys

from tests.support.data import ROOT

LATER = {"alembic", "av", "cv2", "mcap", "psycopg", "pyarrow", "pyqtgraph", "rosbags", "vispy"}


def test_the_window_starts_without_what_it_needs_later() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, app.window_entry; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(told.stdout.split()) & LATER == set()
