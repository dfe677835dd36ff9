"""Phases for an episode from labelled repeats, on a lane."""

from collections.abc import Sequence

from models.cutting_aids.suggestions import Suggestion
from models.episode import EpisodeRecord
from models.phases import PhaseTrack

Examples = Sequence[tuple[EpisodeRecord, PhaseTrack]]


def suggest(record: EpisodeRecord, examples: Examples) -> tuple[Suggestion, ...]:
    """What is proposed; nothing where the recordings have nothing in common."""
    del record, examples
    return ()
