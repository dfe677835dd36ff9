"""Where a person was when the window closed: the episode and the playhead, kept in their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.timebase import TimeRange

SETTING = "resume"


@dataclass(frozen=True, slots=True)
class Place:
    """A moment of an episode."""

    episode_id: str = ""
    t_ns: int = 0

    def as_json(self) -> dict[str, object]:
        """To be kept."""
        return {"episode": self.episode_id, "t_ns": self.t_ns}

    def in_range(self, episode_id: str, range_: TimeRange) -> int | None:
        """The moment where it lies in that episode, else None."""
        inside = range_.start_ns < self.t_ns < range_.end_ns
        return self.t_ns if episode_id == self.episode_id and inside else None


def place_of(values: Mapping[str, Any]) -> Place:
    """What was kept; nowhere where it cannot be understood."""
    kept = values.get(SETTING)
    if not isinstance(kept, Mapping):
        return Place()
    episode_id, t_ns = kept.get("episode"), kept.get("t_ns")
    return Place(episode_id, t_ns) if isinstance(episode_id, str) and type(t_ns) is int else Place()
