"""Recordings on disk as episodes: ``open_recording`` and ``open_episode``.

Each format is a module of its own that implements ``base.Recording``; each kind of sample has one decoder
module. Opening reads summaries and indexes, plus the first message of a stream whose kind its schema
leaves open; payloads are read when they are asked for.
"""

from models.readers.base import Episode, Recording, open_episode, open_recording

__all__ = ["Episode", "Recording", "open_episode", "open_recording"]
