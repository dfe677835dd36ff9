"""What remains of an episode that was withdrawn from the catalog."""

from models.episode import EpisodeRecord


def places_of_media(record: EpisodeRecord | None) -> tuple[str, ...]:
    """Where its recording lies, as far as the catalog knows; whoever runs that place removes it."""
    return () if record is None or not str(record.path) else (str(record.path),)
