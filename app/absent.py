"""An episode whose recording is not here: its time and its labels, and nothing to see."""

from types import MappingProxyType

from app.recording import OpenedEpisode
from models.episode import EpisodeRecord, EpisodeSummary
from models.errors import KnownError
from models.streams import Stream
from models.timebase import Clock, TimeRange


class NoRecording:
    """Stands where an open episode stands; it has no streams."""

    clock = Clock.LOG

    def __init__(self, record: EpisodeRecord) -> None:
        self.summary = EpisodeSummary(
            record.inner_id,
            record.format,
            record.start_ns,
            record.end_ns,
            (),
            task=record.task,
            robot=record.robot,
        )
        self.streams: MappingProxyType[str, Stream] = MappingProxyType({})

    @property
    def range(self) -> TimeRange:
        """As ingest found it."""
        return self.summary.range

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> "NoRecording":
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is open."""


def absent_episode(record: EpisodeRecord, why: KnownError) -> OpenedEpisode:
    """What can be labelled without it."""
    episode = NoRecording(record)
    return OpenedEpisode(record, episode, episode.summary, {}, {}, {}, absent=why)
