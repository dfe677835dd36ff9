"""The beginning of the episode list, read without opening the store: what a window shows while the rest loads.

The statement stands here as text and goes to the driver as it is, so that neither SQLAlchemy nor the arrays are loaded
for it. ``tests/models/storage/test_glance.py`` holds it against ``LabelStore.episodes``.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.storage.rows import LABEL_FILE, EpisodeRow, listed_of

_UNSETTLED = "SELECT count(*) FROM outbox o WHERE o.episode_id = e.id AND o.state <> 'applied'"
_ROWS = f"""
SELECT e.*,
    coalesce(d.state, 'new') AS state,
    coalesce(d.grade, '') AS grade,
    coalesce(d.annotator, '') AS annotator,
    coalesce(d.reviewer, '') AS reviewer,
    (SELECT count(*) FROM phase p WHERE p.episode_id = e.id) AS phases,
    ({_UNSETTLED} AND o.state = 'queued' AND o.lost_base IN ('', 'conflict')) AS pending,
    ({_UNSETTLED} AND o.resolved_by = '' AND o.state <> 'ahead'
        AND (o.state <> 'queued' OR o.lost_base NOT IN ('', 'conflict'))) AS conflicts
FROM episode e LEFT JOIN document d ON d.episode_id = e.id
ORDER BY e.name, e.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Glance:
    """The first rows by name, and how many there are in all."""

    rows: tuple[EpisodeRow, ...] = ()
    total: int = 0


def glance(directory: Path, most: int) -> Glance:
    """Up to ``most`` rows of the store in ``directory``; nothing where there is none, or none of this version.

    It only reads, and says nothing of what is wrong: opening the store does.
    """
    path = directory / LABEL_FILE
    if not path.is_file():
        return Glance()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)) as file:
            file.row_factory = sqlite3.Row
            rows = tuple(listed_of(row) for row in file.execute(_ROWS, (most,)))
            return Glance(rows, file.execute("SELECT count(*) FROM episode").fetchone()[0])
    except (sqlite3.Error, ValueError, KeyError, IndexError):
        return Glance()
