"""``rushes media offline|release|status|forget|map``: what is kept on this machine."""

import argparse
from dataclasses import asdict
from typing import Any

from app.cli.console import Console
from app.cli.media_episodes import find_records, listed, to_label
from app.cli.options import profile_of
from app.media_home import MediaHome
from app.settings import path_rules, put_path_rule
from models.errors import KnownError
from models.media.forget import forget
from models.media.mapping import PathRule
from models.media.offline import Outcome, Taken, Taking, take_along

INCOMPLETE = 1
_MIB = 1 << 20


def offline(arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """Fetch the next N; 1 where one did not come."""
    wanted = to_label(profile_of(arguments), arguments.count, site=arguments.site)
    taken: list[Taken] = []
    cache, shelf = home.cache, home.shelf
    for number, (record, privacy) in enumerate(wanted, start=1):
        with console.bar(unit="B") as show:
            one = take_along(Taking(record, home.whereabouts(record), privacy), cache, shelf, show)
        taken.append(one)
        for told in (*one.told, *((one.error,) if one.error else ())):
            console.note(f"rushes: {told}")
        if not console.json:
            console.say(f"{number} of {len(wanted)}  {one.outcome.value:<8} {one.name}")
    if console.json:
        console.document({"episodes": [_row(one) for one in taken], "nbytes": cache.nbytes()})
    return INCOMPLETE if any(one.outcome is Outcome.FAILED for one in taken) else 0


def release(arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """Let some or all go."""
    prints: list[str] | None = None
    if arguments.what:
        records = find_records(listed(profile_of(arguments)), arguments.what)
        prints = [record.fingerprint for record in records]
    count = home.cache.release(prints)
    if console.json:
        console.document({"released": count})
    else:
        console.say(f"{count} offline copies released")
    return 0


def status(_arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """What lies where."""
    cache = home.cache
    recordings, nbytes = cache.recordings(), cache.nbytes()
    if console.json:
        rows = [
            {"name": one.name, "nbytes": one.nbytes, "offline": one.pinned, "whole": one.is_whole}
            for one in recordings
        ]
        document = {"folder": str(cache.folder), "nbytes": nbytes, "budget_nbytes": cache.max_nbytes}
        console.document({**document, "recordings": rows})
        return 0
    pinned = sum(one.pinned for one in recordings)
    console.say(
        f"{len(recordings)} recordings in {cache.folder}, {pinned} of them offline copies, "
        f"{nbytes / _MIB:.1f} of {cache.max_nbytes / _MIB:.0f} MiB"
    )
    return 0


def forget_episode(arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """Remove what was made or fetched of episodes; the recordings themselves stay."""
    records = find_records(listed(profile_of(arguments)), arguments.what)
    rows = [
        {"episode": record.id, **asdict(forget(record, home.keepers(), sites=(record.site,)))}
        for record in records
    ]
    if console.json:
        console.document({"episodes": rows})
        return 0
    for record, row in zip(records, rows, strict=True):
        console.say(
            f"{record.name}: {row['cached_nbytes'] / _MIB:.1f} MiB of copies, {row['quick_copies']} quick copies and "
            f"{row['previews']} previews removed"
        )
    return 0


def map_paths(arguments: argparse.Namespace, console: Console, home: MediaHome) -> int:
    """Say, take away or show rules."""
    if arguments.prefix and (arguments.here or arguments.remove):
        here = "" if arguments.remove else arguments.here
        put_path_rule(home.where, PathRule(arguments.prefix, here, arguments.site))
    elif arguments.prefix:
        raise KnownError("Say where {prefix} lies here, or --remove", prefix=arguments.prefix)
    rules = path_rules(home.where)
    if console.json:
        console.document({"rules": [asdict(rule) for rule in rules]})
    for rule in () if console.json else rules:
        console.say(f"{rule.prefix} -> {rule.here}{f'  (site {rule.site})' if rule.site else ''}")
    return 0


def _row(one: Taken) -> dict[str, Any]:
    error = None if one.error is None else str(one.error)
    return {"episode": one.episode_id, "name": one.name, "outcome": one.outcome.value, "error": error}
