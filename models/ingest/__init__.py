"""From a folder to episode records: what is there, what is new, what has moved, what is damaged.

Content decides who an episode is. A file's fingerprint is taken from its size, its ends and its index, never
from its name, so that a second run adds nothing, a moved file is recognised, and two people who ingest the
same files speak of the same episodes. Indexes are read, payloads are not, except for the first and the last sample
of each signal of a data set, whose files are shared by many episodes.
"""

from models.ingest.plan import find_recordings
from models.ingest.run import Outcome, Step, ingest

__all__ = ["Outcome", "Step", "find_recordings", "ingest"]
