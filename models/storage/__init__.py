"""The local store: labels, outbox and undo in one SQLite file per person."""
