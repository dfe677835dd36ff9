"""Episodes of the same task laid over one another: maps from the time of one to that of another."""
