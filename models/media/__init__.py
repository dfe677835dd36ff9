"""Recordings as files: what they consist of, where copies lie, which of them are right, and those kept on this machine.

Nothing here is needed to label: a recording that cannot be reached is a value (``AbsentRecordingError``), not a stop.
"""
