"""From a folder to episode records: what is there, what is new, what has moved, what is damaged.

Content decides who an episode is. A file's fingerprint is taken from its size, its ends and its index, never
from its name, so that a second run adds nothing, a moved file is recognised, and two people who ingest the
same files speak of the same episodes. Indexes are read, payloads are not, except for the first and the last sample
of each signal of a data set, whose files are shared by many episodes, and for what a preview shows.

The work on one path (``look``) is a picklable function of a picklable job, so that an engine of the caller's choice
can run it in as many processes or on as many machines as there are.
"""

from models.ingest.look import Job, Looked, jobs_for, look
from models.ingest.plan import find_recordings
from models.ingest.preview import Preview
from models.ingest.run import Outcome, Step, ingest, steps_of

__all__ = [
    "Job",
    "Looked",
    "Outcome",
    "Preview",
    "Step",
    "find_recordings",
    "ingest",
    "jobs_for",
    "look",
    "steps_of",
]
