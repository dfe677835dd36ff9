"""How much the recordings of a machine may take where nobody says."""

DEFAULT_NBYTES = 50 << 30
