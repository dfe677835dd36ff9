"""Versions of the catalog, the same history for both homes."""
