"""Phases proposed for an episode from labelled repeats of its task, each boundary with a confidence."""
