"""A line of the episode list as the store knows it, apart from ``values``: a starting window loads nothing else."""

from dataclasses import dataclass

from models.episode import EpisodeRecord
from models.review import State

LABEL_FILE = "labels.sqlite"


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """A line of the episode list: the record with what is known of its labels."""

    record: EpisodeRecord
    state: State
    grade: str
    annotator: str
    reviewer: str
    phases: int
    pending: int
    conflicts: int
