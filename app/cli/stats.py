"""``rushes stats``: what episodes take the person, in seconds and keys, and how many proposals they accept."""

import argparse

from app import effort_file
from app.cli.console import Console
from app.cli.options import add_json, profile_of
from models.cutting_aids.suggestions import outcomes_of, rate_of
from models.effort import summary_of

OK = 0
PROPOSALS = "proposals"
"""Name of the setting that ``app.proposing`` keeps what became of proposals under."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Only ``--json``."""
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Print medians over the episodes that this person worked at here."""
    profile = profile_of(arguments)
    found = summary_of(effort_file.read(profile.folder).values())
    rate = rate_of(tuple(outcomes_of(profile.settings.values.get(PROPOSALS)).values()))
    if console.json:
        console.document(
            {
                "user": profile.user,
                "episodes": found.episodes,
                "median_active_s": found.median_s,
                "median_keys": found.median_keys,
                "accepted_share": rate,
            }
        )
        return OK
    if found.median_s is None or found.median_keys is None:
        console.say(f"Nothing was counted for {profile.user} here yet")
    else:
        console.say(f"Episodes: {found.episodes}")
        console.say(f"Median: {found.median_s:.1f} active seconds, {found.median_keys:g} keys an episode")
    if rate is not None:
        console.say(f"Proposed cuts accepted and left where they were: {100 * rate:.0f} %")
    return OK
