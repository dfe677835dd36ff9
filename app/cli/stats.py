"""``rushes stats``: what episodes take in seconds and keys, and what becomes of proposals; of oneself, or of a team."""

import argparse
import time
from pathlib import Path
from typing import Any

from app import figures_file
from app.cli.console import Console
from app.cli.options import add_json, profile_of
from app.cli.tables import table
from app.profile import Profile
from models.errors import KnownError
from models.figures import Figures, Pace, Tally, sees_others

OK = 0
_DAY_S = 86_400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose figures, of how many days, and where to."""
    parser.add_argument(
        "handed",
        metavar="PATH",
        nargs="*",
        type=Path,
        help="files that people handed over, or folders of them; for leads (default: your own figures)",
    )
    parser.add_argument("--export", metavar="FILE", type=Path, help="write your own for a lead")
    parser.add_argument("--days", metavar="N", type=float, help="only the last N days")
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Print figures of this person at this machine, or one line for each person and task."""
    profile = profile_of(arguments)
    since_s = time.time() - arguments.days * _DAY_S if arguments.days is not None else 0.0
    if arguments.handed:
        _tell_team(_others(profile, arguments.handed), since_s, console)
        return OK
    own = figures_file.read(profile.folder, profile.user)
    if arguments.export is not None:
        figures_file.hand(arguments.export, own)
        console.note(f"Written for a lead: {arguments.export}")
    _tell_own(own.since(since_s), console)
    return OK


def _others(profile: Profile, paths: list[Path]) -> tuple[Figures, ...]:
    if not sees_others(profile.role):
        raise KnownError("Only a lead or an administrator sees the figures of others")
    return figures_file.handed(paths)


def _tell_own(own: Figures, console: Console) -> None:
    if console.json:
        console.document({"user": own.user, **_pace_json(own.pace), "proposals": _tallies_json(own)})
        return
    pace = own.pace
    if pace.median_s is None or pace.p90_s is None or pace.median_keys is None:
        console.say(f"Nothing was counted for {own.user} here yet")
    else:
        console.say(f"Episodes: {pace.episodes}")
        console.say(f"Median: {pace.median_s:.1f} active seconds, {pace.median_keys:g} keys an episode")
        console.say(f"Nine of ten take at most {pace.p90_s:.1f} active seconds")
    if pace.tally.share is not None:
        console.say(f"Proposed cuts accepted and left where they were: {100 * pace.tally.share:.0f} %")
        rows = [
            (method, label, str(one.count), str(one.kept), str(one.changed), str(one.refused))
            for (method, label), one in own.tallies.items()
        ]
        console.say(table(("method", "label", "proposed", "kept", "changed", "refused"), rows))


def _tell_team(people: tuple[Figures, ...], since_s: float, console: Console) -> None:
    found = [
        (one.user, task, one.of_task(task).pace)
        for one in (each.since(since_s) for each in people)
        for task in one.tasks
    ]
    if console.json:
        lines = [{"user": user, "task": task, **_pace_json(pace)} for user, task, pace in found]
        console.document({"people": lines})
        return
    heads = ("person", "task", "episodes", "median s", "p90 s", "keys", "accepted %")
    console.say(table(heads, [(user, task, *_cells(pace)) for user, task, pace in found]))


def _cells(pace: Pace) -> tuple[str, ...]:
    share = pace.tally.share
    return (
        str(pace.episodes),
        "" if pace.median_s is None else f"{pace.median_s:.1f}",
        "" if pace.p90_s is None else f"{pace.p90_s:.1f}",
        "" if pace.median_keys is None else f"{pace.median_keys:g}",
        "" if share is None else f"{100 * share:.0f}",
    )


def _pace_json(pace: Pace) -> dict[str, Any]:
    return {
        "episodes": pace.episodes,
        "median_active_s": pace.median_s,
        "p90_active_s": pace.p90_s,
        "median_keys": pace.median_keys,
        "accepted_share": pace.tally.share,
        **_tally_json(pace.tally),
    }


def _tally_json(tally: Tally) -> dict[str, int]:
    return {"kept": tally.kept, "changed": tally.changed, "refused": tally.refused}


def _tallies_json(own: Figures) -> list[dict[str, Any]]:
    return [
        {"method": method, "label": label, **_tally_json(one)} for (method, label), one in own.tallies.items()
    ]
